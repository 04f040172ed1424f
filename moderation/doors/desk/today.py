"""Today: the day of the desk at a glance. What waits, what came, what the machine said and what people decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from moderation.doors.desk import charts
from moderation.doors.desk.fairness import agreed
from moderation.doors.desk.filters import LABEL_CAUSES, RULE_CAUSES
from moderation.doors.desk.visit import Visit
from moderation.tools.store import appeals, figures, listing, tally
from moderation.tools.store.figures import DAY, HOUR

HOURS, DAYS = 24, 30
MOST_CAUSES = 8
TITLES = {**LABEL_CAUSES, **RULE_CAUSES}
VERDICTS = {"approve": "Published", "hold": "Held", "reject": "Rejected"}
ENDS = ("published", "rejected")


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of one stretch of time; None where there is nothing to take a share of."""

    came: int
    alone: float | None
    agreed: float | None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why comments were stopped: how often, as a share of the most frequent cause."""

    name: str
    title: str
    day: int
    month: int
    share: float


def show_today(visit: Visit) -> ResponseReturnValue:
    """The day at a glance, of all sites of this visit or of one."""
    chosen = request.args.get("site", "")
    site_ids = tuple(site_id for site_id in visit.site_ids if chosen in {"", site_id})
    now = visit.toolbox.clock()
    with visit.toolbox.store.read() as db:
        by_hour = figures.since(db, site_ids, "hour", now - (HOURS - 1) * HOUR)
        by_day = figures.since(db, site_ids, "day", now - (DAYS - 1) * DAY)
        oldest = listing.oldest(db, site_ids)
        waiting = tally.counts(db, site_ids)["held"]
        appealed = appeals.open_count(db, site_ids)
    day, month = summed(by_hour), summed(by_day)
    return visit.page(
        "today",
        chosen=chosen,
        waiting=waiting,
        oldest=oldest,
        appealed=appealed,
        answered=sum(max(0, month.get(f"appeal:{outcome}", 0)) for outcome in (appeals.UPHELD, appeals.OVERTURNED)),
        overturned=max(0, month.get(f"appeal:{appeals.OVERTURNED}", 0)),
        agreement=agreed(month),
        hours=charts.over_time(by_hour, spans(now, HOUR, HOURS), "%H:%M"),
        days=charts.over_time(by_day, spans(now, DAY, DAYS), "%-d %b"),
        day=rates(day),
        month=rates(month),
        causes=causes(day, month),
        pairs=pairs(month),
        now=now,
    )


def spans(now: int, size: int, number: int) -> list[int]:
    """The beginnings of the last spans, the present one included."""
    last = now - now % size
    return [last - size * back for back in range(number - 1, -1, -1)]


def summed(found: Mapping[int, Counter[str]]) -> Counter[str]:
    """All spans as one."""
    total = Counter[str]()
    for counted in found.values():
        total.update(counted)
    return total


def rates(counted: Mapping[str, int]) -> Rates:
    """How much the machine settled alone, and how often people kept what it had settled when they decided on it."""
    came = charts.came(counted)
    settled = {"approve": "published", "reject": "rejected"}
    touched = sum(count for name, count in counted.items() if name.startswith(("pair:approve:", "pair:reject:")))
    alone = sum(counted.get(f"verdict:{verdict}", 0) for verdict in settled) - touched
    kept = sum(counted.get(f"pair:{verdict}:{end}", 0) for verdict, end in settled.items())
    return Rates(came, max(0, alone) / came if came else None, kept / touched if touched > 0 else None)


def causes(day: Mapping[str, int], month: Mapping[str, int]) -> list[Cause]:
    """The most frequent reasons of the month."""
    counted = ((name, month.get(f"cause:{name}", 0)) for name in TITLES)
    found = sorted((entry for entry in counted if entry[1] > 0), key=lambda entry: -entry[1])[:MOST_CAUSES]
    return [Cause(name, TITLES[name], day.get(f"cause:{name}", 0), count, count / found[0][1]) for name, count in found]


def pairs(month: Mapping[str, int]) -> list[tuple[str, list[int]]]:
    """What the machine said, and where people's decisions left it."""
    return [
        (title, [max(0, month.get(f"pair:{verdict}:{end}", 0)) for end in ENDS]) for verdict, title in VERDICTS.items()
    ]
