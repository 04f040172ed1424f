"""Presenting: what the acts return, in the wire shapes, and comments as pages for forms without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from moderation.acts.submit import Receipt
from moderation.judgement.verdict import Verdict
from moderation.tools.captcha import Challenge
from moderation.tools.store.comments import Shown
from moderation.tools.store.sites import Site

PRIVACY = (
    "Your comment is checked on this site's own machine and goes to no other company. Your address and e-mail are "
    "deleted after {days} days; what stays of them are hashes that recognise, but do not name you."
)


def moment(ms: int) -> str:
    """A moment as RFC 3339 has it."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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


def marked(text: str, judged: Mapping[str, Any] | None) -> list[tuple[str, bool]]:
    """The author's text in pieces; those are marked that the findings which decided point at."""
    if judged is None:
        return [(text, False)]
    deciding = (entry for entry in judged["findings"] if entry["severity"] == judged["action"])
    marks = [False] * len(text)
    for begin, end in (span for entry in deciding for span in entry["spans"]):
        marks[begin:end] = [True] * (min(end, len(text)) - begin)
    runs = groupby(zip(text, marks, strict=True), key=lambda pair: pair[1])
    return [("".join(letter for letter, _ in run), mark) for mark, run in runs]
