"""Addresses of Redis: a plain one, or the one that Sentinels name at the moment.

`sentinel://[:PASSWORD@]HOST[:PORT][,HOST[:PORT]…]/NAME[/DATABASE]`: the Sentinels are asked which server is now the
master of NAME; the password is that server's. https://redis.io/docs/latest/develop/reference/sentinel-clients/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

from moderation.errors import ConfigError

SCHEME = "sentinel://"


@dataclass(frozen=True, slots=True)
class Watched:
    """A master that Sentinels watch: theirs are the hosts, its are name, password and database."""

    sentinels: tuple[tuple[str, int], ...]
    name: str
    password: str | None
    database: int


def parse(url: str) -> Watched:
    """Read an address with Sentinels; ConfigError when a part is missing."""
    try:
        access, _, hosts = urlsplit(url).netloc.rpartition("@")
        found = [urlsplit(f"//{host}") for host in hosts.split(",")]
        name, _, database = urlsplit(url).path.strip("/").partition("/")
        sentinels = tuple((str(host.hostname), host.port or 26379) for host in found if host.hostname)
        watched = Watched(sentinels, name, unquote(access.partition(":")[2]) or None, int(database or 0))
    except ValueError as error:
        raise ConfigError(f"REDIS_URL cannot be read: {error}.") from error
    if not watched.sentinels or not watched.name:
        raise ConfigError("REDIS_URL names no Sentinel or no master. Write sentinel://HOST:PORT,HOST:PORT/NAME.")
    return watched


def connect(url: str, timeout: float, health_check_interval: int) -> Redis:
    """A client that fails fast instead of retrying: whoever asks has something better to do. Timeout in seconds."""
    limits: dict[str, Any] = {"socket_timeout": timeout, "socket_connect_timeout": min(timeout, 1.0)}
    options = {**limits, "retry": Retry(NoBackoff(), 0), "health_check_interval": health_check_interval}
    if not url.startswith(SCHEME):
        return Redis.from_url(url, **options)
    watched = parse(url)
    access = {"db": watched.database, "password": watched.password}
    master: Redis = Sentinel(watched.sentinels, sentinel_kwargs=limits).master_for(watched.name, **access, **options)
    return master


def for_celery(url: str) -> tuple[str, dict[str, str]]:
    """The address as Celery writes it, and the transport options that go with it."""
    if not url.startswith(SCHEME):
        return url, {}
    watched = parse(url)
    access = f":{quote(watched.password, safe='')}@" if watched.password else ""
    hosts = (f"{SCHEME}{access}{host}:{port}/{watched.database}" for host, port in watched.sentinels)
    return ";".join(hosts), {"master_name": watched.name}
