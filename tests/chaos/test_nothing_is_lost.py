"""Kill, freeze and empty everything while comments come in, and count."""

from __future__ import annotations

import random
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from patience import until

from chaos.running import Running, running

pytestmark = pytest.mark.chaos

POSTS = 2_000
POSTERS = 6
UNJUDGED = "SELECT count(*) FROM comment WHERE status = 'pending'"
UNTOLD = "SELECT count(*) FROM webhook_event WHERE done_at IS NULL"


class Site(ThreadingHTTPServer):
    """A site that hears webhooks, and remembers the identifiers of the events."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Ear)
        self.heard: list[str] = []


class Ear(BaseHTTPRequestHandler):
    """Takes every event."""

    server: Site

    def do_POST(self) -> None:  # the name is the library's
        """Hear one event."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(self.headers["webhook-id"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on a port of its own."""
    with Site() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def flood(service: Running, faults: list[Callable[[], None]], seed: int) -> list[str]:
    """Post POSTS comments from several threads while faults strike at random moments; returns what was accepted."""
    strikes = random.Random(seed)
    done = threading.Event()

    def strike() -> None:
        while not done.wait(strikes.uniform(0.5, 1.5)):
            strikes.choice(faults)()

    def post(number: int) -> str:
        text = f"Comment {number}: the figures of the year {1000 + number} say otherwise."
        return until(lambda: service.post(text, f"Reader {number}"), f"post {number} to be accepted", 90)

    striker = threading.Thread(target=strike)
    striker.start()
    try:
        with ThreadPoolExecutor(POSTERS) as pool:
            return list(pool.map(post, range(POSTS)))
    finally:
        done.set()
        striker.join()


def faults_of(service: Running) -> list[Callable[[], None]]:
    """kill -9 for each process, and a Valkey that forgets everything."""
    names = ("web", "worker", "dispatcher", "valkey")
    return [*(lambda name=name: service.signal(name) for name in names), lambda: service.redis("FLUSHALL")]


def test_nothing_accepted_is_lost_and_nothing_is_judged_twice(tmp_path: Path, site: Site) -> None:
    with running(tmp_path) as service:
        service.ask(f"UPDATE site SET webhook_url = 'http://127.0.0.1:{site.server_port}/hook'")
        [(already,)] = service.ask("SELECT count(*) FROM comment")  # the demo's
        accepted = flood(service, faults_of(service), seed=1)
        until(lambda: service.ask(UNJUDGED) == [(0,)], "every comment to be judged", 60)
        until(lambda: service.ask(UNTOLD) == [(0,)], "every webhook to be delivered", 150)
        stored = {row[0] for row in service.ask("SELECT id FROM comment")}
        verdicts = service.ask("SELECT comment_id, count(*) FROM verdict GROUP BY comment_id")
        events = {row[0] for row in service.ask("SELECT id FROM webhook_event")}
    assert len(set(accepted)) == POSTS
    assert set(accepted) - stored == set()
    assert len(stored) == POSTS + already
    assert {count for _, count in verdicts} == {1}
    assert stored == {comment_id for comment_id, _ in verdicts}
    assert events - set(site.heard) == set()


def test_without_the_outbox_comments_are_lost(tmp_path: Path) -> None:
    """The control: with the dispatcher frozen an emptied queue loses work, or the test above proves nothing."""
    with running(tmp_path) as service:
        service.signal("dispatcher", signal.SIGSTOP)
        flood(service, [lambda: service.signal("valkey"), lambda: service.redis("FLUSHALL")], seed=2)
        until(lambda: service.settled(UNJUDGED), "the worker to have judged what it got", 60)
        [(lost,)] = service.ask(UNJUDGED)
        service.signal("dispatcher", signal.SIGCONT)
        until(lambda: service.ask(UNJUDGED) == [(0,)], "the dispatcher to find them", 60)
    assert lost > 0
