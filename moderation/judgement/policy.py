"""Weighing: from the findings of the rules to one verdict."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import ahocorasick

from moderation.judgement.case import Case
from moderation.judgement.house import HOUSE_RULES, WELCOME, Mode, Policy
from moderation.judgement.idioms import typed
from moderation.judgement.verdict import Action, Finding, Rule, Severity, Verdict

log = logging.getLogger("adrem.judgement")

ACTIONS = {Severity.REJECT: Action.REJECT, Severity.HOLD: Action.HOLD, Severity.NOTE: Action.APPROVE}
GRAVITY = {Severity.NOTE: 0, Severity.HOLD: 1, Severity.REJECT: 2}


def weigh(case: Case, rules: Iterable[Rule]) -> Verdict:
    """Ask every rule, in order, and let the gravest finding decide. Nothing found means approve."""
    return sum_up(case, found(case, rules))


def sum_up(case: Case, findings: tuple[Finding, ...]) -> Verdict:
    """The verdict that these findings come to."""
    return Verdict(
        action=decide(findings),
        findings=findings,
        scores=case.reading.scores or {},
        classifier=case.reading.classifier,
        policy=case.policy.version,
        uncertainty=uncertainty(case),
        target=case.reading.target,
        language=case.reading.language,
    )


def found(case: Case, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """What these rules find, without those that the site has switched off."""
    modes, findings = case.policy.modes, []
    for rule in likely(case, tuple(rules)):
        if modes and modes.get(rule.id) is Mode.OFF:
            continue
        # Most rules see nothing in most comments: that way is kept short.
        try:
            finding = rule.find(case)
        except Exception:
            log.exception("rule=%s broke; the comment is held", rule.id)
            finding = broken(rule)
        if finding is not None:
            findings.append(heard(finding, case.policy))
    return tuple(findings)


def likely(case: Case, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Those of the rules that may see something: the others wait for a cue or a score in vain."""
    cues, always = waiting(rules, case.text.isascii())
    called = rules_cued(case.text, cues) if cues else set()
    if case.reading.scores:
        called.update(case.lines.crossed(case.reading.scores))
    return tuple(rule for rule in rules if rule.id in called or not rule.waits) if called else always


def rules_cued(text: str, cues: Any) -> set[str]:
    """The rules whose cues stand in the text: one pass over it settles for all that the others see nothing."""
    return {rule_id for _, listeners in cues.iter(typed(text).casefold()) for rule_id in listeners}


@lru_cache(maxsize=64)
def waiting(rules: tuple[Rule, ...], plain: bool) -> tuple[Any, tuple[Rule, ...]]:
    """The cues for which some of these rules wait, and the rules that wait for nothing."""
    return automaton(rules, plain), tuple(rule for rule in rules if not rule.waits)


def automaton(rules: Iterable[Rule], plain: bool) -> Any:
    """All cues of these rules, each with the rules that wait for it; None when there are none.

    A `plain` text is ASCII, in which other cues cannot stand: without those it is gone through in less time.
    """
    listeners: dict[str, list[str]] = {}
    for rule in rules:
        for cue in rule.cues:
            if cue.isascii() or not plain:
                listeners.setdefault(cue, []).append(rule.id)
    built = ahocorasick.Automaton()
    for cue, waiting in listeners.items():
        built.add_word(cue, tuple(waiting))
    if not listeners:
        return None
    built.make_automaton()
    return built


def broken(rule: Rule) -> Finding:
    """What is said when a rule breaks: the comment is held for a person, and never let pass."""
    return Finding(
        rule=rule.id,
        label=rule.label,
        severity=Severity.HOLD,
        sentence="A part of the automatic check failed, so a moderator will read your comment.",
        note=f"The rule “{rule.title}” failed with an error; see the log.",
        house_rule=WELCOME,  # nobody is blamed
    )


def heard(finding: Finding, policy: Policy) -> Finding:
    """The finding as the site hears it: a mere note in log-only mode, and with the house rule quoted."""
    return quote(muted(finding, policy), policy)


def muted(finding: Finding, policy: Policy) -> Finding:
    """A mere note when its rule is in log-only mode."""
    if policy.modes.get(finding.rule) is Mode.LOG_ONLY:
        return replace(finding, severity=Severity.NOTE)
    return finding


def quote(finding: Finding, policy: Policy) -> Finding:
    """The finding with the house rule in the site's own words after the sentence for the author."""
    if finding.house_rule == WELCOME:
        return finding
    words = policy.house_rules.get(finding.house_rule) or HOUSE_RULES[finding.house_rule]
    return replace(finding, sentence=f"{finding.sentence} House rule: “{words}”")


def decide(findings: Collection[Finding]) -> Action:
    """The action that the gravest of the findings asks for."""
    if not findings:
        return Action.APPROVE
    gravest = max((finding.severity for finding in findings), key=GRAVITY.__getitem__)
    return ACTIONS[gravest]


def combine(moment: Verdict, content: Verdict) -> Verdict:
    """One verdict of what the gates saw in this moment and what the rules saw in the content."""
    if not moment.findings:
        return content
    findings = moment.findings + content.findings
    return replace(content, action=decide(findings), findings=findings)


def uncertainty(case: Case) -> float:
    """How near the scores came to a threshold that would have changed the verdict: 0 (clear) to 1 (on it)."""
    scores = case.reading.scores
    if scores is None:
        return 1.0
    distances = [abs(scores[label] - line) for label, line in case.lines.holds if label in scores]
    return max(0.0, 1.0 - 2.0 * min(distances, default=0.5))
