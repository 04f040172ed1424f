"""The chain of decisions notices whatever is done to it behind the desk's back."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from factories import Owned, judged, site_of
from moderating import Moderating
from sqlalchemy import Connection, delete, update

from moderation.acts import review
from moderation.acts.review import Decision
from moderation.doors.desk import auditing
from moderation.migrations import migrate
from moderation.toolbox import Toolbox
from moderation.tools.store import decisions, tally
from moderation.tools.store.decisions import Walk
from moderation.tools.store.tables import decision

LENGTH = 30


class Back(Exception):
    """Ends a transaction that is to leave nothing behind."""


@pytest.fixture
def chained(toolbox: Toolbox, paper: Owned) -> Owned:
    """A site with a chain of decisions."""
    comment_id, site = judged(toolbox, paper).id, site_of(toolbox, paper)
    for number in range(LENGTH):
        status = ("rejected", "held", "published")[number % 3]
        review.decide(toolbox, site, comment_id, Decision(status, "alice@paper.example", f"Reason {number} – “é”."))
    return paper


@contextmanager
def tampering(toolbox: Toolbox) -> Iterator[Connection]:
    """A transaction that is rolled back."""
    try:
        with toolbox.store.write() as db:
            yield db
            raise Back
    except Back:
        pass


def edit(db: Connection, place: int, rng: random.Random) -> None:
    """Change one column of one row."""
    column = rng.choice(["moderator", "reason", "from_status", "to_status", "action", "created_at", "hash", "policy"])
    value: object = rng.randrange(10**6, 10**7) if column in {"created_at", "policy"} else f"x{rng.random():.6f}"[:10]
    db.execute(update(decision).where(decision.c.place == place).values({column: value}))


def remove(db: Connection, place: int, rng: random.Random) -> None:
    """Delete one row, perhaps the last."""
    db.execute(delete(decision).where(decision.c.place == rng.choice([place, LENGTH])))


def swap(db: Connection, place: int, rng: random.Random) -> None:
    """Exchange the places of two rows."""
    other = rng.choice([number for number in range(1, LENGTH + 1) if number != place])
    for old, new in ((place, -1), (other, place), (-1, other)):
        db.execute(update(decision).where(decision.c.place == old).values(place=new))


def test_a_chain_that_nobody_touched_holds(toolbox: Toolbox, chained: Owned, chief: Moderating) -> None:
    with toolbox.store.read() as db:
        assert decisions.walk(db, chained.id, 0, lambda: False) == Walk(LENGTH, LENGTH)
    assert "30 decisions, all as they were written" in chief.open("/desk/audit").text


def test_a_long_chain_is_walked_in_pieces(
    toolbox: Toolbox, chained: Owned, chief: Moderating, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "PATIENCE", 0)
    monkeypatch.setattr(decisions, "PIECE", 10)
    first = chief.open("/desk/audit").text
    assert "10 of 30 decisions checked" in first
    assert "20 of 30 decisions checked" in chief.open(f"/desk/audit?site={chained.id}&after=10").text
    assert "30 decisions, all as they were written" in chief.open(f"/desk/audit?site={chained.id}&after=20").text
    with toolbox.store.write() as db:
        db.execute(update(decision).where(decision.c.place == 15).values(reason="another"))
    assert "The chain breaks at decision 15." in chief.open(f"/desk/audit?site={chained.id}&after=10").text
    assert "10 of 30 decisions checked" in chief.open(f"/desk/audit?site={chained.id}&after=x").text


@pytest.mark.parametrize("tamper", [edit, remove, swap])
def test_the_chain_notices(
    toolbox: Toolbox, chained: Owned, tamper: Callable[[Connection, int, random.Random], None]
) -> None:
    rng = random.Random(tamper.__name__)
    missed = []
    for attempt in range(60):
        with tampering(toolbox) as db:
            tamper(db, rng.randint(1, LENGTH), rng)
            if decisions.verify(db, chained.id) is None:
                missed.append(attempt)
    assert missed == []


def test_the_chains_of_two_sites_are_apart(toolbox: Toolbox, chained: Owned, blog: Owned) -> None:
    state = judged(toolbox, blog)
    review.decide(toolbox, site_of(toolbox, blog), state.id, Decision("held", "carol@carol.example", ""))
    with toolbox.store.read() as db:
        assert decisions.walk(db, blog.id, 0, lambda: False) == Walk(1, 1)


def test_decisions_from_before_the_chain_are_chained(toolbox: Toolbox, chained: Owned) -> None:
    migrate(toolbox.store.engine, "0001")
    migrate(toolbox.store.engine)
    with toolbox.store.read() as db:
        assert decisions.walk(db, chained.id, 0, lambda: False) == Walk(LENGTH, LENGTH)
        assert tally.counts(db, [chained.id]) == {"held": 0, "published": 1, "rejected": 0}
