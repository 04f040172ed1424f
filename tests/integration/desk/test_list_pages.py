"""The pages of the lists: added, found, ended, taken in and given out by seniors."""

from __future__ import annotations

import csv
import io
import re

import pytest
from factories import CIVIL, Owned, judged, site_of
from fakes import NOON
from flask import Flask
from moderating import Moderating, seated
from werkzeug.test import TestResponse

from moderation.acts import enlist
from moderation.doors.desk import shelves
from moderation.errors import Invalid
from moderation.toolbox import Toolbox
from moderation.tools.store.lists import Entry

SOON = NOON + 3_600_000


@pytest.fixture
def senior(app: Flask, toolbox: Toolbox, paper: Owned) -> Moderating:
    """A senior of The Paper, logged in."""
    return seated(app, toolbox, paper, "sam@paper.example", "senior")


def send(person: Moderating, path: str, **fields: str) -> TestResponse:
    """A form of the lists."""
    return person.client.post(path, data={"csrf": person.fields("/desk/password")["csrf"], **fields})


def values(toolbox: Toolbox, site: Owned) -> list[tuple[str, str, str]]:
    """What is in force."""
    return [(entry.kind, entry.value, entry.action) for entry in site_of(toolbox, site).policy.lists]


def test_an_entry_is_added_shown_and_ended(toolbox: Toolbox, paper: Owned, senior: Moderating) -> None:
    page = f"/desk/lists/{paper.id}"
    entry = {"kind": "domain", "value": "https://Evil.example/x", "action": "reject", "note": "A <b>farm</b>."}
    assert send(senior, page, **entry, until="2030-01-31").status_code == 303
    assert values(toolbox, paper) == [("domain", "evil.example", "reject")]
    shown = senior.open(page).text
    for words in (
        "evil.example",
        "A &lt;b&gt;farm&lt;/b&gt;.",
        "sam@paper.example",
        "until 1 February 2030, 00:00 UTC",
    ):
        assert words in shown
    (entry_id,) = re.findall(r'name="id" value="(\w+)"', shown)
    assert send(senior, f"{page}/end", id=entry_id).status_code == 303
    assert values(toolbox, paper) == []
    assert site_of(toolbox, paper).policy.version == 3


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "network", "value": "0.0.0.0/0", "action": "reject"}, "too wide"),
        ({"kind": "word", "value": "wombat", "action": "hold", "until": "2020-01-01"}, "over already"),
        ({"kind": "word", "value": "wombat", "action": "hold", "until": "2030-02-31"}, "no such day"),
        ({"kind": "word", "value": "<!>", "action": "hold"}, "needs a letter"),
    ],
)
def test_an_entry_that_will_not_do_comes_back(
    toolbox: Toolbox, paper: Owned, senior: Moderating, fields: dict[str, str], says: str
) -> None:
    answer = send(senior, f"/desk/lists/{paper.id}", **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert fields["value"].replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert values(toolbox, paper) == []


def test_entries_are_searched_and_paged(toolbox: Toolbox, paper: Owned, senior: Moderating) -> None:
    entries = [Entry("word", f"numbat {number:03}") for number in range(60)] + [Entry("name", "100% wombat")]
    enlist.add(toolbox, paper.id, entries, "sam@paper.example")
    first = senior.open(f"/desk/lists/{paper.id}").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = senior.open(following[1].replace("&amp;", "&")).text
    assert len(re.findall(r'name="id"', first)) == 50
    assert len(re.findall(r'name="id"', second)) == 11
    found = senior.open(f"/desk/lists/{paper.id}?kind=name&words=0%25+WOM").text
    assert re.findall(r'<b dir="auto">([^<]+)</b>', found) == ["100% wombat"]


def test_what_is_exported_runs_in_no_spreadsheet_and_can_be_imported(
    toolbox: Toolbox, paper: Owned, blog: Owned, senior: Moderating
) -> None:
    hostile = [Entry("name", "=cmd|' /c calc'!a0", "hold", "+1"), Entry("word", "@sum(1)", "note", "-2\t3", SOON)]
    enlist.add(toolbox, paper.id, hostile, "sam@paper.example")
    answer = senior.open(f"/desk/lists/{paper.id}/export")
    assert answer.mimetype == "text/csv"
    cells = [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row]
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@\t]", cell)]
    enlist.add(toolbox, blog.id, shelves.read(answer.text, "", ""), "carol@carol.example")
    assert set(site_of(toolbox, blog).policy.lists) == set(site_of(toolbox, paper).policy.lists)


def test_plain_lines_are_imported_at_once_or_not_at_all(toolbox: Toolbox, paper: Owned, senior: Moderating) -> None:
    page = f"/desk/lists/{paper.id}/import"
    lines = {"kind": "domain", "action": "hold", "lines": "# farms\na.example\n\nnot a domain\n"}
    answer = send(senior, page, **lines)
    assert answer.status_code == 422
    assert "Line 4" in answer.text
    assert "not a domain\n</textarea>" in answer.text.replace("\r", "")
    assert values(toolbox, paper) == []
    assert send(senior, page, **{**lines, "lines": "a.example\nb.example"}).status_code == 303
    assert [value for _, value, _ in values(toolbox, paper)] == ["a.example", "b.example"]


@pytest.mark.parametrize(
    "text", ["", "# nothing", "w\n" * 5001, "w" * 500_001, f"kind,value,action\nword,{'w' * 200_000}"]
)
def test_an_import_has_its_limits(text: str) -> None:
    with pytest.raises(Invalid):
        shelves.read(text, "word", "hold")


def test_the_test_box_says_what_would_match_and_judges_nothing(
    toolbox: Toolbox, paper: Owned, senior: Moderating
) -> None:
    entries = [Entry("word", "wombat", "note"), Entry("network", "192.0.2.0/24", "reject")]
    enlist.add(toolbox, paper.id, entries, "sam@paper.example")
    page = f"/desk/lists/{paper.id}/test"
    shown = send(senior, page, text="What a w0mbat.", address="192.0.2.7").text
    assert "Entries of the site&#39;s list: “wombat” (note)." in shown
    assert "network (reject)" in shown
    assert "No entry matches." in send(senior, page, text=CIVIL, address="nowhere").text
    assert "0" in senior.open("/desk/").text


def test_a_moderator_may_not_and_a_senior_may_not_see_the_policy(
    paper: Owned, alice: Moderating, senior: Moderating
) -> None:
    assert alice.open(f"/desk/lists/{paper.id}").status_code == 403
    assert senior.open("/desk/lists").location == f"/desk/lists/{paper.id}"
    assert f"/desk/policy/{paper.id}" not in senior.open(f"/desk/lists/{paper.id}").text


def test_expired_entries_are_named_as_such(toolbox: Toolbox, paper: Owned, senior: Moderating) -> None:
    enlist.add(toolbox, paper.id, [Entry("word", "wombat", "reject", "", toolbox.clock() - 1)], "sam@paper.example")
    assert "over since" in senior.open(f"/desk/lists/{paper.id}").text
    assert judged(toolbox, paper, "What a wombat.").status == "published"
