"""Words that comments are found by: the same whether they are split here or were split for something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text import words as spoken
from moderation.tools.store import search


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("Bob 7", "No, no: NO!", ("bob", "7", "no")),
        ("Zoë", "It isn’t café.", ("zoe", "it", "isn", "t", "cafe")),
        ("Bob", "x" * 50, ("bob", "x" * 40)),
        ("", "", ()),
    ],
)
def test_words_have_no_case_accents_or_signs(name: str, text: str, words: tuple[str, ...]) -> None:
    assert search.words(name, text) == words


def test_a_typographic_sign_parts_words_as_others_do() -> None:
    """Whether it is all that is beyond ASCII or not."""
    for sign in map(chr, range(0x2000, 0x2070)):
        assert search.words(f"don{sign}t") == ("don", "t")
        assert search.words(f"na\u0308h{sign}té") == ("nah", "te")


@given(st.text(max_size=40), st.text(max_size=120))
def test_words_that_are_at_hand_are_the_same(name: str, text: str) -> None:
    assert search.of_comment(name, text, spoken(text)) == search.words(name, text)
