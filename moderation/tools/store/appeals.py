"""Appeals: what authors say against a rejection, and what they were answered."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_, update

from moderation.tools.store import figures, tally
from moderation.tools.store.appeal_tables import appeal
from moderation.tools.store.desk_tables import tally as counts
from moderation.tools.store.tables import comment, page, site
from moderation.tools.store.upsert import insert_new

COUNTED = "appeals"
"""Under what the open appeals of a site are counted in `tally`."""

UPHELD, OVERTURNED = "upheld", "overturned"
Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal. `outcome` is None while nobody has answered."""

    id: str
    comment_id: str
    site_id: str
    against: str
    words: str
    created_at: int
    outcome: str | None
    answer: str
    answered_at: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open appeal as the list shows it."""

    id: str
    comment_id: str
    site: str
    page: str
    author: str
    text: str
    words: str
    created_at: int


COLUMNS = [appeal.c[name] for name in Appeal.__annotations__]


def add(db: Connection, row: Mapping[str, Any]) -> bool:
    """A new appeal; False when there is one against the same decision or verdict."""
    if not insert_new(db, appeal, [{**row, "answer": ""}]):
        return False
    tally.move(db, row["comment_id"], [(row["site_id"], COUNTED, 1)])
    return True


def of(db: Connection, comment_id: str) -> Appeal | None:
    """The latest appeal about a comment."""
    asked = select(*COLUMNS).where(appeal.c.comment_id == comment_id)
    row = db.execute(asked.order_by(appeal.c.created_at.desc(), appeal.c.id.desc()).limit(1)).first()
    return Appeal(*row) if row else None


def among(db: Connection, ids: Sequence[str]) -> set[str]:
    """Those of the comments about which there is an appeal, open or not."""
    return set(db.execute(select(appeal.c.comment_id).where(appeal.c.comment_id.in_(ids))).scalars())


def by_id(db: Connection, appeal_id: str) -> Appeal | None:
    """One appeal."""
    row = db.execute(select(*COLUMNS).where(appeal.c.id == appeal_id)).first()
    return Appeal(*row) if row else None


def close(db: Connection, comment_id: str, outcome: str, answer: Mapping[str, Any]) -> None:
    """End what is open about a comment by a decision: its `decision_id`, the `answer`, and when."""
    ended = update(appeal).where(appeal.c.comment_id == comment_id, appeal.c.outcome.is_(None))
    for row in db.execute(ended.values(outcome=outcome, **answer).returning(*COLUMNS)).all():
        count(db, Appeal(*row), outcome, 1)


def reopen(db: Connection, decision_id: str) -> None:
    """The decision that answered was taken back: its appeal waits again."""
    for row in db.execute(select(*COLUMNS).where(appeal.c.decision_id == decision_id)).all():
        was = Appeal(*row)
        again = {"outcome": None, "decision_id": None, "answer": "", "answered_at": None}
        db.execute(update(appeal).where(appeal.c.id == was.id).values(again))
        count(db, was, was.outcome or "", -1)


def count(db: Connection, about: Appeal, outcome: str, step: int) -> None:
    """Keep the number of open appeals, and how many of a day ended in which way."""
    tally.move(db, about.comment_id, [(about.site_id, COUNTED, -step)])
    figures.add(db, about.comment_id, about.site_id, [(about.created_at, f"appeal:{outcome}", step)])


def waiting(db: Connection, site_ids: Sequence[str], after: Place | None, limit: int) -> list[Waiting]:
    """The open appeals of these sites, the longest waiting first; each site is read from one index."""
    found = [[tuple(row) for row in db.execute(places(each, after).limit(limit))] for each in site_ids]
    ids = [row[1] for row in list(heapq.merge(*found))[:limit]]
    joined = (
        appeal.join(comment, comment.c.id == appeal.c.comment_id)
        .join(page, page.c.id == comment.c.page_id)
        .join(site, site.c.id == appeal.c.site_id)
    )
    columns = (appeal.c.id, appeal.c.comment_id, site.c.name, page.c.title, comment.c.author_name, comment.c.text)
    asked = select(*columns, appeal.c.words, appeal.c.created_at).select_from(joined).where(appeal.c.id.in_(ids))
    return sorted((Waiting(*row) for row in db.execute(asked)), key=lambda each: (each.created_at, each.id))


def places(site_id: str, after: Place | None) -> Select[Any]:
    """Where the open appeals of one site stand."""
    columns = appeal.c.created_at, appeal.c.id
    asked = select(*columns).where(appeal.c.site_id == site_id, appeal.c.outcome.is_(None)).order_by(*columns)
    return asked.where(tuple_(*columns) > after) if after else asked


def open_count(db: Connection, site_ids: Sequence[str]) -> int:
    """How many appeals wait on these sites."""
    asked = select(func.sum(counts.c.count)).where(counts.c.site_id.in_(site_ids), counts.c.status == COUNTED)
    return int(db.execute(asked).scalar() or 0)
