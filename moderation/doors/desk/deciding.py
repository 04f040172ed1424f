"""Deciding: approve, reject or mark as spam, and take it back."""

from __future__ import annotations

from urllib.parse import quote

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import measures, review
from moderation.acts.review import ACTIONS, DONE, Action, Decision, Overtaken, Seen, Undo
from moderation.doors.desk import filters
from moderation.doors.desk.comfort import count
from moderation.doors.desk.comment import draw
from moderation.doors.desk.visit import Visit
from moderation.errors import Forbidden
from moderation.tools.store import canned, decisions, listing, seconds
from moderation.tools.store.dossier import Subject
from moderation.tools.store.sites import Site

REASON_LIMIT = 1000
WHY = "Say why: choose a house rule, or write a reason. The author will read it."


def decide(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Decide, and go on to the next."""
    about, action = visit.subject(comment_id), ACTIONS[visit.choice("action", ACTIONS)]
    site = visit.site(about.site_id)
    reason = reason_for(visit, site, action)
    if action.needs_reason and not reason:
        return draw(visit, about, WHY)
    said = Decision(action.status, visit.email, reason, action.id, seen())
    try:
        review.decide(visit.toolbox, site, about.id, said)
    except Overtaken as error:
        return overtaken(visit, about, error, said=reason if action.needs_reason else "")
    return count(visit, make_response(redirect(following(visit, about), 303)))


def undo(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Take the last decision back, and show the comment."""
    about = visit.subject(comment_id)
    check_senior(visit, about)
    try:
        review.undo(
            visit.toolbox,
            visit.site(about.site_id),
            about.id,
            Undo(visit.email, seen(), request.form.get("decision", "")),
        )
    except Overtaken as error:
        return overtaken(visit, about, error)
    asked = filters.asked()
    return redirect(f"/desk/comments/{about.id}?{asked.query(did=about.id)}", 303)


def check_senior(visit: Visit, about: Subject) -> None:
    """What only seniors may do, only seniors take back."""
    with visit.toolbox.store.read() as db:
        told = decisions.history(db, about.id)
    meant = next((entry for entry in told if entry.id == request.form.get("decision")), None)
    if meant is not None and meant.action in measures.SENIOR and about.site_id not in visit.senior_of:
        raise Forbidden("Only a senior can take this back. Escalate the comment, or ask one.")


def seen() -> Seen:
    """What the form was rendered with."""
    last = None if "unseen" in request.form else request.form.get("last", "")
    return Seen(request.form.get("status", ""), last)


def reason_for(visit: Visit, site: Site, action: Action) -> str:
    """The house rule that was chosen, in the site's words, a canned reason, and the moderator's own words."""
    form = request.form
    rule = site.policy.house_rules.get(form.get("rule", ""), "")
    if action.id == "spam":
        rule = site.policy.house_rules.get("no_spam", "")
    usual = canned_of(visit, site).get(form["canned"], "") if form.get("canned") else ""
    own = visit.said("words", REASON_LIMIT)
    return " ".join(filter(None, (f"House rule: “{rule}”" if rule else "", usual, own)))


def canned_of(visit: Visit, site: Site) -> dict[str, str]:
    """The canned reasons of a site."""
    with visit.toolbox.store.read() as db:
        return canned.of(db, site.id)


def following(visit: Visit, about: Subject) -> str:
    """Where to go after a decision: back to the conversation it was made in, else the next comment, else the list."""
    asked = filters.asked()
    if stay := request.form.get("stay", ""):
        return f"/desk/comments/{quote(stay[:32], safe='')}?{asked.query(did=about.id)}#c-{about.id}"
    with visit.toolbox.store.read() as db:
        onward = listing.following(db, asked.wanted(visit), about.id, visit.toolbox.clock())
    query = asked.query(did=about.id)
    return f"/desk/comments/{onward}?{query}" if onward else f"/desk/?{query}"


def overtaken(visit: Visit, about: Subject, error: Overtaken, wanted: str = "", said: str = "") -> ResponseReturnValue:
    """Who decided what meanwhile, what one wanted to say oneself, and what one may do about it.

    Two who had it open at once have seen what each wanted: it is no longer of the sample.
    """
    with visit.toolbox.store.write() as db:
        seconds.drop(db, about.id)
    asked = filters.asked()
    wanted = wanted or (ACTIONS[visit.choice("action", ACTIONS)].title if "action" in request.form else "Undo")
    context = {"about": about, "error": error, "asked": asked, "done": DONE, "wanted": wanted}
    html = visit.page("overtaken", **context, now=visit.toolbox.clock(), words=said or request.form.get("words", ""))
    return make_response(html, 409)
