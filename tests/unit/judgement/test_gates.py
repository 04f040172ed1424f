"""Gates: each outcome of the captcha says what to do, and the counts leave the comment itself out."""

from __future__ import annotations

import pytest
from examples import example

from moderation.judgement.case import Captcha
from moderation.judgement.house import Listed
from moderation.judgement.policy import weigh
from moderation.judgement.rules import GATES, captcha
from moderation.judgement.verdict import Action

FAILED = [outcome for outcome in Captcha if outcome not in (Captcha.PASSED, Captcha.NOT_ASKED)]


@pytest.mark.parametrize("outcome", FAILED)
def test_a_failed_challenge_says_that_the_text_is_kept(outcome: Captcha) -> None:
    (finding,) = weigh(example(captcha=outcome), GATES).findings
    assert "Your text is kept" in finding.sentence
    assert "a fresh sum is ready" in finding.sentence
    assert "House rule" not in finding.sentence


def test_each_failure_has_a_sentence_of_its_own() -> None:
    assert len(set(captcha.SENTENCES.values())) == len(FAILED) == 6


def test_six_comments_a_minute_are_fine_and_the_seventh_waits() -> None:
    actions = [weigh(example(author_last_minute=before), GATES).action for before in range(7)]
    assert actions == [Action.APPROVE] * 6 + [Action.HOLD]


def test_the_note_on_pace_says_what_was_counted() -> None:
    (finding,) = weigh(example(author_last_minute=8, network_last_minute=61), GATES).findings
    assert finding.note == (
        "at least 8 before this one by the author in a minute, 6 allowed; "
        "at least 61 before this one from the network in a minute, 60 allowed."
    )


def test_a_blocked_author_is_not_told_which_entry_it_was() -> None:
    (finding,) = weigh(example(blocked_by=Listed("network", "203.0.113.0/24", "reject")), GATES).findings
    assert "network (reject)" in finding.note
    assert "network" not in finding.sentence


def test_an_ordinary_moment_passes_every_gate() -> None:
    assert weigh(example(captcha=Captcha.PASSED, author_last_hour=3), GATES).findings == ()
