"""Every list of the desk is read from one index, so that it costs the same whatever there is."""

from __future__ import annotations

import pytest
from factories import Owned
from sqlalchemy import Select, text

from moderation.toolbox import Toolbox
from moderation.tools.store import listing
from moderation.tools.store.listing import Place, Wanted

HERE = ("a site",)
LISTS = [
    (listing.by_priority, Wanted(HERE), "ix_comment_queue"),
    (listing.by_cause, Wanted(HERE, cause="label:threat"), "ix_cause_queue"),
    (listing.by_age, Wanted(HERE, order="oldest"), "ix_comment_time"),
    (listing.by_age, Wanted(HERE, order="newest"), "ix_comment_time"),
    (listing.by_page, Wanted(HERE, page="a page"), "ix_comment_page"),
    (listing.by_author, Wanted(HERE, author="an author"), "ix_comment_author"),
]


def plan(toolbox: Toolbox, asked: Select[object]) -> list[str]:
    """How SQLite goes about it."""
    sql = str(asked.limit(26).compile(toolbox.store.engine, compile_kwargs={"literal_binds": True}))
    with toolbox.store.read() as db:
        return [row[3] for row in db.execute(text("EXPLAIN QUERY PLAN " + sql.replace(":", "\\:")))]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("after", [None, (5, "an identifier")], ids=["first", "later"])
@pytest.mark.parametrize(("asks", "wanted", "index"), LISTS, ids=[f"{entry[0].__name__}" for entry in LISTS])
def test_a_list_is_a_range_of_its_index(
    toolbox: Toolbox, paper: Owned, asks: object, wanted: Wanted, index: str, after: Place | None
) -> None:
    steps = plan(toolbox, asks(wanted, paper.id, after))
    assert index in steps[0]
    assert not [step for step in steps if "SCAN" in step or step == "USE TEMP B-TREE FOR ORDER BY"]
