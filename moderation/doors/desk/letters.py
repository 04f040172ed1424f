"""Letters: who wants to be reminded of a queue, and what the links in a reminder open."""

from __future__ import annotations

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import letters, remind
from moderation.doors.desk.visit import Visit
from moderation.tools.store import reminders


def show_choices(visit: Visit) -> ResponseReturnValue:
    """Which sites this person is reminded of."""
    with visit.toolbox.store.read() as db:
        unwanted = reminders.unwanted(db, visit.email)
    return visit.page("mail", unwanted=unwanted, config=visit.toolbox.config, done="done" in request.args)


def choose(visit: Visit) -> ResponseReturnValue:
    """Keep the choice, site by site."""
    ticked = request.form.getlist("site")
    for site_id in visit.site_ids:
        remind.choose(visit.toolbox, visit.email, site_id, site_id in ticked)
    return redirect("/desk/mail?done", 303)


def follow(visit: Visit, token: str) -> ResponseReturnValue:
    """Where a link of a letter leads. It opens a page, and does nothing else."""
    return redirect(letters.destination(visit.toolbox, token), 303)


def show_stop(visit: Visit, token: str) -> ResponseReturnValue:
    """Ask before it is done: mail programs open links by themselves."""
    letters.reader(visit.toolbox, token)
    return visit.page("stop", token=token, done=False)


def stop(visit: Visit, token: str) -> ResponseReturnValue:
    """No more letters about this site to this person, by one click and without a login (RFC 8058)."""
    remind.choose(visit.toolbox, *letters.reader(visit.toolbox, token), wanted=False)
    return make_response(visit.page("stop", token=token, done=True))
