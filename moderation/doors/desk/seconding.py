"""Seconding: a second person looks at a decided comment without seeing what was decided; seniors settle the rest."""

from __future__ import annotations

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import second
from moderation.acts.review import Decision
from moderation.acts.second import ANSWERS, Opinion
from moderation.doors.desk.comment import TITLES, reasons
from moderation.doors.desk.deciding import REASON_LIMIT
from moderation.doors.desk.filters import read_place, write_place
from moderation.doors.desk.visit import Visit, known
from moderation.errors import NotFound
from moderation.tools.store import dossier, seconds
from moderation.tools.store.seconds import MOST, Place

PER_PAGE = MOST - 1
GONE = "Nobody asks for a second look at this comment. The list has those that wait."


def show_seconds(visit: Visit) -> ResponseReturnValue:
    """What waits for a second look by somebody else than the first; for seniors also what the two see differently."""
    place = read_place(request.args.get("after", ""))
    after: Place | None = (int(place[0]), place[1]) if place else None
    with visit.toolbox.store.read() as db:
        found = seconds.waiting(db, visit.site_ids, seconds.may_look(visit.email), after)
        disputed = seconds.waiting(db, visit.senior_of, seconds.may_settle(visit.email), None)
        listed, in_dispute = seconds.listed(db, found[:PER_PAGE]), seconds.listed(db, disputed[:PER_PAGE])
    later = write_place(found[PER_PAGE - 1]) if len(found) > PER_PAGE else ""
    context = {"found": listed, "disputed": in_dispute, "later": later, "done": request.args.get("did", "")}
    return visit.page("seconds", **context, about=known(request.args.get("about", "")))


def show_second(visit: Visit, comment_id: str, problem: str = "") -> ResponseReturnValue:
    """A comment of the sample, as it was before anybody decided; to a senior, what two people see differently."""
    about = visit.subject(comment_id)
    with visit.toolbox.store.read() as db:
        found, above = seconds.of(db, about.id), dossier.thread(db, about).above[-1:]
    asked = {"open", "disputed"} if about.site_id in visit.senior_of else {"open"}
    if found is None or found.state not in asked:
        raise NotFound(GONE)
    html = visit.page(
        "second",
        about=about,
        look=found,
        above=above,
        answers=ANSWERS,
        reasons=reasons(visit.site(about.site_id)),
        titles=TITLES,
        problem=problem,
        now=visit.toolbox.clock(),
    )
    return make_response(html, 422 if problem else 200)


def look_again(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Keep what the second person says, and go back to the list."""
    about = visit.subject(comment_id)
    said = Opinion(request.form.get("status", ""), visit.email, visit.said("words", REASON_LIMIT))
    second.look(visit.toolbox, visit.site(about.site_id), about.id, said)
    return redirect(f"/desk/second?did=look&about={about.id}", 303)


def settle(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Decide between two."""
    about, status = visit.subject(comment_id), visit.choice("status", ANSWERS)
    if status == "rejected" and not visit.said("words", REASON_LIMIT):
        return show_second(visit, about.id, "Say why: the author will read it.")
    said = Decision(status, visit.email, visit.said("words", REASON_LIMIT), "settle")
    second.settle(visit.toolbox, visit.site(about.site_id), about.id, said)
    return redirect(f"/desk/second?did=settle&about={about.id}", 303)
