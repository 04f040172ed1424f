"""Bulk: decide on many comments in one step, after a look at what will happen, and take it back in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import make_response, request
from flask.typing import ResponseReturnValue
from uuid_utils import uuid7

from moderation.acts import review
from moderation.acts.review import ACTIONS, DONE, Decision
from moderation.doors.desk.comment import reasons, suggested
from moderation.doors.desk.deciding import WHY, canned_of, reason_for
from moderation.doors.desk.visit import Visit, known
from moderation.errors import Invalid
from moderation.tools.store import dossier, listing, seconds
from moderation.tools.store.sites import Site

MOST = dossier.MOST_ALIKE + 1
FIRST = 20
"""Published comments that are offered beside a wave: its first ones, from before it was one."""


def preview(visit: Visit) -> ResponseReturnValue:
    """What was ticked in the queue, before anything happens to it."""
    return draw(visit, ticked(), "")


def show_alike(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """A comment and what says almost the same, before anything happens to it."""
    about = visit.subject(comment_id)
    with visit.toolbox.store.read() as db:
        found = [*dossier.alike(db, about), *dossier.alike(db, about, FIRST, "published")]
    return draw(visit, [about.id, *(other.id for other in found)][:MOST], "", about=about, suggested=suggested(about))


def decide_together(visit: Visit) -> ResponseReturnValue:
    """The same decision on all that were ticked and are still held."""
    ids, action = ticked(), ACTIONS[visit.choice("action", ACTIONS)]
    batch = uuid7().hex

    def decide(site: Site, own: Sequence[str]) -> list[str]:
        said = Decision(action.status, visit.email, reason_for(visit, site, action), action.id, batch=batch)
        return review.decide_all(visit.toolbox, site, own, said)

    if action.needs_reason and not all(reason_for(visit, visit.site(each), action) for each in visit.site_ids):
        return draw(visit, ids, WHY)
    moved = each_site(visit, ids, decide)
    return visit.page("moved", moved=moved, left=len(ids) - len(moved), done=DONE[action.id], batch=batch)


def undo_together(visit: Visit) -> ResponseReturnValue:
    """Take back all that one step decided."""
    batch = known(request.form.get("batch", ""))
    moved = [
        comment_id
        for site_id in visit.site_ids
        for comment_id in review.undo_batch(visit.toolbox, visit.site(site_id), batch, visit.email)
    ]
    if not moved:
        raise Invalid("There is nothing left to take back: somebody has decided on these comments since.")
    return visit.page("moved", moved=moved, left=0, done=DONE["undo"], batch="")


def each_site(visit: Visit, ids: Sequence[str], do: Callable[[Site, Sequence[str]], list[str]]) -> list[str]:
    """Do something to comments, site by site: to those of one site in one transaction."""
    with visit.toolbox.store.read() as db:
        own = {entry.id: entry.site_id for entry in listing.shown(db, ids) if entry.site_id in visit.site_ids}
    sites = dict.fromkeys(own.values())
    return [
        done
        for site_id in sites
        for done in do(visit.site(site_id), [each for each, home in own.items() if home == site_id])
    ]


def draw(visit: Visit, ids: Sequence[str], problem: str, **context: Any) -> ResponseReturnValue:
    """The comments, with the form that decides on them."""
    with visit.toolbox.store.read() as db:
        unseeing = seconds.asked_of(db, visit.email, ids)
        own = [entry for entry in listing.shown(db, ids) if entry.site_id in visit.site_ids]
        found = [entry for entry in own if entry.id not in unseeing]
        open_to_all = review.undecided(db, {entry.id: entry.status for entry in found})
    if not found:
        raise Invalid("Tick the comments that you mean, and try again.")
    site = visit.site(found[0].site_id)
    context = {
        "about": None,
        "suggested": "",
        **context,
        "open_to_all": open_to_all,
        "reasons": reasons(site),
        "canned": canned_of(visit, site),
    }
    html = visit.page("ticked", found=found, actions=ACTIONS, problem=problem, now=visit.toolbox.clock(), **context)
    return make_response(html, 422 if problem else 200)


def ticked() -> list[str]:
    """The comments that a form names."""
    return list(dict.fromkeys(map(known, request.form.getlist("id"))))[:MOST]
