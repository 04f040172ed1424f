"""Urgency: where a comment stands in the queue, kept in every index that the queue is read from."""

from __future__ import annotations

from sqlalchemy import Connection, update

from moderation.tools.store.desk_tables import cause
from moderation.tools.store.tables import comment


def raise_priority(db: Connection, comment_id: str, by: float) -> None:
    """Move a comment up by this much, or down when it is negative."""
    own = update(comment).where(comment.c.id == comment_id)
    db.execute(own.values(priority=comment.c.priority + by))
    reasons = update(cause).where(cause.c.comment_id == comment_id)
    db.execute(reasons.values(priority=cause.c.priority + by))
