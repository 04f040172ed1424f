"""Deciding at the desk: one decision each, the way back, and nothing lost when two decide at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

import pytest
from factories import BOB, CIVIL, Owned, judged, pending, site_of, state_of, written
from moderating import Moderating

from moderation.acts import review
from moderation.acts.review import Decision, Overtaken, Seen, Undo
from moderation.acts.submit import Author
from moderation.judgement.house import HOUSE_RULES
from moderation.toolbox import Toolbox
from moderation.tools.store import decisions, tally

ATTACK = "Only an idiot could have written this article."


def history(toolbox: Toolbox, comment_id: str) -> list[tuple[str, str, str]]:
    """Who did what, and where it led."""
    with toolbox.store.read() as db:
        return [(told.moderator, told.action, told.to_status) for told in decisions.history(db, comment_id)]


def counts(toolbox: Toolbox, site: Owned) -> tuple[int, int, int]:
    """Held, published and rejected, as the desk counts them."""
    with toolbox.store.read() as db:
        found = tally.counts(db, [site.id])
    return found["held"], found["published"], found["rejected"]


@pytest.mark.parametrize(("action", "status"), [("approve", "published"), ("spam", "rejected"), ("reject", "rejected")])
def test_a_decision_moves_the_comment_and_goes_on(
    toolbox: Toolbox, paper: Owned, alice: Moderating, action: str, status: str
) -> None:
    first, second = judged(toolbox, paper, ATTACK), judged(toolbox, paper, written("You idiot.", Author("Eve")))
    answer = alice.decide(second.id, action, rule="no_personal_attacks")
    assert answer.status_code == 303
    assert answer.location.startswith(f"/desk/comments/{first.id}?did={second.id}")
    assert state_of(toolbox, second.id).status == status
    assert history(toolbox, second.id) == [(alice.email, action, status)]
    assert "Undo" in alice.open(answer.location).text


def test_a_rejection_needs_a_reason(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    state = judged(toolbox, paper, ATTACK)
    answer = alice.decide(state.id, "reject")
    assert answer.status_code == 422
    assert "Say why" in answer.text
    alice.decide(state.id, "reject", rule="no_abuse", words="And please cool down.")
    with toolbox.store.read() as db:
        reason = decisions.history(db, state.id)[0].reason
    assert reason == (
        "House rule: “No abuse: insults, threats and contempt for groups of people stay out.” And please cool down."
    )


def test_an_undo_is_a_decision_that_leads_back(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    state = judged(toolbox, paper, ATTACK)
    alice.decide(state.id, "approve")
    alice.decide(state.id, "spam")
    assert alice.undo(state.id).status_code == 303
    assert state_of(toolbox, state.id).status == "published"
    assert alice.undo(state.id).status_code == 303
    assert state_of(toolbox, state.id).status == "held"
    assert [action for _, action, _ in history(toolbox, state.id)] == ["approve", "spam", "undo", "undo"]
    seen = Seen("held")
    with pytest.raises(Exception, match="no decision to take back"):
        review.undo(toolbox, site_of(toolbox, paper), state.id, Undo(alice.email, seen))


def test_the_second_of_two_is_told_who_was_first(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating
) -> None:
    state = judged(toolbox, paper, ATTACK)
    stale = dora.fields(f"/desk/comments/{state.id}", "approve")
    alice.decide(state.id, "spam")
    answer = dora.client.post(f"/desk/comments/{state.id}/decision", data=stale)
    assert answer.status_code == 409
    assert "alice@paper.example" in answer.text
    assert "marked as spam" in answer.text
    said = {**stale, "action": "reject", "rule": "no_personal_attacks", "words": "Mind the argument."}
    shown = dora.client.post(f"/desk/comments/{state.id}/decision", data=said).text
    assert f"House rule: “{HOUSE_RULES['no_personal_attacks']}” Mind the argument." in unescape(shown)
    assert history(toolbox, state.id) == [(alice.email, "spam", "rejected")]


def test_a_page_from_before_a_round_trip_is_stale_too(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating
) -> None:
    state = judged(toolbox, paper, ATTACK)
    stale = dora.fields(f"/desk/comments/{state.id}", "approve")
    alice.decide(state.id, "spam")
    alice.undo(state.id)
    assert dora.client.post(f"/desk/comments/{state.id}/decision", data=stale).status_code == 409


def test_of_many_at_the_same_moment_one_decides(toolbox: Toolbox, paper: Owned) -> None:
    state, site, together = judged(toolbox, paper, ATTACK), site_of(toolbox, paper), Barrier(6)

    def decide(number: int) -> bool:
        together.wait(10)
        said = Decision("published", f"{number}@paper.example", "", "approve", Seen("held", ""))
        try:
            return review.decide(toolbox, site, state.id, said) == "held"
        except Overtaken:
            return False

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(decide, range(6))) == 1
    assert len(history(toolbox, state.id)) == 1
    assert counts(toolbox, paper) == (0, 1, 0)


def test_the_counts_follow_every_move(toolbox: Toolbox, paper: Owned, blog: Owned, alice: Moderating) -> None:
    state = judged(toolbox, paper, ATTACK)
    judged(toolbox, paper, CIVIL)
    judged(toolbox, blog, written(CIVIL, BOB))
    assert counts(toolbox, paper) == (1, 1, 0)
    alice.decide(state.id, "spam")
    assert counts(toolbox, paper) == (0, 1, 1)
    alice.undo(state.id)
    assert counts(toolbox, paper) == (1, 1, 0)


def test_an_undo_can_be_overtaken_too(toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating) -> None:
    state = judged(toolbox, paper, ATTACK)
    alice.decide(state.id, "approve")
    page = f"/desk/comments/{state.id}"
    stale = dora.fields(page, "undo")
    alice.undo(state.id)
    answer = dora.client.post(f"{page}/undo", data=stale)
    assert answer.status_code == 409
    assert state_of(toolbox, state.id).status == "held"


def test_a_form_that_says_nothing_is_refused(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    state = judged(toolbox, paper, ATTACK)
    csrf = alice.fields("/desk/password")["csrf"]
    for action in ("publish", ""):
        asked = {"csrf": csrf, "action": action, "status": "held"}
        assert alice.client.post(f"/desk/comments/{state.id}/decision", data=asked).status_code == 422
    assert history(toolbox, state.id) == []


def test_a_comment_that_is_still_read_waits(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    comment_id = pending(toolbox, paper)
    page = alice.open(f"/desk/comments/{comment_id}")
    assert "The machine is still reading it" in page.text
    fields = {"csrf": alice.fields("/desk/password")["csrf"], "action": "approve", "status": "pending"}
    assert alice.client.post(f"/desk/comments/{comment_id}/decision", data=fields).status_code == 409
