"""The operator's command line, as a process: what it does, prints and refuses."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEPT = ("PATH", "HOME", "LANG", "COVERAGE")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, valkey_url: str) -> Run:
    """Run one command in a home of its own."""
    settings = {"ADREM_HOME": str(tmp_path / "home"), "REDIS_URL": f"{valkey_url}/5", "PYTHONWARNINGS": "error"}

    def command(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
        return subprocess.run(
            [sys.executable, "-m", "moderation", *words],
            cwd=ROOT,
            env={**inherited, **settings, **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return command


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that could not be done."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_init_makes_the_site_demo_once(run: Run, tmp_path: Path) -> None:
    first = run("init")
    assert (first.returncode, first.stderr) == (0, "")
    path = tmp_path / "home" / "keys.json"
    keys = json.loads(path.read_text())
    assert set(keys) == {"site", "public_key", "secret_key", "akismet_key", "desk"}
    assert set(keys["desk"]) == {"email", "password"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    second = run("init")
    assert (second.returncode, second.stdout) == (0, "")
    assert json.loads(path.read_text()) == keys


def test_an_operators_day(run: Run, tmp_path: Path) -> None:
    run("init")
    added = run("add-site", "The Paper", "--origin", "https://paper.example", "--webhook", "https://paper.example/hook")
    assert added.returncode == 0, added.stderr
    printed = dict(line.split(maxsplit=1) for line in added.stdout.splitlines() if line[:1].islower())
    assert printed["public_key"].startswith("pk_")
    assert printed["secret_key"].startswith("sk_")
    assert printed["webhook_secret"].startswith("whsec_")

    listed = run("keys").stdout
    assert printed["public_key"] in listed
    assert printed["secret_key"] not in listed

    rotated = run("keys", "--rotate", "The Paper").stdout
    assert printed["public_key"] not in rotated
    assert printed["public_key"] not in run("keys").stdout

    assert run("migrate").returncode == 0
    copied = run("backup", str(tmp_path / "copy.db"))
    assert copied.returncode == 0, copied.stderr
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT name FROM site ORDER BY name").fetchall() == [("Demo",), ("The Paper",)]
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert printed["secret_key"].encode() not in (tmp_path / "copy.db").read_bytes()

    assert "exists already" in refused(run("backup", str(tmp_path / "copy.db")))
    assert "There is no site" in refused(run("keys", "--rotate", "Nobody's"))
    assert "PORT is 'many'" in refused(run("keys", PORT="many"))


def test_a_link_invites_a_moderator(run: Run) -> None:
    run("init")
    invited = run("invite", "Demo", "eve@home.example", "--role", "senior")
    assert invited.returncode == 0, invited.stderr
    assert invited.stdout.startswith("http://localhost:8000/desk/invitation/")
    assert len(invited.stdout.strip().rsplit("/", 1)[1]) == 43
    assert "This is no e-mail" in refused(run("invite", "Demo", "eve"))


def test_a_database_without_tables_says_what_to_do(run: Run) -> None:
    sentence = refused(run("keys"))
    assert "python -m moderation init" in sentence or "migrate" in sentence


def test_an_address_that_is_no_database_is_named(run: Run) -> None:
    assert "DATABASE_URL" in refused(run("keys", DATABASE_URL="nonsense"))
    assert "only PostgreSQL and SQLite" in refused(run("keys", DATABASE_URL="mysql://db/adrem"))
