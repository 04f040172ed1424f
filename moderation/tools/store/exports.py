"""Exports: comments with their verdicts and decisions, a piece at a time, so that a million need no more memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, tuple_

from moderation.tools.store.tables import comment, decision, page, site, verdict

OWN = "id parent_id author_id author_name author_url created_at status text".split()
JUDGED = "action classifier policy scores findings".split()
DECIDED = "comment_id moderator action from_status to_status reason detail created_at".split()

Place = tuple[int, str]
"""Where the next piece goes on: the moment and the identifier of a comment."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which comments: of these sites, of one status or of any (empty), that came in [begin, end)."""

    site_ids: tuple[str, ...]
    status: str
    begin: int
    end: int


def piece(db: Connection, wanted: Wanted, after: Place | None, limit: int) -> tuple[list[dict[str, Any]], Place | None]:
    """The wanted ones of the next `limit` comments in order of time, and where to go on; None at the end.

    It walks one index over all sites, so that no database ever sorts the comments of a site.
    """
    at: ColumnElement[Any] = tuple_(comment.c.created_at, comment.c.id)
    asked = select(comment.c.created_at, comment.c.id, comment.c.site_id, comment.c.status)
    asked = asked.where(comment.c.created_at >= wanted.begin, comment.c.created_at < wanted.end)
    asked = asked.where(at > after) if after else asked
    rows = db.execute(asked.order_by(comment.c.created_at, comment.c.id).limit(limit)).all()
    ids = [row.id for row in rows if row.site_id in wanted.site_ids and wanted.status in {"", row.status}]
    return full(db, ids), (rows[-1].created_at, rows[-1].id) if len(rows) == limit else None


def full(db: Connection, ids: Sequence[str]) -> list[dict[str, Any]]:
    """These comments in this order, each with its verdict and `decisions`."""
    latest = and_(verdict.c.comment_id == comment.c.id, verdict.c.revision == comment.c.revision)
    joined = comment.join(page, page.c.id == comment.c.page_id).join(site, site.c.id == comment.c.site_id)
    columns = (
        *(comment.c[name] for name in OWN),
        site.c.name.label("site"),
        page.c.url.label("page_url"),
        page.c.title.label("page_title"),
        *(verdict.c[name] for name in JUDGED),
    )
    asked = select(*columns).select_from(joined.outerjoin(verdict, latest)).where(comment.c.id.in_(ids))
    found = {row.id: {**row._asdict(), "decisions": []} for row in db.execute(asked)}
    for told in decided(db, ids):
        found[told["comment_id"]]["decisions"].append(told)
    return [found[each] for each in ids]


def decided(db: Connection, ids: Sequence[str]) -> Iterable[Mapping[str, Any]]:
    """The decisions on these comments, in the order in which they were made."""
    asked = select(*(decision.c[name] for name in DECIDED)).where(decision.c.comment_id.in_(ids))
    return [row._asdict() for row in db.execute(asked.order_by(decision.c.place))]
