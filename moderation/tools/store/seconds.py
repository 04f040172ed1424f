"""Second looks: what two people say of the same comment without hearing of one another."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, exists, func, select, tuple_, update

from moderation.tools.store import figures
from moderation.tools.store.second_tables import second_look
from moderation.tools.store.tables import comment, decision, page, site
from moderation.tools.store.upsert import insert_new

Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Look:
    """One comment of the sample, and what was said of it."""

    comment_id: str
    site_id: str
    state: str
    first_by: str
    first_status: str
    first_at: int
    second_by: str | None
    second_status: str | None
    second_words: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A comment as the lists of second looks show it: nothing of what was decided."""

    id: str
    site: str
    page: str
    text: str
    place: Place


def begin(db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Ask for a second look at these decisions. A comment is looked at again once."""
    known = ("comment_id", "site_id", "first_by", "first_status", "first_decision", "first_at")
    insert_new(db, second_look, [{**{name: row[name] for name in known}, "state": "open"} for row in rows])


def of(db: Connection, comment_id: str) -> Look | None:
    """The second look at a comment."""
    columns = [second_look.c[name] for name in Look.__annotations__]
    row = db.execute(select(*columns).where(second_look.c.comment_id == comment_id)).first()
    return Look(*row) if row else None


def give(db: Connection, look: Look, said: Mapping[str, str]) -> None:
    """Keep what the second person says, and count the pair."""
    state = "agreed" if said["second_status"] == look.first_status else "disputed"
    own = update(second_look).where(second_look.c.comment_id == look.comment_id)
    db.execute(own.values(**said, state=state))
    count(db, look, said["second_status"], 1)


def withdraw(db: Connection, comment_id: str) -> None:
    """The second person takes back what they said, and somebody is asked again. What a senior has settled stays."""
    look = of(db, comment_id)
    if look is None or look.second_status is None or look.state == "settled":
        return
    own = update(second_look).where(second_look.c.comment_id == comment_id)
    db.execute(own.values(state="open", second_by=None, second_status=None, second_words=None))
    count(db, look, look.second_status, -1)


def count(db: Connection, look: Look, second_status: str, step: int) -> None:
    """Count a pair of opinions, in the hour of the first."""
    pair = f"second:{look.first_status}:{second_status}"
    figures.add(db, look.comment_id, look.site_id, [(look.first_at, pair, step)])


def settle(db: Connection, comment_id: str, decision_id: str) -> None:
    """A senior has decided between the two."""
    own = update(second_look).where(second_look.c.comment_id == comment_id)
    db.execute(own.values(state="settled", settled_by=decision_id))


def take_back(db: Connection, decision_ids: Sequence[str]) -> None:
    """Decisions were taken back: what they had settled is open again, what nobody has looked at yet is not asked."""
    if not decision_ids:
        return
    settled = update(second_look).where(second_look.c.settled_by.in_(decision_ids))
    db.execute(settled.values(state="disputed", settled_by=None))
    asked = second_look.c.first_decision.in_(decision_ids), second_look.c.state == "open"
    db.execute(delete(second_look).where(*asked))


def drop(db: Connection, comment_id: str) -> None:
    """Ask nobody any longer: what happened since tells what was decided."""
    db.execute(delete(second_look).where(second_look.c.comment_id == comment_id, second_look.c.state == "open"))


def asked_of(db: Connection, who: str, ids: Sequence[str]) -> set[str]:
    """Those of these comments to which somebody may still give the second look, and must not see what was decided."""
    open_to = select(second_look.c.comment_id).where(second_look.c.comment_id.in_(ids), may_look(who))
    return set(db.execute(open_to).scalars())


def may_look(who: str) -> ColumnElement[bool]:
    """That a comment waits for its second look, and somebody has neither decided nor said anything about it."""
    mine = func.lower(decision.c.moderator) == who.lower()
    involved = exists().where(decision.c.comment_id == second_look.c.comment_id, mine)
    return and_(second_look.c.state == "open", ~involved)


def may_settle(who: str) -> ColumnElement[bool]:
    """That two people see a comment differently, and somebody is neither of them."""
    return and_(second_look.c.state == "disputed", second_look.c.first_by != who, second_look.c.second_by != who)


def waiting(db: Connection, site_ids: Sequence[str], fits: ColumnElement[bool], after: Place | None) -> Sequence[Place]:
    """Where comments stand of which this holds, over sites, from the oldest."""
    asked = (places(each, fits, after).limit(MOST) for each in site_ids)
    return list(heapq.merge(*([(row[0], row[1]) for row in db.execute(each)] for each in asked)))[:MOST]


MOST = 26


def places(site_id: str, fits: ColumnElement[bool], after: Place | None) -> Select[Any]:
    """The same on one site, a range of one index."""
    columns = second_look.c.first_at, second_look.c.comment_id
    asked = select(*columns).where(second_look.c.site_id == site_id, fits).order_by(*columns)
    return asked.where(tuple_(*columns) > after) if after else asked


def listed(db: Connection, found: Sequence[Place]) -> list[Listed]:
    """The comments at these places, in their order."""
    joined = comment.join(page, page.c.id == comment.c.page_id).join(site, site.c.id == comment.c.site_id)
    columns = (comment.c.id, site.c.name, page.c.title, comment.c.text)
    asked = select(*columns).select_from(joined).where(comment.c.id.in_([place[1] for place in found]))
    rows = {row.id: row for row in db.execute(asked)}
    return [Listed(*rows[place[1]], place) for place in found if place[1] in rows]


def forget(db: Connection, before: int) -> int:
    """Ask no longer for what nobody has looked at, so that a desk of one has no endless list."""
    old = second_look.c.state == "open", second_look.c.first_at < before
    return db.execute(delete(second_look).where(*old)).rowcount
