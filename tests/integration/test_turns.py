"""Who may write: on SQLite the threads of a process take turns before they ask the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from moderation.errors import Unavailable
from moderation.tools.store import connection
from moderation.tools.store.connection import Store

WRITERS, WRITES = 8, 25


def test_threads_wait_for_one_another_and_not_inside_sqlite(tmp_path: Path) -> None:
    """With no patience of SQLite's own, whoever asked it while another thread writes would fail at once."""
    store = Store(f"sqlite:///{tmp_path / 'turns.db'}")

    @event.listens_for(store.engine, "connect")
    def no_patience(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 0")

    with store.write() as db:
        db.exec_driver_sql("CREATE TABLE told (number INTEGER)")

    def tell(number: int) -> None:
        for _ in range(WRITES):
            with store.write() as db:
                db.exec_driver_sql(f"INSERT INTO told VALUES ({number})")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(tell, range(WRITERS)))
    with store.read() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM told").scalar_one() == WRITERS * WRITES
    store.close()


def test_whoever_waits_too_long_for_a_turn_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the waits of all who stand behind a stuck writer would add up."""
    monkeypatch.setattr(connection, "PATIENCE", 0.05)
    store = Store(f"sqlite:///{tmp_path / 'turns.db'}")

    def write() -> None:
        with store.write():
            pass

    with ThreadPoolExecutor(1) as other:
        with store.write(), pytest.raises(Unavailable, match="cannot be reached right now"):
            other.submit(write).result()
        other.submit(write).result()
    store.close()
