"""Logins: the sessions that are open, the attempts that failed of late, and what counts only once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from moderation.tools.store.desk_tables import desk_session, login_failure
from moderation.tools.store.moderators import SECURED
from moderation.tools.store.people_tables import account, spent
from moderation.tools.store.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Session:
    """An open session. `proved`: by a second factor; `secured`: its person has one; `seen_at`: anywhere."""

    email: str
    proved: bool
    secured: bool
    seen_at: int


def open_session(db: Connection, email: str, proved: bool, times: tuple[int, int]) -> str:
    """A new session, from the first to the second moment; returns its secret token. Those that have ended leave."""
    token = secrets.token_urlsafe(32)
    db.execute(delete(desk_session).where(desk_session.c.ends_at <= times[0]))
    row = {"id": key_of(token), "email": email, "proved": proved, "created_at": times[0], "ends_at": times[1]}
    db.execute(insert(desk_session).values(row))
    return token


def key_of(token: str) -> str:
    """What is stored of a token: whoever reads the table cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def session(db: Connection, token: str, now: int) -> Session | None:
    """A session with the state of its account; None when it has ended."""
    joined = desk_session.join(account, account.c.email == desk_session.c.email)
    columns = (account.c.email, desk_session.c.proved, SECURED, account.c.seen_at)
    wanted = (desk_session.c.id == key_of(token)) & (desk_session.c.ends_at > now)
    row = db.execute(select(*columns).select_from(joined).where(wanted)).first()
    return Session(*row) if row else None


def prove_session(db: Connection, token: str) -> None:
    """Its person has shown a second factor just now."""
    db.execute(update(desk_session).where(desk_session.c.id == key_of(token)).values(proved=True))


def renew_session(db: Connection, token: str, email: str, times: tuple[int, int]) -> str:
    """A session under a new token takes over from one whose person has just shown a second factor."""
    close_session(db, token)
    return open_session(db, email, True, times)


def close_session(db: Connection, token: str) -> None:
    """End one session."""
    db.execute(delete(desk_session).where(desk_session.c.id == key_of(token)))


def close_sessions(db: Connection, email: str) -> None:
    """End every session of somebody, wherever it is open."""
    db.execute(delete(desk_session).where(desk_session.c.email == email))


def failures(db: Connection, account_key: str, network: str, since: int) -> tuple[int, int]:
    """How often a login failed since then: of this account, and from this network."""
    return (
        failed(db, login_failure.c.account == account_key, since),
        failed(db, login_failure.c.network == network, since),
    )


def failed(db: Connection, who: ColumnElement[bool], since: int) -> int:
    """Failures since then."""
    asked = select(func.count()).select_from(login_failure).where(who, login_failure.c.created_at > since)
    return int(db.execute(asked).scalar_one())


def fail(db: Connection, account_key: str, network: str, now: int, keep_since: int) -> None:
    """Remember a failure, and forget old ones."""
    db.execute(delete(login_failure).where(login_failure.c.created_at <= keep_since))
    row = {"id": secrets.token_hex(16), "account": account_key, "network": network, "created_at": now}
    db.execute(insert(login_failure).values(row))


def spend(db: Connection, once: str, now: int, ends_at: int) -> bool:
    """Use something up that lasts until then; False when it was used before."""
    db.execute(delete(spent).where(spent.c.ends_at <= now))
    return insert_new(db, spent, [{"id": once, "ends_at": ends_at}]) == 1
