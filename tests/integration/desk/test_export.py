"""The export: everything that was asked for, once, in constant memory, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from factories import CIVIL, Owned, from_address, judged, site_of, written
from fakes import Clock
from moderating import Moderating
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from moderation.acts import review
from moderation.acts.review import Decision
from moderation.acts.submit import Author, Page
from moderation.doors.desk import exporting
from moderation.doors.desk.sheets import inert
from moderation.toolbox import Toolbox
from moderation.tools.store import exports
from moderation.tools.store.tables import audit


def sent(person: Moderating, **fields: str) -> TestResponse:
    """Fill in the form and send it."""
    shown = person.fields("/desk/export", "csv")
    return person.client.post("/desk/export", data={**shown, "format": "csv", **fields})


def table(person: Moderating, **fields: str) -> list[dict[str, str]]:
    """The export as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(sent(person, **fields).text)))


def lines(person: Moderating, **fields: str) -> list[dict[str, Any]]:
    """The export as JSON lines."""
    return [json.loads(line) for line in sent(person, format="jsonl", **fields).text.splitlines()]


def test_a_comment_with_its_verdict_and_decisions(toolbox: Toolbox, paper: Owned, chief: Moderating) -> None:
    comment_id = judged(toolbox, paper, written("You idiot, “é”.", client=from_address("203.0.113.9"))).id
    for status in ("published", "rejected"):
        said = Decision(status, "alice@paper.example", f"Why {status}.")
        review.decide(toolbox, site_of(toolbox, paper), comment_id, said)
    (row,) = table(chief)
    assert row["id"] == comment_id
    assert (row["site"], row["page_title"]) == ("The Paper", "What a mediator owes")
    assert (row["author_name"], row["created_at"]) == ("Bob", "2026-01-01T12:00:00Z")
    assert (row["status"], row["verdict"], row["rules"]) == ("rejected", "hold", "personal_attack")
    assert (row["text"], row["classifier"]) == ("You idiot, “é”.", "words-1")
    assert (row["decisions"], row["decided_by"], row["decision"]) == ("2", "alice@paper.example", "reject")
    assert row["reason"] == "Why rejected."
    (whole,) = lines(chief)
    assert whole["verdict"]["findings"][0]["rule"] == "personal_attack"
    assert [(told["from"], told["to"]) for told in whole["decisions"]] == [
        ("held", "published"),
        ("published", "rejected"),
    ]
    everything = sent(chief).text + sent(chief, format="jsonl").text
    assert "203.0.113.9" not in everything
    assert "bob@home.example" not in everything


def test_pieces_neither_repeat_nor_leave_out(
    toolbox: Toolbox, paper: Owned, blog: Owned, chief: Moderating, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PIECE", 3)
    ids = []
    for number in range(11):
        ids.append(judged(toolbox, paper, written(f"{CIVIL} {number}", Author(f"R{number}"))).id)
        judged(toolbox, blog, written(f"{CIVIL} {number}", Author(f"R{number}")))
        clock.pass_seconds(60 * (number % 3 == 0))
    assert [row["id"] for row in table(chief)] == sorted(ids)
    answer = sent(chief, format="jsonl")
    assert answer.is_streamed
    assert answer.headers["Content-Disposition"] == 'attachment; filename="comments-2026-01-01.jsonl"'


def test_it_filters_by_status_and_day(toolbox: Toolbox, paper: Owned, chief: Moderating, clock: Clock) -> None:
    first = judged(toolbox, paper, CIVIL).id
    clock.pass_seconds(24 * 3600)
    chief.log_in()
    second = judged(toolbox, paper, "You idiot.").id
    assert [row["id"] for row in table(chief, status="held")] == [second]
    assert [row["id"] for row in table(chief, to="2026-01-01")] == [first]
    assert [row["id"] for row in table(chief, **{"from": "2026-01-02", "to": "2026-01-02"})] == [second]
    assert table(chief, **{"from": "2026-01-03"}) == []


@pytest.mark.parametrize(
    "fields",
    [{"from": "yesterday"}, {"from": "2026-02-01", "to": "2026-01-01"}, {"status": "odd"}, {"format": "xls"}],
    ids=lambda fields: next(iter(fields)),
)
def test_what_it_cannot_read_it_asks_again(chief: Moderating, fields: dict[str, str]) -> None:
    answer = sent(chief, **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_another_site_is_not_exported(toolbox: Toolbox, paper: Owned, carol: Moderating) -> None:
    judged(toolbox, paper, CIVIL)
    assert table(carol) == []
    assert sent(carol, site=paper.id).status_code == 422


def test_every_export_stands_in_the_audit(toolbox: Toolbox, paper: Owned, chief: Moderating) -> None:
    sent(chief, status="held", **{"from": "2026-01-01"})
    with toolbox.store.read() as db:
        rows = db.execute(select(audit).where(audit.c.what == "export")).all()
    assert [(row.site_id, row.who) for row in rows] == [(paper.id, "chief@paper.example")]
    assert rows[0].detail == {"format": "csv", "status": "held", "from": "2026-01-01", "to": ""}


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u200b=1", "\ufeff=1", "＝1", "－1", "\t", "-"],
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "1-1", "idiot @ work", "'=1", "né", "(=1)"])
def test_what_is_no_formula_stays(cell: str) -> None:
    assert inert(cell) == cell


def test_no_field_of_a_comment_becomes_a_formula(toolbox: Toolbox, paper: Owned, chief: Moderating) -> None:
    evil = '=HYPERLINK("https://evil.example","idiot")'
    page = Page(f"https://paper.example/{evil}", evil, evil)
    comment_id = judged(toolbox, paper, written(evil, Author(evil), page=page)).id
    review.decide(toolbox, site_of(toolbox, paper), comment_id, Decision("rejected", "alice@paper.example", evil))
    (row,) = table(chief)
    assert row["text"] == row["author_name"] == row["page_title"] == row["reason"] == f"'{evil}"
    assert [cell for cell in row.values() if cell[:1] in set("=+-@\t\r")] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_walk_is_a_range_of_an_index(toolbox: Toolbox, paper: Owned) -> None:
    seen: list[str] = []
    with toolbox.store.read() as db:
        db.connection.dbapi_connection.set_trace_callback(seen.append)
        exports.piece(db, exports.Wanted((paper.id,), "held", 0, 10**13), (5, "an identifier"), 500)
        db.connection.dbapi_connection.set_trace_callback(None)
        walk = next(sql for sql in seen if "ORDER BY" in sql)
        plan = [row[3] for row in db.execute(text("EXPLAIN QUERY PLAN " + walk.replace(":", "\\:")))]
    assert "ix_comment_retention" in plan[0]
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan
