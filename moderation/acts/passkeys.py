"""Passkeys: the challenges that we set, and what browsers answer to them (WebAuthn, through py_webauthn)."""

from __future__ import annotations

import hmac
import json
import secrets
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from moderation.acts.sessions import MINUTE
from moderation.config import Config
from moderation.errors import Unauthorised
from moderation.toolbox import Toolbox
from moderation.tools.store import logins, passkeys
from moderation.tools.store.passkeys import Passkey

LASTS = 10 * MINUTE
REFUSED = "This passkey was not accepted. Reload the page and try again, or use another way."
UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What the library raises upon what no browser sends."""


def host(config: Config) -> str:
    """The host to which passkeys belong: the relying party's identifier."""
    return urlsplit(config.origin).hostname or "localhost"


def handle(toolbox: Toolbox, email: str) -> bytes:
    """Whom a passkey belongs to, in a word that says nothing to others."""
    return toolbox.keys.digest("passkey-user", email).encode()


def challenge(toolbox: Toolbox, purpose: str, token: str) -> bytes:
    """Bytes to be signed: for this purpose, in this browser, within ten minutes."""
    said = f"{toolbox.clock() + LASTS}.{secrets.token_hex(16)}"
    return f"{said}.{toolbox.keys.digest('passkey', purpose, token, said)}".encode()


def descriptors(known: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    """Passkeys as options name them."""
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential)) for each in known]


def options_to_make(toolbox: Toolbox, email: str, known: list[Passkey], token: str) -> str:
    """What a browser needs to make a passkey, as JSON. It has to check who sits there: finger, face or PIN."""
    return options_to_json(
        webauthn.generate_registration_options(
            rp_id=host(toolbox.config),
            rp_name="Ad Rem",
            user_id=handle(toolbox, email),
            user_name=email,
            challenge=challenge(toolbox, "make", token),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=descriptors(known),
        )
    )


def options_to_use(toolbox: Toolbox, purpose: str, known: list[Passkey], token: str) -> str:
    """What a browser needs to use a passkey, as JSON; any of this host when none is known."""
    return options_to_json(
        webauthn.generate_authentication_options(
            rp_id=host(toolbox.config),
            challenge=challenge(toolbox, purpose, token),
            allow_credentials=descriptors(known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def made(toolbox: Toolbox, answer: str, token: str, whose: tuple[str, str]) -> Passkey:
    """The new passkey in a browser's answer; `whose`: the e-mail, and the passkey's name."""
    now = toolbox.clock()
    try:
        read = json.loads(answer)
        found = webauthn.verify_registration_response(
            credential=read,
            expected_challenge=spend(toolbox, read, "make", token),
            expected_rp_id=host(toolbox.config),
            expected_origin=toolbox.config.origin,
            require_user_verification=True,
        )
    except UNREADABLE as error:
        raise Unauthorised(REFUSED) from error
    credential, key = bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key)
    return Passkey(passkeys.key_of(credential), whose[0], whose[1], credential, key, found.sign_count, now, now)


def used(toolbox: Toolbox, answer: str, purpose: str, token: str) -> Passkey:
    """The passkey whose holder answered the challenge; its count of signatures is kept."""
    try:
        read = json.loads(answer)
        expected = spend(toolbox, read, purpose, token)
        with toolbox.store.read() as db:
            known = passkeys.find(db, str(read["id"]))
        if known is None or not belongs(toolbox, read, known):
            raise Unauthorised(REFUSED)
        found = webauthn.verify_authentication_response(
            credential=read,
            expected_challenge=expected,
            expected_rp_id=host(toolbox.config),
            expected_origin=toolbox.config.origin,
            credential_public_key=base64url_to_bytes(known.public_key),
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except UNREADABLE as error:
        raise Unauthorised(REFUSED) from error
    with toolbox.store.write() as db:
        passkeys.used(db, known.id, found.new_sign_count, toolbox.clock())
    return known


def belongs(toolbox: Toolbox, read: dict[str, Any], known: Passkey) -> bool:
    """Whether the answer, if it says whose the passkey is, names its owner."""
    told = read["response"].get("userHandle")
    return told is None or base64url_to_bytes(told) == handle(toolbox, known.email)


def spend(toolbox: Toolbox, read: dict[str, Any], purpose: str, token: str) -> bytes:
    """The challenge that was answered, if we set it, for this, to this browser, and it was not answered before."""
    client = json.loads(base64url_to_bytes(read["response"]["clientDataJSON"]))
    answered = base64url_to_bytes(client["challenge"])
    said, _, proof = answered.decode("ascii").rpartition(".")
    if not hmac.compare_digest(proof, toolbox.keys.digest("passkey", purpose, token, said)):
        raise Unauthorised(REFUSED)
    ends_at, once = said.split(".")
    now = toolbox.clock()
    with toolbox.store.write() as db:
        if int(ends_at) <= now or not logins.spend(db, once, now, int(ends_at)):
            raise Unauthorised(REFUSED)
    return answered
