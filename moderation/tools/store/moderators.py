"""Moderators: who may decide, for which site, in which role."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, tuple_, update

from moderation.tools.store import accounts
from moderation.tools.store.people_tables import account, passkey
from moderation.tools.store.tables import audit, moderator, site

SECURED = or_(account.c.totp.is_not(None), select(passkey.c.id).where(passkey.c.email == account.c.email).exists())
"""Whether an account has a second factor."""


@dataclass(frozen=True, slots=True)
class Moderator:
    """Somebody who may decide for one site. The password's Argon2 hash is for an e-mail that has no account yet."""

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


@dataclass(frozen=True, slots=True)
class Colleague:
    """A seat as administrators see it: whether its person has a second factor, and when they were last here."""

    id: str
    site_id: str
    email: str
    role: str
    secured: bool
    seen_at: int


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the audit."""

    id: str
    who: str
    what: str
    detail: Mapping[str, Any]
    at: int


SEAT = (moderator.c.id, moderator.c.site_id, site.c.name, moderator.c.email, moderator.c.role)
SEATS = moderator.join(site, site.c.id == moderator.c.site_id)


def add(db: Connection, person: Moderator, now: int, who: str = "operator") -> None:
    """A new moderator of a site; an e-mail that the site has already is an integrity error."""
    email = person.email.strip().lower()
    accounts.add(db, email, person.password_hash, now)
    row = {"id": secrets.token_hex(16), "site_id": person.site_id, "email": email, "role": person.role}
    db.execute(insert(moderator).values(**row, created_at=now))
    told = {"email": email, "role": person.role}
    note(db, (person.site_id, who, now), "add-moderator", told)


def note(db: Connection, by: tuple[str, str, int], what: str, detail: Mapping[str, Any]) -> None:
    """One line of the audit: on which site, who and when; what, and the detail."""
    row = dict(zip(("site_id", "who", "created_at"), by, strict=True))
    db.execute(insert(audit).values(**row, id=secrets.token_hex(16), what=what, detail=detail))


def note_everywhere(db: Connection, seated: Sequence[Seat], what: str, now: int) -> None:
    """What somebody did to their own account: one line of the audit of each of their sites."""
    for seat in seated:
        note(db, (seat.site_id, seat.email, now), what, {})


def acts(db: Connection, site_id: str, before: tuple[int, str], most: int) -> list[Act]:
    """What was done on a site before a moment and row, the latest first."""
    columns = (audit.c.id, audit.c.who, audit.c.what, audit.c.detail, audit.c.created_at)
    earlier = tuple_(audit.c.created_at, audit.c.id) < tuple_(*before)
    asked = select(*columns).where(audit.c.site_id == site_id, earlier)
    return [Act(*row) for row in db.execute(asked.order_by(audit.c.created_at.desc(), audit.c.id.desc()).limit(most))]


def seats(db: Connection, email: str) -> list[Seat]:
    """The sites that somebody moderates, by name."""
    asked = select(*SEAT).select_from(SEATS).where(moderator.c.email == email)
    return [Seat(*row) for row in db.execute(asked.order_by(site.c.name, site.c.id))]


def seat(db: Connection, site_ids: Sequence[str], seat_id: str) -> Seat | None:
    """One seat of these sites."""
    wanted = (moderator.c.id == seat_id) & moderator.c.site_id.in_(site_ids)
    row = db.execute(select(*SEAT).select_from(SEATS).where(wanted)).first()
    return Seat(*row) if row else None


def colleagues(db: Connection, site_ids: Sequence[str]) -> list[Colleague]:
    """Everybody who moderates these sites, by e-mail."""
    columns = (moderator.c.id, moderator.c.site_id, moderator.c.email, moderator.c.role, SECURED, account.c.seen_at)
    joined = moderator.join(account, account.c.email == moderator.c.email)
    asked = select(*columns).select_from(joined).where(moderator.c.site_id.in_(site_ids))
    return [Colleague(*row) for row in db.execute(asked.order_by(moderator.c.email, moderator.c.site_id))]


def administrators(db: Connection, site_id: str) -> list[str]:
    """The seats of a site's administrators, locked, so that two of them cannot remove each other at once."""
    wanted = (moderator.c.site_id == site_id) & (moderator.c.role == "administrator")
    return list(db.execute(select(moderator.c.id).where(wanted).with_for_update()).scalars())


def set_role(db: Connection, seat_id: str, role: str) -> None:
    """Another role, from now on."""
    db.execute(update(moderator).where(moderator.c.id == seat_id).values(role=role))


def remove(db: Connection, seat_id: str) -> None:
    """The seat is free again."""
    db.execute(delete(moderator).where(moderator.c.id == seat_id))
