"""Decisions: what moderators said, append-only and chained by hashes, and the status that follows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select, update

from moderation.tools.store import figures, outbox, reports, tally
from moderation.tools.store.desk_tables import cause, chain
from moderation.tools.store.tables import author, comment, decision, verdict
from moderation.tools.store.upsert import insert_new

CHAINED = tuple(
    "site_id place id comment_id moderator action from_status to_status reason reverts classifier policy "
    "created_at".split()
)
"""What a row's hash covers, in this order, after the hash of the row before."""

PIECE = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """One decision as the history of a comment shows it."""

    id: str
    moderator: str
    action: str
    from_status: str
    to_status: str
    reason: str
    reverts: str | None
    created_at: int


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where the chain of a site does not hold, and why."""

    place: int
    why: str


def status_of(db: Connection, site_id: str, comment_id: str) -> str | None:
    """The status of a comment of this site, locked until the transaction ends; None when there is none."""
    asked = select(comment.c.status).where(comment.c.id == comment_id, comment.c.site_id == site_id)
    return db.execute(asked.with_for_update()).scalar()


def history(db: Connection, comment_id: str) -> list[Told]:
    """Every decision on a comment, the first one first."""
    columns = [decision.c[name] for name in Told.__annotations__]
    rows = db.execute(select(*columns).where(decision.c.comment_id == comment_id).order_by(decision.c.place))
    return [Told(*row) for row in rows]


def add(db: Connection, site_id: str, row: Mapping[str, Any], event: Mapping[str, Any] | None) -> None:
    """Append a decision to the chain of its site, move the comment, correct what is counted, and tell the site."""
    about = db.execute(
        select(comment.c.created_at, verdict.c.action, verdict.c.classifier, verdict.c.policy)
        .select_from(
            comment.outerjoin(
                verdict, (verdict.c.comment_id == comment.c.id) & (verdict.c.revision == comment.c.revision)
            )
        )
        .where(comment.c.id == row["comment_id"])
    ).one()
    told = history(db, row["comment_id"])
    append(db, {**row, "site_id": site_id, "classifier": about.classifier or "", "policy": about.policy or 0})
    move(db, row["comment_id"], row["from_status"], row["to_status"])
    follow(db, row["comment_id"], told, Told(*(row[name] for name in Told.__annotations__)))
    figures.add(db, row["comment_id"], site_id, steps(row, about, told))
    if event is not None:
        outbox.add(db, event)


def steps(row: Mapping[str, Any], about: Any, told: Sequence[Told]) -> Iterator[figures.Step]:
    """What a decision adds to the figures: itself, now; and beside the verdict, in the hour of the comment, its end."""
    yield row["created_at"], f"decision:{row['action']}", 1
    if about.action is not None:
        yield about.created_at, f"pair:{about.action}:{row['to_status']}", 1
        if told:
            yield about.created_at, f"pair:{about.action}:{told[-1].to_status}", -1


def move(db: Connection, comment_id: str, before: str, after: str) -> None:
    """Give a comment another status, and correct all that is counted by it."""
    moved = update(comment).where(comment.c.id == comment_id).values(status=after)
    about = db.execute(moved.returning(comment.c.site_id, comment.c.author_id)).one()
    db.execute(update(cause).where(cause.c.comment_id == comment_id).values(status=after))
    for status, step in ((before, -1), (after, 1)):
        if status in {"published", "rejected"}:
            db.execute(update(author).where(author.c.id == about.author_id).values({status: author.c[status] + step}))
    tally.move(db, comment_id, [(about.site_id, before, -1), (about.site_id, after, 1)])


def follow(db: Connection, comment_id: str, told: Sequence[Told], new: Told) -> None:
    """What a decision means for others: whether the readers who reported the comment were right."""
    before, after = (outcome(standing(known)) for known in (told, [*told, new]))
    if before != after:
        reports.settle(db, comment_id, {"rejected": True, "published": False}.get(after or ""))


def standing(told: Sequence[Told]) -> Told | None:
    """The last decision that nobody has taken back."""
    stands: list[Told] = []
    for entry in told:
        if entry.action != "undo":
            stands.append(entry)
        elif stands:
            stands.pop()
    return stands[-1] if stands else None


def outcome(stands: Told | None) -> str | None:
    """What somebody decided: published or rejected; None as long as nobody has, or it is held."""
    return stands.to_status if stands and stands.to_status != "held" else None


def append(db: Connection, row: Mapping[str, Any]) -> None:
    """Write one row after the last of its site's chain, which nobody else may move until the transaction ends."""
    insert_new(db, chain, [{"site_id": row["site_id"], "place": 0, "hash": ""}])
    own = chain.c.site_id == row["site_id"]
    last = db.execute(select(chain.c.place, chain.c.hash).where(own).with_for_update()).one()
    full = {**row, "place": last.place + 1}
    full["hash"] = sealed(last.hash, full)
    db.execute(insert(decision).values(full))
    db.execute(update(chain).where(own).values(place=full["place"], hash=full["hash"]))


def sealed(before: str, row: Mapping[str, Any]) -> str:
    """SHA-256 over the hash of the row before and the canonical JSON of this one."""
    said = orjson.dumps([row[name] for name in CHAINED])
    return hashlib.sha256(before.encode() + said).hexdigest()


def verify(db: Connection, site_id: str) -> Broken | None:
    """Walk the chain of a site; None when every row is as it was written, and none is missing."""
    end = db.execute(select(chain.c.place, chain.c.hash).where(chain.c.site_id == site_id)).first()
    return first_break(chained(db, site_id), (end.place, end.hash) if end else (0, ""))


def chained(db: Connection, site_id: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a site's chain in their order, read in pieces."""
    columns, place = [decision.c[name] for name in (*CHAINED, "hash")], -1
    while True:
        asked = select(*columns).where(decision.c.site_id == site_id, decision.c.place > place)
        rows = [row._asdict() for row in db.execute(asked.order_by(decision.c.place).limit(PIECE))]
        yield from rows
        if len(rows) < PIECE:
            return
        place = rows[-1]["place"]


def first_break(rows: Iterable[Mapping[str, Any]], end: tuple[int, str]) -> Broken | None:
    """The first row that is not what the rows before it and the kept end of the chain call for."""
    place, last = 0, ""
    for row in rows:
        if row["place"] != place + 1:
            return Broken(place + 1, "The row is missing.")
        if row["hash"] != sealed(last, row):
            return Broken(row["place"], "The row is not as it was written.")
        place, last = row["place"], row["hash"]
    return None if end == (place, last) else Broken(place + 1, "The end of the chain is missing.")


def length(db: Connection, site_id: str) -> int:
    """How many decisions the chain of a site says it has."""
    return int(db.execute(select(chain.c.place).where(chain.c.site_id == site_id)).scalar() or 0)
