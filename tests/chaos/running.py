"""The real service, as `make serve` starts it, in a folder and on a port of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from patience import until

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Running:
    """A running service: where it lives, how it is reached, and how its parts are hurt."""

    home: Path
    port: int
    keys: dict[str, Any]

    def post(self, text: str, name: str) -> str | None:
        """Post a comment as the site's server would, again with the same key until it is accepted; its identifier."""
        body = {"page": {"url": "https://example.org/a"}, "author": {"name": name}, "text": text, "wait": 0}
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.keys['secret_key']}",
            "Idempotency-Key": name.replace(" ", "-"),
        }
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=15)) as connection:
                connection.request("POST", "/api/v1/comments", json.dumps(body), headers)
                answer = connection.getresponse()
                told = json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            return None
        return str(told["id"]) if answer.status in {201, 202} else None

    def pid(self, name: str) -> int:
        """The process that runs under this name now."""
        return int((self.home / "run" / f"{name}.pid").read_text())

    def signal(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal to a process; it may be between two lives."""
        try:
            os.kill(self.pid(name), number)
        except (ProcessLookupError, FileNotFoundError, ValueError):
            return

    def redis(self, *words: str) -> None:
        """Send one command to Valkey; it may be dead just now."""
        url = (self.home / "run" / "redis.url").read_text()
        port = int(url.rsplit(":", 1)[1].split("/")[0])
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
                connection.sendall((" ".join(words) + "\r\n").encode())
                connection.recv(100)
        except OSError:
            return

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows from the database of the service, or a change to it."""
        with closing(sqlite3.connect(self.home / "adrem.db", timeout=20)) as database, database:
            return database.execute(sql).fetchall()

    def settled(self, sql: str) -> bool:
        """Whether the answer to a question has stopped changing."""
        before = self.ask(sql)
        time.sleep(3)
        return self.ask(sql) == before


@contextmanager
def running(home: Path, **settings: str) -> Iterator[Running]:
    """Start the service and end it afterwards; nothing that belongs to it may live on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "ADREM_HOME": str(home), "PORT": str(port), "ADREM_LOCAL_WEBHOOKS": "1", **settings}
    environ = {name: value for name, value in environ.items() if name not in {"REDIS_URL", "DATABASE_URL"} or settings}
    with subprocess.Popen([sys.executable, "-m", "moderation.serve"], cwd=ROOT, env=environ) as service:
        try:
            until(lambda: answers(port) and (home / "run" / "worker.ready").exists(), "the service to be ready", 120)
            yield Running(home, port, json.loads((home / "keys.json").read_text()))
        finally:
            service.send_signal(signal.SIGINT)
            service.wait(timeout=60)
            until(lambda: not left_over(home), f"every process of {home} to end", 20)


def left_over(home: Path) -> list[int]:
    """Processes that still belong to a service, also those whose parent was killed (Linux only)."""
    mark, found = f"ADREM_HOME={home}".encode(), []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in environ.read_bytes().split(b"\0"):
                found.append(int(environ.parent.name))
        except OSError:
            continue  # it ended meanwhile, or is not ours
    return found


def answers(port: int) -> bool:
    """Whether the web process is ready."""
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
