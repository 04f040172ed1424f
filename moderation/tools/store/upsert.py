"""INSERT … ON CONFLICT, which both databases speak and SQLAlchemy spells twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert


def insert_new(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert those rows whose keys are not there yet; returns how many."""
    if not rows:
        return 0
    told = spoken(db)(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return db.execute(told, list(rows)).rowcount


def add_up(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert these rows; where a key is there already, its `count` grows by theirs."""
    if not rows:
        return
    told = spoken(db)(table)
    grown = {"count": table.c.count + told.excluded.count}
    db.execute(told.on_conflict_do_update(index_elements=list(table.primary_key), set_=grown), list(rows))


def spoken(db: Connection) -> Any:
    """INSERT as this database speaks it."""
    return postgresql_insert if db.dialect.name == "postgresql" else sqlite_insert
