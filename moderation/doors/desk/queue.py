"""The queue: what waits for a moderator, the worst and least certain first."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from moderation.doors.desk import filters
from moderation.doors.desk.notices import notice
from moderation.doors.desk.visit import Visit, known
from moderation.tools.store import listing, passing, seconds, tally

PER_PAGE = 25
MOST_DOUBTED = 100


def show_queue(visit: Visit) -> ResponseReturnValue:
    """One page of the queue, with its filters and the counts."""
    asked = filters.asked()
    wanted = asked.wanted(visit)
    after = filters.read_place(request.args.get("after", ""))
    with visit.toolbox.store.read() as db:
        found = listing.found(db, wanted, after, PER_PAGE)
        counts = tally.counts(db, wanted.site_ids)
        ids = [entry.id for entry in found.entries]
        readers = passing.readers(db, ids, visit.email, visit.toolbox.clock())
        marks = passing.marks(db, ids)
        unseeing = seconds.asked_of(db, visit.email, ids)
        last = listing.newest(db, wanted.site_ids)
        doubted = passing.marked(db, wanted.site_ids, passing.REPORTED, "published", MOST_DOUBTED)
    return visit.page(
        "queue",
        entries=[entry for entry in found.entries if entry.id not in unseeing],
        readers=readers,
        marks=marks,
        last=last,
        doubted=f"{doubted}+" if doubted == MOST_DOUBTED else doubted,
        counts=counts,
        asked=asked,
        first=after is None,
        later=filters.write_place(found.later) if found.later else "",
        now=visit.toolbox.clock(),
        notice=notice(visit),
        **choices(),
    )


def arrivals(visit: Visit) -> ResponseReturnValue:
    """How many came since the queue was shown: a fragment, asked for every now and then by the page."""
    asked = filters.asked()
    last = known(request.args.get("last", ""))
    with visit.toolbox.store.read() as db:
        came = len(listing.arrived(db, asked.wanted(visit).site_ids, last))
    return render_template("desk/_arrived.html", came=came, most=listing.MOST_NEW, asked=asked) if came else ""


def choices() -> dict[str, Any]:
    """What the filters offer."""
    return {
        "statuses": filters.STATUSES,
        "orders": filters.ORDERS,
        "label_causes": filters.LABEL_CAUSES,
        "rule_causes": filters.RULE_CAUSES,
        "desk_causes": filters.DESK_CAUSES,
        "ages": filters.AGES,
    }
