"""The past: comments on which moderators decided, with what the machine had said and what that rested on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from moderation.tools.store import facts
from moderation.tools.store.facts import Pending
from moderation.tools.store.tables import comment, decision, list_entry, policy, verdict

DECIDING = ("approve", "reject", "spam", "uphold", "overturn", "settle", "undo")
"""Decisions that say what should become of a comment; others act on its author or its page."""

SENT = Pending._fields


@dataclass(frozen=True, slots=True)
class Past:
    """One comment as it was sent, the status that a moderator gave it, and its verdict."""

    row: Pending
    status: str
    scores: Mapping[str, float]
    findings: Sequence[Mapping[str, Any]]
    classifier: str
    policy: int
    judged_at: int
    facts: Mapping[str, Any]


def decided(db: Connection, site_id: str, limit: int) -> list[Past]:
    """The comments of the last so many decisions that stand, each once, the latest first."""
    own = select(decision.c.comment_id, decision.c.place).where(
        decision.c.site_id == site_id, decision.c.action.in_(DECIDING)
    )
    latest = own.order_by(decision.c.place.desc()).limit(limit).subquery()
    said = [verdict.c[name] for name in ("scores", "findings", "classifier", "policy", "created_at", "facts")]
    asked = (
        facts.about(comment.c.status, *said)
        .join(latest, latest.c.comment_id == comment.c.id)
        .join(verdict, (verdict.c.comment_id == comment.c.id) & (verdict.c.revision == comment.c.revision))
        .where(comment.c.status.in_(("published", "rejected")))
        .order_by(latest.c.place.desc())
    )
    return list({row[0]: as_past(row) for row in db.execute(asked)}.values())


def as_past(row: Row[Any]) -> Past:
    """A row of the join. The author's history is the one that the verdict saw, not that of today."""
    sent, known = list(row[: len(SENT)]), row[-1]
    for name in ("published", "rejected", "trusted"):
        sent[SENT.index(name)] = known.get(name, sent[SENT.index(name)])
    return Past(Pending(*sent), *row[len(SENT) :])


def bodies(db: Connection, site_id: str, versions: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """These versions of the policy as they were written."""
    asked = select(policy.c.version, policy.c.body).where(policy.c.site_id == site_id, policy.c.version.in_(versions))
    return {row.version: row.body for row in db.execute(asked)}


def lists_changed(db: Connection, site_id: str, now: int) -> tuple[int, int]:
    """The version with which the lists changed last, and the moment at which an entry's time was last over."""
    own = list_entry.c.site_id == site_id
    asked = select(func.max(list_entry.c.since), func.max(list_entry.c.ended)).where(own)
    since, ended = db.execute(asked).one()
    over = db.execute(select(func.max(list_entry.c.until)).where(own, list_entry.c.until <= now)).scalar()
    return max(since or 0, ended or 0), over or 0
