"""Moderators: who may decide, for which site, in which role."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from moderation.tools.store.tables import audit, moderator, site


@dataclass(frozen=True, slots=True)
class Moderator:
    """Somebody who may decide for one site; the password is here only as its Argon2 hash."""

    site_id: str
    email: str
    password_hash: str
    role: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One site that somebody moderates, and in which role."""

    id: str
    site_id: str
    site: str
    email: str
    role: str


def add(db: Connection, person: Moderator, now: int) -> None:
    """A new moderator of a site; an e-mail that the site has already is an integrity error."""
    row = {
        "id": secrets.token_hex(16),
        "site_id": person.site_id,
        "email": person.email.strip().lower(),
        "password_hash": person.password_hash,
        "role": person.role,
        "created_at": now,
    }
    db.execute(insert(moderator).values(row))
    told = {"email": person.email, "role": person.role}
    note(db, {"site_id": person.site_id, "who": "operator", "what": "add-moderator", "detail": told}, now)


def note(db: Connection, told: Mapping[str, Any], now: int) -> None:
    """One line of the audit: site, who, what, and the detail."""
    db.execute(insert(audit).values({**told, "id": secrets.token_hex(16), "created_at": now}))


def passwords(db: Connection, email: str) -> dict[str, str]:
    """The password hash of every seat under this e-mail, in lower case, by the seat's identifier."""
    asked = select(moderator.c.id, moderator.c.password_hash).where(func.lower(moderator.c.email) == email)
    rows = db.execute(asked)
    return {row.id: row.password_hash for row in rows}


def set_password(db: Connection, seat_ids: Sequence[str], password_hash: str) -> None:
    """The new password of these seats."""
    db.execute(update(moderator).where(moderator.c.id.in_(seat_ids)).values(password_hash=password_hash))


def seats(db: Connection, seat_ids: Sequence[str]) -> list[Seat]:
    """Those of the seats that there are still, as they are now, by the name of the site."""
    columns = (moderator.c.id, moderator.c.site_id, site.c.name, moderator.c.email, moderator.c.role)
    joined = moderator.join(site, site.c.id == moderator.c.site_id)
    asked = select(*columns).select_from(joined).where(moderator.c.id.in_(seat_ids))
    return [Seat(*row) for row in db.execute(asked.order_by(site.c.name, site.c.id))]
