"""Verdicts through HTTP, beside the bare Flask echo on the same server, and the awaited verdict beside Celery's own."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from celery import Celery
from chaos.running import ROOT, Running, running
from patience import until
from servers import free_port

from benchmarks.load import request, throughput

SECONDS, ROUNDS, AWAITED = 0.5, 31, 300
TEXT = "I think that this is not a good argument for the claim, and the figures say otherwise."


@contextmanager
def process(*command: str, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of this environment that ends with the block."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    started = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PATH": path, **environ})
    try:
        yield started
    finally:
        started.terminate()
        started.wait()


def measure() -> dict[str, float]:
    """Requests per second and medians, side by side."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as service:
        return {**beside_echo(service), **beside_celery(service)}


def beside_echo(service: Running) -> dict[str, float]:
    """Requests per second of cached and uncached verdicts and of the echo, in turns; medians of the rounds."""
    port = free_port()
    options = "--workers 1 --blocking-threads 64 --runtime-threads 1 --no-ws --http 1 --backlog 1024 --log-level error"
    with process(
        "granian", "--interface", "wsgi", "--port", str(port), *options.split(), "benchmarks.echo:application"
    ):
        until(lambda: listens(port), "the echo to listen")
        page = {"url": "https://example.org/a", "title": "Tables", "author": "Miriam Okonjo-Hale"}
        body = json.dumps({"site": service.keys["public_key"], "page": page, "text": TEXT}).encode()
        message = request("/api/v1/preview", body, {})
        echo = request("/echo", body, {})
        pairs = [(throughput(port, echo, SECONDS), throughput(service.port, message, SECONDS)) for _ in range(ROUNDS)]
    ratio = statistics.median(ours / theirs for theirs, ours in pairs)
    return {
        "echo, requests/s": statistics.median(theirs for theirs, _ in pairs),
        "cached verdict, requests/s": statistics.median(ours for _, ours in pairs),
        "cached verdict / echo": ratio,
        "uncached verdict, ms (p50)": median_ms(lambda number: preview(service, number)),
    }


def preview(service: Running, number: int) -> None:
    """Ask for the verdict on a text that nobody has asked for."""
    body = {
        "site": service.keys["public_key"],
        "page": {"url": "https://example.org/a"},
        "text": f"{TEXT} {number} {time.time_ns()}",
    }
    post(service, "/api/v1/preview", body, 200)


def beside_celery(service: Running) -> dict[str, float]:
    """Median milliseconds of a comment with its verdict, durable insert included, and of a task that does nothing."""
    url = (service.home / "run" / "redis.url").read_text().strip()
    with process(
        "celery", "--app", "benchmarks.peer", "worker", "--loglevel", "error", "--concurrency", "1", REDIS_URL=url
    ):
        peer = Celery("peer", broker=url, backend=url)
        peer.conf.task_default_queue = "peer"
        peer.send_task("peer.nothing").get(timeout=60)
        theirs = median_ms(lambda _: peer.send_task("peer.nothing").get(timeout=10))
        ours = median_ms(lambda number: submit(service, number))
    return {
        "Celery's .get(), ms (p50)": theirs,
        "awaited verdict, ms (p50)": ours,
        "awaited verdict / .get()": ours / theirs,
    }


def submit(service: Running, number: int) -> None:
    """Post a comment and wait for its verdict."""
    body = {
        "page": {"url": "https://example.org/a"},
        "author": {"name": f"Reader {number} {time.time_ns()}"},
        "text": f"{TEXT} {number} {time.time_ns()}",
        "wait": 5,
    }
    post(service, "/api/v1/comments", body, 201)


def post(service: Running, path: str, body: object, expected: int) -> None:
    """One request on a connection of its own."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {service.keys['secret_key']}"}
    if path.endswith("preview"):
        del headers["Authorization"]
    with closing(HTTPConnection("127.0.0.1", service.port, timeout=30)) as connection:
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != expected:
            raise RuntimeError(f"{path} answered {answer.status}")


def median_ms(act: Callable[[int], object]) -> float:
    """Median milliseconds of AWAITED repetitions, one after the other."""
    times = []
    for number in range(AWAITED):
        begin = time.perf_counter()
        act(number)
        times.append(time.perf_counter() - begin)
    return 1000 * statistics.median(times)


def listens(port: int) -> bool:
    """Whether somebody listens on the port."""
    try:
        HTTPConnection("127.0.0.1", port, timeout=1).connect()
    except OSError:
        return False
    return True
