"""Report: what a reader says against a published comment, weighed by how often that reader was right."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from moderation.errors import FieldProblem, Invalid, NotFound
from moderation.judgement.house import WELCOME
from moderation.toolbox import Toolbox
from moderation.tools.store import comments, decisions, moderators, moves, outbox, reports, seconds
from moderation.tools.store.comments import Shown
from moderation.tools.store.reports import Reported
from moderation.tools.store.sites import Site
from moderation.tools.store.urgency import raise_priority

log = logging.getLogger("adrem.report")

OTHER = "other"
RAISE = 0.8
"""How far a report of weight 1 lifts a comment in the queue: 2 bring what nothing holds up to a sure attack."""

GONE = "There is no such comment among those that are published. It may have been taken down already."


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader says: a reason of `reasons`, words beside it, and the network it came from."""

    reason: str
    words: str
    network: str


def reasons(site: Site) -> dict[str, str]:
    """The reasons to choose from: the house rules in the site's words, and another."""
    rules = {name: words for name, words in site.policy.house_rules.items() if name != WELCOME}
    return {**rules, OTHER: "Something else"}


def about(toolbox: Toolbox, site: Site, comment_id: str) -> Shown:
    """The comment that a reader wants to report."""
    with toolbox.store.read() as db:
        found = comments.shown(db, site.id, comment_id)
    if found is None:
        raise NotFound(GONE)
    return found


def report(toolbox: Toolbox, site: Site, comment_id: str, said: Report) -> bool:
    """Take a report in; whether it counted, which the second one of the same reader does not.

    Reports lift the comment in the queue. When they weigh as much as the site asks for, a comment that nobody has
    decided on is held until somebody does; a moderator's word is not overruled by readers.
    """
    check(site, said)
    now, who = toolbox.clock(), toolbox.keys.digest("reporter", site.id, said.network or "unknown")
    row = {"comment_id": comment_id, "reporter": who, "reason": said.reason, "words": said.words, "created_at": now}
    with toolbox.store.write() as db:
        if decisions.status_of(db, site.id, comment_id) != "published":
            raise NotFound(GONE)
        weighs = reports.weight(db, who)
        told = reports.add(db, row, weighs)
        if told is None:
            return False
        raise_priority(db, comment_id, weighs * RAISE)
        seconds.drop(db, comment_id)  # everybody at the desk reads it now, as a published one
    if told.weight >= site.policy.report_threshold:
        hold(toolbox, site, comment_id, told)
    log.info("comment=%s reports=%d weight=%.2f", comment_id, told.count, told.weight)
    return True


def check(site: Site, said: Report) -> None:
    """A report names one of the reasons, and `other` says which."""
    if said.reason not in reasons(site):
        raise Invalid("Choose a reason.", (FieldProblem("reason", "Choose one of the reasons that are listed."),))
    if said.reason == OTHER and not said.words:
        raise Invalid("Say what is wrong.", (FieldProblem("words", "Say in a few words what is wrong."),))


def hold(toolbox: Toolbox, site: Site, comment_id: str, told: Reported) -> None:
    """Take a comment that nobody has decided on back from under the article, and tell the site."""
    now = toolbox.clock()
    with toolbox.store.write() as db:
        status = decisions.status_of(db, site.id, comment_id)
        if status != "published" or decisions.standing(decisions.history(db, comment_id)):
            return
        moves.move(db, comment_id, "published", "held")
        reports.hold(db, comment_id, now)
        detail = {"comment": comment_id, "reports": told.count, "weight": told.weight}
        moderators.note(db, (site.id, "readers", now), "hold-by-reports", detail)
        state, page = comments.state(db, comment_id), comments.as_form(db, comment_id)["page_url"]
        verdict = state.verdict if state else None
        data = {"id": comment_id, "page": page, "status": "held", "verdict": verdict, "reports": told.count}
        if event := outbox.event_row(site, "comment.held", data, now):
            outbox.add_all(db, [event])
