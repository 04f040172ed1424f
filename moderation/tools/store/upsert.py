"""INSERT … ON CONFLICT DO NOTHING, which both databases speak and SQLAlchemy spells twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert


def insert_new(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows whose keys are not there yet."""
    if not rows:
        return
    insert = postgresql_insert if db.dialect.name == "postgresql" else sqlite_insert
    db.execute(insert(table).on_conflict_do_nothing(), list(rows))
