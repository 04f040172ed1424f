"""Canned reasons: what moderators of a site say often, kept by its seniors."""

from __future__ import annotations

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.doors.desk.visit import Visit, known
from moderation.errors import Forbidden
from moderation.tools.store import canned, moderators

LIMIT = 500


def show_reasons(visit: Visit, problem: str = "") -> ResponseReturnValue:
    """The reasons of each site, with the form for one more."""
    with visit.toolbox.store.read() as db:
        listed = [(seat.site, seat.site_id, canned.of(db, seat.site_id)) for seat in visit.seats]
    html = visit.page("reasons", listed=listed, problem=problem, ended=request.args.get("ended", "")[:32])
    return make_response(html, 422 if problem else 200)


def add_reason(visit: Visit) -> ResponseReturnValue:
    """One more reason."""
    site_id, words = own_site(visit), " ".join(visit.said("words", LIMIT).split())
    if not words:
        return show_reasons(visit, "Write the reason as its author is to read it.")
    now = visit.toolbox.clock()
    with visit.toolbox.store.write() as db:
        if len(canned.of(db, site_id)) >= canned.MOST:
            return show_reasons(visit, f"A site may have {canned.MOST} reasons. Remove one first.")
        reason_id = canned.add(db, site_id, words, now)
        moderators.note(db, (site_id, visit.email, now), "add-reason", {"id": reason_id})
    return redirect("/desk/reasons", 303)


def end_reason(visit: Visit) -> ResponseReturnValue:
    """Take a reason out of use, or take that back."""
    site_id, reason_id, now = own_site(visit), known(request.form.get("id", "")), visit.toolbox.clock()
    with visit.toolbox.store.write() as db:
        if canned.end(db, site_id, reason_id, now):
            moderators.note(db, (site_id, visit.email, now), "end-reason", {"id": reason_id})
    ended = f"?ended={reason_id}" if "undo" not in request.form else ""
    return redirect(f"/desk/reasons{ended}", 303)


def own_site(visit: Visit) -> str:
    """The site that the form names, when it is one of this visit's; the only one when it names none."""
    site_id = request.form.get("site", visit.seats[0].site_id)
    if site_id not in visit.site_ids:
        raise Forbidden("This is for the seniors of that site.")
    return site_id
