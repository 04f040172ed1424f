"""Decisions: what moderators said, append-only, and the status that follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from moderation.tools.store.tables import author, comment, decision


def status_of(db: Connection, site_id: str, comment_id: str) -> str | None:
    """The status of a comment of this site, locked until the transaction ends; None when there is none."""
    asked = select(comment.c.status).where(comment.c.id == comment_id, comment.c.site_id == site_id)
    return db.execute(asked.with_for_update()).scalar()


def add(db: Connection, row: Mapping[str, Any]) -> None:
    """Append a decision, move the comment, and correct the counts of its author."""
    db.execute(insert(decision).values(dict(row)))
    author_id = db.execute(select(comment.c.author_id).where(comment.c.id == row["comment_id"])).scalar_one()
    db.execute(update(comment).where(comment.c.id == row["comment_id"]).values(status=row["to_status"]))
    for status, step in ((row["from_status"], -1), (row["to_status"], 1)):
        if status in {"published", "rejected"}:
            db.execute(update(author).where(author.c.id == author_id).values({status: author.c[status] + step}))
