"""Listing: the review queue, a page at a time. One index leads; the other filters sift a bounded part of it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, select, tuple_

from moderation.tools.store import passing, search
from moderation.tools.store.desk_tables import cause
from moderation.tools.store.tables import comment, page, site, verdict

Place = tuple[float, str]
"""Where a list goes on: the number it is sorted by, and an identifier."""

SIFTED = 1000
"""Comments that one page of a list looks through when its filters are more than its index knows."""

MOST_NEW, AHEAD = 100, 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a moderator wants to see. `order` is one of urgent, oldest and newest; the search is the latest first.

    `reader` sees nothing that they put aside, and what was put aside for seniors only on `senior_of`.
    """

    site_ids: tuple[str, ...]
    status: str = "held"
    cause: str = ""
    author: str = ""
    order: str = "urgent"
    page: str = ""
    language: str = ""
    since: int | None = None
    before: int | None = None
    words: tuple[str, ...] = ()
    reader: str = ""
    senior_of: tuple[str, ...] = ()

    @property
    def by_time(self) -> bool:
        """Whether the list is sorted by moments and identifiers."""
        return not self.words and bool(self.author or self.page or (self.order != "urgent" and not self.cause))

    @property
    def upward(self) -> bool:
        """Whether the list goes from the old to the new."""
        return self.by_time and self.order == "oldest" and not (self.author or self.page)


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


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list, and where the next one begins, if there may be one."""

    entries: list[Entry]
    later: Place | None


def entries(db: Connection, wanted: Wanted, after: Place | None, limit: int) -> list[Entry]:
    """The next comments in the wanted order."""
    return found(db, wanted, after, limit).entries


def found(db: Connection, wanted: Wanted, after: Place | None, limit: int) -> Found:
    """One page. Each site is asked on its own index; the lists are then merged."""
    lists, ends = [], []
    for site_id in wanted.site_ids:
        own, end = places(db, wanted, site_id, after, limit + 1)
        lists.append(own)
        ends += [end] if end else []
    merged = list(heapq.merge(*lists, reverse=not wanted.upward))
    # Where one list was sifted only so far, the page ends: what comes after may still be overtaken by it.
    stop = (min if wanted.upward else max)(ends, default=None)
    if stop is not None:
        merged = [place for place in merged if (place <= stop if wanted.upward else place >= stop)]
    later = merged[limit - 1] if len(merged) > limit else stop
    return Found(shown(db, [place[1] for place in merged[:limit]]), later)


def following(db: Connection, wanted: Wanted, comment_id: str, now: int) -> str | None:
    """The comment after this one that nobody else reads, else the first of the list; None when it is the only one."""
    known = ""
    for start in dict.fromkeys((place_of(db, wanted, comment_id), None)):
        listed = [place for site_id in wanted.site_ids for place in places(db, wanted, site_id, start, AHEAD)[0]]
        ids = [place[1] for place in sorted(listed, reverse=not wanted.upward) if place[1] != comment_id]
        taken = passing.readers(db, ids, wanted.reader, now)
        if free := next((each for each in ids if each not in taken), None):
            return free
        known = known or next(iter(ids), "")
    return known or None


def place_of(db: Connection, wanted: Wanted, comment_id: str) -> Place | None:
    """Where a comment stands, or stood, in a list."""
    if wanted.words:
        number = search.place(db, comment_id)
    else:
        column: ColumnElement[Any] = comment.c.created_at if wanted.by_time else comment.c.priority
        number = db.execute(select(column).where(comment.c.id == comment_id)).scalar()
    return (number, comment_id) if number is not None else None


def places(
    db: Connection, wanted: Wanted, site_id: str, after: Place | None, limit: int
) -> tuple[list[Place], Place | None]:
    """Where the next comments of one site stand; and how far it was looked, if that was not to the end."""
    lead, sifts = led(db, wanted, site_id, after)
    own: list[Place] = [(row[0], row[1]) for row in db.execute(lead.limit(SIFTED if sifts else limit))]
    if not sifts:
        return own, None
    kept = set(db.execute(select(comment.c.id).where(comment.c.id.in_([place[1] for place in own]), *sifts)).scalars())
    end = own[-1] if len(own) == SIFTED else None
    own = [place for place in own if place[1] in kept]
    return own[:limit], None if len(own) >= limit or end is None or beyond(wanted, end) else end


def beyond(wanted: Wanted, end: Place) -> bool:
    """Whether a list by time has passed all that is wanted."""
    if not wanted.by_time:
        return False
    last, first = wanted.before, wanted.since
    return (last is not None and end[0] >= last) if wanted.upward else (first is not None and end[0] < first)


def led(
    db: Connection, wanted: Wanted, site_id: str, after: Place | None
) -> tuple[Select[Any], list[ColumnElement[bool]]]:
    """The list that leads, in its order, and what it leaves to be sifted."""
    senior, sifts = site_id in wanted.senior_of, sifting(wanted)
    aside = [~passing.hidden(comment.c.id, wanted.reader, senior)] if wanted.status == "held" else []
    if wanted.words:
        lead = search.matching(db, site_id, wanted.words, int(after[0]) if after else None)
        return lead, [comment.c.status == wanted.status, *aside, *sifts]
    if wanted.author:
        return by_author(wanted, site_id, after), sifts
    if wanted.page:
        return by_page(wanted, site_id, after), [*aside, *sifts]
    if wanted.cause:
        aside = [~passing.hidden(cause.c.comment_id, wanted.reader, senior)] if aside else []
        return by_cause(wanted, site_id, after).where(*aside), sifts
    lead = by_priority(wanted, site_id, after) if wanted.order == "urgent" else by_age(wanted, site_id, after)
    return lead.where(*aside), sifts


def sifting(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What is wanted beside what the leading index knows."""
    asked: list[ColumnElement[bool]] = []
    if wanted.cause and (wanted.words or wanted.author or wanted.page):
        asked.append(exists().where(cause.c.comment_id == comment.c.id, cause.c.name == wanted.cause))
    if wanted.page and (wanted.words or wanted.author):
        asked.append(comment.c.page_id == wanted.page)
    if wanted.author and wanted.words:
        asked.append(comment.c.author_id == wanted.author)
    if wanted.language:
        asked.append(comment.c.language == wanted.language)
    if wanted.since is not None:
        asked.append(comment.c.created_at >= wanted.since)
    if wanted.before is not None:
        asked.append(comment.c.created_at < wanted.before)
    return asked


def by_priority(wanted: Wanted, site_id: str, after: Place | None) -> Select[Any]:
    """The most urgent first."""
    columns = comment.c.priority, comment.c.id
    asked = select(*columns).where(comment.c.site_id == site_id, comment.c.status == wanted.status)
    return downward(asked, columns, after)


def by_cause(wanted: Wanted, site_id: str, after: Place | None) -> Select[Any]:
    """The most urgent first, of those that one rule or label stopped."""
    columns = cause.c.priority, cause.c.comment_id
    own = (cause.c.site_id == site_id, cause.c.name == wanted.cause, cause.c.status == wanted.status)
    return downward(select(*columns).where(*own), columns, after)


def by_author(wanted: Wanted, site_id: str, after: Place | None) -> Select[Any]:
    """Everything that one author wrote, the latest first."""
    columns = comment.c.created_at, comment.c.id
    asked = select(*columns).where(comment.c.author_id == wanted.author, comment.c.site_id == site_id)
    return downward(asked, columns, (int(after[0]), after[1]) if after else None)


def by_page(wanted: Wanted, site_id: str, after: Place | None) -> Select[Any]:
    """What stands under one page, the latest first."""
    columns = comment.c.created_at, comment.c.id
    own = (comment.c.page_id == wanted.page, comment.c.status == wanted.status, comment.c.site_id == site_id)
    return downward(select(*columns).where(*own), columns, (int(after[0]), after[1]) if after else None)


def by_age(wanted: Wanted, site_id: str, after: Place | None) -> Select[Any]:
    """What waits longest first, or what came last. Identifiers are in order of time."""
    own = (comment.c.site_id == site_id, comment.c.status == wanted.status)
    asked = select(comment.c.created_at, comment.c.id).where(*own)
    if wanted.order == "oldest":
        asked = asked.order_by(comment.c.id)
        return asked.where(comment.c.id > after[1]) if after else asked
    asked = asked.order_by(comment.c.id.desc())
    return asked.where(comment.c.id < after[1]) if after else asked


def oldest(db: Connection, site_ids: Sequence[str]) -> Place | None:
    """When the held comment came that waits longest, and which it is; None when none waits."""
    asked = (by_age(Wanted((each,), order="oldest"), each, None).limit(1) for each in site_ids)
    found: list[Place] = [(row[0], row[1]) for one in asked for row in db.execute(one)]
    return min(found, default=None)


def downward(asked: Select[Any], columns: Sequence[ColumnElement[Any]], after: Place | None) -> Select[Any]:
    """Sorted by both columns from above, beginning below `after`."""
    if after is not None:
        asked = asked.where(tuple_(*columns) < after)
    return asked.order_by(*(column.desc() for column in columns))


def arrived(db: Connection, site_ids: Sequence[str], after: str) -> list[str]:
    """Held comments after this identifier, at most MOST_NEW of each site, from one index."""
    return [row[1] for site_id in site_ids for row in db.execute(by_age(ARRIVING, site_id, (0, after)).limit(MOST_NEW))]


def newest(db: Connection, site_ids: Sequence[str]) -> str:
    """The held comment that came last; empty when there is none."""
    last = Wanted((), order="newest")
    return max((row[1] for each in site_ids for row in db.execute(by_age(last, each, None).limit(1))), default="")


ARRIVING = Wanted((), order="oldest")


def shown(db: Connection, ids: Iterable[str]) -> list[Entry]:
    """These comments, in this order."""
    where = list(dict.fromkeys(ids))
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
        row[0]: Entry(*row[:3], row[3] or row[4], *row[5:9], row[9] or ())
        for row in db.execute(select(*columns).select_from(joined).where(comment.c.id.in_(where)))
    }
    return [rows[comment_id] for comment_id in where if comment_id in rows]
