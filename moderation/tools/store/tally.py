"""Tally: comments of each site by status, counted as they move, and the causes that the queue filters by."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from moderation.tools.store.desk_tables import cause, tally
from moderation.tools.store.upsert import add_up

SHARDS = 8
STATUSES = ("held", "published", "rejected")


def move(db: Connection, key: str, steps: Iterable[tuple[str, str, int]]) -> None:
    """Count (site, status, step). `key`, a comment of the batch, says which shard takes it."""
    changes: Counter[tuple[str, str]] = Counter()
    for site_id, status, step in steps:
        changes[site_id, status] += step
    shard = zlib.crc32(key.encode()) % SHARDS
    rows = [
        {"site_id": site_id, "status": status, "shard": shard, "count": step}
        for (site_id, status), step in sorted(changes.items())
        if step
    ]
    add_up(db, tally, rows)


def counts(db: Connection, site_ids: Sequence[str]) -> dict[str, int]:
    """How many comments of these sites are held, published and rejected."""
    asked = select(tally.c.status, func.sum(tally.c.count)).where(tally.c.site_id.in_(site_ids))
    found = {row[0]: int(row[1]) for row in db.execute(asked.group_by(tally.c.status))}
    return {status: found.get(status, 0) for status in STATUSES}


def add_causes(db: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Remember why comments were stopped: (comment, site, status, priority, findings, language) each."""
    found = [
        {
            "comment_id": row["comment_id"],
            "name": name,
            "site_id": row["site_id"],
            "status": row["status"],
            "priority": row["priority"],
        }
        for row in rows
        for name in (*names(row["findings"]), *([f"language:{row['language']}"] if row["language"] else ()))
    ]
    if found:
        db.execute(insert(cause), found)


def rules_of(db: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """The rules that stopped each of these comments."""
    found: dict[str, list[str]] = {}
    asked = select(cause.c.comment_id, cause.c.name).where(cause.c.comment_id.in_(ids))
    for comment_id, name in db.execute(asked.order_by(cause.c.name)):
        if name.startswith("rule:"):
            found.setdefault(comment_id, []).append(name)
    return found


def names(findings: Iterable[Any]) -> list[str]:
    """What the queue can be filtered by: the rules and the labels of findings that are more than a note."""
    grave = [finding for finding in findings if finding.severity != "note"]
    labels = {f"label:{entry.label}" for entry in grave if entry.label}
    return sorted({f"rule:{entry.rule}" for entry in grave} | labels)
