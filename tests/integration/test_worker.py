"""The whole way: a form, the queue, a real Celery worker with the real classifier, and the answer that waited."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import servers
from databases import BACKENDS, bring_up, new_database
from factories import CIVIL, Owned, alices_paper, body, site_of, state_of, sum_of, written
from flask import Flask
from patience import until
from redis import Redis

from moderation.acts import submit
from moderation.app import create_app
from moderation.config import Config
from moderation.toolbox import Toolbox, open_toolbox
from workers.dispatch import dispatch

ROOT = Path(__file__).parents[2]
WORKER = (
    "-m",
    "celery",
    "--app",
    "workers.app",
    "worker",
    "--include",
    "workers.tasks",
    "--pool",
    "solo",
    "--loglevel",
    "warning",
)
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@dataclass(frozen=True, slots=True)
class Live:
    """A web process's toolbox and application, with a worker beside it."""

    toolbox: Toolbox
    app: Flask
    paper: Owned


@pytest.fixture(scope="module", params=BACKENDS)
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, valkey_url: str) -> Iterator[Live]:
    """The service on each kind of database."""
    home = tmp_path_factory.mktemp("live")
    if request.param == "sqlite":
        url = f"sqlite:///{home / 'adrem.db'}"
        bring_up(url)
    else:
        url = new_database(request.getfixturevalue("postgresql_url"), "live")
    redis_url = f"{valkey_url}/{2 + BACKENDS.index(request.param)}"
    told = {"ADREM_HOME": str(home), "DATABASE_URL": url, "REDIS_URL": redis_url}
    command = [sys.executable, *WORKER, *QUIET]
    with (
        closing(open_toolbox(Config(home=home, database_url=url, redis_url=redis_url))) as toolbox,
        (home / "worker.log").open("w") as log,
        servers.running(command, cwd=ROOT, env={**os.environ, **told}, stdout=log, stderr=log) as worker,
    ):
        toolbox.queue.open()
        ready = home / "run" / "worker.ready"
        until(lambda: ready.exists() or worker.poll() is not None, "the worker to compile its kernels", 300)
        assert worker.poll() is None, (home / "worker.log").read_text()
        until(lambda: toolbox.queue.listening, "the web process to listen")
        toolbox.queue.judge([])  # the first task of a process opens its connection, for which no request waits
        yield Live(toolbox, create_app(toolbox.config, toolbox), alices_paper(toolbox))


def pending(live: Live, text: str) -> str:
    """A comment whose hint was lost: it is in the database only."""
    hint, live.toolbox.queue.hint = live.toolbox.queue.hint, lambda _: None
    try:
        return submit.submit(live.toolbox, site_of(live.toolbox, live.paper), written(text), wait=0).id
    finally:
        live.toolbox.queue.hint = hint


def status(live: Live, comment_id: str) -> str:
    """Where a comment is now."""
    return state_of(live.toolbox, comment_id).status


def test_a_comment_that_waits_gets_its_verdict(live: Live) -> None:
    answer = live.app.test_client().post("/api/v1/comments", json=body(live.paper, wait=10), headers=live.paper.bearer)
    assert answer.status_code == 201, answer.text
    assert answer.json["status"] == "published"
    assert answer.json["verdict"]["classifier"] == live.toolbox.classifier.version()


def test_the_form_of_a_reader_is_answered(live: Live) -> None:
    client = live.app.test_client()
    query = {"site": live.paper.public_key, "page": body(live.paper)["page"]["url"]}
    challenge = client.get("/api/v1/challenge", query_string=query).json
    issued = time.monotonic()
    until(lambda: time.monotonic() - issued > 2.1, "the least time of a person to pass")
    given = {"token": challenge["token"], "answer": sum_of(challenge["question"])}
    text = "Buy cheap watches and pills online now!!! Best casino bonus at http://win-big-casino.example click here"
    sent = body(live.paper, text, challenge=given, wait=10)
    answer = client.post("/api/v1/comments", json=sent)
    assert (answer.status_code, answer.json["status"]) in {(201, "rejected"), (201, "held")}, answer.text
    replay = client.post("/api/v1/comments", json={**sent, "text": CIVIL + " Once more."})
    assert replay.status_code == 422
    assert replay.json["challenge"]["token"]


def test_what_the_dispatcher_sends_is_judged(live: Live) -> None:
    ids = [pending(live, f"A thought that was left behind, number {number}.") for number in range(3)]
    later = live.toolbox.clock() + submit.HINT_LEASE + 1
    dispatch(live.toolbox.store, live.toolbox.queue, 20_000, later)
    until(lambda: all(status(live, each) != "pending" for each in ids), "the worker to judge what was dispatched")


def test_a_queue_that_lost_everything_is_filled_again(live: Live) -> None:
    comment_id = pending(live, "A thought whose task will be lost with all the others.")
    with Redis.from_url(live.toolbox.config.redis) as redis:
        redis.flushdb()
    dispatch(live.toolbox.store, live.toolbox.queue, 20_000, live.toolbox.clock() + submit.HINT_LEASE + 1)
    until(lambda: status(live, comment_id) != "pending", "the worker to judge what was lost")


def test_a_task_with_nonsense_harms_nobody(live: Live) -> None:
    live.toolbox.queue.judge(["nobody", "\0", "'; DROP TABLE comment; --"])
    answer = live.app.test_client().post(
        "/api/v1/comments",
        json=body(live.paper, "And still it answers, after all that.", wait=10),
        headers=live.paper.bearer,
    )
    assert answer.status_code == 201


def test_the_answer_comes_at_once_without_a_broker(live: Live, tmp_path: Path) -> None:
    config = Config(
        home=tmp_path,
        database_url=live.toolbox.config.database_url,
        redis_url=f"redis://127.0.0.1:{servers.free_port()}/0",
    )
    toolbox = open_toolbox(config)
    toolbox.queue.open()
    client = create_app(config, toolbox).test_client()
    begin = time.monotonic()
    answer = client.post(
        "/api/v1/comments", json=body(live.paper, "Nobody hears of this yet."), headers=live.paper.bearer
    )
    assert (answer.status_code, answer.json["status"]) == (202, "pending")
    assert time.monotonic() - begin < 2
    assert status(live, answer.json["id"]) == "pending"
    toolbox.close()
