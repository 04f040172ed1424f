"""Codes: those that an authenticator app shows (TOTP, RFC 6238), and those for the day when it is lost."""

from __future__ import annotations

import hmac
import secrets
from base64 import b32encode
from urllib.parse import urlsplit

import pyotp

from moderation.toolbox import Toolbox
from moderation.tools.store.accounts import Account

STEP, DRIFT = 30, 1
"""Seconds for which the app shows a code, and how many steps its clock may be off."""

MANY, LETTERS = 10, "abcdefghjkmnpqrstuvwxyz23456789"
"""How many recovery codes there are, and their letters: none that looks like another."""


def offered(toolbox: Toolbox, email: str, token: str, account: Account) -> str:
    """The secret that a session offers to an app: the same until it is used, and nowhere stored before that."""
    digest = toolbox.keys.digest("totp-offer", email, token, str(account.totp_step))
    return b32encode(bytes.fromhex(digest)).decode().rstrip("=")


def address(toolbox: Toolbox, email: str, secret: str) -> str:
    """The address which an app reads from the picture."""
    host = urlsplit(toolbox.config.url).hostname or "desk"
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=f"Ad Rem {host}")


def picture(text: str) -> str:
    """A QR code as SVG. Dark on light in every colour scheme: cameras expect it."""
    import segno  # slow to load, and seldom needed

    drawn = segno.make_qr(text, error="m")
    return str(drawn.svg_inline(scale=1, border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr"))


def step_of(toolbox: Toolbox, secret: str, code: str) -> int | None:
    """The step of time whose code this is; None when it is no code of now."""
    app, now = pyotp.TOTP(secret), toolbox.clock() // 1000 // STEP
    steps, typed = range(now - DRIFT, now + DRIFT + 1), plain(code).encode()
    return next((step for step in steps if hmac.compare_digest(app.generate_otp(step).encode(), typed)), None)


def plain(code: str) -> str:
    """A code as it is compared: people copy spaces and hyphens along."""
    return "".join(code.split()).replace("-", "").lower()


def spares() -> list[str]:
    """Ten recovery codes of 79 bits each, in groups of four."""
    drawn = ("".join(secrets.choice(LETTERS) for _ in range(16)) for _ in range(MANY))
    return ["-".join(each[at : at + 4] for at in range(0, 16, 4)) for each in drawn]


def hash_spare(toolbox: Toolbox, email: str, code: str) -> str:
    """What is stored of a recovery code. It is long and random, so a slow hash would add nothing."""
    return toolbox.keys.digest("recovery", email, plain(code))
