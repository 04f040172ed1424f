"""Challenges: who tried which, and that each is passed only once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, select

from moderation.judgement.case import Captcha
from moderation.tools.store.tables import challenge_try
from moderation.tools.store.upsert import insert_new

TRIES = 3
"""Wrong answers that one challenge bears."""

NETWORK_TRIES, NETWORK_WINDOW = 30, 600_000
"""Wrong answers that one network may give within ten minutes, so that small sums cannot be guessed in bulk."""


def attempt(db: Connection, tried: Mapping[str, Any]) -> Captcha:
    """Record one answer (a row of challenge_try) and say how it comes out, given the tries before it.

    A comment tries a challenge once: judging it again finds the same row and the same outcome.
    """
    nonce, comment_id = tried["nonce"], tried["comment_id"]
    insert_new(db, challenge_try, [tried])
    rows = {
        row.comment_id: row.passed
        for row in db.execute(
            select(challenge_try.c.comment_id, challenge_try.c.passed).where(challenge_try.c.nonce == nonce)
        )
    }
    if comment_id not in rows:  # the unique index kept it out: another comment has passed this challenge
        return Captcha.REPLAYED
    wrong_by_others = sum(not passed for other, passed in rows.items() if other != comment_id)
    if wrong_by_others >= TRIES or network_is_guessing(db, tried):
        return Captcha.TOO_MANY_TRIES
    return Captcha.PASSED if rows[comment_id] else Captcha.WRONG


def network_is_guessing(db: Connection, tried: Mapping[str, Any]) -> bool:
    """Whether this network gave too many wrong answers of late."""
    nth = (
        select(challenge_try.c.created_at)
        .where(
            challenge_try.c.network_hash == tried["network_hash"],
            challenge_try.c.passed.is_(False),
            challenge_try.c.created_at > tried["created_at"] - NETWORK_WINDOW,
        )
        .limit(1)
        .offset(NETWORK_TRIES)
    )
    return db.execute(nth).first() is not None


def forget(db: Connection, before: int) -> int:
    """Drop tries of challenges that expired long ago; returns how many."""
    return db.execute(delete(challenge_try).where(challenge_try.c.created_at < before)).rowcount
