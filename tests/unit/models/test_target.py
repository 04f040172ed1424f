"""Whom an attack is aimed at."""

from __future__ import annotations

import pytest

from models.target import target

AUTHORS = ["Helen Brandt"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You are a complete idiot.", "commenter"),
        ("Go back to school, Otto, you clown.", "commenter"),
        ("The author is a fraud.", "author"),
        ("Helen Brandt should be ashamed of herself.", "author"),
        ("The mayor is a corrupt clown.", "other_person"),
        ("He is a liar and a coward.", "other_person"),
        ("All immigrants are vermin.", "group"),
        ("This argument is complete nonsense.", "nobody"),
        ("What a stupid policy.", "nobody"),
    ],
)
def test_it_tells_whom_a_sentence_is_about(text: str, expected: str) -> None:
    assert target(text, (), AUTHORS, "Otto")[0] == expected


def test_it_looks_at_the_sentence_of_the_evidence() -> None:
    text = "I like this article. The policy is fine. But you are a moron."
    begin = text.index("you are")
    assert target(text, [(begin, len(text) - 1)], AUTHORS, None)[0] == "commenter"


def test_it_says_how_sure_it_is() -> None:
    assert 0.5 < target("You are an idiot.", (), (), None)[1] <= 1.0


def test_an_empty_text_has_some_target() -> None:
    assert target("", (), (), None)[0] in {"author", "commenter", "other_person", "group", "nobody"}
