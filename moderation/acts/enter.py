"""Enter: who sits at the desk. Logging in and out, and a new password."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from moderation.errors import FieldProblem, Invalid, TooMany, Unauthorised
from moderation.toolbox import Toolbox
from moderation.tools.store import logins, moderators
from moderation.tools.store.moderators import Seat

MINUTE, HOUR = 60_000, 3_600_000
SESSION = 12 * HOUR
"""Milliseconds after which everybody logs in again: one long day."""

WINDOW = 10 * MINUTE
PER_NETWORK = 20
PER_ACCOUNT = 10
"""Failures within WINDOW that one network, and one account from browsers it does not know, may have."""

LEAST_PASSWORD, MOST_PASSWORD = 12, 1000
WRONG = "This e-mail and password do not belong together."
SLOW = "Too many attempts failed. Wait ten minutes, or use a browser in which you have logged in before."

hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody types. `known` when this browser has logged in to this account before."""

    email: str
    password: str
    network: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who sits at the desk, and for which sites in which role."""

    email: str
    seats: tuple[Seat, ...]


def log_in(toolbox: Toolbox, attempt: Attempt) -> str:
    """Open a session for every seat whose password this is; returns the session's secret token."""
    now, email = toolbox.clock(), plain(attempt.email)
    account, network = keys_of(toolbox, attempt)
    with toolbox.store.read() as db:
        of_account, of_network = logins.failures(db, account, network, now - WINDOW)
        hashes = moderators.passwords(db, email)
    if of_network >= PER_NETWORK or (of_account >= PER_ACCOUNT and not attempt.known):
        raise TooMany(SLOW, retry_after=WINDOW // 1000)
    opened = [seat for seat, hashed in hashes.items() if matches(hashed, attempt.password)]
    if not hashes:
        matches(nobodys(), attempt.password)  # an unknown e-mail takes as long as a wrong password
    with toolbox.store.write() as db:
        if not opened:
            logins.fail(db, account, network, now, now - HOUR)
        else:
            token = secrets.token_urlsafe(32)
            logins.open_session(db, session_id(token), email, opened, (now, now + SESSION))
    if not opened:
        raise Unauthorised(WRONG)
    return token


def keys_of(toolbox: Toolbox, attempt: Attempt) -> tuple[str, str]:
    """Account and network as failures are counted: keyed hashes, so that the table names nobody."""
    digest = toolbox.keys.digest
    return digest("login-account", plain(attempt.email)), digest("login-network", attempt.network)


def plain(email: str) -> str:
    """An e-mail as moderators are stored."""
    return email.strip().lower()


def matches(hashed: str, password: str) -> bool:
    """Whether this is the password."""
    try:
        return hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def nobodys() -> str:
    """The hash of a password that nobody has."""
    return hasher.hash(secrets.token_urlsafe(32))


def session_id(token: str) -> str:
    """What is stored of a session: whoever reads the table cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def person(toolbox: Toolbox, token: str) -> Person | None:
    """Who holds this token, in the roles that they have now; None when the session has ended."""
    with toolbox.store.read() as db:
        seat_ids = logins.seats_of(db, session_id(token), toolbox.clock())
        seats = tuple(moderators.seats(db, seat_ids)) if seat_ids else ()
    return Person(plain(seats[0].email), seats) if seats else None


def log_out(toolbox: Toolbox, token: str) -> None:
    """End this session."""
    with toolbox.store.write() as db:
        logins.close_session(db, session_id(token))


def change_password(toolbox: Toolbox, who: Person, old: str, new: str) -> str:
    """Set the password of every seat that the old one opens, end all sessions, and open a new one."""
    if not LEAST_PASSWORD <= len(new) <= MOST_PASSWORD:
        raise Invalid("The new password is too short.", (FieldProblem("new", "Use 12 characters or more."),))
    with toolbox.store.read() as db:
        hashes = moderators.passwords(db, who.email)
    opened = [seat.id for seat in who.seats if matches(hashes.get(seat.id, ""), old)]
    if not opened:
        raise Invalid("The present password is another one.", (FieldProblem("old", "This is not your password."),))
    hashed, now, token = hasher.hash(new), toolbox.clock(), secrets.token_urlsafe(32)
    with toolbox.store.write() as db:
        moderators.set_password(db, opened, hashed)
        logins.close_sessions(db, who.email)
        logins.open_session(db, session_id(token), who.email, opened, (now, now + SESSION))
        for seat in who.seats:
            told = {"site_id": seat.site_id, "who": who.email, "what": "change-password", "detail": {}}
            moderators.note(db, told, now)
    return token
