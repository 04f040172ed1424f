"""Deciding: approve, reject or mark as spam, take it back, and decide on a whole wave at once."""

from __future__ import annotations

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import review
from moderation.acts.review import ACTIONS, DONE, Action, Decision, Overtaken, Seen, Undo
from moderation.doors.desk import filters
from moderation.doors.desk.comment import draw, reasons, suggested
from moderation.doors.desk.visit import Visit
from moderation.errors import Invalid
from moderation.tools.store import dossier, listing
from moderation.tools.store.dossier import Subject
from moderation.tools.store.sites import Site

REASON_LIMIT = 1000
WHY = "Say why: choose a house rule, or write a reason. The author will read it."


def decide(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Decide, and go on to the next."""
    about, action = visit.subject(comment_id), chosen()
    site = visit.site(about.site_id)
    reason = reason_for(site, action)
    if action.needs_reason and not reason:
        return draw(visit, about, WHY)
    said = Decision(action.status, visit.email, reason, action.id, seen())
    try:
        review.decide(visit.toolbox, site, about.id, said)
    except Overtaken as error:
        return overtaken(visit, about, error)
    return redirect(following(visit, about), 303)


def undo(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Take the last decision back, and show the comment."""
    about = visit.subject(comment_id)
    try:
        review.undo(
            visit.toolbox,
            visit.site(about.site_id),
            about.id,
            Undo(visit.email, seen(), request.form.get("decision", "")),
        )
    except Overtaken as error:
        return overtaken(visit, about, error)
    asked = filters.read_query(request.form.get("back", ""))
    return redirect(f"/desk/comments/{about.id}?{asked.query(did=about.id)}", 303)


def show_alike(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """What says almost the same, before anything happens to it."""
    return draw_alike(visit, visit.subject(comment_id), "")


def decide_alike(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """The same decision on all that were ticked and are still held."""
    about, action = visit.subject(comment_id), chosen()
    site = visit.site(about.site_id)
    reason = reason_for(site, action)
    if action.needs_reason and not reason:
        return draw_alike(visit, about, WHY)
    ticked = request.form.getlist("id")[: dossier.MOST_ALIKE + 1]
    said = Decision(action.status, visit.email, reason, action.id)
    moved = review.decide_all(visit.toolbox, site, [each[:32] for each in ticked], said)
    context = {"about": about, "moved": moved, "left": len(ticked) - len(moved), "done": DONE[action.id]}
    return visit.page("moved", **context)


def draw_alike(visit: Visit, about: Subject, problem: str) -> ResponseReturnValue:
    """The wave around a comment, with the form that decides on it."""
    with visit.toolbox.store.read() as db:
        found = dossier.alike(db, about)
    html = visit.page(
        "alike",
        about=about,
        found=found,
        actions=ACTIONS,
        reasons=reasons(visit.site(about.site_id)),
        suggested=suggested(about),
        problem=problem,
        now=visit.toolbox.clock(),
    )
    return make_response(html, 422 if problem else 200)


def chosen() -> Action:
    """What the form asks for."""
    action = ACTIONS.get(request.form.get("action", ""))
    if action is None:
        raise Invalid("The form did not say what to do. Go back and use one of its buttons.")
    return action


def seen() -> Seen:
    """What the form was rendered with."""
    return Seen(request.form.get("status", ""), request.form.get("last", ""))


def reason_for(site: Site, action: Action) -> str:
    """The house rule that was chosen, in the site's words, and the moderator's own words."""
    rule = site.policy.house_rules.get(request.form.get("rule", ""), "")
    if action.id == "spam":
        rule = site.policy.house_rules.get("no_spam", "")
    own = request.form.get("words", "").strip()[:REASON_LIMIT]
    return " ".join(filter(None, (f"House rule: “{rule}”" if rule else "", own)))


def following(visit: Visit, about: Subject) -> str:
    """Where to go after a decision: the next comment of the same list, else its first, else the list."""
    asked = filters.read_query(request.form.get("back", ""))
    with visit.toolbox.store.read() as db:
        onward = listing.following(db, asked.wanted(visit), about.id, visit.toolbox.clock())
    query = asked.query(did=about.id)
    return f"/desk/comments/{onward}?{query}" if onward else f"/desk/?{query}"


def overtaken(visit: Visit, about: Subject, error: Overtaken, wanted: str = "") -> ResponseReturnValue:
    """Who decided what meanwhile, and what one may do about it."""
    asked = filters.read_query(request.form.get("back", ""))
    wanted = wanted or (chosen().title if "action" in request.form else "Undo")
    context = {"about": about, "error": error, "asked": asked, "done": DONE, "wanted": wanted}
    html = visit.page("overtaken", **context, now=visit.toolbox.clock(), words=request.form.get("words", ""))
    return make_response(html, 409)
