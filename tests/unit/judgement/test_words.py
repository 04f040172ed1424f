"""The site's list: every disguise of a word is found, no word inside another, and its place is exact."""

from __future__ import annotations

import pytest
from examples import example

from moderation.judgement.house import Listed, Policy
from moderation.judgement.rules import words
from moderation.judgement.verdict import Finding, Severity

WOMBAT = ["wombat"]


def found(text: str, entries: list[str] | list[tuple[str, str]]) -> Finding | None:
    return words.find(example(text=text, words=entries))


@pytest.mark.parametrize(
    "spelling",
    ["wombat", "WOMBAT", "wömbát", "w0mbat", "womb4t", "w-o-m-b-a-t", "w o m b a t", "w\u200bom\u00adbat",
     "ｗｏｍｂａｔ",
     "wоmbаt", "w\u0336o\u0336m\u0336b\u0336a\u0336t\u0336", "𝐰𝐨𝐦𝐛𝐚𝐭"],
)  # fmt: skip
def test_a_disguised_word_is_marked_where_it_stands(spelling: str) -> None:
    finding = found(f"Oh, {spelling}! Really.", WOMBAT)
    assert finding
    ((begin, end),) = finding.spans
    assert begin == 4
    assert 4 + len(spelling) - 1 <= end <= 4 + len(spelling)


@pytest.mark.parametrize("text", ["wombats", "Wombatville", "awombat", "wom bat", "womb at home", "wo mbat"])
def test_a_part_of_another_word_is_no_match(text: str) -> None:
    assert found(text, WOMBAT) is None


def test_the_entry_is_folded_like_the_text() -> None:
    assert found("a wombat", ["WÖMBAT"])


def test_a_phrase_may_be_broken_over_lines_and_signs() -> None:
    text = "So: go\nback,   HOME!"
    finding = found(text, ["go back home"])
    assert finding
    assert [text[begin:end] for begin, end in finding.spans] == ["go\nback,   HOME"]


def test_phrases_within_phrases_are_all_named() -> None:
    finding = found("go back home", [("go back", "hold"), ("back home", "note"), ("go back home", "reject")])
    assert finding
    assert finding.severity is Severity.REJECT
    assert finding.note == (
        "Entries of the site's list: “back home” (note), “go back home” (reject), “go back” (hold)."
    )


def test_of_two_entries_alike_the_graver_counts() -> None:
    for entries in ([("wombat", "reject"), ("Wombat", "note")], [("Wombat", "note"), ("wombat", "reject")]):
        finding = found("a wombat", entries)
        assert finding
        assert finding.severity is Severity.REJECT


def test_the_author_is_not_shown_the_list() -> None:
    finding = found("a wombat", WOMBAT)
    assert finding
    assert "wombat" not in finding.sentence


def test_an_emoji_can_be_listed() -> None:
    finding = found("look 🖕🖕", ["🖕"])
    assert finding
    assert finding.spans == ((5, 6), (6, 7))


def test_words_in_scripts_without_spaces_are_found() -> None:
    finding = found("你这个傻瓜真可笑", ["傻瓜"])
    assert finding
    assert finding.spans == ((3, 5),)


def test_an_entry_of_nothing_but_signs_matches_nothing() -> None:
    assert found("--- !!! ---", ["---", "   ", "!"]) is None


def test_a_list_is_compiled_once_per_policy() -> None:
    first, second = (Policy(version=9, lists=(Listed("word", "numbat"),)) for _ in range(2))
    assert words.automaton(first) is words.automaton(second)


def test_a_longer_list_is_compiled_anew() -> None:
    assert found("a numbat", [*WOMBAT]) is None
    assert found("a numbat", [*WOMBAT, "numbat"])


def test_another_list_of_the_same_length_is_compiled_anew() -> None:
    assert found("a numbat", ["wombat"]) is None
    assert found("a numbat", ["numbat"])
