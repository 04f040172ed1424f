"""The audit: whether the decisions of each site are all there, as they were written."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from moderation.doors.desk.visit import Visit
from moderation.tools.store import decisions


def show_audit(visit: Visit) -> ResponseReturnValue:
    """Walk the chain of every site that this visit administers."""
    with visit.toolbox.store.read() as db:
        walked = [
            (seat.site, decisions.verify(db, seat.site_id), decisions.length(db, seat.site_id)) for seat in visit.seats
        ]
    return visit.page("audit", walked=walked)
