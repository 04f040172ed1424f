"""Measures: what a moderator does beside moving a comment, each with its way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moderation.acts import enlist
from moderation.tools.store import dossier, lists, passing, policies, seconds
from moderation.tools.store.connection import Transaction
from moderation.tools.store.decisions import Told
from moderation.tools.store.lists import Entry
from moderation.tools.store.passing import ESCALATED, SENIORS, UNSURE
from moderation.tools.store.policies import Change
from moderation.tools.store.sites import Site

DONE = {
    "labels": "Labels corrected",
    "unsure": "Passed on to a second person",
    "escalate": "Passed on to the seniors",
    "mute": "Author muted",
    "ban": "Author banned",
    "block": "Put on the list",
    "close": "Page closed",
    "open": "Page opened",
    "second": "Looked at again",
}
MARKS = {"unsure": UNSURE, "escalate": ESCALATED}
SENDERS = {"mute": "hold", "ban": "reject"}
SENIOR = frozenset({"block", "close", "open"})
"""What needs a senior, also to be taken back."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is done, in whose name and why. `detail` says what belongs to it alone: labels, an entry, an end."""

    action: str
    moderator: str
    reason: str = ""
    detail: Mapping[str, Any] | None = None


def take(db: Transaction, site: Site, comment_id: str, said: Measure, now: int) -> dict[str, Any]:
    """Put a measure in force; returns its detail, with what its way back needs."""
    detail = dict(said.detail or {})
    if said.action in MARKS:
        passing.put_aside(db, comment_id, whose(said.action, said.moderator), MARKS[said.action])
    elif said.action in SENDERS:
        detail |= {"kind": "author", "value": dossier.author_of(db, comment_id), "action": SENDERS[said.action]}
    if said.action in SENDERS or said.action == "block":
        change = Change(said.moderator, DONE[said.action] + ".", now)
        wanted = Entry(
            detail["kind"], detail["value"], detail["action"], said.reason[: enlist.MOST_NOTE], detail.get("until")
        )
        entry = enlist.proper(wanted)
        version = policies.advance(db, site.id, change)
        (detail["entry"],) = lists.add(db, site.id, [entry], version, now)
    elif said.action in {"close", "open"}:
        detail["page"] = dossier.close_page(db, comment_id, now if said.action == "close" else None)
    return detail


def take_back(db: Transaction, site: Site, told: Told, moderator: str, now: int) -> None:
    """End what a measure put in force."""
    if told.action in MARKS:
        passing.put_back(db, told.comment_id, whose(told.action, told.moderator), MARKS[told.action])
    elif told.detail and "entry" in told.detail:
        version = policies.advance(db, site.id, Change(moderator, f"Takes back: {DONE[told.action]}.", now))
        lists.end(db, site.id, [told.detail["entry"]], version)
    elif told.action == "second":
        seconds.withdraw(db, told.comment_id)
    elif told.action in {"close", "open"}:
        dossier.close_page(db, told.comment_id, now if told.action == "open" else None)


def whose(action: str, moderator: str) -> str:
    """Out of whose queue a comment goes that is passed on."""
    return moderator if action == "unsure" else SENIORS
