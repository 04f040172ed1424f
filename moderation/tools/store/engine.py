"""The one place that opens a database connection, with the settings under which nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from moderation.errors import ConfigError


def open_engine(url: str, pool_size: int = 8, durable: bool = True) -> Engine:
    """An engine for SQLite or PostgreSQL; a ConfigError for anything else. `durable`: see `Store`."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError("DATABASE_URL is not an address, such as postgresql+psycopg://user@host/name.") from error
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return open_sqlite(url, pool_size, durable)
    if backend == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=5,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 3},
            **json_options(),
        )
    raise ConfigError(f"DATABASE_URL names {backend}, but only PostgreSQL and SQLite are supported.")


def open_sqlite(url: str, pool_size: int, durable: bool) -> Engine:
    """SQLite in WAL mode with real transactions: the driver's own defaults lose updates silently."""
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=pool_size, max_overflow=0, pool_timeout=5, **json_options())

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute("PRAGMA busy_timeout = 10000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -16000")
        connection.execute("PRAGMA wal_autocheckpoint = 4000")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        # A transaction that may write takes the lock at once, so that it never fails half-way.
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def json_options() -> dict[str, Any]:
    """JSON columns through orjson."""
    return {"json_serializer": lambda value: orjson.dumps(value).decode(), "json_deserializer": orjson.loads}
