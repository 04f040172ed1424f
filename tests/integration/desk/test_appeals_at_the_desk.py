"""Appeals at the desk: a list for seniors, an answer by another person, and the way back."""

from __future__ import annotations

import pytest
from factories import Owned, judged, site_of, state_of, written
from fakes import Clock
from flask import Flask
from moderating import Moderating, seated

from moderation.acts import appeal, submit
from moderation.acts.submit import Author
from moderation.toolbox import Toolbox
from moderation.tools.store import appeals

ATTACK = "Only an idiot could have written this article."


@pytest.fixture
def erin(app: Flask, toolbox: Toolbox, paper: Owned) -> Moderating:
    """A senior of The Paper, logged in."""
    return seated(app, toolbox, paper, "erin@paper.example", "senior")


def appealed(toolbox: Toolbox, site: Owned, by: Moderating, words: str) -> str:
    """A comment that somebody rejected, and its author's objection."""
    comment_id = judged(toolbox, site, written(ATTACK, Author(words[:20]))).id
    assert by.decide(comment_id, "reject", rule="no_personal_attacks").status_code == 303
    appeal.appeal(toolbox, state_of(toolbox, comment_id), words)
    return comment_id


def reply(person: Moderating, comment_id: str, action: str, words: str = "We have read it again.") -> int:
    """Open the appeal and answer it; the status."""
    page = f"/desk/comments/{comment_id}/appeal"
    fields = {**person.fields(page, "appeal"), "action": action, "words": words}
    return person.client.post(page, data=fields).status_code


def test_seniors_see_what_waits_the_longest_first(
    toolbox: Toolbox, paper: Owned, alice: Moderating, erin: Moderating, clock: Clock
) -> None:
    first = appealed(toolbox, paper, alice, "The first <i>objection</i>.")
    clock.pass_seconds(60)
    second = appealed(toolbox, paper, alice, "The second objection.")
    page = erin.open("/desk/appeals").text
    assert page.index(first) < page.index(second)
    assert "The first &lt;i&gt;objection&lt;/i&gt;." in page
    assert alice.open("/desk/appeals").status_code == 403
    assert "/desk/appeals" not in alice.open("/desk/").text


def test_a_senior_answers_and_takes_it_back(
    toolbox: Toolbox, paper: Owned, alice: Moderating, erin: Moderating
) -> None:
    comment_id = appealed(toolbox, paper, alice, "It is the title of the play.")
    assert reply(erin, comment_id, "overturn") == 303
    assert state_of(toolbox, comment_id).status == "published"
    assert "Appeal granted" in erin.open(f"/desk/appeals?did={comment_id}").text
    assert erin.undo(comment_id).status_code == 303
    assert state_of(toolbox, comment_id).status == "rejected"
    assert reply(erin, comment_id, "uphold") == 303
    told = appeal.account(toolbox, state_of(toolbox, comment_id)).appeal
    assert (told.outcome, told.answer) == ("upheld", "We have read it again.")


def test_who_rejected_is_told_that_another_has_to_answer(toolbox: Toolbox, paper: Owned, erin: Moderating) -> None:
    comment_id = appealed(toolbox, paper, erin, "It is the title of the play.")
    page = f"/desk/comments/{comment_id}/appeal"
    shown = erin.open(page).text
    assert "You rejected this comment yourself" in shown
    with toolbox.store.read() as db:
        appeal_id = appeals.of(db, comment_id).id
    csrf = erin.fields("/desk/password")["csrf"]
    sent = {"csrf": csrf, "appeal": appeal_id, "action": "uphold", "words": "No."}
    assert erin.client.post(page, data=sent).status_code == 403


def test_an_answer_needs_words_and_comes_once(
    app: Flask, toolbox: Toolbox, paper: Owned, alice: Moderating, erin: Moderating, chief: Moderating
) -> None:
    comment_id = appealed(toolbox, paper, alice, "It is the title of the play.")
    assert [reply(erin, comment_id, "uphold", words) for words in (" ", "\0")] == [422, 422]
    csrf = {"csrf": erin.fields("/desk/password")["csrf"], "action": "uphold", "words": "No.", "appeal": "\0"}
    assert erin.client.post(f"/desk/comments/{comment_id}/appeal", data=csrf).status_code == 404
    page = f"/desk/comments/{comment_id}/appeal"
    stale = {**chief.fields(page, "appeal"), "action": "overturn", "words": "Yes."}
    assert reply(erin, comment_id, "uphold") == 303
    answer = chief.client.post(page, data=stale)
    assert (answer.status_code, "erin@paper.example" in answer.text) == (409, True)
    assert state_of(toolbox, comment_id).status == "rejected"


def test_a_senior_of_another_site_finds_nothing(
    toolbox: Toolbox, paper: Owned, alice: Moderating, carol: Moderating
) -> None:
    comment_id = appealed(toolbox, paper, alice, "It is the title of the play.")
    assert "No appeal waits." in carol.open("/desk/appeals").text
    assert carol.open(f"/desk/comments/{comment_id}/appeal").status_code == 404
    assert site_of(toolbox, paper).id
    assert submit.receipt(toolbox, comment_id) not in carol.open("/desk/appeals").text
