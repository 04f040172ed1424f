"""Measuring: what a moderator does beside moving a comment, on the page of the comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from models.labels import LABELS
from moderation.acts import enlist, review, submit
from moderation.acts.measures import Measure
from moderation.acts.review import Overtaken
from moderation.doors.desk import filters
from moderation.doors.desk.comment import ENDS
from moderation.doors.desk.deciding import REASON_LIMIT, following, overtaken
from moderation.doors.desk.moments import DAY
from moderation.doors.desk.visit import Visit
from moderation.errors import Invalid
from moderation.judgement.links import find_links
from moderation.tools.store import dossier
from moderation.tools.store.dossier import Subject

BLOCKED = {name: enlist.KINDS[name] for name in ("word", "domain", "network", "address", "name")}


def pass_on(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Unsure, or above one's pay: the comment leaves this queue, and another person decides."""
    about = visit.subject(comment_id)
    try:
        take(visit, about, visit.choice("action", ("unsure", "escalate")))
    except Overtaken as error:
        return overtaken(visit, about, error)
    return redirect(following(visit, about), 303)


def relabel(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Say what the comment is, whatever becomes of it: the classifier learns from this."""
    about = visit.subject(comment_id)
    said = {label.id: label.id in request.form.getlist("label") for label in LABELS}
    take(visit, about, "labels", {"labels": said, "kind": visit.said("kind", 100)})
    return back(about)


def restrain(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Mute or ban the author: what they write is held, or rejected, until the end that was chosen."""
    about = visit.subject(comment_id)
    take(visit, about, visit.choice("action", ("mute", "ban")), {"until": until(visit)})
    return back(about)


def show_block(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """The form that puts something of this comment on the site's lists."""
    return draw_block(visit, visit.subject(comment_id), request.args, "")


def block(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Put a word, a domain, a network or a name on the lists, from this comment."""
    about, form = visit.subject(comment_id), request.form
    entry = {name: visit.said(name, 500) for name in ("kind", "value", "action")}
    try:
        take(visit, about, "block", {**entry, "until": until(visit)})
    except Invalid as error:
        return draw_block(visit, about, form, error.detail)
    return back(about)


def switch_page(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Close the discussion under the page of this comment, or open it again."""
    about = visit.subject(comment_id)
    take(visit, about, visit.choice("action", ("close", "open")))
    return back(about)


def draw_block(visit: Visit, about: Subject, given: Mapping[str, str], problem: str) -> ResponseReturnValue:
    """The form, filled in with what was selected, and with what the comment offers."""
    with visit.toolbox.store.read() as db:
        address = dossier.address_of(db, about.id)
    hosts = [link.host for link in find_links(about.text) if link.host]
    offered = [("domain", host) for host in dict.fromkeys(hosts)]
    offered += [("network", submit.network(address))] if address else []
    offered += [("name", about.author_name)] if about.author_name else []
    kind, value = what(given)
    choices = {"kinds": BLOCKED, "list_actions": enlist.ACTIONS, "ends": ENDS, "back": filters.asked().query()}
    html = visit.page(
        "block", about=about, offered=offered, kind=kind, value=value, given=given, problem=problem, **choices
    )
    return make_response(html, 422 if problem else 200)


def what(given: Mapping[str, str]) -> tuple[str, str]:
    """What the form has chosen, or what was selected: a link is taken as its host, all else as words."""
    value = given.get("value", "")[:500].strip()
    host = next((link.host for link in find_links(value) if link.end - link.begin == len(value)), "")
    return ("domain", host) if host and "kind" not in given else (given.get("kind", "word"), value)


def take(visit: Visit, about: Subject, action: str, detail: Mapping[str, Any] | None = None) -> None:
    """Do it, in the name of this visit, with the words of the form."""
    words = visit.said("words", REASON_LIMIT)
    measure = Measure(action, visit.email, words, detail)
    review.measure(visit.toolbox, visit.site(about.site_id), about.id, measure)


def until(visit: Visit) -> int | None:
    """The end that was chosen; None for none."""
    days = request.form.get("ends", "")
    if days not in ENDS:
        raise Invalid("Choose how long it shall last.")
    return visit.toolbox.clock() + int(days) * DAY if days else None


def back(about: Subject) -> ResponseReturnValue:
    """The comment, with what was done to it."""
    return redirect(f"/desk/comments/{about.id}?{filters.asked().query(did=about.id)}", 303)
