"""Every rule keeps the promises of its own table of examples, and no rule is forgotten."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import Any

import pytest
from examples import example

from models.corpora import rows
from moderation.judgement import rules
from moderation.judgement.case import Case
from moderation.judgement.house import HOUSE_RULES, WELCOME
from moderation.judgement.policy import automaton, rules_cued, weigh
from moderation.judgement.rules import GATES, RULES
from moderation.judgement.verdict import Finding, Rule, Severity

ALL = GATES + RULES
CASES = [
    pytest.param(rule, facts, expected, id=f"{rule.id}-{number}")
    for rule in ALL
    for number, (facts, expected) in enumerate(rule.cases)
]
FOUND = [
    pytest.param(rule, facts, id=f"{rule.id}-{number}")
    for rule in ALL
    for number, (facts, expected) in enumerate(rule.cases)
    if expected is not None
]


@pytest.mark.parametrize(("rule", "facts", "expected"), CASES)
def test_a_rule_does_what_its_examples_say(rule: Rule, facts: dict[str, Any], expected: Severity | None) -> None:
    finding = rule.find(example(**facts))
    assert (finding and finding.severity) == expected


@pytest.mark.parametrize(("rule", "facts"), FOUND)
def test_a_finding_says_who_saw_what_and_where(rule: Rule, facts: dict[str, Any]) -> None:
    case = example(**facts)
    (finding,) = weigh(case, [rule]).findings
    assert (finding.rule, finding.label, finding.house_rule) == (rule.id, rule.label, rule.house_rule)
    assert well_placed(finding, case)
    assert re.match(r"[A-ZÄÖÜ].*[.!]", finding.sentence)
    assert finding.note.endswith(".")
    quoted = f"House rule: “{HOUSE_RULES[rule.house_rule]}”"
    assert finding.sentence.endswith(quoted) == (rule.house_rule != WELCOME)


@pytest.mark.parametrize(("rule", "facts"), FOUND)
def test_a_sentence_never_quotes_the_comment(rule: Rule, facts: dict[str, Any]) -> None:
    case = example(**facts)
    finding = rule.find(case)
    assert finding
    assert case.text not in finding.sentence + finding.note
    assert not [word for word in case.words if len(word) > 12 and word in finding.sentence + finding.note]


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_shows_at_least_four_examples_and_one_silence(rule: Rule) -> None:
    severities = [expected for _, expected in rule.cases]
    assert len(severities) >= 4
    assert None in severities
    assert any(severities)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_names_a_house_rule_and_a_title(rule: Rule) -> None:
    assert rule.house_rule in HOUSE_RULES
    assert rule.title
    assert re.fullmatch(r"[a-z_]+", rule.id)


def test_a_rule_finds_nothing_where_none_of_its_cues_stands() -> None:
    """Else the one look for all cues would keep the rule from what it is there for."""
    listening = [rule for rule in ALL if rule.cues]
    texts = [example(**facts).text for rule in ALL for facts, _ in rule.cases]
    texts += [row["text"] for name in ("reddit_misogyny_attacks", "youtube_spam") for row in rows(name)]
    cues = {plain: automaton(RULES, plain) for plain in (False, True)}
    missed = [
        (rule.id, text)
        for text in texts
        for cued in [rules_cued(text, cues[text.isascii()])]
        for rule in listening
        if rule.id not in cued and rule.find(Case(text))
    ]
    assert {rule.id for rule in listening} == {"menace", "belittling", "provocation", "gibberish"}
    assert missed == []


def test_a_rule_is_asked_when_its_cue_stands_in_other_letters() -> None:
    cues = automaton(RULES, plain=True)
    assert rules_cued("The SHARPEST, and qwertz", cues) == {"belittling", "gibberish"}
    assert rules_cued("The plan is bad.", cues) == set()


def test_no_two_rules_share_an_identifier() -> None:
    assert len({rule.id for rule in ALL}) == len(ALL)


def test_a_file_of_rules_that_nobody_asks_is_noticed() -> None:
    for module in pkgutil.iter_modules(rules.__path__):
        imported = importlib.import_module(f"{rules.__name__}.{module.name}")
        written = imported.RULES if hasattr(imported, "RULES") else (imported.RULE,)
        assert written
        assert all(rule in ALL for rule in written), f"{module.name} stands neither in GATES nor in RULES"


def test_content_rules_never_look_at_the_moment() -> None:
    """A remembered verdict must not hang on facts that have passed."""
    for rule in RULES:
        for facts, expected in rule.cases:
            case = example(**facts)
            object.__setattr__(case, "moment", None)
            finding = rule.find(case)
            assert (finding and finding.severity) == expected


def well_placed(finding: Finding, case: Case) -> bool:
    """Whether all spans lie in the text, in order, without overlap, and are not too many."""
    edges = [edge for span in finding.spans for edge in span]
    inside = all(0 <= edge <= len(case.text) for edge in edges)
    return inside and edges == sorted(edges) and all(a < b for a, b in finding.spans) and len(finding.spans) <= 20
