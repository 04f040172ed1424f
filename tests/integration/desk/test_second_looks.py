"""Second looks: a sample is judged by two people who do not hear of one another, and seniors settle the rest."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from factories import Owned, change_policy, judged, site_of, state_of, written
from fakes import Clock
from flask import Flask
from moderating import Moderating, seated

from moderation.acts import appeal, forget, report, review, sample
from moderation.acts.report import Report
from moderation.acts.review import Decision
from moderation.acts.submit import Author
from moderation.toolbox import Toolbox
from moderation.tools.store import appeals, decisions, seconds

HINTS = ("alice@paper.example", "rejected</span>", "Rejected", "Decided so far")
ATTACK = "Only an idiot could have written this article."


@pytest.fixture
def erin(app: Flask, toolbox: Toolbox, paper: Owned) -> Moderating:
    """A senior of The Paper, logged in."""
    return seated(app, toolbox, paper, "erin@paper.example", "senior")


@pytest.fixture(autouse=True)
def _all_are_drawn(toolbox: Toolbox, paper: Owned) -> None:
    """Every decided comment of The Paper is of its sample."""
    change_policy(toolbox, paper, double_review=1.0)


def decided(toolbox: Toolbox, site: Owned, by: Moderating, name: str = "Eve") -> str:
    """A comment that somebody has rejected."""
    comment_id = judged(toolbox, site, written(ATTACK, Author(name))).id
    assert by.decide(comment_id, "reject", rule="no_personal_attacks").status_code == 303
    return comment_id


def look(person: Moderating, comment_id: str, status: str, words: str = "", form: str = "second") -> int:
    """Open the second look at a comment and say what one would do; the status."""
    fields = person.fields(f"/desk/comments/{comment_id}/second", form)
    page = f"/desk/comments/{comment_id}/{form}"
    return person.client.post(page, data={**fields, "status": status, "words": words}).status_code


def state(toolbox: Toolbox, comment_id: str) -> str | None:
    """Where the second look at a comment is."""
    with toolbox.store.read() as db:
        found = seconds.of(db, comment_id)
    return found.state if found else None


def test_the_draw_is_the_same_everywhere_and_as_large_as_the_site_says(toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, double_review=0.05)
    site = site_of(toolbox, paper)
    draw = [number for number in range(4000) if sample.drawn(toolbox, site, f"{number:032x}")]
    assert (len(draw), draw[:4]) == (210, [23, 25, 29, 58])
    change_policy(toolbox, paper, double_review=0.0)
    assert not any(sample.drawn(toolbox, site_of(toolbox, paper), f"{number:032x}") for number in draw)


def test_the_second_person_sees_nothing_of_the_first(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating
) -> None:
    comment_id = decided(toolbox, paper, alice)
    assert comment_id in dora.open("/desk/second").text
    assert comment_id not in alice.open("/desk/second").text
    shown = dora.open(f"/desk/comments/{comment_id}/second").text
    assert "What would you do?" in shown
    assert not [hint for hint in HINTS if hint in shown]


def test_nothing_else_at_the_desk_tells_the_second_person(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating
) -> None:
    comment_id = decided(toolbox, paper, alice)
    another = judged(toolbox, paper, written("You are a liar and a fool.", Author("Eve"))).id
    answer = judged(toolbox, paper, replace(written("Shut up, you moron.", Author("Finn")), parent=comment_id)).id
    beside = judged(toolbox, paper, replace(written("Well said.", Author("Gus")), parent=comment_id)).id
    page = f"/desk/comments/{comment_id}"
    for hidden in (page, f"{page}?did={comment_id}"):
        assert dora.open(hidden).location == f"{page}/second"
    for path in (f"/desk/comments/{another}", f"/desk/comments/{answer}", f"/desk/comments/{beside}"):
        shown = dora.open(f"{path}?did={comment_id}").text
        assert "Only an idiot" in shown
        assert not [hint for hint in HINTS if hint in shown]
    assert "1 rejected" not in dora.open(f"/desk/comments/{another}").text
    assert "waits for your second look" in dora.open(f"/desk/comments/{another}").text
    assert comment_id not in dora.open("/desk/?status=rejected").text
    assert comment_id in alice.open("/desk/?status=rejected").text
    assert "Somebody has decided.</span>" in dora.open(f"{page}/readers?was=held").text
    fields = {"csrf": dora.fields("/desk/password")["csrf"], "id": [comment_id, another]}
    assert "Decide together on 1 comment<" in dora.client.post("/desk/bulk", data=fields).text


def test_after_the_second_look_everything_is_shown(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating
) -> None:
    comment_id = decided(toolbox, paper, alice)
    look(dora, comment_id, "rejected")
    shown = dora.open(f"/desk/comments/{comment_id}").text
    assert f"Rejected</b> by {alice.email}" in shown
    assert comment_id in dora.open("/desk/?status=rejected").text


def test_who_ran_into_the_decision_is_not_asked(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating
) -> None:
    comment_id = judged(toolbox, paper, written(ATTACK, Author("Eve"))).id
    page = f"/desk/comments/{comment_id}"
    stale = dora.fields(page, "approve")
    alice.decide(comment_id, "reject", rule="no_personal_attacks")
    conflict = dora.client.post(f"{page}/decision", data=stale)
    assert (conflict.status_code, alice.email in conflict.text) == (409, True)
    assert state(toolbox, comment_id) is None
    assert dora.open(page).status_code == 200


def test_what_an_author_or_a_reader_objects_to_is_not_asked_about(
    toolbox: Toolbox, paper: Owned, alice: Moderating
) -> None:
    comment_id = decided(toolbox, paper, alice)
    appeal.appeal(toolbox, state_of(toolbox, comment_id), "It is the title of the play.")
    kept = judged(toolbox, paper, written(ATTACK, Author("Finn"))).id
    alice.decide(kept, "approve")
    assert state(toolbox, kept) == "open"
    report.report(toolbox, site_of(toolbox, paper), kept, Report("no_personal_attacks", "", "192.0.2.0/24"))
    assert [state(toolbox, each) for each in (comment_id, kept)] == [None, None]


def test_the_first_decision_stands_and_the_second_look_is_kept(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating
) -> None:
    comment_id = decided(toolbox, paper, alice)
    assert look(dora, comment_id, "published", "It is the title of the play.") == 303
    assert (state_of(toolbox, comment_id).status, state(toolbox, comment_id)) == ("rejected", "disputed")
    with toolbox.store.read() as db:
        first, told = decisions.history(db, comment_id)
        assert decisions.verify(db, paper.id) is None
    assert (first.moderator, told.moderator, told.action) == (alice.email, dora.email, "second")
    assert (told.from_status, told.to_status, told.detail) == ("rejected", "rejected", {"said": "published"})
    assert "would have it published" in alice.open(f"/desk/comments/{comment_id}").text
    csrf = dora.fields("/desk/password")["csrf"]
    again = dora.client.post(f"/desk/comments/{comment_id}/second", data={"csrf": csrf, "status": "rejected"})
    assert again.status_code == 409


def test_who_decided_is_not_asked_again(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    comment_id = decided(toolbox, paper, alice)
    assert look(alice, comment_id, "rejected") == 403
    assert state(toolbox, comment_id) == "open"


def test_a_senior_who_is_neither_settles_it_and_may_take_that_back(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating, erin: Moderating
) -> None:
    comment_id = decided(toolbox, paper, alice)
    look(dora, comment_id, "published")
    assert dora.open(f"/desk/comments/{comment_id}/second").status_code == 404
    assert "Two people see it differently" in erin.open("/desk/second").text
    assert look(erin, comment_id, "rejected", form="settle") == 422
    assert look(erin, comment_id, "published", "The title of the play.", form="settle") == 303
    assert (state_of(toolbox, comment_id).status, state(toolbox, comment_id)) == ("published", "settled")
    assert erin.undo(comment_id).status_code == 303
    assert (state_of(toolbox, comment_id).status, state(toolbox, comment_id)) == ("rejected", "disputed")


def test_a_second_look_can_be_taken_back_and_is_asked_for_again(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating, erin: Moderating
) -> None:
    comment_id = decided(toolbox, paper, alice)
    look(dora, comment_id, "published")
    with toolbox.store.read() as db:
        second = decisions.history(db, comment_id)[-1]
    page = f"/desk/comments/{comment_id}"
    fields = {**dora.fields(page, "undo"), "decision": second.id}
    assert dora.client.post(f"{page}/undo", data=fields).status_code == 303
    assert (state_of(toolbox, comment_id).status, state(toolbox, comment_id)) == ("rejected", "open")
    assert look(erin, comment_id, "rejected") == 303
    shown = erin.open("/desk/fairness").text
    assert re.findall(r"<dt>Second looks</dt><dd>(\d+)", shown) == ["1"]


def test_who_was_asked_for_a_second_look_may_answer_an_appeal(
    toolbox: Toolbox, paper: Owned, alice: Moderating, erin: Moderating
) -> None:
    comment_id = decided(toolbox, paper, alice)
    look(erin, comment_id, "published")
    appeal.appeal(toolbox, state_of(toolbox, comment_id), "It is the title of the play.")
    page = f"/desk/comments/{comment_id}/appeal"
    said = {**erin.fields(page, "appeal"), "action": "overturn", "words": "You are right."}
    answer = erin.client.post(page, data=said)
    assert (answer.status_code, state_of(toolbox, comment_id).status) == (303, "published")


def test_a_senior_who_is_one_of_the_two_does_not_settle_it(
    toolbox: Toolbox, paper: Owned, alice: Moderating, erin: Moderating
) -> None:
    comment_id = decided(toolbox, paper, alice)
    look(erin, comment_id, "published")
    assert look(erin, comment_id, "published", "Me again.", form="settle") == 403
    assert state_of(toolbox, comment_id).status == "rejected"


def test_a_decision_that_is_taken_back_is_not_asked_about(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    comment_id = decided(toolbox, paper, alice)
    alice.undo(comment_id)
    assert state(toolbox, comment_id) is None


def test_nobody_is_asked_for_longer_than_a_month(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating, clock: Clock
) -> None:
    given, left = decided(toolbox, paper, alice), decided(toolbox, paper, alice, "Finn")
    look(dora, given, "rejected")
    clock.pass_seconds(31 * 86_400)
    forget.forget(toolbox)
    assert (state(toolbox, given), state(toolbox, left)) == ("agreed", None)


def test_what_is_decided_together_is_drawn_too(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    ids = [judged(toolbox, paper, written(ATTACK, Author(name))).id for name in ("Eve", "Finn")]
    review.decide_all(toolbox, site_of(toolbox, paper), ids, Decision("rejected", alice.email, "Spam.", "spam"))
    assert [state(toolbox, each) for each in ids] == ["open", "open"]


def test_fairness_is_told_in_numbers_of_nobody(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating, erin: Moderating
) -> None:
    ids = [decided(toolbox, paper, alice, f"Eve {number}") for number in range(4)]
    for comment_id, status in zip(ids, ("rejected", "rejected", "rejected", "published"), strict=True):
        assert look(dora, comment_id, status) == 303
    kept = judged(toolbox, paper, written(ATTACK, Author("Finn"))).id
    alice.decide(kept, "approve")
    look(dora, kept, "published")
    page = erin.open("/desk/fairness").text
    flat = " ".join(page.split())
    assert "<dt>Second looks</dt><dd>5</dd>" in flat
    assert "<dt>Both said the same</dt><dd>80 %</dd>" in flat
    assert "<dt>Cohen’s kappa</dt><dd>0.55<i>too few to tell</i></dd>" in flat
    assert "<dt>Fleiss’s kappa</dt><dd>0.52<i>too few to tell</i></dd>" in flat
    assert '<th scope="row">Personal attack</th>' in flat
    assert "<td>1</td><td>5</td><td>20 %</td>" in flat
    assert not [person for person in (alice, dora) if person.email in page]
    today = " ".join(alice.open("/desk/today").text.split())
    assert "<dt>Two people agreed</dt><dd>80 %<i>in 5 second looks, 30 days</i></dd>" in today
    assert "<dt>Appeals that wait</dt><dd>0</dd>" in today
    assert alice.open("/desk/fairness").status_code == 403


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_lists_are_ranges_of_one_index(toolbox: Toolbox, paper: Owned) -> None:
    asked = {
        "ix_appeal_open": appeals.places(paper.id, (5, "an identifier")),
        "ix_second_look_list": seconds.places(paper.id, seconds.may_look("x"), (5, "an identifier")),
    }
    for index, statement in asked.items():
        sql = str(statement.limit(26).compile(toolbox.store.engine, compile_kwargs={"literal_binds": True}))
        with toolbox.store.read() as db:
            steps = [row[3] for row in db.exec_driver_sql("EXPLAIN QUERY PLAN " + sql)]
        assert index in steps[0]
        assert not [step for step in steps if "SCAN" in step or "B-TREE" in step]
