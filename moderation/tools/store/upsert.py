"""INSERT … ON CONFLICT DO NOTHING, which both databases speak and SQLAlchemy spells twice."""

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
    insert = postgresql_insert if db.dialect.name == "postgresql" else sqlite_insert
    told = insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return db.execute(told, list(rows)).rowcount
