"""Measures: passing on, correcting labels, muting, banning, blocking and closing, each with its way back."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from factories import CIVIL, Owned, from_address, judged, rules_of, state_of, written
from fakes import Clock
from flask import Flask
from moderating import Moderating, seated
from werkzeug.test import TestResponse

from moderation.acts import review
from moderation.acts.submit import Author
from moderation.toolbox import Toolbox
from moderation.tools.store import decisions
from moderation.tools.store.decisions import Told

ATTACK = "Only an idiot could have written this article."
WEEK = 7 * 24 * 3600


@pytest.fixture
def senior(app: Flask, toolbox: Toolbox, paper: Owned) -> Moderating:
    """A senior of The Paper."""
    return seated(app, toolbox, paper, "sena@paper.example", "senior")


def send(person: Moderating, comment_id: str, what: str, **fields: object) -> TestResponse:
    """Fill in one of the forms of a comment."""
    csrf = person.fields("/desk/password")["csrf"]
    page = f"/desk/comments/{comment_id}/{what}"
    return person.client.post(page, data={"csrf": csrf, "status": "held", "last": "", **fields})


def told(toolbox: Toolbox, comment_id: str) -> list[Told]:
    """The history of a comment, whose chain must hold."""
    with toolbox.store.read() as db:
        known = decisions.history(db, comment_id)
        site_id = state_of(toolbox, comment_id).site_id
        assert decisions.verify(db, site_id) is None
    return known


def take_back(person: Moderating, toolbox: Toolbox, comment_id: str) -> TestResponse:
    """Undo the last measure on a comment."""
    return send(person, comment_id, "undo", decision=told(toolbox, comment_id)[-1].id)


def listed(person: Moderating) -> list[str]:
    """The queue of this person."""
    return re.findall(r'class="open" href="/desk/comments/(\w+)', person.open("/desk/").text)


def test_what_one_is_unsure_of_goes_to_a_second_person(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating
) -> None:
    about = judged(toolbox, paper, ATTACK).id
    assert send(alice, about, "pass", action="unsure", words="Is it aimed at her?").status_code == 303
    assert (listed(alice), listed(dora)) == ([], [about])
    assert "A colleague was unsure" in dora.open("/desk/").text
    assert "Is it aimed at her?" in dora.open(f"/desk/comments/{about}").text
    assert state_of(toolbox, about).status == "held"
    take_back(alice, toolbox, about)
    assert listed(alice) == [about]
    assert "A colleague was unsure" not in dora.open("/desk/").text.split("<ol")[1]


def test_what_is_escalated_only_seniors_see(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating, senior: Moderating
) -> None:
    about = judged(toolbox, paper, ATTACK).id
    send(alice, about, "pass", action="escalate")
    assert (listed(alice), listed(dora), listed(senior)) == ([], [], [about])
    senior.decide(about, "approve")
    senior.undo(about)
    assert listed(alice) == [about]


def test_labels_are_what_the_next_classifier_learns(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    about = judged(toolbox, paper, ATTACK).id
    send(alice, about, "labels", label=["obscene"], kind="criticism of an argument")
    truth = review.truth(told(toolbox, about))
    assert truth is not None
    assert [label for label, is_so in truth.items() if is_so] == ["obscene"]
    assert truth["personal_attack"] is False
    page = alice.open(f"/desk/comments/{about}").text
    assert "Obscene language: <bdi>criticism of an argument</bdi>" in page
    take_back(alice, toolbox, about)
    assert review.truth(told(toolbox, about)) is None


@pytest.mark.parametrize(("action", "status"), [("mute", "held"), ("ban", "rejected")])
def test_an_author_is_kept_out_until_the_end(
    toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock, action: str, status: str
) -> None:
    about = judged(toolbox, paper, ATTACK).id
    assert send(alice, about, "author", action=action, ends="7", words="Third time.").status_code == 303
    state = judged(toolbox, paper, CIVIL)
    assert (state.status, rules_of(state)) == (status, ["blocked"])
    assert judged(toolbox, paper, written(CIVIL + " Yes.", Author("Eve", "eve@home.example"))).status == "published"
    clock.pass_seconds(WEEK)
    toolbox.store.forget(paper.id)
    assert judged(toolbox, paper, CIVIL + " Indeed.").status == "published"


def test_a_ban_can_be_taken_back(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    about = judged(toolbox, paper, ATTACK).id
    send(alice, about, "author", action="ban", ends="")
    assert "Banned" in alice.open(f"/desk/comments/{about}").text
    assert take_back(alice, toolbox, about).status_code == 303
    assert judged(toolbox, paper, CIVIL).status == "published"
    assert take_back(alice, toolbox, about).status_code == 409


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("word", "wombat", "The wombat is wrong about the second round of talks."),
        ("domain", "evil.example", "Read https://www.evil.example/now about the talks."),
        ("network", "192.0.2.0/24", CIVIL),
    ],
)
def test_a_word_a_link_or_a_network_is_blocked_from_a_comment(
    toolbox: Toolbox, paper: Owned, senior: Moderating, kind: str, value: str, text: str
) -> None:
    about = judged(toolbox, paper, written(ATTACK, client=from_address("192.0.2.7"))).id
    offered = senior.open(f"/desk/comments/{about}/block?value=wombat").text
    assert 'value="wombat"' in offered
    assert "192.0.2.7/32" in offered
    send(senior, about, "block", kind=kind, value=value, action="reject", ends="30")
    sent = written(text, Author("Eve", "eve@home.example"), client=from_address("192.0.2.9"))
    assert judged(toolbox, paper, sent).status == "rejected"
    take_back(senior, toolbox, about)
    sent = written(text + " Again.", Author("Eve", "eve@home.example"), client=from_address("192.0.2.9"))
    assert judged(toolbox, paper, sent).status != "rejected"


def test_a_link_that_was_selected_is_blocked_by_its_host(toolbox: Toolbox, paper: Owned, senior: Moderating) -> None:
    about = judged(toolbox, paper, ATTACK).id
    for selected, kind, value in (
        ("https://spam.example/buy?now", "domain", "spam.example"),
        ("buy at https://spam.example", "word", "buy at https://spam.example"),
    ):
        shown = senior.open(f"/desk/comments/{about}/block?{urlencode({'value': selected})}").text
        assert (f'<option value="{kind}" selected>' in shown, f'name="value" value="{value}"' in shown) == (True, True)


def test_what_can_match_nothing_is_not_blocked(toolbox: Toolbox, paper: Owned, senior: Moderating) -> None:
    about = judged(toolbox, paper, ATTACK).id
    answer = send(senior, about, "block", kind="network", value="everything", action="reject", ends="")
    assert answer.status_code == 422
    assert "is not a network" in answer.text
    assert told(toolbox, about) == []


def test_a_page_is_closed_and_opened(toolbox: Toolbox, paper: Owned, senior: Moderating, clock: Clock) -> None:
    about = judged(toolbox, paper, ATTACK).id
    send(senior, about, "page", action="close")
    clock.pass_seconds(1)
    assert rules_of(judged(toolbox, paper, CIVIL)) == ["closed"]
    take_back(senior, toolbox, about)
    clock.pass_seconds(90)
    assert judged(toolbox, paper, CIVIL + " Indeed.").status == "published"


def test_only_seniors_take_a_seniors_measure_back(
    toolbox: Toolbox, paper: Owned, alice: Moderating, senior: Moderating
) -> None:
    about = judged(toolbox, paper, ATTACK).id
    assert send(alice, about, "page", action="close").status_code == 403
    send(senior, about, "page", action="close")
    assert take_back(alice, toolbox, about).status_code == 403
    assert take_back(senior, toolbox, about).status_code == 303


def test_measures_and_decisions_are_taken_back_in_any_order(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    about = judged(toolbox, paper, ATTACK).id
    send(alice, about, "author", action="ban", ends="")
    ban = told(toolbox, about)[-1].id
    alice.decide(about, "spam")
    send(alice, about, "undo", decision=ban)
    assert state_of(toolbox, about).status == "rejected"
    alice.undo(about)
    assert state_of(toolbox, about).status == "held"
    assert [entry.action for entry in told(toolbox, about)] == ["ban", "spam", "undo", "undo"]


def test_canned_reasons_are_kept_by_seniors_and_read_by_authors(
    toolbox: Toolbox, paper: Owned, alice: Moderating, senior: Moderating
) -> None:
    csrf = senior.fields("/desk/password")["csrf"]
    words = "Please <b>wait</b> for the second part."
    assert senior.client.post("/desk/reasons", data={"csrf": csrf, "words": words}).status_code == 303
    about = judged(toolbox, paper, ATTACK).id
    page = alice.open(f"/desk/comments/{about}").text
    found = re.search(r'<option value="(\w+)">Please &lt;b&gt;wait', page)
    assert found is not None
    alice.decide(about, "reject", canned=found[1])
    assert told(toolbox, about)[-1].reason == words
    senior.client.post("/desk/reasons/end", data={"csrf": csrf, "id": found[1]})
    assert "wait&lt;/b&gt;" not in alice.open(f"/desk/comments/{judged(toolbox, paper, 'You idiot.').id}").text
    senior.client.post("/desk/reasons/end", data={"csrf": csrf, "id": found[1], "undo": "yes"})
    assert "wait&lt;/b&gt;" in senior.open("/desk/reasons").text
