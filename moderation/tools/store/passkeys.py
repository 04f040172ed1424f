"""Passkeys: the public keys with which people prove that they are there."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from moderation.tools.store.people_tables import passkey


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey. `credential` and `public_key` are Base64 without padding, as the wire has them."""

    id: str
    email: str
    name: str
    credential: str
    public_key: str
    sign_count: int
    created_at: int
    used_at: int


COLUMNS = tuple(passkey.c[name] for name in Passkey.__dataclass_fields__)


def key_of(credential: str) -> str:
    """The key of a credential in the table."""
    return hashlib.sha256(credential.encode()).hexdigest()


def find(db: Connection, credential: str) -> Passkey | None:
    """The passkey with this identifier, whoever's it is."""
    row = db.execute(select(*COLUMNS).where(passkey.c.id == key_of(credential))).first()
    return Passkey(*row) if row else None


def of(db: Connection, email: str) -> list[Passkey]:
    """The passkeys of somebody, the oldest first."""
    asked = select(*COLUMNS).where(passkey.c.email == email).order_by(passkey.c.created_at, passkey.c.id)
    return [Passkey(*row) for row in db.execute(asked)]


def count(db: Connection, email: str) -> int:
    """How many passkeys somebody has: a handful."""
    return int(db.execute(select(func.count()).select_from(passkey).where(passkey.c.email == email)).scalar_one())


def add(db: Connection, made: Passkey) -> None:
    """A new passkey; one that is there already is an integrity error."""
    db.execute(insert(passkey).values(asdict(made)))


def used(db: Connection, key: str, sign_count: int, now: int) -> None:
    """It was used, and has signed so often."""
    db.execute(update(passkey).where(passkey.c.id == key).values(sign_count=sign_count, used_at=now))


def remove(db: Connection, email: str, key: str) -> bool:
    """Take one of somebody's passkeys away; False when there is none."""
    mine = (passkey.c.email == email) & (passkey.c.id == key)
    return db.execute(delete(passkey).where(mine)).rowcount == 1
