"""What-if: what a draft of a policy is said to change is what judging under it does."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from factories import ALICE, ARTICLE, Owned, change_policy, from_address, judged, site_of, written
from fakes import Clock, WordReader
from sqlalchemy import update

from models.labels import LABELS
from moderation.acts import carry, enlist, foresee, gather, judge, review
from moderation.acts.review import Decision
from moderation.acts.submit import Author, Page
from moderation.judgement.case import Captcha, Case, Reading
from moderation.judgement.house import Mode, Policy, Threshold
from moderation.judgement.rules import GATES, RULES
from moderation.toolbox import Toolbox
from moderation.tools.captcha import Answer
from moderation.tools.classifier import Reader
from moderation.tools.store import facts, past
from moderation.tools.store.lists import Entry
from moderation.tools.store.tables import verdict

WORDS = (
    "You are a pathetic idiot and everybody here knows it.",
    "Helena Marsh, you are a liar and a coward.",
    "This argument is idiotic, stupid and pathetic from beginning to end.",
    "What a stupid, moronic policy; only this paper could defend such garbage.",
    "Somebody should break the legs of those monitors.",
    "These people are vermin and should be sent back where they came from.",
    "Colonel Brandt is corrupt: he took bribes from the timber company.",
    "Buy cheap pills at http://cheap-pills.example now, only this week!",
    "See https://a.example/1 and https://b.example/2 for the figures of the last round.",
    "I WAS THERE AND IT WAS NOT ELEVEN DAYS AND EVERYBODY WHO WAS THERE KNOWS IT",
    "Das ist doch alles gar nicht wahr, und das weiß jeder, der damals dabei gewesen ist.",
    "The wombat of the second round should have had a seat at that table.",
    "I think that the argument misses what happened in the second round of talks.",
    "What the hell is this shit, damn it?",
    "Who pays?",
)
ENTRIES = (
    Entry("word", "wombat", "reject"),
    Entry("domain", "a.example", "hold"),
    Entry("name", "reader 3", "reject"),
    Entry("network", "10.0.1.0/24", "hold"),
)


@pytest.fixture
def reading(toolbox: Toolbox) -> Toolbox:
    """The toolbox with the real classifier."""
    return replace(toolbox, classifier=Reader(toolbox.config.model_dir))


def any_policy(draw: Random) -> dict[str, Any]:
    """Fields of a policy, most of them as they are by default."""

    def some(usual: Any, *others: Any) -> Any:
        return draw.choice(others) if draw.random() < 0.3 else usual

    labels = [label.id for label in LABELS if draw.random() < 0.3]
    rules = [rule.id for rule in (*GATES, *RULES) if draw.random() < 0.3]
    return {
        "thresholds": {
            label: Threshold(draw.choice((None, 0.02, 0.1, 0.4, 0.7)), draw.choice((None, 0.3, 0.8, 0.99)))
            for label in labels
        },
        "modes": {rule: draw.choice((Mode.OFF, Mode.LOG_ONLY)) for rule in rules},
        "captcha": some("either", "off", "math"),
        "per_minute": some(6, 1, 2),
        "per_hour": some(40, 3),
        "network_per_minute": some(60, 2),
        "max_links": some(3, 0, 1),
        "newcomer_comments": some(1, 0, 3),
        "languages": some(("en",), ("en", "de"), ("de",)),
        "other_languages": some("hold", "pass"),
    }


def a_past(toolbox: Toolbox, site: Owned, clock: Clock, draw: Random, many: int = 25) -> None:
    """Comments judged under several policies and lists, and decided on by chance."""
    for round_ in range(4):
        for number in range(many):
            clock.pass_seconds(draw.choice((1, 20, 300)))
            who = draw.randrange(6)
            text = f"{draw.choice(WORDS)} {draw.choice(WORDS)}" if draw.random() < 0.5 else draw.choice(WORDS)
            sent = written(
                text if draw.random() < 0.2 else f"{text} {round_}, {number}.",
                Author(f"Reader {who}", f"reader{who}@home.example"),
                page=ARTICLE if draw.random() < 0.5 else Page("https://paper.example/other", "The harvest"),
                client=from_address(f"10.0.{who % 3}.{who}"),
                answer=Answer("forged") if draw.random() < 0.05 else None,
                honeypot=draw.random() < 0.05,
            )
            state = judged(toolbox, site, sent)
            if draw.random() < 0.8:
                said = Decision(draw.choice(("published", "rejected")), ALICE, "So it is.")
                review.decide(toolbox, site_of(toolbox, site), state.id, said)
        enlist.add(toolbox, site.id, [ENTRIES[round_]], ALICE)
        change_policy(toolbox, site, **any_policy(draw))


def judged_again(toolbox: Toolbox, site: Owned, policy: Policy) -> dict[str, str]:
    """What a worker says of the decided comments under a policy, upon the facts of their time, from the beginning."""
    with toolbox.store.read() as db:
        found = past.decided(db, site.id, 1000)
        around = facts.neighbours(db, [entry.row.id for entry in found], gather.paces(policy))
    cases = [gather.case(entry.row, policy, around[entry.row.id], Captcha(entry.facts["captcha"])) for entry in found]
    verdicts = judge.verdicts_of(toolbox, site.id, cases)
    return {entry.row.id: verdict.action for entry, verdict in zip(found, verdicts, strict=True)}


@pytest.mark.parametrize("seed", range(2))
def test_it_foresees_what_judging_under_the_draft_says(reading: Toolbox, paper: Owned, clock: Clock, seed: int) -> None:
    draw = Random(seed)
    a_past(reading, paper, clock, draw)
    for number in range(8):
        in_force = site_of(reading, paper).policy
        draft = replace(in_force, **any_policy(draw), version=1000 + number)
        foresight = foresee.foresee(reading, paper.id, draft)
        assert {entry.id: entry.after for entry in foresight.weighed} == judged_again(reading, paper, draft)
        assert {entry.id: entry.before for entry in foresight.weighed} == judged_again(reading, paper, in_force)
        assert foresight.left == 0


def test_it_reads_only_the_texts_that_a_draft_looks_at_anew(toolbox: Toolbox, paper: Owned) -> None:
    for text in ("Only an idiot could have written this.", "What a fine day for the talks.", "Buy viagra of me today."):
        state = judged(toolbox, paper, text)
        review.decide(toolbox, site_of(toolbox, paper), state.id, Decision("rejected", ALICE, "So it is."))
    toolbox.classifier.read_texts.clear()
    in_force = site_of(toolbox, paper).policy

    def flips(**thresholds: Threshold) -> int:
        return len(foresee.foresee(toolbox, paper.id, replace(in_force, thresholds=thresholds)).flips)

    assert flips(spam=Threshold(None, None)) == 1
    assert flips(personal_attack=Threshold(0.95, None)) == 1
    assert toolbox.classifier.read_texts == []
    assert flips(threat=Threshold(0.001, None)) == 1
    assert toolbox.classifier.read_texts == []  # at whom it is aimed would not matter: all of it is held
    assert flips(abuse=Threshold(0.001, None)) == 1
    assert toolbox.classifier.read_texts == ["What a fine day for the talks.", "Only an idiot could have written this."]


def test_what_there_is_no_time_to_read_is_left_out(
    toolbox: Toolbox, paper: Owned, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(_: WordReader, cases: list[Case]) -> list[Reading]:
        clock.pass_seconds(1)
        return [case.reading for case in cases]

    monkeypatch.setattr(carry, "READ_AT_ONCE", 1)
    monkeypatch.setattr(WordReader, "aim_again", slowly)
    for number in range(5):
        state = judged(toolbox, paper, f"Only an idiot could have written line {number}.")
        review.decide(toolbox, site_of(toolbox, paper), state.id, Decision("rejected", ALICE, "So it is."))
    draft = replace(site_of(toolbox, paper).policy, thresholds={"abuse": Threshold(0.001, None)})
    found = foresee.foresee(toolbox, paper.id, draft)
    assert ([weighed.text[-2] for weighed in found.weighed], found.left) == (["4", "3", "2"], 2)


def test_a_version_of_the_classifier_that_is_gone_flips_nothing_by_itself(reading: Toolbox, paper: Owned) -> None:
    state = judged(reading, paper, "You are a liar and nobody likes you.")
    review.decide(reading, site_of(reading, paper), state.id, Decision("rejected", ALICE, "So it is."))
    with reading.store.write() as db:
        scores = dict.fromkeys(state.verdict["scores"], 0.0) | {"abuse": 0.6}
        db.execute(update(verdict).values(classifier="long-gone", scores=scores))
    in_force = site_of(reading, paper).policy
    (weighed,) = foresee.foresee(reading, paper.id, replace(in_force, thresholds={"spam": Threshold(0.5, 0.9)})).weighed
    assert (weighed.before, weighed.after) == ("hold", "hold")
