"""Facts about pending comments, gathered for a whole batch in a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    or_,
    select,
    true,
)
from sqlalchemy.sql.selectable import NamedFromClause

from moderation.tools.store.tables import author, comment, fingerprint, page

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
NEAR = 3
"""Near-duplicates within a day that make a wave."""


class Paces(NamedTuple):
    """A site's pace limits: comments per author and minute, author and hour, network and minute."""

    per_minute: int
    per_hour: int
    network_per_minute: int


class Pending(NamedTuple):
    """A comment that waits to be judged, with what its page, author and parent tell."""

    id: str
    site_id: str
    page_id: str
    author_id: str
    revision: int
    created_at: int
    author_name: str
    author_url: str
    author_email: str | None
    address: str | None
    network_hash: str
    text: str
    challenge: Mapping[str, Any] | None
    honeypot: bool
    page_url: str
    page_title: str
    page_authors: Sequence[str]
    closed_at: int | None
    published: int
    rejected: int
    trusted: bool
    banned_until: int | None
    parent_author: str | None


OWN = [name for name in Pending.__annotations__ if name in comment.c]


class Around(NamedTuple):
    """What lies around a comment: which pace limits were reached, who sent the same words, and a wave's comment."""

    author_minute: bool
    author_hour: bool
    network_minute: bool
    same_text_author: str | None
    near_duplicate: str | None


def pending(db: Connection, ids: Sequence[str]) -> list[Pending]:
    """Those of the comments that are still pending, by site, oldest first."""
    return [Pending._make(row) for row in db.execute(PENDING, {"ids": list(ids)}).all()]


def neighbours(db: Connection, ids: Sequence[str], paces: Paces) -> Mapping[str, Around]:
    """Pace and repetition around each comment, as they were when it was written.

    Every count stops at its limit, so that a flood costs no more than a trickle: each column tells whether
    the n-th comment back still lies inside the window. The moment of the comment decides, not the clock, so
    that judging twice sees the same.
    """
    asked = {
        "ids": list(ids),
        "author_minute": paces.per_minute - 1,
        "author_hour": paces.per_hour - 1,
        "network_minute": paces.network_per_minute - 1,
    }
    return {row[0]: Around(*row[1:]) for row in db.execute(NEIGHBOURS, asked).all()}


def earlier(row: NamedFromClause, own: NamedFromClause, window: int) -> ColumnElement[bool]:
    """That `row` was written within `window` milliseconds before `own`, and was not a failed challenge."""
    return and_(
        row.c.site_id == own.c.site_id,
        row.c.created_at <= own.c.created_at,
        row.c.created_at > own.c.created_at - window,
        or_(row.c.created_at < own.c.created_at, row.c.id < own.c.id),
        row.c.challenge_failed.is_(False),
    )


def nth_back(own: NamedFromClause, column: str, window: int, limit: str) -> ColumnElement[bool]:
    """Whether there are as many comments with the same value in `column` as the parameter `limit` says."""
    row, any_row, most = comment.alias(), comment.alias(), bindparam(limit, type_=Integer)
    # An unknown network is nobody's: without the second condition all of its comments would be walked.
    exact = select(row.c.created_at).where(
        row.c[column] == own.c[column], own.c[column] != "", earlier(row, own, window)
    )
    # Mostly an index tells by itself that there are too few, with this comment and whatever else came with it.
    rough = select(any_row.c.created_at).where(
        any_row.c[column] == own.c[column],
        any_row.c.site_id == own.c.site_id if column == "network_hash" else true(),  # an author is of one site
        own.c[column] != "",
        any_row.c.created_at.between(own.c.created_at - window + 1, own.c.created_at),
    )
    return case((nth(rough, any_row, most + 1), nth(exact, row, most)), else_=False)


def nth(found: Select[Any], row: NamedFromClause, number: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether there are more rows than this number."""
    latest = found.order_by(row.c.created_at.desc()).limit(1).offset(number)
    return latest.scalar_subquery().is_not(None)


def same_text(own: NamedFromClause) -> ScalarSelect[Any]:
    """The author of the latest earlier comment of the day with the same text, or NULL."""
    row = comment.alias()
    return (
        select(row.c.author_id)
        .where(row.c.text_hash == own.c.text_hash, earlier(row, own, DAY))
        .order_by(row.c.created_at.desc())
        .limit(1)
        .scalar_subquery()
    )


def near_duplicate(own: NamedFromClause) -> ScalarSelect[Any]:
    """The NEAR-th other comment of the day before that shares a fingerprint band, or NULL.

    The inner LIMIT ends the search in a flood. SQLite forgets a DISTINCT right inside a scalar subquery, so
    it stands one level below. A failed challenge makes no wave: its author sends the same text again.
    """
    mine, theirs, sent = fingerprint.alias(), fingerprint.alias(), comment.alias()
    bands = select(mine.c.band).where(mine.c.comment_id == own.c.id).correlate(own).scalar_subquery()
    alike = (
        select(theirs.c.comment_id)
        .distinct()
        .select_from(theirs.join(sent, sent.c.id == theirs.c.comment_id))
        .where(
            theirs.c.site_id == own.c.site_id,
            theirs.c.band.in_(bands),
            theirs.c.created_at < own.c.created_at,
            theirs.c.created_at > own.c.created_at - DAY,
            sent.c.challenge_failed.is_(False),
        )
        .limit(NEAR)
        .correlate(own)
        .subquery()
    )
    return select(alike.c.comment_id).limit(1).offset(NEAR - 1).scalar_subquery()


def about(*more: ColumnElement[Any]) -> Select[Any]:
    """The columns of Pending, and more, of comments; the caller says of which."""
    parent = comment.alias("parent")
    joined = (
        comment.join(page, page.c.id == comment.c.page_id)
        .join(author, author.c.id == comment.c.author_id)
        .outerjoin(parent, parent.c.id == comment.c.parent_id)
    )
    return select(
        *(comment.c[name] for name in OWN),
        page.c.url,
        page.c.title,
        page.c.authors,
        page.c.closed_at,
        author.c.published,
        author.c.rejected,
        author.c.trusted,
        author.c.banned_until,
        parent.c.author_name,
        *more,
    ).select_from(joined)


def ask_pending() -> Select[Any]:
    """The statement behind `pending`."""
    own = comment.c.id.in_(bindparam("ids", expanding=True)), comment.c.status == "pending"
    return about().where(*own).order_by(comment.c.site_id, comment.c.created_at, comment.c.id)


def ask_neighbours() -> Select[Any]:
    """The statement behind `neighbours`."""
    own = comment.alias("own")
    return select(
        own.c.id,
        nth_back(own, "author_id", MINUTE, "author_minute"),
        nth_back(own, "author_id", HOUR, "author_hour"),
        nth_back(own, "network_hash", MINUTE, "network_minute"),
        same_text(own),
        near_duplicate(own),
    ).where(own.c.id.in_(bindparam("ids", expanding=True)))


# Built once: to build them costs more than to run them.
PENDING, NEIGHBOURS = ask_pending(), ask_neighbours()
