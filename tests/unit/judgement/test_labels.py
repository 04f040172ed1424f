"""Labels: thresholds, targets and the label that a machine never rejects."""

from __future__ import annotations

import pytest
from examples import example

from models.labels import LABELS, Label
from moderation.judgement.house import Threshold
from moderation.judgement.policy import weigh
from moderation.judgement.rules import RULES, labels
from moderation.judgement.verdict import Action, Severity

ATTACK = {"scores": {"personal_attack": 0.8}, "thresholds": {"personal_attack": Threshold(0.5, 0.9)}}


def test_every_label_has_its_rule() -> None:
    assert [rule.id for rule in labels.RULES] == [label.id for label in LABELS]
    assert all(rule in RULES for rule in labels.RULES)


def test_a_finding_carries_score_spans_and_thresholds() -> None:
    case = example(text="You absolute fool.", spans={"personal_attack": ((4, 17),)}, target="commenter", **ATTACK)
    (finding,) = weigh(case, RULES).findings
    assert (finding.severity, finding.score, finding.spans) == (Severity.HOLD, 0.8, ((4, 17),))
    assert finding.note == "Score 0.800: holds from 0.5, rejects from 0.9. Target: commenter."


def test_a_note_names_only_thresholds_that_there_are() -> None:
    case = example(scores={"accusation": 1.0}, thresholds={"accusation": Threshold(0.5, None)})
    (finding,) = weigh(case, RULES).findings
    assert finding.note == "Score 1.000: holds from 0.5."


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("author", "an attack on the author of the article"),
        ("commenter", "an attack on another reader"),
        ("other_person", "an attack on a person"),
        ("group", "an attack on a group"),
        (None, "an attack on somebody"),
    ],
)
def test_the_sentence_names_the_target(target: str | None, words: str) -> None:
    (finding,) = weigh(example(target=target, **ATTACK), RULES).findings
    assert words in finding.sentence
    assert "House rule: “Argue with the point, not the person" in finding.sentence


def test_the_author_learns_what_happens_next() -> None:
    (held,) = weigh(example(**ATTACK), RULES).findings
    (rejected,) = weigh(example(**(ATTACK | {"scores": {"personal_attack": 0.95}})), RULES).findings
    assert "A moderator will read it before it appears." in held.sentence
    assert "It was not published" in rejected.sentence


def test_an_accusation_is_held_however_sure_the_classifier_is() -> None:
    case = example(score_accusation=1.0, thresholds={"accusation": Threshold(0.5, 0.6)})
    assert weigh(case, RULES).action is Action.HOLD


def test_a_label_may_reject_without_ever_holding() -> None:
    thresholds = {"spam": Threshold(None, 0.9)}
    assert weigh(example(score_spam=0.89, thresholds=thresholds), RULES).action is Action.APPROVE
    assert weigh(example(score_spam=0.9, thresholds=thresholds), RULES).action is Action.REJECT


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.id)
def test_a_label_holds_from_its_own_threshold_unless_the_site_has_another(label: Label) -> None:
    identifier, hold = label.id, label.hold
    assert weigh(example(scores={identifier: hold}), RULES).action is not Action.APPROVE
    assert weigh(example(scores={identifier: hold - 0.001}), RULES).action is Action.APPROVE


@pytest.mark.parametrize(
    ("label", "score", "severity"),
    [
        ("personal_attack", 0.8, Severity.NOTE),
        ("personal_attack", 0.99, Severity.NOTE),
        ("abuse", 0.8, Severity.NOTE),
        ("abuse", 0.99, Severity.HOLD),
        ("threat", 0.8, Severity.HOLD),
        ("spam", 0.99, Severity.REJECT),
    ],
)
def test_hard_words_for_an_argument_attack_nobody(label: str, score: float, severity: Severity) -> None:
    case = example(target="nobody", scores={label: score}, thresholds={label: Threshold(0.5, 0.9)})
    (finding,) = weigh(case, RULES).findings
    assert finding.severity is severity
