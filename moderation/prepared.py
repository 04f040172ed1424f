"""What an earlier start left in place, told without loading all that could make it, which takes a second or two."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).parent


def everything(home: Path) -> bool:
    """Whether the embedded database has the newest shape and a first site, and the kernels are compiled."""
    return (home / "keys.json").exists() and kernels(home) and revision(home / "adrem.db") == newest_revision()


def kernels(home: Path) -> bool:
    """Whether the classifier's kernels were compiled after their last change."""
    stamp = home / "compiled"
    changed = max(path.stat().st_mtime for path in (HERE.parent / "models").glob("*.py"))
    return stamp.exists() and stamp.stat().st_mtime >= changed


def revision(database: Path) -> str:
    """The revision that an SQLite database has; empty where it has none."""
    if not database.exists():
        return ""
    with closing(sqlite3.connect(database)) as db:
        try:
            row = db.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.Error:
            return ""
    return str(row[0]) if row else ""


def newest_revision() -> str:
    """The revision of the newest migration, which is the number that its file begins with."""
    return max(path.name.partition("_")[0] for path in (HERE / "migrations" / "versions").glob("[0-9]*.py"))
