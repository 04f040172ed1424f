"""Comments: the insert that is also the outbox, and the questions asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, tuple_, update

from moderation.tools.store.tables import author, comment, fingerprint, idempotency, page, verdict
from moderation.tools.store.upsert import insert_new

KEY_LIFETIME = 24 * 3_600_000
"""Milliseconds for which an Idempotency-Key is remembered."""


class KeyTaken(Exception):
    """Another request with the same Idempotency-Key was stored at the same moment; nothing of this one was."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A published comment, as any reader may see it."""

    id: str
    author: str
    url: str
    text: str
    created_at: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class State:
    """Where one comment is, and the verdict on its latest revision, if it has been judged."""

    id: str
    site_id: str
    page_id: str
    status: str
    created_at: int
    text: str
    challenge_failed: bool
    verdict: Mapping[str, Any] | None
    judged_at: int | None


SHOWN = (
    comment.c.id,
    comment.c.author_name,
    comment.c.author_url,
    comment.c.text,
    comment.c.created_at,
    comment.c.parent_id,
)
VERDICT_COLUMNS = ("action", "cached", "classifier", "policy", "scores", "findings")


def add(db: Connection, rows: Mapping[str, Any], bands: Sequence[int]) -> None:
    """Insert a pending comment with the page and author that it needs. `rows` has one row per table name."""
    insert_new(db, page, [rows["page"]])
    insert_new(db, author, [rows["author"]])
    row = rows["comment"]
    db.execute(insert(comment).values(row))
    if rows.get("idempotency"):
        claim_key(db, rows["idempotency"])
    insert_new(
        db,
        fingerprint,
        [
            {
                "site_id": row["site_id"],
                "band": band,
                "created_at": row["created_at"],
                "comment_id": row["id"],
            }
            for band in bands
        ],
    )


def claim_key(db: Connection, row: Mapping[str, Any]) -> None:
    """Store an idempotency key in place of one that has expired. Of two at the same moment, one is told."""
    same = (idempotency.c.site_id == row["site_id"]) & (idempotency.c.key == row["key"])
    db.execute(delete(idempotency).where(same, idempotency.c.created_at <= row["created_at"] - KEY_LIFETIME))
    if not insert_new(db, idempotency, [row]):
        raise KeyTaken(row["key"])


def sent_before(db: Connection, site_id: str, key: str, now: int) -> tuple[str, str] | None:
    """(comment identifier, hash of the body) of an earlier request with this idempotency key."""
    row = db.execute(
        select(idempotency.c.comment_id, idempotency.c.body_hash).where(
            idempotency.c.site_id == site_id,
            idempotency.c.key == key,
            idempotency.c.created_at > now - KEY_LIFETIME,
        )
    ).first()
    return (row.comment_id, row.body_hash) if row else None


def state(db: Connection, comment_id: str) -> State | None:
    """The comment with its latest verdict."""
    joined = comment.outerjoin(
        verdict, and_(verdict.c.comment_id == comment.c.id, verdict.c.revision == comment.c.revision)
    )
    row = db.execute(
        select(
            comment.c.id,
            comment.c.site_id,
            comment.c.page_id,
            comment.c.status,
            comment.c.created_at,
            comment.c.text,
            comment.c.challenge_failed,
            verdict.c.created_at.label("judged_at"),
            *(verdict.c[name] for name in VERDICT_COLUMNS),
        )
        .select_from(joined)
        .where(comment.c.id == comment_id)
    ).first()
    return read_state(row) if row else None


def read_state(row: Row[Any]) -> State:
    """A row of the join as a State; without a verdict its columns are all empty."""
    judged = {name: getattr(row, name) for name in VERDICT_COLUMNS} if row.action is not None else None
    own = (row.id, row.site_id, row.page_id, row.status, row.created_at, row.text, row.challenge_failed)
    return State(*own, judged, row.judged_at)


def as_form(db: Connection, comment_id: str) -> dict[str, str]:
    """A stored comment as the fields of the form that it came from, so that its author can go on writing."""
    row = db.execute(
        select(
            page.c.url,
            page.c.title,
            page.c.authors,
            comment.c.author_name,
            comment.c.author_email,
            comment.c.author_url,
            comment.c.text,
            comment.c.parent_id,
        )
        .join(page, page.c.id == comment.c.page_id)
        .where(comment.c.id == comment_id)
    ).one()
    return {
        "page_url": row.url,
        "page_title": row.title,
        "page_author": row.authors[0] if row.authors else "",
        "author_name": row.author_name,
        "author_email": row.author_email or "",
        "author_url": row.author_url,
        "text": row.text,
        "parent": row.parent_id or "",
    }


def exists_on_page(db: Connection, comment_id: str, page_id: str) -> bool:
    """Whether a reply to this comment on this page makes sense."""
    found = select(comment.c.id).where(comment.c.id == comment_id, comment.c.page_id == page_id)
    return db.execute(found).first() is not None


def published(db: Connection, page_id: str, after: tuple[int, str], limit: int) -> list[Shown]:
    """The published comments of a page, oldest first, beginning after (created_at, identifier)."""
    rows = db.execute(
        select(*SHOWN)
        .where(
            comment.c.page_id == page_id,
            comment.c.status == "published",
            tuple_(comment.c.created_at, comment.c.id) > after,
        )
        .order_by(comment.c.created_at, comment.c.id)
        .limit(limit)
    )
    return [Shown(*row) for row in rows]


def shown(db: Connection, site_id: str, comment_id: str) -> Shown | None:
    """One comment of a site, if it is published."""
    own = (comment.c.id == comment_id, comment.c.site_id == site_id, comment.c.status == "published")
    row = db.execute(select(*SHOWN).where(*own)).first()
    return Shown(*row) if row else None


def held(
    db: Connection, site_id: str, before: tuple[float, str] | None, limit: int
) -> list[tuple[str, float, str, str]]:
    """The review queue, most urgent first, from (priority, identifier): (id, priority, author, text)."""
    asked = (
        select(comment.c.id, comment.c.priority, comment.c.author_name, comment.c.text)
        .where(comment.c.site_id == site_id, comment.c.status == "held")
        .order_by(comment.c.priority.desc(), comment.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        asked = asked.where(tuple_(comment.c.priority, comment.c.id) < before)
    return [(row.id, row.priority, row.author_name, row.text) for row in db.execute(asked)]


def lease(db: Connection, now: int, until: int, limit: int) -> list[str]:
    """Claim pending comments whose lease ran out, oldest lease first; nobody else gets them before `until`."""
    due = (
        select(comment.c.id)
        .where(comment.c.status == "pending", comment.c.lease_until <= now)
        .order_by(comment.c.lease_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = [row.id for row in db.execute(due)]
    if found:
        db.execute(
            update(comment).where(comment.c.id.in_(found), comment.c.status == "pending").values(lease_until=until)
        )
    return found


def forget_contacts(db: Connection, before: int, limit: int) -> int:
    """Empty the plain addresses and e-mails of comments older than the retention; returns how many."""
    old = (
        select(comment.c.id)
        .where(
            comment.c.created_at < before,
            or_(comment.c.address.is_not(None), comment.c.author_email.is_not(None)),
        )
        .limit(limit)
    )
    emptied = {"address": None, "author_email": None, "user_agent": None, "referrer": None}
    return db.execute(update(comment).where(comment.c.id.in_(old)).values(emptied)).rowcount


def forget_keys(db: Connection, before: int) -> int:
    """Drop idempotency keys that are no longer honoured."""
    return db.execute(delete(idempotency).where(idempotency.c.created_at < before)).rowcount


def forget_fingerprints(db: Connection, before: int) -> int:
    """Drop fingerprints that are too old to make a wave."""
    return db.execute(delete(fingerprint).where(fingerprint.c.created_at < before)).rowcount
