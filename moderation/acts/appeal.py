"""Appeal: why a comment was held or rejected, what its author says against it, and the answer of another person."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from uuid_utils import uuid7

from moderation.acts import review
from moderation.acts.review import Decision, Overtaken
from moderation.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from moderation.judgement.house import WELCOME
from moderation.judgement.verdict import Span
from moderation.toolbox import Toolbox
from moderation.tools.store import appeals, decisions, reports, seconds, sites
from moderation.tools.store.appeals import Appeal
from moderation.tools.store.comments import State
from moderation.tools.store.decisions import Told
from moderation.tools.store.reports import Reported
from moderation.tools.store.sites import Site

log = logging.getLogger("adrem.appeal")

UPHOLD, OVERTURN = "uphold", "overturn"
ANSWERS = {UPHOLD: "Uphold the rejection", OVERTURN: "Overturn it: publish the comment"}
MACHINE, PERSON, READERS = "machine", "person", "readers"
MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Statement:
    """Why a comment is held or rejected: since when, by whom, which house rules, which words, and why in words."""

    since: int
    by: str
    house_rules: tuple[str, ...]
    reasons: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What an author is owed about one comment: the statement of reasons, and what became of an appeal."""

    statement: Statement | None
    appeal: Appeal | None
    may_appeal: bool


def account(toolbox: Toolbox, state: State) -> Account:
    """The facts of one comment for its author. A published or pending one needs no reasons."""
    if state.status == "pending":
        return Account(None, None, may_appeal=False)
    with toolbox.store.read() as db:
        site = sites.by_id(db, state.site_id, toolbox.clock())
        told = decisions.history(db, state.id)
        latest, reported = appeals.of(db, state.id), reports.of(db, state.id)
    stands = decisions.standing(told)
    if site is None or state.status not in {"held", "rejected"}:
        return Account(None, latest, may_appeal=False)
    ground = decisions.standing([entry for entry in told if entry.action != UPHOLD])
    may = obstacle(state, stands, latest) is None
    return Account(statement(site, state, ground, reported), latest, may)


def statement(site: Site, state: State, stands: Told | None, reported: Reported | None) -> Statement:
    """A person's decision, which an answer to an appeal is not; else what readers brought about, else the verdict."""
    rules = {name: words for name, words in site.policy.house_rules.items() if name != WELCOME}
    verdict = state.verdict or {"action": "", "findings": ()}
    if stands is not None:
        quoted = {name for name, words in rules.items() if words in stands.reason}
        since, by, why = stands.created_at, PERSON, (stands.reason,) if stands.reason else ()
        found = [entry for entry in verdict["findings"] if entry["house_rule"] in quoted]
    elif state.status == "held" and reported and reported.held_at:
        quoted, found, why = set(reported.reasons), [], ()
        since, by = reported.held_at, READERS
    else:
        found = [entry for entry in verdict["findings"] if entry["severity"] == verdict["action"]]
        quoted, why = {entry["house_rule"] for entry in found}, tuple(dict.fromkeys(each["sentence"] for each in found))
        since, by = state.judged_at or state.created_at, MACHINE
    spans = tuple((begin, end) for entry in found if entry["severity"] != "note" for begin, end in entry["spans"])
    return Statement(since, by, tuple(words for name, words in rules.items() if name in quoted), why, spans)


def obstacle(state: State, stands: Told | None, latest: Appeal | None) -> str | None:
    """Why there can be no appeal now; None when there can."""
    if state.status != "rejected":
        return "An appeal is for a comment that was rejected. This one was not."
    if state.challenge_failed:
        return "The sum was not solved, so nobody has judged this comment. Send it again with the new sum."
    if stands is not None and stands.action == UPHOLD:
        return "This was the answer to an appeal, by another person. It ends the matter here."
    if latest is not None and latest.against == against(stands):
        return "You have appealed against this before. The answer will stand on the page of your receipt."
    return None


def against(stands: Told | None) -> str:
    """What an appeal is against: a decision, or the verdict."""
    return stands.id if stands else "verdict"


def appeal(toolbox: Toolbox, state: State, words: str) -> None:
    """Take an author's appeal in; `state` was looked up with the receipt. One against each decision or verdict."""
    if not words.strip():
        raise Invalid("Say why.", (FieldProblem("words", "Say in your own words why the decision was wrong."),))
    now = toolbox.clock()
    with toolbox.store.write() as db:
        decisions.status_of(db, state.site_id, state.id)
        stands = decisions.standing(decisions.history(db, state.id))
        if problem := obstacle(state, stands, appeals.of(db, state.id)):
            raise Conflict(problem)
        row = {
            "id": uuid7().hex,
            "comment_id": state.id,
            "site_id": state.site_id,
            "against": against(stands),
            "words": words,
            "created_at": now,
        }
        appeals.add(db, row)
        seconds.drop(db, state.id)  # to read an appeal is to know what was decided
    log.info("comment=%s appealed", state.id)


def answer(toolbox: Toolbox, site: Site, appeal_id: str, said: Decision) -> None:
    """Answer an open appeal by a decision of its own, which somebody else has to make than who rejected."""
    with toolbox.store.write() as db:
        found = appeals.by_id(db, appeal_id)
        if found is None or found.site_id != site.id:
            raise NotFound("There is no such appeal on this site.")
        before = decisions.status_of(db, site.id, found.comment_id)
        told = decisions.history(db, found.comment_id)
        if found.outcome is not None or before is None:
            raise Overtaken(before or "", told[-1] if told else None)
        if rejected(told, said.moderator):
            raise Forbidden("You rejected this comment yourself, so another person has to answer its author.")
        entry = review.row(found.comment_id, before, said, toolbox.clock())
        decisions.add(db, site.id, entry, review.told_to(site, entry))
    log.info("comment=%s appeal=%s", found.comment_id, said.action)


def rejected(told: Sequence[Told], who: str) -> bool:
    """Whether somebody has rejected a comment, whatever became of it; who answered an appeal about it has not."""
    others = decisions.MEASURES | {"undo", UPHOLD}
    ways = (entry for entry in told if entry.to_status == "rejected" and entry.action not in others)
    return who.casefold() in {entry.moderator.casefold() for entry in ways}
