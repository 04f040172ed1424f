"""The store: transactions on the one database, and what its failures mean to a caller."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import RLock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
    TimeoutError,
)

from moderation.errors import ConfigError, Unavailable
from moderation.tools.store import policies, sites
from moderation.tools.store.engine import open_engine
from moderation.tools.store.sites import Site

Transaction = Connection
"""What `read()` and `write()` give, and acts pass on."""

FRESH = 2.0
"""Seconds for which a process may use a site as it last read it."""

PATIENCE = 10.0
"""Seconds that a thread waits for its turn to write; no longer, or else those behind a stuck one add up their waits."""

MOST_SITES = 10_000

EMPTY = "The database has no tables yet. Run `python -m moderation init` once."
DOWN = "The database cannot be reached right now. Nothing was stored; please send it again."


def now_ms() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


class Store:
    """Owns the database connections of one process. Every query happens inside `read()` or `write()`.

    `durable` makes SQLite's commits survive a power cut, not only a crash. Workers need it not: a verdict
    that a power cut takes is made again, because the comment that it belongs to is pending again.
    """

    def __init__(self, url: str, pool_size: int = 8, durable: bool = True, clock: Callable[[], int] = now_ms) -> None:
        self.clock = clock
        self.engine: Engine = open_engine(url, pool_size, durable)
        self.reader = self.engine.execution_options(reading=True)
        # SQLite lets one write at a time. Threads that wait for it here are let in as soon as it is free; those
        # that wait inside SQLite look again and again, up to a tenth of a second apart.
        self.turn = RLock() if self.engine.dialect.name == "sqlite" else None
        self.sites: dict[tuple[str, str], tuple[float, Site]] = {}
        self.known_origins: tuple[float, frozenset[str]] = (float("-inf"), frozenset())

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write: all of it is committed, or nothing."""
        with failures(), in_turn(self.turn), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only reads, and never waits for a writer."""
        with failures(), self.reader.begin() as connection:
            yield connection

    def site_by_key(self, public_key: str) -> Site | None:
        """The site whose form carries this key, as it was at most FRESH seconds ago."""
        return self.site("public", public_key, sites.by_public_key)

    def site_by_secret(self, secret_key: str) -> Site | None:
        """The site whose server holds this key, as it was at most FRESH seconds ago."""
        return self.site("secret", secret_key, sites.by_secret_key)

    def site(self, kind: str, key: str, find: Callable[[Connection, str, int], Site | None]) -> Site | None:
        """A site by one of its keys, from this process's memory while it is fresh."""
        if not (key.isascii() and key.isprintable()):  # no key is, and PostgreSQL takes no NUL
            return None
        now = time.monotonic()
        read_at, known = self.sites.get((kind, key), (0.0, None))
        if known is not None and now - read_at < FRESH:
            return known
        with self.read() as db:
            found = find(db, key, self.clock())
        if found is not None and known is not None and known.policy == found.policy:
            found = replace(found, policy=known.policy)  # what is compiled from it is found again at once
        if found is not None and len(self.sites) < MOST_SITES:
            self.sites[kind, key] = (now, found)
        return found

    def site_in_force(self, site_id: str) -> Site | None:
        """The site with the policy of this very moment: judging must not be behind a policy that was just saved."""
        _, known = self.sites.get(("id", site_id), (0.0, None))
        if known is not None:
            with self.read() as db:
                if policies.number(db, site_id) != known.policy.version:
                    self.forget(site_id)
        return self.site("id", site_id, sites.by_id)

    def forget(self, site_id: str) -> None:
        """Read this site anew when it is next asked for: its policy has changed."""
        for key, (_, known) in list(self.sites.items()):
            if known.id == site_id:
                self.sites.pop(key, None)

    def origins(self) -> frozenset[str]:
        """The web origins of all sites, as they were at most FRESH seconds ago."""
        now = time.monotonic()
        if now - self.known_origins[0] >= FRESH:
            with self.read() as db:
                self.known_origins = (now, sites.origins(db))
        return self.known_origins[1]

    def alive(self) -> bool:
        """Whether the database answers right now."""
        try:
            with self.read() as db:
                return bool(db.exec_driver_sql("SELECT 1").scalar())
        except Unavailable:
            return False

    def close(self) -> None:
        """Return every connection."""
        self.engine.dispose()


@contextmanager
def in_turn(turn: RLock | None) -> Iterator[None]:
    """Wait for the turn to write, where there is one."""
    if turn is None:
        yield
    elif turn.acquire(timeout=PATIENCE):
        try:
            yield
        finally:
            turn.release()
    else:
        raise Unavailable(DOWN)


@contextmanager
def failures() -> Iterator[None]:
    """Turn a database that is gone, full or locked into Unavailable, with its cause chained."""
    try:
        yield
    except (OperationalError, InterfaceError, TimeoutError, ProgrammingError) as error:
        if lacks_tables(error):
            raise ConfigError(EMPTY) from error
        if isinstance(error, ProgrammingError):
            raise
        raise Unavailable(DOWN) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable(DOWN) from error
        raise


def lacks_tables(error: SQLAlchemyError) -> bool:
    """Whether a table is missing, in the words of SQLite or by PostgreSQL's SQLSTATE."""
    cause = getattr(error, "orig", None)
    return "no such table" in str(cause) or getattr(cause, "sqlstate", None) == "42P01"
