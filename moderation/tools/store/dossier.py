"""The dossier of one comment: all that a moderator should see before deciding on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select, tuple_, update

from moderation.judgement.house import Listed
from moderation.tools.store import seconds
from moderation.tools.store.tables import author, comment, fingerprint, list_entry, page, verdict

NEIGHBOURS = 2
ABOVE, ANSWERS = 3, 10
LATEST = 5
MOST_ALIKE = 500


@dataclass(frozen=True, slots=True)
class Said:
    """A comment in short: who said what, when, and what became of it."""

    id: str
    author: str
    text: str
    status: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Subject:
    """The comment to decide on, with its page, author and verdict."""

    id: str
    site_id: str
    page_id: str
    author_id: str
    parent_id: str | None
    status: str
    revision: int
    created_at: int
    author_name: str
    author_url: str
    text: str
    priority: float
    language: str
    page_url: str
    page_title: str
    page_authors: Sequence[str]
    closed_at: int | None
    published: int
    rejected: int
    author_since: int
    classifier: str | None
    policy: int | None
    scores: Mapping[str, float] | None
    findings: Sequence[Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True)
class Thread:
    """The conversation around a comment, each part from the old to the new."""

    above: list[Said]
    beside: list[Said]
    below: list[Said]


@dataclass(frozen=True, slots=True)
class Near:
    """The conversation, what was published just before and after, and the author's other comments, as one person may
    see them; and whether that person is `unseeing`: asked to judge the comment itself without its decision."""

    thread: Thread
    around: tuple[list[Said], list[Said]]
    others: list[Said]
    unseeing: bool


OWN = (
    "id site_id page_id author_id parent_id status revision created_at author_name author_url text priority language"
).split()
SHORT = (comment.c.id, comment.c.author_name, comment.c.text, comment.c.status, comment.c.created_at)


def subject(db: Connection, site_ids: Sequence[str], comment_id: str) -> Subject | None:
    """The comment, when it belongs to one of these sites."""
    joined = (
        comment.join(page, page.c.id == comment.c.page_id)
        .join(author, author.c.id == comment.c.author_id)
        .outerjoin(verdict, (verdict.c.comment_id == comment.c.id) & (verdict.c.revision == comment.c.revision))
    )
    columns = [
        *(comment.c[name] for name in OWN),
        page.c.url,
        page.c.title,
        page.c.authors,
        page.c.closed_at,
        author.c.published,
        author.c.rejected,
        author.c.created_at,
        verdict.c.classifier,
        verdict.c.policy,
        verdict.c.scores,
        verdict.c.findings,
    ]
    asked = select(*columns).select_from(joined).where(comment.c.id == comment_id, comment.c.site_id.in_(site_ids))
    row = db.execute(asked).first()
    return Subject(*row) if row else None


def thread(db: Connection, about: Subject) -> Thread:
    """The conversation: what is answered, other answers to it, and the answers to this."""
    above: list[Said] = []
    parent_id = about.parent_id
    while parent_id is not None and len(above) < ABOVE:
        row = db.execute(select(*SHORT, comment.c.parent_id).where(comment.c.id == parent_id)).one()
        above.insert(0, Said(*row[:5]))
        parent_id = row.parent_id
    beside = answers(db, about.parent_id, about.id) if about.parent_id else []
    return Thread(above, beside, answers(db, about.id, ""))


def answers(db: Connection, comment_id: str, apart_from: str) -> list[Said]:
    """The first answers to a comment, whatever became of them."""
    own = (comment.c.parent_id == comment_id, comment.c.status != "pending", comment.c.id != apart_from)
    return said(db, select(*SHORT).where(*own).order_by(comment.c.id).limit(ANSWERS))


def around(db: Connection, about: Subject) -> tuple[list[Said], list[Said]]:
    """What was published on the page just before and just after."""
    at = (about.created_at, about.id)
    place: ColumnElement[Any] = tuple_(comment.c.created_at, comment.c.id)
    here = select(*SHORT).where(comment.c.page_id == about.page_id, comment.c.status == "published").limit(NEIGHBOURS)
    before = here.where(place < at).order_by(comment.c.created_at.desc(), comment.c.id.desc())
    after = here.where(place > at).order_by(comment.c.created_at, comment.c.id)
    return said(db, before)[::-1], said(db, after)


def near(db: Connection, about: Subject, who: str) -> Near:
    """What stands around a comment, without what became of those to which this person may still give the second look:
    in the conversation they have no status, and among the published ones they are left out."""
    whole, beside, others = thread(db, about), around(db, about), by_author(db, about)
    shown = [*whole.beside, *whole.below, *others, *beside[0], *beside[1]]
    unseeing = seconds.asked_of(db, who, [about.id, *(other.id for other in shown)])

    def veiled(side: list[Said]) -> list[Said]:
        return [replace(other, status="") if other.id in unseeing else other for other in side]

    before, after = ([other for other in side if other.id not in unseeing] for side in beside)
    seen = replace(whole, beside=veiled(whole.beside), below=veiled(whole.below))
    return Near(seen, (before, after), veiled(others), about.id in unseeing)


def author_of(db: Connection, comment_id: str) -> str:
    """Whose comment this is."""
    return str(db.execute(select(comment.c.author_id).where(comment.c.id == comment_id)).scalar_one())


def author_name(db: Connection, comment_id: str | None) -> str | None:
    """The name above a comment; None when there is no comment."""
    return db.execute(select(comment.c.author_name).where(comment.c.id == comment_id)).scalar() if comment_id else None


def address_of(db: Connection, comment_id: str) -> str:
    """Where a comment came from; empty when the retention of contact data has ended."""
    return db.execute(select(comment.c.address).where(comment.c.id == comment_id)).scalar_one() or ""


def close_page(db: Connection, comment_id: str, at: int | None) -> str:
    """Close the page of a comment, or open it again; returns the page's identifier."""
    page_id = str(db.execute(select(comment.c.page_id).where(comment.c.id == comment_id)).scalar_one())
    db.execute(update(page).where(page.c.id == page_id).values(closed_at=at))
    return page_id


def measures_on(db: Connection, about: Subject, now: int) -> list[Listed]:
    """The entries in force that mute or ban the author of a comment."""
    own = (list_entry.c.kind == "author", list_entry.c.value == about.author_id, list_entry.c.ended.is_(None))
    fresh = or_(list_entry.c.until.is_(None), list_entry.c.until > now)
    asked = select(list_entry.c.kind, list_entry.c.value, list_entry.c.action, list_entry.c.until)
    return [Listed(*row) for row in db.execute(asked.where(list_entry.c.site_id == about.site_id, *own, fresh))]


def by_author(db: Connection, about: Subject) -> list[Said]:
    """What the author wrote last, apart from this."""
    asked = select(*SHORT).where(comment.c.author_id == about.author_id, comment.c.id != about.id)
    return said(db, asked.order_by(comment.c.created_at.desc(), comment.c.id.desc()).limit(LATEST))


def alike(db: Connection, about: Subject, limit: int = MOST_ALIKE, status: str = "held") -> list[Said]:
    """Comments of the site that say almost the same as this, or as a held one that does, the oldest first.

    Two of a wave share a band only mostly: what a comment has no band in common with, its neighbours have.
    """
    near = sharing(about, [about.id], "held").with_only_columns(comment.c.id).limit(limit)
    asked = sharing(about, [about.id, *db.execute(near).scalars()], status)
    return said(db, asked.order_by(comment.c.id).limit(limit))


def sharing(about: Subject, ids: Sequence[str], status: str) -> Select[Any]:
    """The comments of a status, apart from this, that share a band with one of these."""
    mine, theirs = fingerprint.alias(), fingerprint.alias()
    bands = select(mine.c.band).where(mine.c.comment_id.in_(ids)).distinct()
    shared = select(theirs.c.comment_id).where(theirs.c.site_id == about.site_id, theirs.c.band.in_(bands))
    return select(*SHORT).where(comment.c.id.in_(shared), comment.c.status == status, comment.c.id != about.id)


def said(db: Connection, asked: Select[Any]) -> list[Said]:
    """Rows of SHORT."""
    return [Said(*row) for row in db.execute(asked)]
