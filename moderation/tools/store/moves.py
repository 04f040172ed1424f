"""Moves: a comment gets another status, and all that is counted or sorted by it follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from moderation.tools.store import passing, tally
from moderation.tools.store.desk_tables import cause
from moderation.tools.store.tables import author, comment


def move(db: Connection, comment_id: str, before: str, after: str) -> None:
    """Give one comment another status."""
    move_all(db, [{"comment_id": comment_id, "from_status": before, "to_status": after}])


def move_all(db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Give different comments the statuses that these rows lead to."""
    rows = sorted((row for row in rows if row["from_status"] != row["to_status"]), key=itemgetter("to_status"))
    if not rows:
        return
    ids = [row["comment_id"] for row in rows]
    columns = (comment.c.id, comment.c.site_id, comment.c.author_id)
    about = {row.id: row for row in db.execute(select(*columns).where(comment.c.id.in_(ids)))}
    for status, led in groupby(rows, key=itemgetter("to_status")):
        moved = [row["comment_id"] for row in led]
        db.execute(update(comment).where(comment.c.id.in_(moved)).values(status=status))
        db.execute(update(cause).where(cause.c.comment_id.in_(moved)).values(status=status))
    steps = [(about[row["comment_id"]], row[side], by) for row in rows for side, by in SIDES]
    count_authors(db, [(known.author_id, status, by) for known, status, by in steps])
    tally.move(db, ids[0], [(known.site_id, status, by) for known, status, by in steps])
    passing.settle(db, ids)


SIDES = (("from_status", -1), ("to_status", 1))


def count_authors(db: Connection, steps: Iterable[tuple[str, str, int]]) -> None:
    """Correct the histories of authors by these steps of (author, status, by)."""
    counted: Counter[tuple[str, str]] = Counter()
    for author_id, status, by in steps:
        counted[author_id, status] += by
    for name in ("published", "rejected"):
        rows = [{"key": key, "by": by} for (key, status), by in sorted(counted.items()) if by and status == name]
        if rows:
            grown = {name: author.c[name] + bindparam("by")}
            db.execute(update(author).where(author.c.id == bindparam("key")).values(grown), rows)
