"""Verdicts: one transaction writes all that judging a batch means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import JSON, Connection, bindparam, insert, select, update

from moderation.tools.store import figures, search, tally
from moderation.tools.store.many import many
from moderation.tools.store.tables import author, comment, verdict, webhook_event


class Known(NamedTuple):
    """What the desk wants to know of a comment: how urgent it is, whether it failed its challenge, its language, and
    the words that it is found by."""

    priority: float
    challenge_failed: bool
    language: str
    words: tuple[str, ...]


class Judged(NamedTuple):
    """One comment with its verdict as rows, ready to be written."""

    comment_id: str
    author_id: str
    revision: int
    status: str
    known: Known
    verdict: Mapping[str, Any]
    event: Mapping[str, Any] | None


OPEN = (
    select(comment.c.id, comment.c.revision, comment.c.site_id, comment.c.created_at)
    .where(comment.c.id.in_(bindparam("ids", expanding=True)), comment.c.status == "pending")
    .order_by(comment.c.id)
    .with_for_update()
)
INSERT_VERDICT = insert(verdict)
JSON_OF_VERDICT = [column.name for column in verdict.c if isinstance(column.type, JSON)]
UPDATE_COMMENT = (
    update(comment)
    .where(comment.c.id == bindparam("key"))
    .values(
        status=bindparam("to_status"),
        priority=bindparam("to_priority"),
        challenge_failed=bindparam("to_failed"),
        language=bindparam("to_language"),
    )
)
UPDATE_AUTHOR = (
    update(author)
    .where(author.c.id == bindparam("key"))
    .values(
        published=author.c.published + bindparam("more_published"),
        rejected=author.c.rejected + bindparam("more_rejected"),
    )
)


def save(db: Connection, judged: Sequence[Judged]) -> list[Judged]:
    """Write those of one site that are still pending: status, verdict, counts, webhook outbox. Returns them.

    Two workers may judge one comment at once; the row lock lets one of them win, and the other's work is
    dropped here, so that a comment never has two verdicts on one revision.
    """
    ids = [entry.comment_id for entry in judged]
    open_now = {row.id: row for row in db.execute(OPEN, {"ids": ids})}
    won = [entry for entry in judged if (row := open_now.get(entry.comment_id)) and row.revision == entry.revision]
    if won:
        update_comments(db, won)
        many(db, INSERT_VERDICT, [as_json(entry.verdict) for entry in won])
        count_authors(db, won)
        count_for_the_desk(db, won, open_now)
        events = [dict(entry.event) for entry in won if entry.event is not None]
        if events:
            db.execute(insert(webhook_event), events)
    return won


def as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A verdict's row with its JSON written out."""
    return {**fields, **{name: orjson.dumps(fields[name]).decode() for name in JSON_OF_VERDICT}}


def update_comments(db: Connection, won: Sequence[Judged]) -> None:
    """Move the comments to their new status."""
    many(
        db,
        UPDATE_COMMENT,
        [
            {
                "key": entry.comment_id,
                "to_status": entry.status,
                "to_priority": entry.known.priority,
                "to_failed": entry.known.challenge_failed,
                "to_language": entry.known.language,
            }
            for entry in won
        ],
    )


def count_authors(db: Connection, won: Sequence[Judged]) -> None:
    """Add to the authors' histories. A failed challenge says nothing about an author."""
    outcomes = Counter((entry.author_id, entry.status) for entry in won if not entry.known.challenge_failed)
    changes = [
        {
            "key": author_id,
            "more_published": outcomes[author_id, "published"],
            "more_rejected": outcomes[author_id, "rejected"],
        }
        for author_id in sorted({author_id for author_id, _ in outcomes})
    ]
    changes = [change for change in changes if change["more_published"] or change["more_rejected"]]
    many(db, UPDATE_AUTHOR, changes)


def count_for_the_desk(db: Connection, won: Sequence[Judged], rows: Mapping[str, Any]) -> None:
    """Keep the counts and the figures of the review desk, and what its queue filters by."""
    first = rows[won[0].comment_id]
    search.add(db, {entry.comment_id: entry.known.words for entry in won if entry.known.words})
    moved = Counter(entry.status for entry in won)
    tally.move(db, first.id, [(first.site_id, status, number) for status, number in moved.items()])
    figures.add(
        db, first.id, first.site_id, [step for entry in won for step in steps(entry, rows[entry.comment_id].created_at)]
    )
    stopped = [entry for entry in won if entry.status != "published" and not entry.known.challenge_failed]
    tally.add_causes(
        db,
        [
            {
                "comment_id": entry.comment_id,
                "site_id": first.site_id,
                "status": entry.status,
                "priority": entry.known.priority,
                "findings": entry.verdict["findings"],
                "language": entry.known.language,
            }
            for entry in stopped
        ],
    )


def steps(entry: Judged, came_at: int) -> list[figures.Step]:
    """What a verdict adds to the figures of the hour in which the comment came. A failed challenge adds nothing."""
    if entry.known.challenge_failed:
        return []
    judged, findings = (came_at, f"verdict:{entry.verdict['action']}", 1), entry.verdict["findings"]
    if not findings:  # as with most comments
        return [judged]
    causes = tally.names(findings) if entry.status != "published" else ()
    notes = {f"note:{found.rule}" for found in findings if found.severity == "note"}
    return [judged, *((came_at, name, 1) for name in (*(f"cause:{name}" for name in causes), *sorted(notes)))]
