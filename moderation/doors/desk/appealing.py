"""Appealing: what authors say against a rejection, and the answer of another person than the one who rejected."""

from __future__ import annotations

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import appeal
from moderation.acts.appeal import ANSWERS, OVERTURN
from moderation.acts.review import DONE, Decision, Overtaken
from moderation.doors.desk import filters
from moderation.doors.desk.comment import TITLES, reasons
from moderation.doors.desk.deciding import REASON_LIMIT, overtaken
from moderation.doors.desk.filters import read_place, write_place
from moderation.doors.desk.notices import notice
from moderation.doors.desk.visit import Visit, known
from moderation.errors import NotFound
from moderation.tools.store import appeals, decisions, dossier

PER_PAGE = 25
WORDS = "Write an answer: the author will read it."


def show_appeals(visit: Visit) -> ResponseReturnValue:
    """One page of the open appeals, the longest waiting first."""
    place = read_place(request.args.get("after", ""))
    after = (int(place[0]), place[1]) if place else None
    with visit.toolbox.store.read() as db:
        found = appeals.waiting(db, visit.site_ids, after, PER_PAGE + 1)
        count = appeals.open_count(db, visit.site_ids)
    last = found[PER_PAGE - 1] if len(found) > PER_PAGE else None
    return visit.page(
        "appeals",
        found=found[:PER_PAGE],
        count=count,
        later=write_place((last.created_at, last.id)) if last else "",
        now=visit.toolbox.clock(),
        asked=filters.read({}),
        notice=notice(visit),
    )


def show_appeal(visit: Visit, comment_id: str, problem: str = "") -> ResponseReturnValue:
    """The latest appeal about a comment, with what was decided and why, and the form as it was filled in."""
    about = visit.subject(comment_id)
    with visit.toolbox.store.read() as db:
        found, told = appeals.of(db, about.id), decisions.history(db, about.id)
        above = dossier.thread(db, about).above[-1:]
    if found is None:
        raise NotFound("Nobody has appealed about this comment.")
    html = visit.page(
        "appeal",
        about=about,
        appeal=found,
        told=told,
        above=above,
        mine=appeal.rejected(told, visit.email),
        answers=ANSWERS,
        reasons=reasons(visit.site(about.site_id)),
        titles=TITLES,
        done=DONE,
        problem=problem,
        words=request.form.get("words", ""),
        now=visit.toolbox.clock(),
    )
    return make_response(html, 422 if problem else 200)


def answer_appeal(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Answer the appeal that the form shows, and go back to the list."""
    about, action = visit.subject(comment_id), visit.choice("action", ANSWERS)
    words = visit.said("words", REASON_LIMIT)
    if not words:
        return show_appeal(visit, about.id, WORDS)
    status = "published" if action == OVERTURN else "rejected"
    said = Decision(status, visit.email, words, action)
    try:
        appeal.answer(visit.toolbox, visit.site(about.site_id), known(request.form.get("appeal", "")), said)
    except Overtaken as error:
        return overtaken(visit, about, error, ANSWERS[action])
    return redirect(f"/desk/appeals?did={about.id}", 303)
