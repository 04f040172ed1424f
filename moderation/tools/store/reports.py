"""Reports: what readers say against published comments, and how often each of them was right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from moderation.tools.store import passing
from moderation.tools.store.report_tables import report, reported, reporter
from moderation.tools.store.upsert import insert_new

CAUSE = "rule:reported"
"""What the figures of fairness know a reported comment by, whatever became of it."""

LATEST = 10


@dataclass(frozen=True, slots=True)
class Reported:
    """The reports of one comment, added up: how many, what they weigh, and how many gave which reason."""

    count: int
    weight: float
    reasons: Mapping[str, int]
    held_at: int | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """What one reader said in words of their own. Who it was is not for moderators."""

    reason: str
    words: str
    was_right: bool | None
    created_at: int


def weight(db: Connection, who: str) -> float:
    """How much a reader's word weighs: the share of decided reports that were right, by Laplace's rule of succession.

    It is the mean of a Beta(1 + right, 1 + wrong): one half for a reader who is new, and never quite 0 or 1.
    """
    row = db.execute(select(reporter.c.upheld, reporter.c.dismissed).where(reporter.c.id == who)).first()
    right, wrong = (row.upheld, row.dismissed) if row else (0, 0)
    return float((right + 1) / (right + wrong + 2))


def add(db: Connection, row: Mapping[str, Any], weighs: float) -> Reported | None:
    """Take one report in, and add it up; None when this reader has reported this comment before."""
    if not insert_new(db, report, [row]):
        return None
    met = {"id": row["reporter"], "upheld": 0, "dismissed": 0, "last_at": row["created_at"]}
    if not insert_new(db, reporter, [met]):
        db.execute(update(reporter).where(reporter.c.id == row["reporter"]).values(last_at=row["created_at"]))
    before = of(db, row["comment_id"])
    told = before or Reported(0, 0.0, {})
    reasons = {**told.reasons, row["reason"]: told.reasons.get(row["reason"], 0) + 1}
    after = Reported(told.count + 1, round(told.weight + weighs, 4), reasons, told.held_at)
    values = {"count": after.count, "weight": after.weight, "reasons": reasons}
    if before:
        db.execute(update(reported).where(reported.c.comment_id == row["comment_id"]).values(values))
    else:
        db.execute(insert(reported).values(comment_id=row["comment_id"], **values))
        passing.mark(db, row["comment_id"], CAUSE)
    passing.mark(db, row["comment_id"], passing.REPORTED)
    return after


def hold(db: Connection, comment_id: str, now: int) -> None:
    """Note that the reports took the comment down."""
    db.execute(update(reported).where(reported.c.comment_id == comment_id).values(held_at=now))


def of(db: Connection, comment_id: str) -> Reported | None:
    """The reports of a comment, added up; None when there are none."""
    columns = [reported.c[name] for name in Reported.__annotations__]
    row = db.execute(select(*columns).where(reported.c.comment_id == comment_id)).first()
    return Reported(*row) if row else None


def doubted(db: Connection, comment_id: str) -> bool:
    """Whether a reader has reported a comment since somebody decided on it last."""
    asked = select(report.c.reporter).where(report.c.comment_id == comment_id, report.c.was_right.is_(None))
    return db.execute(asked.limit(1)).first() is not None


def among(db: Connection, ids: Sequence[str]) -> set[str]:
    """Those of these comments that were reported."""
    return set(db.execute(select(reported.c.comment_id).where(reported.c.comment_id.in_(ids))).scalars())


def voices(db: Connection, comment_id: str) -> list[Voice]:
    """The latest reports of a comment that say more than a reason."""
    columns = [report.c[name] for name in Voice.__annotations__]
    asked = select(*columns).where(report.c.comment_id == comment_id, report.c.words != "")
    return [Voice(*row) for row in db.execute(asked.order_by(report.c.created_at.desc()).limit(LATEST))]


def settle(db: Connection, comment_id: str, was_right: bool | None, at: int) -> None:
    """What stands since `at` says that the reports until then were right or wrong, or leaves them open as all later
    ones: mark them so, give each reporter their due, and let the queue find the comment while any is open."""
    asked = select(report.c.reporter, report.c.was_right, report.c.created_at)
    rows = db.execute(asked.where(report.c.comment_id == comment_id).order_by(report.c.reporter)).all()
    ends = [(row, was_right if row.created_at <= at else None) for row in rows]  # sorted, so that no two wait in a ring
    due = [dues(row.reporter, row.was_right, end) for row, end in ends if row.was_right is not end]
    if due:
        own, early = report.c.comment_id == comment_id, report.c.created_at <= at
        db.execute(update(report).where(own, early).values(was_right=was_right))
        db.execute(update(report).where(own, ~early).values(was_right=None))
        earned = {name: reporter.c[name] + bindparam(f"more_{name}") for name in ("upheld", "dismissed")}
        db.execute(update(reporter).where(reporter.c.id == bindparam("who")).values(earned), due)
    turn = passing.mark if any(end is None for _, end in ends) else passing.unmark
    turn(db, comment_id, passing.REPORTED)


def dues(who: str, before: bool | None, after: bool | None) -> dict[str, Any]:
    """What a reporter gains or loses when the outcome of one report changes."""
    return {
        "who": who,
        "more_upheld": (after is True) - (before is True),
        "more_dismissed": (after is False) - (before is False),
    }


def forget(db: Connection, before: int) -> int:
    """Drop reports and reporters from before the retention. The sums stay: they name nobody."""
    gone = db.execute(delete(report).where(report.c.created_at < before)).rowcount
    return gone + db.execute(delete(reporter).where(reporter.c.last_at < before)).rowcount
