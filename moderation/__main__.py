"""The operator's command line: python -m moderation init | add-site | add-moderator | invite | keys | backup | …"""

from __future__ import annotations

import argparse
import getpass
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from moderation import demo, prepared
from moderation.acts import appoint, enter, passwords, sessions
from moderation.config import Config
from moderation.errors import AdRemError, ConfigError, NotFound
from moderation.judgement.case import Case
from moderation.migrations import migrate
from moderation.toolbox import Toolbox, open_toolbox
from moderation.tools.store import accounts, moderators, sites
from moderation.tools.store.connection import Store
from moderation.tools.store.moderators import Moderator
from moderation.tools.store.sites import Site, SiteKeys


def init(toolbox: Toolbox, _: argparse.Namespace) -> None:
    """Bring the database up to date, check the queue, and make the site Demo on the first start."""
    toolbox.queue.check()
    compile_kernels(toolbox)
    if demo.first_start(toolbox):
        print(f"The site Demo is made; its keys are in {toolbox.config.home / 'keys.json'}.")


def compile_kernels(toolbox: Toolbox) -> None:
    """Compile the classifier's kernels once, rather than in every process at the same time; again when it changed."""
    home = toolbox.config.home
    if not prepared.kernels(home):
        toolbox.classifier.read([Case("A first comment.")])
        home.mkdir(parents=True, exist_ok=True)
        (home / "compiled").touch()


def add_site(toolbox: Toolbox, given: argparse.Namespace) -> None:
    """Add a site and print its keys, once."""
    with toolbox.store.write() as db:
        site_id, keys = sites.add(db, given.name, tuple(given.origin), toolbox.clock())
        sites.set_webhook(db, site_id, given.webhook)
        made = sites.by_id(db, site_id, toolbox.clock())
    show(keys)
    if made and made.webhook_url:
        print(f"webhook_secret  {made.webhook_secret}")


def add_moderator(toolbox: Toolbox, given: argparse.Namespace) -> None:
    """Add a moderator; a new person's password is asked for, and never a part of the command line."""
    site = find(toolbox, given.site)
    with toolbox.store.read() as db:
        known = accounts.find(db, sessions.plain(given.email)) is not None
    person = Moderator(site.id, given.email, "" if known else ask_password(), given.role)
    with toolbox.store.write() as db:
        moderators.add(db, person, toolbox.clock())


def ask_password() -> str:
    """The hash of a password that is typed."""
    password = getpass.getpass("Password (12 characters or more): ")
    if len(password) < passwords.LEAST:
        raise ConfigError("The password must have 12 characters or more.")
    return passwords.hashed(password)


def invite(toolbox: Toolbox, given: argparse.Namespace) -> None:
    """Print a link by which somebody becomes a moderator. It counts once, and ends in seven days."""
    site = find(toolbox, given.site)
    token = appoint.invite(toolbox, "operator", site.id, given.email, given.role)
    print(appoint.link(toolbox, token))


def reset_login(toolbox: Toolbox, given: argparse.Namespace) -> None:
    """Ask for a new password of a moderator who has lost everything, and take the second factors away."""
    enter.reset(toolbox, sessions.plain(given.email), ask_password())


def keys(toolbox: Toolbox, given: argparse.Namespace) -> None:
    """List the sites and their public keys; with --rotate, replace all keys of one and print them, once."""
    if given.rotate:
        site = find(toolbox, given.rotate)
        with toolbox.store.write() as db:
            show(sites.rotate_keys(db, site.id))
        return
    with toolbox.store.read() as db:
        for site_id, name, public_key in sites.every(db):
            print(f"{site_id}  {public_key}  {name}")


def run_migrate(toolbox: Toolbox, given: argparse.Namespace) -> None:
    """Bring the database to a revision."""
    migrate(toolbox.store.engine, given.revision)


def backup(toolbox: Toolbox, given: argparse.Namespace) -> None:
    """Copy the SQLite database while everything runs (SQLite's online backup)."""
    path = toolbox.store.engine.url.database
    if toolbox.store.engine.dialect.name != "sqlite" or not path:
        raise ConfigError("The database is PostgreSQL: use pg_dump, which knows it better.")
    target = Path(given.file)
    if target.exists():
        raise ConfigError(f"{target} exists already; name a new file.")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    print(f"{target} holds {target.stat().st_size:,} bytes.")


def find(toolbox: Toolbox, name: str) -> Site:
    """The site that the operator names."""
    with toolbox.store.read() as db:
        site = sites.by_name(db, name, toolbox.clock())
    if site is None:
        raise NotFound(f"There is no site {name!r}; `python -m moderation keys` lists them.")
    return site


def show(made: SiteKeys) -> None:
    """Print keys. The secret ones are stored as hashes only, so this is the one time."""
    print(f"public_key      {made.public_key}")
    print(f"secret_key      {made.secret_key}")
    print(f"akismet_key     {made.akismet_key}")
    print("Keep them now: the secret ones cannot be shown again, only replaced.")


def parser() -> argparse.ArgumentParser:
    """The commands and what they take."""
    top = argparse.ArgumentParser(prog="python -m moderation", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    def command(name: str, run: Callable[[Toolbox, argparse.Namespace], None]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=run.__doc__)
        made.set_defaults(run=run)
        return made

    command("init", init)
    site = command("add-site", add_site)
    site.add_argument("name", help="what people call the site")
    site.add_argument("--origin", action="append", default=[], help="https://example.org; may be given again")
    site.add_argument("--webhook", help="where the site hears what became of its comments")
    person = command("add-moderator", add_moderator)
    person.add_argument("site", help="name or identifier of the site")
    person.add_argument("email")
    person.add_argument("--role", choices=appoint.ROLES, default="moderator")
    guest = command("invite", invite)
    guest.add_argument("site", help="name or identifier of the site")
    guest.add_argument("email")
    guest.add_argument("--role", choices=appoint.ROLES, default="moderator")
    command("reset-login", reset_login).add_argument("email")
    command("keys", keys).add_argument("--rotate", metavar="SITE", help="replace the keys of this site")
    command("migrate", run_migrate).add_argument("revision", nargs="?", default="head")
    command("backup", backup).add_argument("file", help="where the copy goes")
    return top


def main() -> int:
    """Run one command. 0 when it is done, 2 with one clear sentence when it is not."""
    given = parser().parse_args()
    try:
        toolbox = open_tools(given.command)
        given.run(toolbox, given)
    except AdRemError as error:
        print(f"{error.detail}", file=sys.stderr)
        return 2
    return 0


def open_tools(command: str) -> Toolbox:
    """A toolbox for one command. A new database gets its tables first: even the master key lives there."""
    config = Config.from_env()
    if command == "init":
        with closing(Store(config.database)) as store:
            migrate(store.engine)
    return open_toolbox(config)


if __name__ == "__main__":
    sys.exit(main())
