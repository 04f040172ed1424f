"""Passwords: kept as Argon2 hashes."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from moderation.errors import FieldProblem, Invalid

LEAST, MOST = 12, 1000
"""Characters of a password."""

hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
"""As OWASP's cheat sheet has it. The library's own parameters take three times as long, more than a page may take."""


def matches(hashed: str, password: str) -> bool:
    """Whether this is the password."""
    try:
        return hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def nobodys() -> str:
    """The hash of a password that nobody has."""
    return hasher.hash(secrets.token_urlsafe(32))


def hashed(password: str) -> str:
    """The hash of a new password that will do."""
    if not LEAST <= len(password) <= MOST:
        raise Invalid("The new password is too short.", (FieldProblem("new", "Use 12 characters or more."),))
    return hasher.hash(password)
