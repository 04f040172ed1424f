"""Agreement: what the literature and scikit-learn say."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from sklearn.metrics import cohen_kappa_score

from models.agreement import cohen, fleiss, observed

TEXTBOOK = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}


def test_cohens_kappa_of_a_textbook() -> None:
    assert observed(TEXTBOOK) == 0.7
    assert cohen(TEXTBOOK) == pytest.approx(0.4)


def test_cohens_kappa_is_that_of_scikit_learn() -> None:
    dice = random.Random(7)
    for size in (2, 10, 500):
        judged = [(dice.choice("abc"), dice.choice("abbc")) for _ in range(size)] + [("a", "b"), ("b", "b")]
        expected = cohen_kappa_score([first for first, _ in judged], [second for _, second in judged])
        assert cohen(Counter(judged)) == pytest.approx(expected)


def test_fleisss_kappa_by_hand() -> None:
    # 55 of 100 say yes: chance is 0.55² + 0.45² = 0.505, and (0.7 - 0.505) / 0.495 is beyond it.
    assert fleiss(TEXTBOOK) == pytest.approx(0.3939, abs=1e-4)


def test_fleisss_kappa_does_not_care_who_was_first() -> None:
    turned = {(second, first): count for (first, second), count in TEXTBOOK.items()}
    assert fleiss(turned) == fleiss(TEXTBOOK)


def test_all_agree_or_nobody_was_asked() -> None:
    assert cohen({("yes", "yes"): 3, ("no", "no"): 2}) == fleiss({("yes", "yes"): 3, ("no", "no"): 2}) == 1.0
    assert [measure(pairs) for pairs in ({}, {("yes", "yes"): 9}) for measure in (cohen, fleiss)] == [None] * 4
