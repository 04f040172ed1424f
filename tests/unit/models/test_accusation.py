"""The risk of defamation: a person or role beside an accusation of a crime."""

from __future__ import annotations

import pytest

from models.accusation import accusations


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The mayor takes bribes.", "mayor takes bribes"),
        ("I know that Senator Hale stole the money.", "Hale stole"),
        ("Anna Kovacs is a traitor.", "Kovacs is a traitor"),
        ("That corrupt mayor must go.", "corrupt mayor"),
        ("The police chief covered up the affair.", "chief covered up"),
    ],
)
def test_it_finds_an_accusation(text: str, words: str) -> None:
    assert [text[begin:end] for begin, end in accusations(text)] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor is not a thief.",
        "Fraud is a problem in many countries.",
        "The minister was murdered in his house.",
        "The author is wrong about the treaty.",
        "Politicians are corrupt.",
        "",
    ],
)
def test_it_finds_none(text: str) -> None:
    assert accusations(text) == ()
