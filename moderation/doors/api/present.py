"""Presenting: what the acts return, in the wire shapes, and comments as pages for forms without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from moderation.acts.appeal import MACHINE, READERS, Account
from moderation.acts.submit import Receipt
from moderation.judgement.verdict import Verdict
from moderation.tools.captcha import Challenge
from moderation.tools.store.comments import Shown
from moderation.tools.store.sites import Site

PRIVACY = (
    "Your comment is checked on this site's own machine and goes to no other company. Your address and e-mail are "
    "deleted after {days} days; what stays of them are hashes that recognise, but do not name you."
)

REDRESS = (
    "You can appeal against a rejection, once and free of charge: another person than the one who decided will read it "
    "and answer on the page of your receipt. Courts, and out-of-court bodies where the law provides for them (in the "
    "European Union: article 21 of the Digital Services Act), remain open to you all the same."
)


def moment(ms: int) -> str:
    """A moment as RFC 3339 has it."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def when(ms: int) -> str:
    """A moment as people write it."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%-d %B %Y, %H:%M UTC")


def verdict(stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A verdict without what is for moderators only."""
    if stored is None:
        return None
    return {**stored, "findings": [finding(entry) for entry in stored["findings"]]}


def finding(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A finding as the author may see it."""
    return {name: entry[name] for name in ("rule", "label", "severity", "sentence", "spans")}


def preview(given: Verdict) -> dict[str, Any]:
    """What the verdict on a text would be."""
    findings = [finding(asdict(entry)) for entry in given.findings]
    return {"action": given.action, "scores": dict(given.scores), "findings": findings}


def comment(state: Receipt, challenge: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Where a comment is."""
    shown = {
        "id": state.id,
        "receipt": state.receipt,
        "status": state.status,
        "created_at": moment(state.created_at),
        "verdict": verdict(state.verdict),
    }
    return {**shown, "challenge": challenge} if challenge else shown


def account(given: Account) -> dict[str, Any]:
    """What an author is owed: the statement of reasons, the appeal and its answer."""
    said, appeal = given.statement, given.appeal
    statement = said and {
        "since": moment(said.since),
        "by": said.by,
        "automatic": said.by in {MACHINE, READERS},
        "house_rules": list(said.house_rules),
        "reasons": list(said.reasons),
        "spans": [list(span) for span in said.spans],
        "redress": REDRESS,
    }
    told = appeal and {
        "words": appeal.words,
        "created_at": moment(appeal.created_at),
        "outcome": appeal.outcome or "open",
        "answer": appeal.answer,
        "answered_at": moment(appeal.answered_at) if appeal.answered_at else None,
    }
    return {"statement": statement, "appeal": told, "may_appeal": given.may_appeal}


def challenge(issued: Challenge | None, site: Site, retention_days: int) -> dict[str, Any]:
    """A challenge, with all that the form says beside it."""
    return {
        "token": issued.token if issued else None,
        "question": issued.question if issued else None,
        "question_words": issued.question_words if issued else None,
        "expires_at": moment(issued.expires_at) if issued else None,
        "pow": dict(issued.pow) if issued and issued.pow else None,
        "captcha": site.policy.captcha,
        "site_name": site.name,
        "house_rules": list(site.policy.house_rules.values()),
        "privacy": PRIVACY.format(days=retention_days),
    }


def shown(entry: Shown) -> dict[str, Any]:
    """A published comment."""
    return {
        "id": entry.id,
        "author": entry.author,
        "url": entry.url,
        "text": entry.text,
        "created_at": moment(entry.created_at),
        "parent": entry.parent,
    }


def marked(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The author's text in pieces; those are marked that the statement of reasons points at."""
    marks = [False] * len(text)
    for begin, end in spans:
        marks[begin:end] = [True] * (min(end, len(text)) - begin)
    runs = groupby(zip(text, marks, strict=True), key=lambda pair: pair[1])
    return [("".join(letter for letter, _ in run), mark) for mark, run in runs]
