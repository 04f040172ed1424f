"""Decisions: what moderators said, append-only and chained by hashes, and the status that follows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, insert, select, update

from moderation.tools.store import appeals, figures, moves, outbox, reports, seconds, tally
from moderation.tools.store.desk_tables import chain
from moderation.tools.store.tables import comment, decision, verdict
from moderation.tools.store.upsert import insert_new

CHAINED = tuple(
    "site_id place id comment_id moderator action from_status to_status reason reverts classifier policy "
    "created_at".split()
)
"""What a row's hash covers, in this order, after the hash of the row before."""

ALONE: Mapping[str, Any] = {"detail": None, "batch": None}
"""What belongs to some actions only, and is covered by the hash where it is there."""

MEASURES = frozenset("labels unsure escalate mute ban block close open second".split())
"""Actions that leave a comment where it is: each stands until it is itself taken back."""

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
    detail: Mapping[str, Any] | None = None
    batch: str | None = None
    comment_id: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where the chain of a site does not hold, and why."""

    place: int
    why: str


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the chain of a site was walked, how long it says that it is, and where it broke."""

    place: int
    length: int
    broken: Broken | None = None

    @property
    def done(self) -> bool:
        """Whether nothing is left to be walked."""
        return self.broken is not None or self.place >= self.length


def status_of(db: Connection, site_id: str, comment_id: str) -> str | None:
    """The status of a comment of this site, locked until the transaction ends; None when there is none."""
    return statuses(db, site_id, [comment_id]).get(comment_id)


def statuses(db: Connection, site_id: str, ids: Sequence[str]) -> dict[str, str]:
    """The statuses of those of the comments that this site has, locked until the transaction ends."""
    asked = select(comment.c.id, comment.c.status).where(comment.c.id.in_(ids), comment.c.site_id == site_id)
    return {row.id: row.status for row in db.execute(asked.order_by(comment.c.id).with_for_update())}


def history(db: Connection, comment_id: str) -> list[Told]:
    """Every decision on a comment, the first one first."""
    return histories(db, [comment_id])[comment_id]


def histories(db: Connection, ids: Sequence[str]) -> dict[str, list[Told]]:
    """Every decision on each of these comments, the first one first."""
    found: dict[str, list[Told]] = {comment_id: [] for comment_id in ids}
    for entry in told(db, decision.c.comment_id.in_(ids)):
        found[entry.comment_id].append(entry)
    return found


def of_batch(db: Connection, site_ids: Sequence[str], batch: str) -> list[Told]:
    """Every decision that one step made on these sites."""
    return told(db, (decision.c.batch == batch) & decision.c.site_id.in_(site_ids))


def told(db: Connection, which: ColumnElement[bool]) -> list[Told]:
    """These decisions, in the order of their chain."""
    columns = [decision.c[name] for name in Told.__annotations__]
    return [Told(*row) for row in db.execute(select(*columns).where(which).order_by(decision.c.place))]


def standing(told: Sequence[Told]) -> Told | None:
    """The last decision on where the comment is that nobody has taken back."""
    return next((entry for entry in undoable(told) if entry.action not in MEASURES), None)


def undoable(told: Sequence[Told]) -> list[Told]:
    """What can be taken back, the latest first: the last decision that stands, and every measure that does."""
    gone = {entry.reverts for entry in told}
    stands = [entry for entry in reversed(told) if entry.action != "undo" and entry.id not in gone]
    last = next((entry for entry in stands if entry.action not in MEASURES), None)
    return [entry for entry in stands if entry.action in MEASURES or entry is last]


def add(db: Connection, site_id: str, row: Mapping[str, Any], event: Mapping[str, Any] | None) -> None:
    """Append one decision, see `add_all`."""
    add_all(db, site_id, [row], [event] if event is not None else [])


def add_all(
    db: Connection, site_id: str, rows: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]]
) -> None:
    """Append decisions on different comments to the chain of their site, move the comments, correct what is counted,
    and tell the site."""
    ids = [row["comment_id"] for row in rows]
    judged, before = verdicts_of(db, ids), histories(db, ids)
    full = [{**ALONE, **row, "site_id": site_id, **versions(judged[row["comment_id"]])} for row in rows]
    append(db, site_id, full)
    moves.move_all(db, full)
    new = [Told(*(row[name] for name in Told.__annotations__)) for row in full]
    follow(db, before, new)
    told = [
        step
        for row, comment_id in zip(full, ids, strict=True)
        for step in steps(row, judged[comment_id], before[comment_id])
    ]
    figures.add(db, ids[0], site_id, [*told, *ends(db, before, new, judged)])
    outbox.add_all(db, events)


def verdicts_of(db: Connection, ids: Sequence[str]) -> Mapping[str, Any]:
    """When each comment came, and the verdict on its latest revision."""
    latest = (verdict.c.comment_id == comment.c.id) & (verdict.c.revision == comment.c.revision)
    columns = (comment.c.id, comment.c.created_at, verdict.c.action, verdict.c.classifier, verdict.c.policy)
    asked = select(*columns).select_from(comment.outerjoin(verdict, latest)).where(comment.c.id.in_(ids))
    return {row.id: row for row in db.execute(asked)}


def versions(about: Any) -> dict[str, Any]:
    """What the machine knew, as a decision keeps it."""
    return {"classifier": about.classifier or "", "policy": about.policy or 0}


def steps(row: Mapping[str, Any], about: Any, told: Sequence[Told]) -> Iterator[figures.Step]:
    """What a decision adds to the figures: itself, now; and beside the verdict, in the hour of the comment, its end."""
    yield row["created_at"], f"decision:{row['action']}", 1
    if about.action is not None:
        yield about.created_at, f"pair:{about.action}:{row['to_status']}", 1
        if told:
            yield about.created_at, f"pair:{about.action}:{told[-1].to_status}", -1


def follow(db: Connection, before: Mapping[str, Sequence[Told]], new: Sequence[Told]) -> None:
    """What decisions mean for others: readers who reported were right or wrong, an appeal has its answer."""
    reported, appealed = reports.among(db, list(before)), appeals.among(db, list(before))
    for entry in new:
        if entry.comment_id in reported:
            stands = standing([*before[entry.comment_id], entry])
            was_right = {"rejected": True, "published": False}.get(outcome(stands) or "")
            reports.settle(db, entry.comment_id, was_right, stands.created_at if stands else 0)
        if entry.comment_id in appealed:
            answer(db, entry)
    seconds.take_back(db, [entry.reverts for entry in new if entry.reverts])


def turned(before: Mapping[str, Sequence[Told]], new: Sequence[Told]) -> Iterator[tuple[str, str | None, str | None]]:
    """The comments whose outcome changes by these decisions: from what, to what."""
    for entry in new:
        known = before[entry.comment_id]
        was, is_now = (outcome(standing(each)) for each in (known, [*known, entry]))
        if was != is_now:
            yield entry.comment_id, was, is_now


def ends(
    db: Connection, before: Mapping[str, Sequence[Told]], new: Sequence[Told], judged: Mapping[str, Any]
) -> Iterator[figures.Step]:
    """How those ended that a rule stopped, in the hour of the comment: by this the rules are known."""
    changed = list(turned(before, new))
    rules = tally.rules_of(db, [comment_id for comment_id, _, _ in changed])
    for comment_id, *sides in changed:
        for name in rules.get(comment_id, ()):
            steps = ((side, step) for side, step in zip(sides, (-1, 1), strict=True) if side)
            yield from ((judged[comment_id].created_at, f"end:{name}:{side}", step) for side, step in steps)


def answer(db: Connection, told: Told) -> None:
    """A decision that answers an appeal about its comment, makes one needless, or takes such an answer back."""
    if told.reverts:
        appeals.reopen(db, told.reverts)
    if told.action == "uphold" or told.to_status != "rejected":
        ended = appeals.UPHELD if told.to_status == "rejected" else appeals.OVERTURNED
        said = {"decision_id": told.id, "answer": told.reason, "answered_at": told.created_at}
        appeals.close(db, told.comment_id, ended, said)


def outcome(stands: Told | None) -> str | None:
    """What somebody decided: published or rejected; None as long as nobody has, or it is held."""
    return stands.to_status if stands and stands.to_status != "held" else None


def append(db: Connection, site_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows after the last of their site's chain, which nobody else may move until the transaction ends."""
    insert_new(db, chain, [{"site_id": site_id, "place": 0, "hash": ""}])
    own = chain.c.site_id == site_id
    place, last = db.execute(select(chain.c.place, chain.c.hash).where(own).with_for_update()).one()
    chained = []
    for row in rows:
        place += 1
        full = {**ALONE, **row, "place": place}
        last = full["hash"] = sealed(last, full)
        chained.append(full)
    db.execute(insert(decision), chained)
    db.execute(update(chain).where(own).values(place=place, hash=last))


def sealed(before: str, row: Mapping[str, Any]) -> str:
    """SHA-256 over the hash of the row before and the canonical JSON of this one.

    Detail and batch are covered where there are any, so that rows from before there were keep their hashes.
    """
    more = [[row[name] for name in ALONE]] if any(row[name] is not None for name in ALONE) else []
    said = orjson.dumps([row[name] for name in CHAINED] + more, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(before.encode() + said).hexdigest()


def verify(db: Connection, site_id: str) -> Broken | None:
    """Walk the chain of a site; None when every row is as it was written, and none is missing."""
    return walk(db, site_id, 0, lambda: False).broken


def walk(db: Connection, site_id: str, after: int, enough: Callable[[], bool]) -> Walk:
    """Walk the chain of a site on from a place that a walk has reached, until it ends or it is `enough`."""
    end = db.execute(select(chain.c.place, chain.c.hash).where(chain.c.site_id == site_id)).first()
    reached = (decision.c.site_id == site_id) & (decision.c.place == after)
    last = db.execute(select(decision.c.hash).where(reached)).scalar()
    start = (0, "") if last is None else (after, last)
    return walked(chained(db, site_id, start[0] or -1), (end.place, end.hash) if end else (0, ""), start, enough)


def chained(db: Connection, site_id: str, place: int) -> Iterator[Mapping[str, Any]]:
    """The rows of a site's chain behind a place, in their order, read in pieces."""
    columns = [decision.c[name] for name in (*CHAINED, *ALONE, "hash")]
    while True:
        asked = select(*columns).where(decision.c.site_id == site_id, decision.c.place > place)
        rows = [row._asdict() for row in db.execute(asked.order_by(decision.c.place).limit(PIECE))]
        yield from rows
        if len(rows) < PIECE:
            return
        place = rows[-1]["place"]


def walked(
    rows: Iterable[Mapping[str, Any]],
    end: tuple[int, str],
    start: tuple[int, str] = (0, ""),
    enough: Callable[[], bool] = lambda: False,
) -> Walk:
    """How far these rows are what the rows before them and the kept end of the chain call for."""
    (place, last), length = start, end[0]
    for row in rows:
        if row["place"] != place + 1:
            return Walk(place, length, Broken(place + 1, "The row is missing."))
        if row["hash"] != sealed(last, row):
            return Walk(place, length, Broken(row["place"], "The row is not as it was written."))
        place, last = row["place"], row["hash"]
        if place % PIECE == 0 and place < length and enough():
            return Walk(place, length)
    return Walk(place, length, None if end == (place, last) else Broken(place + 1, "The end of the chain is missing."))
