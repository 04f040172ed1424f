"""The history of the database's shape, and how to bring a database to its newest form."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

HERE = Path(__file__).parent


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the database up (or, for an earlier revision, down). Running it twice does nothing."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(HERE))
    with engine.connect() as connection:
        settings.attributes["connection"] = connection
        now = MigrationContext.configure(connection).get_current_revision() or ""
        connection.rollback()  # Alembic begins its own
        down = revision == "base" or revision.startswith("-") or revision < now  # numbers, and "head" after all of them
        (command.downgrade if down else command.upgrade)(settings, revision)
