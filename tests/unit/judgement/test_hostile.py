"""Hostile texts: no rule breaks, every span lies in the text, and the work grows no faster than the text."""

from __future__ import annotations

import json
import pkgutil
import re
import sys
from collections.abc import Callable
from pathlib import Path
from re import _constants, _parser
from types import FrameType, ModuleType
from typing import Any

import pytest
from examples import example

from moderation.judgement import links, rules
from moderation.judgement.case import Case
from moderation.judgement.rules import GATES, RULES

NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "naughty-strings.json").read_text("utf-8"))
UNITS = [
    "(", "[", "](", "](a", "a@", "@a.", "http://", "http://a,", "http://a@", "http://%41",
    "https://é.com ", "www.", "[url=", "href= ", "[x](http://a.com)", "(dot)com", "a[dot]com ",
    "a.", "ab.", "a。b", "a ", "A ", "THE, ", "!", "?", "\u0301", "a\u0301\u0301\u0301", "\u200b",
    "\u202e", "😂", "😂 ", "7", "7 ", "+4", "0 ", "1 234 ", "(1", ".", "-", "%", "call me 07",
    "telegram @", "x at gmail", "t.me/a ", "asdkjh ", "wombat ", "w o m b a t ", "go ", "傻瓜", "İ",
    "ﬀ", "a\n", "\n", " ", "visit my ", "earn $1,", "\U000e0041",
]  # fmt: skip
MODULES = [
    links,
    *(sys.modules[f"{rules.__name__}.{found.name}"] for found in pkgutil.iter_modules(rules.__path__)),
]
FACTS: dict[str, Any] = {
    "title": "Mediators return to the peace talks in Geneva",
    "published": 0,
    "name": "Best Payday Loans",
    "author_url": "http://user@cheap-pills.example:80/",
    "words": ["wombat", "go", "go go", "go go go", "傻瓜", ("😂", "note")],
    "domains": ["evil.example", ("a.com", "reject")],
}


def hostile(unit: str, length: int) -> Case:
    return example(text=(unit * length)[:length], **FACTS)


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_no_rule_breaks_on_a_hostile_text(unit: str) -> None:
    case = hostile(unit, 20_000)
    for rule in GATES + RULES:
        assert spans_lie_in_the_text(rule.find, case), rule.id


@pytest.mark.parametrize("text", NAUGHTY, ids=ascii)
def test_no_rule_breaks_on_a_naughty_string(text: str) -> None:
    for facts in ({"text": text}, {"text": f"see {text}.", "name": text, "author_url": text, "title": text}):
        case = example(**(FACTS | facts))
        for rule in GATES + RULES:
            assert spans_lie_in_the_text(rule.find, case), rule.id


@pytest.mark.parametrize("text", [text for text in NAUGHTY if text.strip()], ids=ascii)
def test_a_naughty_string_may_stand_on_a_list(text: str) -> None:
    case = example(text=f"So they say: {text}", words=[text], domains=[text])
    for rule in RULES:
        assert spans_lie_in_the_text(rule.find, case), rule.id


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_twice_the_text_is_at_most_three_times_the_work(unit: str) -> None:
    once, twice = hostile(unit, 3_000), hostile(unit, 6_000)
    for rule in RULES:
        rule.find(example(text="warm", **FACTS))
        assert work(rule.find, twice) <= 3 * work(rule.find, once) + 100, rule.id


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_pattern_repeats_a_repetition_without_bound(module: ModuleType) -> None:
    """The way to catastrophic backtracking: a repetition without bound inside another, as in (a+)+."""
    for pattern in vars(module).values():
        if isinstance(pattern, re.Pattern):
            assert depth(_parser.parse(pattern.pattern, pattern.flags)) <= 1, pattern.pattern


def test_a_repetition_inside_a_repetition_would_be_noticed() -> None:
    assert depth(_parser.parse(r"(?:a+b*)+c")) == 2


def spans_lie_in_the_text(find: Callable[[Case], Any], case: Case) -> bool:
    finding = find(case)
    edges = [edge for span in finding.spans for edge in span] if finding else []
    return edges == sorted(edges) and all(0 <= edge <= len(case.text) for edge in edges) and len(edges) <= 40


def work(find: Callable[[Case], Any], case: Case) -> int:
    """How many calls, of Python and of C, a rule makes for a case."""
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event.endswith("call")

    sys.setprofile(count)
    try:
        find(case)
    finally:
        sys.setprofile(None)
    return calls


def depth(parsed: Any) -> int:
    """How deep repetitions without bound stand inside one another."""
    deepest = 0
    for operation, argument in parsed:
        unbounded = operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and argument[1] == _constants.MAXREPEAT
        deepest = max(deepest, unbounded + max((depth(part) for part in parts(argument)), default=0))
    return deepest


def parts(argument: Any) -> list[Any]:
    """The patterns inside one operation of a parsed pattern."""
    if isinstance(argument, _parser.SubPattern):
        return [argument]
    if isinstance(argument, (list, tuple)):
        return [part for item in argument for part in parts(item)]
    return []
