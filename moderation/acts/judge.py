"""Judge: from pending comments to verdicts, statuses and announcements. Safe to run twice."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from uuid_utils import uuid7

from moderation.acts import gather, score
from moderation.judgement.case import Captcha, Case
from moderation.judgement.policy import combine, decide, found, sum_up
from moderation.judgement.rules import GATES
from moderation.judgement.verdict import Action, Finding, Severity, Verdict
from moderation.toolbox import Toolbox
from moderation.tools.captcha import Answer
from moderation.tools.store import challenges, facts, outbox, search, verdicts
from moderation.tools.store.facts import Pending
from moderation.tools.store.sites import Site
from moderation.tools.store.verdicts import Judged, Known

log = logging.getLogger("adrem.judge")

STATUS = {Action.APPROVE: "published", Action.HOLD: "held", Action.REJECT: "rejected"}
HARM = {"no_disruption": 0.4, "no_spam": 0.4, "welcome": 0.3}
"""How much a breach of a house rule hurts, beside 1 for attacks, abuse and defamation."""

WAIT = 12 * 3_600_000.0
"""Milliseconds of waiting that make a comment e times as urgent."""

LEAST = 0.2
"""The urgency of what nothing holds."""

TOLD = ("action", "cached", "classifier", "policy", "scores", "findings")


def judge(toolbox: Toolbox, ids: Sequence[str]) -> int:
    """Judge those of the comments that are still pending; returns how many got their verdict here."""
    with toolbox.store.read() as db:
        rows = facts.pending(db, ids)
    return sum(
        judge_site(toolbox, site_id, list(group)) for site_id, group in groupby(rows, key=lambda row: row.site_id)
    )


def judge_site(toolbox: Toolbox, site_id: str, rows: Sequence[Pending]) -> int:
    """Judge comments of one site: facts, gates, content, one transaction, announcement."""
    outcomes = check_challenges(toolbox, site_id, rows)
    site = toolbox.store.site_in_force(site_id)
    if site is None:
        return 0
    with toolbox.store.read() as db:
        around = facts.neighbours(db, [row.id for row in rows], gather.paces(site.policy))
    cases = [gather.case(row, site.policy, around[row.id], outcomes[row.id]) for row in rows]
    judged = [
        as_rows(toolbox, site, row, case, verdict)
        for row, case, verdict in zip(rows, cases, verdicts_of(toolbox, site_id, cases), strict=True)
    ]
    with toolbox.store.write() as db:
        won = verdicts.save(db, judged)
    toolbox.queue.announce([announcement(entry) for entry in won])
    for entry in won:
        log.info("comment=%s status=%s classifier=%s", entry.comment_id, entry.status, entry.verdict["classifier"])
    return len(won)


def verdicts_of(toolbox: Toolbox, site_id: str, cases: Sequence[Case]) -> list[Verdict]:
    """Gates first. What a gate turns away needs no reading: a flood costs no classifier."""
    moments = [found(case, GATES) for case in cases]
    shut = [decide(moment) is Action.REJECT for moment in moments]
    contents = iter(score.content(toolbox, site_id, [case for case, out in zip(cases, shut, strict=True) if not out]))
    return [
        joined(case, moment, None if out else next(contents))
        for case, moment, out in zip(cases, moments, shut, strict=True)
    ]


def joined(case: Case, moment: tuple[Finding, ...], content: Verdict | None) -> Verdict:
    """What the gates found, and what was read, if it was: mostly they found nothing."""
    if content is None or not moment:
        return content or sum_up(case, moment)
    return combine(sum_up(case, moment), content)


def check_challenges(toolbox: Toolbox, site_id: str, rows: Sequence[Pending]) -> dict[str, Captcha]:
    """How the challenge of each comment came out; the tries are recorded in one transaction."""
    outcomes = {row.id: Captcha.NOT_ASKED for row in rows}
    tried: list[dict[str, Any]] = []
    for row in rows:
        if row.challenge is None:
            continue
        checked = toolbox.captcha.check(Answer(**row.challenge), site_id, row.page_id, row.created_at)
        outcomes[row.id] = checked.outcome
        if checked.outcome in {Captcha.PASSED, Captcha.WRONG}:
            tried.append(
                {
                    "nonce": checked.nonce,
                    "comment_id": row.id,
                    "network_hash": row.network_hash,
                    "passed": checked.outcome is Captcha.PASSED,
                    "created_at": row.created_at,
                }
            )
    if tried:
        with toolbox.store.write() as db:
            outcomes.update({entry["comment_id"]: challenges.attempt(db, entry) for entry in tried})
    return outcomes


def as_rows(toolbox: Toolbox, site: Site, row: Pending, case: Case, verdict: Verdict) -> Judged:
    """A verdict as the rows that tell of it. A failed challenge is no event: the author is asked again."""
    now, status = toolbox.clock(), STATUS[verdict.action]
    failed = case.moment.captcha not in {Captcha.PASSED, Captcha.NOT_ASKED}
    fields = {
        "id": uuid7().hex,
        "comment_id": row.id,
        "revision": row.revision,
        "action": verdict.action,
        "scores": dict(verdict.scores),
        "findings": verdict.findings,  # dataclasses: the JSON column and the announcement serialise them
        "classifier": verdict.classifier,
        "policy": verdict.policy,
        "uncertainty": verdict.uncertainty,
        "cached": verdict.cached,
        "created_at": now,
        "facts": facts_of(case, verdict),
    }
    event = None
    if site.webhook_url and not failed:
        told = {"id": row.id, "page": row.page_url, "status": status, "verdict": told_of(fields)}
        event = outbox.event_row(site, f"comment.{status}", told, now)
    urgent = priority(verdict, row.created_at)
    words = () if failed else (search.of_site(site.id), *search.of_comment(row.author_name, row.text, case.spoken))
    known = Known(urgent, failed, verdict.language or "", words)
    return Judged(row.id, row.author_id, row.revision, status, known, fields, event)


def facts_of(case: Case, verdict: Verdict) -> dict[str, Any]:
    """What the verdict rests on and cannot be found out later: with it, it can be weighed under another policy."""
    return {
        "target": verdict.target,
        "language": verdict.language,
        "captcha": case.moment.captcha,
        "published": case.writer.published,
        "rejected": case.writer.rejected,
        "trusted": case.writer.trusted,
    }


def priority(verdict: Verdict, created_at: int) -> float:
    """How urgently a moderator should look: the gravest harm that may be in it, raised by how unsure the machine is.

    Whatever holds a comment counts for half; the rest follows the score. Attacks on people come before noise. It is
    kept as a logarithm, from which the moment of the comment is taken: as time goes on, all that waits grows more
    urgent alike, by a factor of e in each WAIT, so that the order never has to be computed again.
    """
    grave = [finding for finding in verdict.findings if finding.severity is not Severity.NOTE]
    worst = max([HARM.get(finding.house_rule, 1.0) * (1.0 + finding.score) / 2 for finding in grave], default=0.0)
    return math.log(max(LEAST, worst * (1.0 + verdict.uncertainty))) - created_at / WAIT


def told_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a verdict that sites and authors are told."""
    return {name: fields[name] for name in TOLD}


def announcement(entry: Judged) -> dict[str, Any]:
    """What a waiting request needs for its answer; it holds no text."""
    return {
        "id": entry.comment_id,
        "status": entry.status,
        "challenge_failed": entry.known.challenge_failed,
        "verdict": told_of(entry.verdict),
    }
