"""Accounts: a person's password, authenticator app and recovery codes, the same on every site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update

from moderation.tools.store.people_tables import account, passkey, recovery_code
from moderation.tools.store.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody logs in with: the password as its Argon2 hash, the app's secret encrypted."""

    email: str
    password_hash: str
    totp: str | None
    totp_step: int


def find(db: Connection, email: str) -> Account | None:
    """The account of this e-mail, in lower case."""
    columns = (account.c.email, account.c.password_hash, account.c.totp, account.c.totp_step)
    row = db.execute(select(*columns).where(account.c.email == email)).first()
    return Account(*row) if row else None


def add(db: Connection, email: str, password_hash: str, now: int) -> bool:
    """A new account; False when there is one already, which stays as it is."""
    row = {"email": email, "password_hash": password_hash, "totp_step": 0, "seen_at": 0, "created_at": now}
    return insert_new(db, account, [row]) == 1


def drop(db: Connection, email: str) -> None:
    """Forget the account and its second factors."""
    for table in (passkey, recovery_code, account):
        db.execute(delete(table).where(table.c.email == email))


def set_password(db: Connection, email: str, password_hash: str) -> None:
    """The new password."""
    db.execute(update(account).where(account.c.email == email).values(password_hash=password_hash))


def set_totp(db: Connection, email: str, sealed: str | None) -> None:
    """The secret of the authenticator app, encrypted; None takes the app away."""
    db.execute(update(account).where(account.c.email == email).values(totp=sealed))


def spend_step(db: Connection, email: str, step: int) -> bool:
    """Use up the codes of the app until this step of time; False when another login was faster."""
    fresh = (account.c.email == email) & (account.c.totp_step < step)
    return db.execute(update(account).where(fresh).values(totp_step=step)).rowcount == 1


def touch(db: Connection, email: str, now: int) -> None:
    """This person was here."""
    db.execute(update(account).where(account.c.email == email).values(seen_at=now))


def replace_codes(db: Connection, email: str, hashes: Sequence[str]) -> None:
    """These recovery codes, and no earlier ones."""
    db.execute(delete(recovery_code).where(recovery_code.c.email == email))
    insert_new(db, recovery_code, [{"email": email, "hash": hashed} for hashed in hashes])


def spend_code(db: Connection, email: str, hashed: str) -> bool:
    """Use a recovery code up; False when there is no such code."""
    mine = (recovery_code.c.email == email) & (recovery_code.c.hash == hashed)
    return db.execute(delete(recovery_code).where(mine)).rowcount == 1


def codes_left(db: Connection, email: str) -> int:
    """How many recovery codes are unused: ten at most."""
    asked = select(func.count()).select_from(recovery_code).where(recovery_code.c.email == email)
    return int(db.execute(asked).scalar_one())
