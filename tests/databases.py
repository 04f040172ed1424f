"""The two kinds of database, and how a fresh one comes to its tables."""

from __future__ import annotations

import psycopg

from moderation.migrations import migrate
from moderation.tools.store.connection import Store

BACKENDS = ("sqlite", "postgresql")


def new_database(server: str, name: str) -> str:
    """One more database with all tables, by its address."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}")
    url = f"{server}/{name}"
    bring_up(url)
    return url


def bring_up(url: str) -> None:
    """Run all migrations."""
    store = Store(url)
    migrate(store.engine)
    store.close()
