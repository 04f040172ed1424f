"""Weighing: the gravest finding decides, switches are obeyed, and nothing broken lets a comment pass."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from examples import example

from moderation.judgement.case import Case
from moderation.judgement.house import Mode, Threshold
from moderation.judgement.policy import combine, decide, weigh
from moderation.judgement.verdict import Action, Finding, Rule, Severity, Verdict


def rule(name: str, severity: Severity | None, house_rule: str = "no_abuse") -> Rule:
    """A rule that always finds the same."""

    def find(case: Case) -> Finding | None:
        return made.found(severity, "Something was seen.", "Seen.") if severity else None

    made = Rule(name, name.title(), "", house_rule, find)
    return made


NOTES, HOLDS, REJECTS, SILENT = (
    rule("notes", Severity.NOTE),
    rule("holds", Severity.HOLD),
    rule("rejects", Severity.REJECT),
    rule("silent", None),
)


def broken(case: Case) -> Finding | None:
    raise ZeroDivisionError(case.text)


@pytest.mark.parametrize(
    ("rules", "action"),
    [
        ([], Action.APPROVE),
        ([SILENT], Action.APPROVE),
        ([NOTES, SILENT], Action.APPROVE),
        ([HOLDS, NOTES], Action.HOLD),
        ([HOLDS, REJECTS, NOTES], Action.REJECT),
    ],
)
def test_the_gravest_finding_decides(rules: list[Rule], action: Action) -> None:
    assert weigh(example(), rules).action is action


def test_every_finding_is_kept_in_order() -> None:
    verdict = weigh(example(), [HOLDS, SILENT, NOTES, REJECTS])
    assert [finding.rule for finding in verdict.findings] == ["holds", "notes", "rejects"]


def test_a_rule_that_is_off_is_not_asked() -> None:
    verdict = weigh(example(modes={"rejects": Mode.OFF}), [REJECTS, HOLDS])
    assert [finding.rule for finding in verdict.findings] == ["holds"]
    assert verdict.action is Action.HOLD


def test_a_rule_that_only_logs_leaves_a_note() -> None:
    verdict = weigh(example(modes={"rejects": Mode.LOG_ONLY}), [REJECTS])
    assert verdict.action is Action.APPROVE
    assert [finding.severity for finding in verdict.findings] == [Severity.NOTE]


def test_a_broken_rule_holds_the_comment(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "adrem.judgement"):
        verdict = weigh(example(), [Rule("broken", "Broken", "", "no_abuse", broken), NOTES])
    assert verdict.action is Action.HOLD
    assert [finding.rule for finding in verdict.findings] == ["broken", "notes"]
    assert "rule=broken broke" in caplog.text


def test_a_broken_rule_that_only_logs_does_not_hold() -> None:
    verdict = weigh(example(modes={"broken": Mode.LOG_ONLY}), [Rule("broken", "Broken", "", "no_abuse", broken)])
    assert verdict.action is Action.APPROVE


@pytest.mark.parametrize(("score", "asked"), [(0.49, False), (0.5, True)])
def test_a_rule_that_waits_for_a_score_is_asked_once_it_crosses_a_line(score: float, asked: bool) -> None:
    waiting = replace(HOLDS, id="abuse", scored=True)
    verdict = weigh(example(score_abuse=score, thresholds={"abuse": Threshold(0.5, 0.9)}), [waiting, NOTES])
    assert [finding.rule for finding in verdict.findings] == ["holds", "notes"][not asked :]


def test_the_author_reads_the_house_rule_in_the_words_of_the_site() -> None:
    (finding,) = weigh(example(house_rules={"no_abuse": "Be kind."}), [HOLDS]).findings
    assert finding.sentence == "Something was seen. House rule: “Be kind.”"


def test_a_house_rule_that_the_site_left_out_is_quoted_from_ours() -> None:
    (finding,) = weigh(example(house_rules={}), [HOLDS]).findings
    assert finding.sentence.endswith(
        "House rule: “No abuse: insults, threats and contempt for groups of people stay out.”"
    )


def test_a_finding_that_blames_nobody_quotes_no_house_rule() -> None:
    (finding,) = weigh(example(), [rule("welcomes", Severity.HOLD, "welcome")]).findings
    assert finding.sentence == "Something was seen."


def test_a_verdict_names_its_versions_and_scores() -> None:
    verdict = weigh(example(score_abuse=0.2, classifier="2026-11", version=7), [])
    assert (verdict.classifier, verdict.policy, verdict.scores) == ("2026-11", 7, {"abuse": 0.2})


def test_gates_and_content_are_combined_into_one_verdict() -> None:
    content = Verdict(Action.APPROVE, (finding("words", Severity.NOTE),), {"abuse": 0.1}, "v1", 3, 0.4, cached=True)
    moment = Verdict(Action.HOLD, (finding("pace", Severity.HOLD),))
    both = combine(moment, content)
    assert both.action is Action.HOLD
    assert [found.rule for found in both.findings] == ["pace", "words"]
    assert (both.scores, both.classifier, both.policy, both.cached) == ({"abuse": 0.1}, "v1", 3, True)


def test_a_combined_verdict_is_never_milder_than_either() -> None:
    gentle, grave = Verdict(Action.APPROVE), Verdict(Action.REJECT, (finding("spam", Severity.REJECT),))
    assert combine(gentle, grave).action is Action.REJECT
    assert combine(grave, gentle).action is Action.REJECT


def test_nothing_found_means_approve() -> None:
    assert decide(()) is Action.APPROVE


@pytest.mark.parametrize(("score", "expected"), [(0.5, 1.0), (0.75, 0.5), (0.25, 0.5), (0.0, 0.0)])
def test_uncertainty_is_highest_on_the_line(score: float, expected: float) -> None:
    case = example(score_abuse=score, thresholds={"abuse": Threshold(0.5, 0.9)})
    assert weigh(case, []).uncertainty == pytest.approx(expected)


def test_a_text_that_nobody_read_is_wholly_uncertain() -> None:
    assert weigh(example(scores=None), []).uncertainty == 1.0


def test_a_label_that_never_holds_makes_nothing_uncertain() -> None:
    assert weigh(example(score_abuse=0.5, thresholds={"abuse": Threshold(None, None)}), []).uncertainty == 0.0


def finding(name: str, severity: Severity) -> Finding:
    return Finding(name, "", severity, "A sentence.", "A note.")
