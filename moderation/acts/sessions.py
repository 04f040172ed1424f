"""Sessions: who sits at the desk, how far their login has come, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from moderation.toolbox import Toolbox
from moderation.tools.store import accounts, logins, moderators
from moderation.tools.store.moderators import Seat

MINUTE, HOUR = 60_000, 3_600_000
SESSION = 12 * HOUR
"""Milliseconds after which everybody logs in again: one long day."""

SEEN = 5 * MINUTE
"""How exactly it is known when somebody was last here."""


class Stage(IntEnum):
    """How far a login has come. Before IN, the desk shows only what leads there."""

    PROVING = 1  # the password was right; the second factor is due
    SETTING_UP = 2  # the operator asks for a second factor, and there is none yet
    IN = 3


@dataclass(frozen=True, slots=True)
class Person:
    """Who sits at the desk, and for which sites in which role. `proved`: by a second factor, in this session."""

    email: str
    seats: tuple[Seat, ...]
    stage: Stage = Stage.IN
    proved: bool = False


def plain(email: str) -> str:
    """An e-mail as moderators are stored."""
    return email.strip().lower()


def times(toolbox: Toolbox) -> tuple[int, int]:
    """From when until when a session lasts that begins now."""
    now = toolbox.clock()
    return now, now + SESSION


def stage(toolbox: Toolbox, session: logins.Session) -> Stage:
    """How far a session leads. It is asked anew each time: a factor that is set up today is due everywhere today."""
    if session.secured:
        return Stage.IN if session.proved else Stage.PROVING
    return Stage.SETTING_UP if toolbox.config.second_factor else Stage.IN


def person(toolbox: Toolbox, token: str) -> Person | None:
    """Who holds this token, in the roles that they have now; None when the session has ended."""
    now = toolbox.clock()
    with toolbox.store.read() as db:
        session = logins.session(db, token, now)
        seats = tuple(moderators.seats(db, session.email)) if session else ()
    if session is None or not seats:
        return None
    reached = stage(toolbox, session)
    if reached is Stage.IN and session.seen_at < now - SEEN:
        with toolbox.store.write() as db:
            accounts.touch(db, session.email, now)
    return Person(session.email, seats, reached, session.proved)


def end(toolbox: Toolbox, token: str) -> None:
    """End this session."""
    with toolbox.store.write() as db:
        logins.close_session(db, token)
