"""A second start skips what the first has done, and nothing else."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

from moderation import prepared
from moderation.migrations import HERE, migrate
from moderation.tools.store.connection import Store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home as a first start leaves it."""
    with closing(Store(f"sqlite:///{tmp_path / 'adrem.db'}")) as store:
        migrate(store.engine)
    (tmp_path / "keys.json").touch()
    (tmp_path / "compiled").touch()
    return tmp_path


def test_a_second_start_finds_all_in_place(home: Path) -> None:
    assert prepared.everything(home)


def test_the_first_start_finds_nothing(tmp_path: Path) -> None:
    assert not prepared.everything(tmp_path)
    assert not (tmp_path / "adrem.db").exists()


@pytest.mark.parametrize("lost", ["keys.json", "compiled", "adrem.db"])
def test_what_is_lost_is_made_again(home: Path, lost: str) -> None:
    (home / lost).unlink()

    assert not prepared.everything(home)


def test_an_older_database_is_brought_up_to_date(home: Path) -> None:
    with closing(sqlite3.connect(home / "adrem.db")) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '0001'")

    assert not prepared.everything(home)


def test_a_database_without_tables_is_prepared(home: Path) -> None:
    (home / "adrem.db").write_bytes(b"")

    assert not prepared.everything(home)


def test_kernels_that_changed_since_are_compiled_again(home: Path) -> None:
    os.utime(home / "compiled", (0, 0))

    assert not prepared.everything(home)


def test_the_newest_revision_is_the_one_that_migrating_ends_at() -> None:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(HERE))

    assert prepared.newest_revision() == ScriptDirectory.from_config(settings).get_current_head()
