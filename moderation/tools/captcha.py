"""The captcha: a sum as on the site's form, or a proof of work. Signed, bound to site and page, kept nowhere."""

from __future__ import annotations

import base64
import binascii
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from altcha.v1 import ChallengeOptions, Payload, create_challenge, verify_solution
from itsdangerous import BadSignature, URLSafeSerializer

from moderation.judgement.case import Captcha

LIFETIME = 30 * 60_000
"""Milliseconds that a challenge can be answered: people write long comments."""

LEAST_TIME = 2_000
"""Milliseconds under which nobody has read a sum and written a comment."""

POW_MAX = 60_000
"""Upper end of the number to be found: on average 30,000 SHA-256 hashes, about a second on a phone."""

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the form shows, and the signed token that comes back with the answer."""

    token: str
    question: str | None
    question_words: str | None
    expires_at: int
    pow: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the token, and a sum's result or a proof of work (base64, as the ALTCHA widget sends it)."""

    token: str
    answer: str | None = None
    pow: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """How an answer came out, and the challenge it answered; `nonce` is empty when the token is not ours."""

    outcome: Captcha
    nonce: str = ""


class Challenges:
    """Owns the signing keys of the captcha."""

    def __init__(self, key: bytes, draw: Callable[[int], int] | None = None) -> None:
        self.signer = URLSafeSerializer(key, salt="challenge")
        self.pow_key = key.hex()
        self.draw = draw or random.SystemRandom().randrange

    def issue(self, site: str, page: str, mode: str, now: int) -> Challenge:
        """A fresh challenge for one page of one site. `mode` is math, pow or either."""
        first, second, sign = self.sum()
        nonce = f"{self.draw(2**128):032x}"
        token = self.signer.dumps([nonce, site, page, now, [first, sign, second] if mode != "pow" else None])
        words = {"+": "plus", "−": "minus", "×": "times"}
        asked = mode != "pow"
        return Challenge(
            token=str(token),
            question=f"{first} {sign} {second} =" if asked else None,
            question_words=f"{WORDS[first]} {words[sign]} {WORDS[second]}" if asked else None,
            expires_at=now + LIFETIME,
            pow=self.proof(nonce) if mode != "math" else None,
        )

    def sum(self) -> tuple[int, int, str]:
        """Two digits and a sign; the result lies between 0 and 25."""
        sign = "+−×"[self.draw(3)]
        most = 5 if sign == "×" else 9  # a sum is no examination
        first, second = 1 + self.draw(most), 1 + self.draw(most)
        return (max(first, second), min(first, second), sign) if sign == "−" else (first, second, sign)

    def proof(self, nonce: str) -> dict[str, Any]:
        """An ALTCHA v1 challenge whose salt carries the nonce, so that it answers this token and no other."""
        options = ChallengeOptions(
            algorithm="SHA-256",
            max_number=POW_MAX,
            number=self.draw(POW_MAX),
            salt=f"{nonce}?challenge={nonce}",
            hmac_key=self.pow_key,
        )
        return {**create_challenge(options).to_dict(), "maxnumber": POW_MAX}

    def check(self, given: Answer, site: str, page: str, at: int) -> Checked:
        """How an answer that was sent at the moment `at` comes out. Whether it was used before is not known here."""
        try:
            nonce, for_site, for_page, issued, terms = self.signer.loads(given.token)
        except (BadSignature, ValueError, TypeError):
            return Checked(Captcha.FORGED)
        if (for_site, for_page) != (site, page):
            return Checked(Captcha.FORGED)
        if at > issued + LIFETIME:
            return Checked(Captcha.EXPIRED, nonce)
        if at < issued + LEAST_TIME:
            return Checked(Captcha.TOO_FAST, nonce)
        right = self.proved(given.pow, nonce) if given.pow else terms is not None and solves(given.answer, terms)
        return Checked(Captcha.PASSED if right else Captcha.WRONG, nonce)

    def proved(self, payload: str, nonce: str) -> bool:
        """Whether the proof of work is ours, for this nonce, and right."""
        try:
            solution = orjson.loads(base64.b64decode(payload, validate=True))
            salt = str(solution["salt"])
            right, _ = verify_solution(Payload.from_dict(solution), self.pow_key, check_expires=False)
        except (binascii.Error, ValueError, KeyError, TypeError, AttributeError):
            return False
        return right and salt.startswith(f"{nonce}?")


def solves(answer: str | None, terms: list[Any]) -> bool:
    """Whether the answer is the sum's result. Digits of any script count, as phones type them."""
    first, sign, second = terms
    result = {"+": first + second, "−": first - second, "×": first * second}[sign]
    text = (answer or "").strip()
    return text.isdecimal() and len(text) <= 3 and int(text) == result
