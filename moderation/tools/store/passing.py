"""Passing on: who reads a comment just now, and what somebody put aside for another person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from moderation.tools.store.desk_tables import cause
from moderation.tools.store.queue_tables import aside, claim
from moderation.tools.store.tables import comment
from moderation.tools.store.upsert import insert_new

UNSURE, ESCALATED, REPORTED = "desk:unsure", "desk:escalated", "desk:reported"
MARKS = (UNSURE, ESCALATED, REPORTED)
"""Among the causes of a comment, so that the queue can be filtered by them."""

SENIORS = ""
"""For whom a comment is put aside that only seniors are to see."""


def take(db: Connection, comment_id: str, moderator: str, until: int, now: int) -> None:
    """Say that this moderator reads the comment, unless somebody else does."""
    spoken = postgresql_insert if db.dialect.name == "postgresql" else sqlite_insert
    told = spoken(claim).values(comment_id=comment_id, moderator=moderator, until=until)
    free = (claim.c.moderator == moderator) | (claim.c.until <= now)
    fresh = {"moderator": told.excluded.moderator, "until": told.excluded.until}
    db.execute(told.on_conflict_do_update(index_elements=[claim.c.comment_id], set_=fresh, where=free))


def release(db: Connection, comment_id: str, moderator: str) -> None:
    """This moderator has left the comment."""
    db.execute(delete(claim).where(claim.c.comment_id == comment_id, claim.c.moderator == moderator))


def readers(db: Connection, ids: Sequence[str], moderator: str, now: int) -> dict[str, str]:
    """Who else reads these comments just now."""
    others = (claim.c.comment_id.in_(ids), claim.c.moderator != moderator, claim.c.until > now)
    return {row.comment_id: row.moderator for row in db.execute(select(claim).where(*others))}


def claimed(comment_id: ColumnElement[str], moderator: str, now: int) -> ColumnElement[bool]:
    """Whether somebody else reads this comment."""
    return exists().where(claim.c.comment_id == comment_id, claim.c.moderator != moderator, claim.c.until > now)


def hidden(comment_id: ColumnElement[str], moderator: str, senior: bool) -> ColumnElement[bool]:
    """Whether this comment was put aside for others than this moderator."""
    whose = [moderator] if senior else [moderator, SENIORS]
    return exists().where(aside.c.comment_id == comment_id, aside.c.moderator.in_(whose))


def mark(db: Connection, comment_id: str, name: str) -> None:
    """Let the queue find a comment by this name."""
    columns = (comment.c.id.label("comment_id"), comment.c.site_id, comment.c.status, comment.c.priority)
    about = db.execute(select(*columns).where(comment.c.id == comment_id)).one()
    insert_new(db, cause, [{**about._asdict(), "name": name}])


def unmark(db: Connection, comment_id: str, name: str) -> None:
    """The queue finds it by this name no longer."""
    db.execute(delete(cause).where(cause.c.comment_id == comment_id, cause.c.name == name))


def marked(db: Connection, site_ids: Sequence[str], name: str, status: str, most: int) -> int:
    """How many comments of this status the queue finds by this name, counted up to `most`."""
    own = (cause.c.site_id.in_(site_ids), cause.c.name == name, cause.c.status == status)
    found = select(cause.c.comment_id).where(*own).limit(most).subquery()
    return int(db.execute(select(func.count()).select_from(found)).scalar_one())


def put_aside(db: Connection, comment_id: str, moderator: str, name: str) -> None:
    """Take a comment out of this moderator's queue, or out of that of all but seniors, and mark it in the others'."""
    insert_new(db, aside, [{"comment_id": comment_id, "moderator": moderator}])
    mark(db, comment_id, name)


def put_back(db: Connection, comment_id: str, moderator: str, name: str) -> None:
    """Undo `put_aside`. The mark goes with the last who put the comment aside."""
    db.execute(delete(aside).where(aside.c.comment_id == comment_id, aside.c.moderator == moderator))
    whose = aside.c.moderator == SENIORS if name == ESCALATED else aside.c.moderator != SENIORS
    left = exists().where(aside.c.comment_id == comment_id, whose)
    db.execute(delete(cause).where(cause.c.comment_id == comment_id, cause.c.name == name, ~left))


def marks(db: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """How these comments are marked: unsure, escalated, reported."""
    found: dict[str, list[str]] = {}
    asked = select(cause.c.comment_id, cause.c.name).where(cause.c.comment_id.in_(ids), cause.c.name.in_(MARKS))
    for row in db.execute(asked):
        found.setdefault(row.comment_id, []).append(row.name)
    return found


def settle(db: Connection, ids: Sequence[str]) -> None:
    """These comments were decided on: nobody need read them, and nothing is put aside."""
    db.execute(delete(claim).where(claim.c.comment_id.in_(ids)))
    db.execute(delete(aside).where(aside.c.comment_id.in_(ids)))
    db.execute(delete(cause).where(cause.c.comment_id.in_(ids), cause.c.name.in_((UNSURE, ESCALATED))))
