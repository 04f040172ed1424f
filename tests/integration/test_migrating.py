"""Migrations: up, down and up again on both databases, and never behind the tables that the code knows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from databases import BACKENDS
from sqlalchemy import inspect, text

from moderation.errors import ConfigError
from moderation.migrations import migrate
from moderation.tools.store import accounts, moderators
from moderation.tools.store.accounts import Account
from moderation.tools.store.connection import Store
from moderation.tools.store.tables import metadata


@pytest.fixture(params=BACKENDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database without any table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server = request.getfixturevalue("postgresql_url")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as db:
            db.execute("DROP DATABASE IF EXISTS empty")
            db.execute("CREATE DATABASE empty")
        url = f"{server}/empty"
    with closing(Store(url)) as store:
        yield store


def tables(store: Store) -> set[str]:
    """The tables that are there, but those that SQLite makes for its search."""
    found = inspect(store.engine).get_table_names()
    return {name for name in found if ours(name)} - {"alembic_version"}


def ours(name: str | None, *_: object) -> bool:
    """Whether a table is one of the metadata's."""
    return not str(name).startswith("search_words")


def test_they_go_up_and_down_and_up(empty: Store) -> None:
    migrate(empty.engine)
    assert tables(empty) == set(metadata.tables)
    migrate(empty.engine, "base")
    assert tables(empty) == set()
    migrate(empty.engine)
    assert tables(empty) == set(metadata.tables)


def test_they_end_where_the_code_begins(empty: Store) -> None:
    migrate(empty.engine)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        assert compare_metadata(context, metadata) == []


def test_seats_become_accounts_and_the_oldest_password_holds(empty: Store) -> None:
    migrate(empty.engine, "0006")
    with empty.write() as db:
        for site in ("a", "b"):
            db.execute(
                text(
                    "INSERT INTO site (id, name, public_key, secret_hash, akismet_hash, origins, webhook_secret,"
                    " policy_version, created_at) VALUES (:id, 'x', :id, :id, :id, '[]', '', 1, 0)"
                ),
                {"id": site},
            )
        for row in (("1", "a", "Eve@x.example", "new", 9), ("2", "b", "eve@x.example", "old", 5)):
            names = ("id", "site", "email", "hash", "at")
            db.execute(
                text("INSERT INTO moderator VALUES (:id, :site, :email, :hash, 'senior', :at)"),
                dict(zip(names, row, strict=True)),
            )
    migrate(empty.engine)
    with empty.read() as db:
        assert accounts.find(db, "eve@x.example") == Account("eve@x.example", "old", None, 0)
        assert [seat.site_id for seat in moderators.seats(db, "eve@x.example")] == ["a", "b"]
    migrate(empty.engine, "0006")
    with empty.read() as db:
        assert db.execute(text("SELECT DISTINCT password_hash FROM moderator")).scalars().all() == ["old"]


def test_running_them_twice_does_nothing(empty: Store) -> None:
    migrate(empty.engine)
    migrate(empty.engine)
    assert tables(empty) == set(metadata.tables)


def test_a_database_without_tables_says_what_to_do(empty: Store) -> None:
    with pytest.raises(ConfigError, match="python -m moderation init"), empty.read() as db:
        db.exec_driver_sql("SELECT 1 FROM comment")


def test_a_copy_of_a_migrated_file_is_a_database(blank_sqlite: Path, tmp_path: Path) -> None:
    with closing(Store(f"sqlite:///{shutil.copy(blank_sqlite, tmp_path / 'copy.db')}")) as store:
        assert store.alive()
