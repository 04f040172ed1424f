"""Each of a thousand random edits, deletions and reorderings of the decisions shows, wherever it is done."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from moderation.tools.store.decisions import ALONE, CHAINED, Broken, Walk, sealed, walked

LENGTH, TRIES = 60, 1000
Row = dict[str, Any]
Tamper = Callable[[list[Row], random.Random], None]


def written() -> list[Row]:
    """A chain as `append` writes it, among it decisions that differ in their identifier only."""
    rows, last = [], ""
    for place in range(1, LENGTH + 1):
        row: Row = {name: f"{name} {place % 3}" for name in CHAINED}
        row |= {"site_id": "a site", "place": place, "id": f"{place:032}", "policy": 1, "created_at": place % 5}
        row["reverts"] = None if place % 4 else f"{place - 1:032}"
        row |= {"detail": None if place % 5 else {"labels": []}, "batch": None if place % 6 else "a batch"}
        row["hash"] = last = sealed(last, row)
        rows.append(row)
    return rows


def edit(rows: list[Row], rng: random.Random) -> None:
    """Another value in one column of one row; half of the time with the row sealed anew."""
    at, name = rng.randrange(len(rows)), rng.choice([*CHAINED, *ALONE, "hash"])
    old = rows[at][name]
    rows[at][name] = old + rng.choice([-1, 1]) if isinstance(old, int) else f"{old}{rng.choice('x ')}"
    if name != "hash" and rng.random() < 0.5:
        rows[at]["hash"] = sealed(rows[at - 1]["hash"] if at else "", rows[at])


def delete(rows: list[Row], rng: random.Random) -> None:
    """One row or several are gone, from the ends as well; half of the time the others are numbered anew."""
    at = rng.choice([0, len(rows) - 1, rng.randrange(len(rows))])
    del rows[at : at + rng.choice([1, 1, 3, LENGTH])]
    if rng.random() < 0.5:
        renumber(rows)


def reorder(rows: list[Row], rng: random.Random) -> None:
    """Two rows change places, or several are shuffled; half of the time with the numbers in order."""
    before = [row["id"] for row in rows]
    while [row["id"] for row in rows] == before:
        begin = rng.randrange(len(rows) - 1)
        part = rows[begin : begin + rng.choice([2, 2, 5, LENGTH])]
        rng.shuffle(part)
        rows[begin : begin + len(part)] = part
    if rng.random() < 0.5:
        renumber(rows)


def renumber(rows: list[Row]) -> None:
    """The places as they should be."""
    for place, row in enumerate(rows, 1):
        row["place"] = place


def test_what_nobody_touched_holds() -> None:
    rows = written()
    assert walked(rows, (LENGTH, rows[-1]["hash"])) == Walk(LENGTH, LENGTH)
    assert walked([], (0, "")) == Walk(0, 0)


@pytest.mark.parametrize("tamper", [edit, delete, reorder], ids=lambda tamper: tamper.__name__)
def test_every_random_tampering_shows(tamper: Tamper) -> None:
    rng, whole = random.Random(tamper.__name__), written()
    end, missed = (LENGTH, whole[-1]["hash"]), 0
    for _ in range(TRIES):
        rows = [dict(row) for row in whole]
        tamper(rows, rng)
        missed += walked(rows, end).broken is None
    assert missed == 0


def test_it_says_where_the_chain_breaks() -> None:
    rows = written()
    end = (LENGTH, rows[-1]["hash"])
    assert walked(rows[:20] + rows[21:], end).broken == Broken(21, "The row is missing.")
    assert walked(rows[:-1], end).broken == Broken(LENGTH, "The end of the chain is missing.")
    rows[4]["reason"] = "another"
    assert walked(rows, end).broken == Broken(5, "The row is not as it was written.")
