"""Fairness: how far people agree, and how often rules and rejections are overturned; numbers of no person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from models import agreement
from moderation.doors.desk.comment import TITLES
from moderation.doors.desk.visit import Visit
from moderation.tools.store import appeals, figures, reports
from moderation.tools.store.figures import DAY

PERIODS = {"30": "30 days", "90": "90 days", "365": "a year"}
ENDS = ("published", "rejected")
FEW = 20
"""Pairs below which a kappa says little."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Of so many, how many were overturned."""

    title: str
    overturned: int
    upheld: int

    @property
    def total(self) -> int:
        """All that somebody decided."""
        return self.overturned + self.upheld

    @property
    def share(self) -> float:
        """The overturned ones among them."""
        return self.overturned / self.total


@dataclass(frozen=True, slots=True)
class Agreement:
    """What first and second people said of the same comments, and what follows."""

    table: tuple[tuple[str, tuple[int, ...]], ...]
    total: int
    observed: float | None
    cohen: float | None
    fleiss: float | None


def show_fairness(visit: Visit) -> ResponseReturnValue:
    """The numbers of a stretch of time, over the sites of this visit."""
    days = request.args.get("days", "90")
    days = days if days in PERIODS else "90"
    now = visit.toolbox.clock()
    with visit.toolbox.store.read() as db:
        found = figures.since(db, visit.site_ids, "day", now - (int(days) - 1) * DAY)
        waiting = appeals.open_count(db, visit.site_ids)
    counted = sum(found.values(), Counter[str]())
    return visit.page(
        "fairness",
        days=days,
        periods=PERIODS,
        agreement=agreed(counted),
        few=FEW,
        rules=by_rule(counted),
        appeals=Rate("Appeals", counted["appeal:overturned"], counted["appeal:upheld"]),
        waiting=waiting,
    )


def agreed(counted: Mapping[str, int]) -> Agreement:
    """The agreement of two people, from the pairs that were counted."""
    pairs = {(first, second): counted.get(f"second:{first}:{second}", 0) for first in ENDS for second in ENDS}
    table = tuple((first, tuple(pairs[first, second] for second in ENDS)) for first in ENDS)
    measures = (agreement.observed(pairs), agreement.cohen(pairs), agreement.fleiss(pairs))
    return Agreement(table, sum(pairs.values()), *measures)


def by_rule(counted: Mapping[str, int]) -> list[Rate]:
    """Of what each rule stopped and somebody decided on, how much was published; the worst rule first."""
    titles = {**TITLES, reports.CAUSE.removeprefix("rule:"): "Reported by readers"}
    found = (
        Rate(title, counted.get(f"end:rule:{rule}:published", 0), counted.get(f"end:rule:{rule}:rejected", 0))
        for rule, title in titles.items()
    )
    return sorted((rate for rate in found if rate.total > 0), key=lambda rate: (-rate.share, rate.title))
