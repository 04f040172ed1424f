"""Logins: the sessions that are open, and the attempts that failed of late."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from moderation.tools.store.desk_tables import desk_session, login_failure


def open_session(db: Connection, session_id: str, email: str, seats: Sequence[str], times: tuple[int, int]) -> None:
    """A new session, from the first to the second moment. Those that have ended leave."""
    db.execute(delete(desk_session).where(desk_session.c.ends_at <= times[0]))
    row = {"id": session_id, "email": email, "seats": list(seats), "created_at": times[0], "ends_at": times[1]}
    db.execute(insert(desk_session).values(row))


def seats_of(db: Connection, session_id: str, now: int) -> list[str]:
    """The seats that a session opened; none when it has ended."""
    asked = select(desk_session.c.seats).where(desk_session.c.id == session_id, desk_session.c.ends_at > now)
    return list(db.execute(asked).scalar() or ())


def close_session(db: Connection, session_id: str) -> None:
    """End one session."""
    db.execute(delete(desk_session).where(desk_session.c.id == session_id))


def close_sessions(db: Connection, email: str) -> None:
    """End every session of somebody, wherever it is open."""
    db.execute(delete(desk_session).where(desk_session.c.email == email))


def failures(db: Connection, account: str, network: str, since: int) -> tuple[int, int]:
    """How often a login failed since then: of this account, and from this network."""
    return (
        failed(db, login_failure.c.account == account, since),
        failed(db, login_failure.c.network == network, since),
    )


def failed(db: Connection, who: ColumnElement[bool], since: int) -> int:
    """Failures since then."""
    asked = select(func.count()).select_from(login_failure).where(who, login_failure.c.created_at > since)
    return int(db.execute(asked).scalar_one())


def fail(db: Connection, account: str, network: str, now: int, keep_since: int) -> None:
    """Remember a failure, and forget old ones."""
    db.execute(delete(login_failure).where(login_failure.c.created_at <= keep_since))
    row = {"id": secrets.token_hex(16), "account": account, "network": network, "created_at": now}
    db.execute(insert(login_failure).values(row))
