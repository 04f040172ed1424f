"""People: who moderates the sites of an administrator, and who is invited to."""

from __future__ import annotations

from collections.abc import Mapping

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import appoint, passwords
from moderation.acts.appoint import ROLES
from moderation.acts.sessions import Stage
from moderation.doors.desk.entering import let_in
from moderation.doors.desk.visit import Visit
from moderation.errors import Invalid, NotFound
from moderation.tools.store import invitations, moderators
from moderation.tools.store.moderators import Seat

DONE = {
    "role": "The new role is in force.",
    "removed": "Removed; every session of theirs has ended.",
    "revoked": "The invitation counts no longer.",
}


def invite(visit: Visit) -> ResponseReturnValue:
    """Make a link, and show it this one time."""
    form, toolbox = request.form, visit.toolbox
    email, site_id = form.get("email", "")[:320], form.get("site", "")
    if site_id not in visit.site_ids:
        raise Invalid("Choose one of the sites that you administer.")
    try:
        token = appoint.invite(toolbox, visit.email, site_id, email, form.get("role", ""))
    except Invalid as error:
        return make_response(show_people(visit, email=email, problem=error.problems[0].detail), error.status)
    return show_people(visit, link=appoint.link(toolbox, token), invited=email)


def revoke_invitation(visit: Visit, invitation_id: str) -> ResponseReturnValue:
    """The link is worth nothing from now on."""
    appoint.revoke(visit.toolbox, visit.email, visit.site_ids, invitation_id)
    return redirect("/desk/people?done=revoked", 303)


def change_role(visit: Visit, seat_id: str) -> ResponseReturnValue:
    """Another role for somebody."""
    appoint.change_role(visit.toolbox, visit.email, seat(visit, seat_id), request.form.get("role", ""))
    return redirect("/desk/people?done=role", 303)


def remove_person(visit: Visit, seat_id: str) -> ResponseReturnValue:
    """Somebody moderates a site no longer."""
    appoint.remove(visit.toolbox, visit.email, seat(visit, seat_id))
    return redirect("/desk/people?done=removed", 303)


def seat(visit: Visit, seat_id: str) -> Seat:
    """A seat on one of the sites of this visit; others are not there."""
    with visit.toolbox.store.read() as db:
        found = moderators.seat(db, visit.site_ids, seat_id)
    if found is None:
        raise NotFound("There is no such person on the sites that you administer.")
    return found


def show_people(visit: Visit, **context: str) -> str:
    """Everybody on the sites that this visit administers, who is invited, and the form to invite more."""
    now = visit.toolbox.clock()
    with visit.toolbox.store.read() as db:
        there = moderators.colleagues(db, visit.site_ids)
        invited = invitations.of(db, visit.site_ids, now)
    done = DONE.get(request.args.get("done", ""), "")
    return visit.page("people", there=there, asked=invited, roles=ROLES, done=done, now=now, **context)


def accept_invitation(visit: Visit, token: str) -> ResponseReturnValue:
    """Take the seat. Whoever is new here goes on to a second factor."""
    who = visit.person if visit.person and visit.person.stage is Stage.IN else None
    try:
        opened = appoint.accept(visit.toolbox, token, who, request.form.get("new", "")[: passwords.MOST + 1])
    except Invalid as error:
        problems = {entry.field: entry.detail for entry in error.problems}
        return make_response(show_invitation(visit, token, problems), error.status)
    return redirect("/desk/", 303) if opened is None else let_in(visit, opened, "/desk/security?welcome")


def show_invitation(visit: Visit, token: str, problems: Mapping[str, str] | None = None) -> str:
    """What the link offers, and what is needed to take it."""
    return visit.page("invitation", offer=appoint.offered(visit.toolbox, token), token=token, problems=problems or {})
