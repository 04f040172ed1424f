"""Moderators: who may decide, for which site, in which role."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from moderation.tools.store.tables import audit, moderator


@dataclass(frozen=True, slots=True)
class Moderator:
    """Somebody who may decide for one site; the password is here only as its Argon2 hash."""

    site_id: str
    email: str
    password_hash: str
    role: str


def add(db: Connection, person: Moderator, now: int) -> None:
    """A new moderator of a site; an e-mail that the site has already is an integrity error."""
    row = {
        "id": secrets.token_hex(16),
        "site_id": person.site_id,
        "email": person.email,
        "password_hash": person.password_hash,
        "role": person.role,
        "created_at": now,
    }
    db.execute(insert(moderator).values(row))
    told = {
        "id": secrets.token_hex(16),
        "site_id": person.site_id,
        "who": "operator",
        "what": "add-moderator",
        "detail": {"email": person.email, "role": person.role},
        "created_at": now,
    }
    db.execute(insert(audit).values(told))
