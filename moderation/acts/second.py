"""Second: what another person would do with a decided comment, blind; a senior settles what the two see differently."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from moderation.acts import review
from moderation.acts.review import Decision
from moderation.errors import Conflict, FieldProblem, Forbidden, Invalid
from moderation.toolbox import Toolbox
from moderation.tools.store import decisions, seconds
from moderation.tools.store.sites import Site

log = logging.getLogger("adrem.second")

ANSWERS = {"published": "I would publish it", "rejected": "I would reject it"}
DONE_ALREADY = "Nobody asks for a second look at this comment any longer. Nothing is lost: take the next one."
INVOLVED = "You have said what you think of this comment, so another person has to be asked."


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the second person would do, in whose name, and why."""

    status: str
    moderator: str
    words: str


def look(toolbox: Toolbox, site: Site, comment_id: str, said: Opinion) -> None:
    """Keep a second opinion, as a row that moves nothing; when it differs from the first, a senior is asked."""
    if said.status not in ANSWERS:
        raise Invalid("Say what you would do.", (FieldProblem("status", "Choose one of the two."),))
    with toolbox.store.write() as db:
        status = decisions.status_of(db, site.id, comment_id)
        found = seconds.of(db, comment_id)
        if found is None or status is None or found.state != "open":
            raise Conflict(DONE_ALREADY)
        if said.moderator.casefold() in {told.moderator.casefold() for told in decisions.history(db, comment_id)}:
            raise Forbidden(INVOLVED)
        own = {"second_status": said.status, "second_by": said.moderator, "second_words": said.words}
        seconds.give(db, found, own)
        entry = review.row(comment_id, status, Decision(status, said.moderator, said.words, "second"), toolbox.clock())
        decisions.add(db, site.id, {**entry, "detail": {"said": said.status}}, None)
    log.info("comment=%s second look", comment_id)


def settle(toolbox: Toolbox, site: Site, comment_id: str, said: Decision) -> None:
    """A senior who is neither of the two decides between them; it may leave the comment where it is."""
    with toolbox.store.write() as db:
        before, found = decisions.status_of(db, site.id, comment_id), seconds.of(db, comment_id)
        if found is None or before is None or found.state != "disputed":
            raise Conflict("There is nothing to settle about this comment any longer.")
        if said.moderator in {found.first_by, found.second_by}:
            raise Forbidden(INVOLVED)
        entry = review.row(comment_id, before, said, toolbox.clock())
        moved = before != said.status
        decisions.add(db, site.id, entry, review.told_to(site, entry) if moved else None)
        seconds.settle(db, comment_id, entry["id"])
    log.info("comment=%s settled", comment_id)
