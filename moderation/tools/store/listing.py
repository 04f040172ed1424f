"""Listing: the review queue, a page at a time, each page read from one index whatever there is."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, tuple_

from moderation.tools.store.desk_tables import cause
from moderation.tools.store.tables import comment, page, site, verdict

Place = tuple[float, str]
"""Where a list goes on: the number it is sorted by, and an identifier."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a moderator wants to see. `order` is one of urgent, oldest and newest."""

    site_ids: tuple[str, ...]
    status: str = "held"
    cause: str = ""
    author: str = ""
    order: str = "urgent"


@dataclass(frozen=True, slots=True)
class Entry:
    """One comment as the queue shows it, without its findings' words."""

    id: str
    site_id: str
    site: str
    page: str
    author: str
    text: str
    status: str
    created_at: int
    findings: Sequence[Any]
    place: Place


def entries(db: Connection, wanted: Wanted, after: Place | None, limit: int) -> list[Entry]:
    """The next comments in the wanted order. Each site is asked on its own index; the lists are then merged."""
    found = [places(db, wanted, site_id, after, limit) for site_id in wanted.site_ids]
    upward = wanted.order == "oldest" and not wanted.author
    merged = list(heapq.merge(*found, reverse=not upward))[:limit]
    return shown(db, merged)


def places(db: Connection, wanted: Wanted, site_id: str, after: Place | None, limit: int) -> list[Place]:
    """Where the next comments of one site stand."""
    if wanted.author:
        asked = by_author(wanted, site_id, after)
    elif wanted.cause:
        asked = by_cause(wanted, site_id, after)
    elif wanted.order != "urgent" and wanted.status == "held":
        asked = by_age(wanted, site_id, after)
    else:
        asked = by_priority(wanted, site_id, after)
    return [(row[0], row[1]) for row in db.execute(asked.limit(limit))]


def by_priority(wanted: Wanted, site_id: str, after: Place | None) -> Select[Any]:
    """Worst and most uncertain first."""
    columns = comment.c.priority, comment.c.id
    asked = select(*columns).where(comment.c.site_id == site_id, comment.c.status == wanted.status)
    return downward(asked, columns, after)


def by_cause(wanted: Wanted, site_id: str, after: Place | None) -> Select[Any]:
    """Worst first, of those that one rule or label stopped."""
    columns = cause.c.priority, cause.c.comment_id
    own = (cause.c.site_id == site_id, cause.c.name == wanted.cause, cause.c.status == wanted.status)
    return downward(select(*columns).where(*own), columns, after)


def by_author(wanted: Wanted, site_id: str, after: Place | None) -> Select[Any]:
    """Everything that one author wrote, the latest first."""
    columns = comment.c.created_at, comment.c.id
    asked = select(*columns).where(comment.c.author_id == wanted.author, comment.c.site_id == site_id)
    return downward(asked, columns, (int(after[0]), after[1]) if after else None)


def by_age(wanted: Wanted, site_id: str, after: Place | None) -> Select[Any]:
    """What waits longest first, or what came last. Identifiers are in order of time."""
    asked = select(comment.c.created_at, comment.c.id).where(comment.c.site_id == site_id, comment.c.status == "held")
    if wanted.order == "oldest":
        asked = asked.order_by(comment.c.id)
        return asked.where(comment.c.id > after[1]) if after else asked
    asked = asked.order_by(comment.c.id.desc())
    return asked.where(comment.c.id < after[1]) if after else asked


def oldest(db: Connection, site_ids: Sequence[str]) -> int | None:
    """When the held comment came that waits longest; None when none waits."""
    found = [
        row[0] for each in site_ids for row in db.execute(by_age(Wanted((each,), order="oldest"), each, None).limit(1))
    ]
    return min(found, default=None)


def downward(asked: Select[Any], columns: Sequence[ColumnElement[Any]], after: Place | None) -> Select[Any]:
    """Sorted by both columns from above, beginning below `after`."""
    if after is not None:
        asked = asked.where(tuple_(*columns) < after)
    return asked.order_by(*(column.desc() for column in columns))


def shown(db: Connection, found: Iterable[Place]) -> list[Entry]:
    """The comments at these places, in their order."""
    where = {comment_id: (number, comment_id) for number, comment_id in found}
    joined = (
        comment.join(page, page.c.id == comment.c.page_id)
        .join(site, site.c.id == comment.c.site_id)
        .outerjoin(verdict, (verdict.c.comment_id == comment.c.id) & (verdict.c.revision == comment.c.revision))
    )
    columns = (
        comment.c.id,
        comment.c.site_id,
        site.c.name,
        page.c.title,
        page.c.url,
        comment.c.author_name,
        comment.c.text,
        comment.c.status,
        comment.c.created_at,
        verdict.c.findings,
    )
    rows = {
        row[0]: Entry(*row[:3], row[3] or row[4], *row[5:9], row[9] or (), where[row[0]])
        for row in db.execute(select(*columns).select_from(joined).where(comment.c.id.in_(where)))
    }
    return [rows[comment_id] for comment_id in where if comment_id in rows]
