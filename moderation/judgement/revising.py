"""Revising: what a verdict becomes under another policy. Only the rules that the change touches are asked again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from moderation.judgement.case import Case
from moderation.judgement.house import Mode, Policy
from moderation.judgement.policy import found, muted
from moderation.judgement.verdict import Finding, Rule

BESIDE = frozenset({"version", "lists", "modes"})


def changed(before: Policy, after: Policy) -> frozenset[str]:
    """The fields in which two policies differ, apart from the lists: whoever read them knows about those."""
    names = {entry.name for entry in fields(Policy)} - BESIDE
    return frozenset(name for name in names if getattr(before, name) != getattr(after, name))


def touched(rules: Iterable[Rule], before: Policy, after: Policy, changes: frozenset[str]) -> tuple[Rule, ...]:
    """The rules whose findings may differ. One that was not simply on may have seen more than it said."""
    return tuple(
        rule
        for rule in rules
        if mode(after, rule) is not Mode.OFF
        and (changes.intersection(rule.reads) or mode(before, rule) not in {Mode.ON, mode(after, rule)})
    )


def mode(policy: Policy, rule: Rule) -> Mode:
    """How a policy runs a rule."""
    return policy.modes.get(rule.id, Mode.ON)


def revise(findings: Iterable[Finding], case: Case, asked: tuple[Rule, ...]) -> tuple[Finding, ...]:
    """The findings under the case's policy: those rules are asked again, the others keep what they found."""
    again = {rule.id for rule in asked}
    kept = (finding for finding in findings if finding.rule not in again)
    heard = tuple(
        muted(finding, case.policy) for finding in kept if case.policy.modes.get(finding.rule) is not Mode.OFF
    )
    return heard + found(case, asked)
