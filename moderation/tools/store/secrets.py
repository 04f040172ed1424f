"""The master key, kept in the database so that every machine has the same without being told."""

from __future__ import annotations

from secrets import token_hex

from sqlalchemy import Connection, select

from moderation.tools.store.tables import secret
from moderation.tools.store.upsert import insert_new


def master(db: Connection) -> str:
    """The installation's master key; made on first use. Two first users agree on one."""
    found = db.execute(select(secret.c.value).where(secret.c.name == "master")).scalar()
    if found is None:
        insert_new(db, secret, [{"name": "master", "value": token_hex(32)}])
        found = db.execute(select(secret.c.value).where(secret.c.name == "master")).scalar_one()
    return str(found)
