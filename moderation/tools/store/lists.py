"""Lists: what a site keeps out or looks at first. An entry stays as it is; its versions say when it is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, or_, select, tuple_, update
from uuid_utils import uuid7

from moderation.judgement.house import Listed
from moderation.tools.store.tables import list_entry, policy


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as people write it."""

    kind: str
    value: str
    action: str = "hold"
    note: str = ""
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry as the desk shows it."""

    id: str
    kind: str
    value: str
    action: str
    note: str
    until: int | None
    created_at: int
    created_by: str


@dataclass(frozen=True, slots=True)
class Search:
    """Which entries somebody wants to see; empty means all."""

    kind: str = ""
    words: str = ""


PIECE = 400


def of_version(db: Connection, site_id: str, number: int, now: int) -> tuple[Listed, ...]:
    """The entries that a version of the policy has, without those whose time is over."""
    columns = (list_entry.c.kind, list_entry.c.value, list_entry.c.action, list_entry.c.until)
    fresh = or_(list_entry.c.until.is_(None), list_entry.c.until > now)
    asked = select(*columns).where(in_version(site_id, number), fresh).order_by(list_entry.c.id)
    return tuple(Listed(*row) for row in db.execute(asked))


def in_version(site_id: str, number: int) -> ColumnElement[bool]:
    """Those entries that were in force in this version."""
    ends = or_(list_entry.c.ended.is_(None), list_entry.c.ended > number)
    return (list_entry.c.site_id == site_id) & (list_entry.c.since <= number) & ends


def add(db: Connection, site_id: str, entries: Sequence[Entry], version: int, now: int) -> list[str]:
    """New entries from this version on; older ones of the same kind and value end. Returns their identifiers."""
    rows = [
        {
            "id": uuid7().hex,
            "site_id": site_id,
            "kind": entry.kind,
            "value": entry.value,
            "action": entry.action,
            "note": entry.note,
            "until": entry.until,
            "created_at": now,
            "since": version,
        }
        for entry in entries
    ]
    for begin in range(0, len(rows), PIECE):
        piece = rows[begin : begin + PIECE]
        same = tuple_(list_entry.c.kind, list_entry.c.value).in_([(row["kind"], row["value"]) for row in piece])
        finish(db, site_id, same, version)
    if rows:
        db.execute(insert(list_entry), rows)
    return [str(row["id"]) for row in rows]


def end(db: Connection, site_id: str, ids: Sequence[str], version: int) -> int:
    """End these entries with this version; returns how many were in force."""
    return finish(db, site_id, list_entry.c.id.in_(ids), version)


def finish(db: Connection, site_id: str, which: ColumnElement[bool], version: int) -> int:
    """Take entries out of force from this version on."""
    own = (list_entry.c.site_id == site_id) & list_entry.c.ended.is_(None)
    return db.execute(update(list_entry).where(own, which).values(ended=version)).rowcount


def search(db: Connection, site_id: str, wanted: Search, after: str | None, limit: int) -> list[Kept]:
    """Entries in force, the latest first, after the one with this identifier."""
    columns = [list_entry.c[name] for name in Kept.__annotations__ if name in list_entry.c]
    joined = list_entry.join(policy, (policy.c.site_id == site_id) & (policy.c.version == list_entry.c.since))
    asked: Select[Any] = select(*columns, policy.c.created_by).select_from(joined)
    asked = asked.where(list_entry.c.site_id == site_id, list_entry.c.ended.is_(None))
    if wanted.kind:
        asked = asked.where(list_entry.c.kind == wanted.kind)
    if wanted.words:
        like = list_entry.c.value.icontains(wanted.words, autoescape=True)
        asked = asked.where(or_(like, list_entry.c.note.icontains(wanted.words, autoescape=True)))
    if after:
        asked = asked.where(list_entry.c.id < after)
    return [Kept(*row) for row in db.execute(asked.order_by(list_entry.c.id.desc()).limit(limit))]


def length(db: Connection, site_id: str) -> int:
    """How many entries are in force, their time being over or not; their number has a limit."""
    asked = select(func.count()).where(list_entry.c.site_id == site_id, list_entry.c.ended.is_(None))
    return int(db.execute(asked).scalar_one())


def restore(db: Connection, site_id: str, number: int, version: int) -> None:
    """The entries of an earlier version again, from this version on, and no others."""
    finish(db, site_id, list_entry.c.since > number, version)
    gone = in_version(site_id, number) & list_entry.c.ended.is_not(None)
    copied = ("site_id", "kind", "value", "action", "note", "until", "created_at")
    rows = db.execute(select(*(list_entry.c[name] for name in copied)).where(gone)).mappings().all()
    if rows:
        db.execute(insert(list_entry), [{**row, "id": uuid7().hex, "since": version} for row in rows])
