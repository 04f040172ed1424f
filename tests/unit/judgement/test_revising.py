"""Revising: a rule says which fields of the policy it reads, and is asked again when one of them changes."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from examples import example

from moderation.judgement.house import Mode, Policy
from moderation.judgement.revising import changed, revise, touched
from moderation.judgement.rules import GATES, RULES, links, shouting
from moderation.judgement.verdict import Rule, Severity

ALL = GATES + RULES
FIELDS = {entry.name for entry in fields(Policy)} - {"version", "modes"}
SHOUT = "EVERYBODY WHO WAS THERE KNOWS THAT IT IS WRONG FROM BEGINNING TO END"


class Watched(Policy):
    """A policy that notes which of its fields are read."""

    read: set[str] = set()

    def __getattribute__(self, name: str) -> object:
        if name in FIELDS:
            Watched.read.add(name)
        return super().__getattribute__(name)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_reads_only_the_fields_that_it_names(rule: Rule) -> None:
    cases = [example(**facts) for facts, _ in rule.cases]
    watched = [
        # Versions of their own: nothing that is remembered by policy is compared with others.
        replace(case, policy=Watched(1000 + number, **{name: getattr(case.policy, name) for name in FIELDS}))
        for number, case in enumerate(cases, 1)
    ]
    Watched.read = set()
    for case in watched:
        rule.find(case)
    assert Watched.read <= set(rule.reads)
    assert set(rule.reads) <= FIELDS


def test_only_what_a_change_touches_is_asked_again() -> None:
    before, after = Policy(), Policy(max_links=0)
    assert changed(before, after) == {"max_links"}
    assert touched(ALL, before, after, changed(before, after)) == (links.RULE,)


@pytest.mark.parametrize(
    ("before", "after", "again"),
    [
        (Mode.ON, Mode.LOG_ONLY, False),
        (Mode.ON, Mode.OFF, False),
        (Mode.LOG_ONLY, Mode.ON, True),
        (Mode.LOG_ONLY, Mode.OFF, False),
        (Mode.OFF, Mode.ON, True),
        (Mode.OFF, Mode.LOG_ONLY, True),
        (Mode.OFF, Mode.OFF, False),
    ],
)
def test_a_rule_that_did_not_say_all_is_asked_again(before: Mode, after: Mode, again: bool) -> None:
    start, end = Policy(modes={"shouting": before}), Policy(modes={"shouting": after})
    assert touched(RULES, start, end, frozenset()) == ((shouting.RULE,) if again else ())


@pytest.mark.parametrize(("mode", "severities"), [(Mode.LOG_ONLY, [Severity.NOTE]), (Mode.OFF, [])])
def test_what_was_found_stays_as_the_new_mode_hears_it(mode: Mode, severities: list[Severity]) -> None:
    found = shouting.RULE.find(example(text=SHOUT))
    assert found
    case = example(text="Quite another text.", modes={"shouting": mode})
    assert [finding.severity for finding in revise([found], case, ())] == severities
