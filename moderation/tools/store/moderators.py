"""Moderators: who may decide, for which site, in which role."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, insert

from moderation.tools.store.tables import audit, moderator


def add(db: Connection, site_id: str, email: str, password_hash: str, role: str, now: int) -> None:
    """A new moderator of a site; an e-mail that the site has already is an integrity error."""
    row = {
        "id": secrets.token_hex(16),
        "site_id": site_id,
        "email": email,
        "password_hash": password_hash,
        "role": role,
        "created_at": now,
    }
    db.execute(insert(moderator).values(row))
    told = {"email": email, "role": role}
    db.execute(
        insert(audit).values(
            id=secrets.token_hex(16), site_id=site_id, who="operator", what="add-moderator", detail=told, created_at=now
        )
    )
