"""The audit: whether the decisions of each site are all there, as they were written, and what else was done."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from moderation.doors.desk.visit import Visit
from moderation.tools.store import decisions, moderators

PAGE = 50
PATIENCE = 100
"""Milliseconds that one page may walk."""


def show_audit(visit: Visit) -> ResponseReturnValue:
    """Walk the chain of every site that this visit administers, or one of them on from a place.

    A long chain is walked in pieces, so that no page keeps anybody waiting.
    """
    asked, after = request.args.get("site", ""), request.args.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0
    clock = visit.toolbox.clock
    until = clock() + PATIENCE
    with visit.toolbox.store.read() as db:
        walked = [
            (seat, decisions.walk(db, seat.site_id, start if asked else 0, lambda: clock() >= until))
            for seat in visit.seats
            if asked in ("", seat.site_id)
        ]
    return visit.page("audit", walked=walked)


def show_acts(visit: Visit, site_id: str) -> ResponseReturnValue:
    """What was done on a site beside decisions: people, keys, policy, exports. The latest first."""
    with visit.toolbox.store.read() as db:
        found = moderators.acts(db, visit.own(site_id), asked_before(visit), PAGE + 1)
    site = visit.site(site_id)
    return visit.page("acts", site=site, found=found[:PAGE], more=len(found) > PAGE, now=visit.toolbox.clock())


def asked_before(visit: Visit) -> tuple[int, str]:
    """Where the address says that the page before this one ended; now, if it says nothing that can be read."""
    at, _, act_id = request.args.get("before", "").partition(".")
    if not (at.isascii() and at.isdigit() and len(at) < 18 and act_id.isalnum() and act_id.isascii()):
        return visit.toolbox.clock() + 1, ""
    return int(at), act_id[:32]
