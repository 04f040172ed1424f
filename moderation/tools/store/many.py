"""Many rows in one statement, without SQLAlchemy's work on each of them: that costs more than the database's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Update
from sqlalchemy.sql.compiler import SQLCompiler


def many(db: Connection, statement: Insert | Update | Delete, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run a statement, which its module keeps, for each of the rows, which all have the same keys.

    Values reach the driver as they are: what goes into a JSON column must be JSON already.
    """
    if not rows:
        return
    compiled = compiled_for(statement, db.dialect, tuple(rows[0]))
    if names := compiled.positiontup:
        values = itemgetter(*names)  # a tuple, for there is always more than one
        db.exec_driver_sql(compiled.string, [values(row) for row in rows])
    else:
        db.exec_driver_sql(compiled.string, [dict(row) for row in rows])


@lru_cache(maxsize=64)
def compiled_for(statement: Insert | Update | Delete, dialect: Dialect, names: tuple[str, ...]) -> SQLCompiler:
    """The statement in the words of a database."""
    return statement.compile(dialect=dialect, column_keys=list(names))
