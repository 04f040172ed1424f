"""Attempts: how often one may be wrong at the door. Guessing slows down, and never locks the real person out."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.acts.sessions import HOUR, MINUTE, plain
from moderation.errors import TooMany
from moderation.toolbox import Toolbox
from moderation.tools.store import logins

WINDOW = 10 * MINUTE
PER_NETWORK = 20
PER_ACCOUNT = 10
"""Failures within WINDOW that one network, and one account from browsers it does not know, may have."""

SLOW = "Too many attempts failed. Wait ten minutes, or use a browser in which you have logged in before."


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody types, the password or a code. `known` when this browser has logged in to this account before."""

    email: str
    secret: str
    network: str
    known: bool = False


def check(toolbox: Toolbox, attempt: Attempt) -> None:
    """Refuse when too many attempts failed of late. Browsers that are known have a count of their own."""
    with toolbox.store.read() as db:
        of_account, of_network = logins.failures(db, *keys_of(toolbox, attempt), toolbox.clock() - WINDOW)
    if of_network >= PER_NETWORK or of_account >= PER_ACCOUNT:
        raise TooMany(SLOW, retry_after=WINDOW // 1000)


def fail(toolbox: Toolbox, attempt: Attempt) -> None:
    """This one failed."""
    now = toolbox.clock()
    with toolbox.store.write() as db:
        logins.fail(db, *keys_of(toolbox, attempt), now, now - HOUR)


def keys_of(toolbox: Toolbox, attempt: Attempt) -> tuple[str, str]:
    """Account and network as failures are counted: keyed hashes, so that the table names nobody."""
    digest, known = toolbox.keys.digest, "known" if attempt.known else ""
    return digest("login-account", plain(attempt.email), known), digest("login-network", attempt.network)
