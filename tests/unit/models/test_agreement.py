"""Agreement: what the literature says."""

from __future__ import annotations

import pytest

from models.agreement import cohen, fleiss, observed

TEXTBOOK = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
DIALOGUE = {
    ("statement", "statement"): 46,
    ("request", "statement"): 6,
    ("request", "request"): 32,
    ("request", "check"): 6,
    ("check", "check"): 10,
}
"""R. Artstein and M. Poesio (2008), Inter-coder agreement for computational linguistics: two coders, 100 things."""


def test_cohens_kappa_of_a_textbook() -> None:
    assert observed(TEXTBOOK) == 0.7
    assert cohen(TEXTBOOK) == pytest.approx(0.4)


def test_both_kappas_of_a_survey() -> None:
    assert observed(DIALOGUE) == 0.88
    assert cohen(DIALOGUE) == pytest.approx(0.8013, abs=1e-4)
    assert fleiss(DIALOGUE) == pytest.approx(0.7995, abs=1e-4)


def test_fleisss_kappa_by_hand() -> None:
    # 55 of 100 say yes: chance is 0.55² + 0.45² = 0.505, and (0.7 - 0.505) / 0.495 is beyond it.
    assert fleiss(TEXTBOOK) == pytest.approx(0.3939, abs=1e-4)


def test_fleisss_kappa_does_not_care_who_was_first() -> None:
    turned = {(second, first): count for (first, second), count in TEXTBOOK.items()}
    assert fleiss(turned) == fleiss(TEXTBOOK)


def test_all_agree_or_nobody_was_asked() -> None:
    assert cohen({("yes", "yes"): 3, ("no", "no"): 2}) == fleiss({("yes", "yes"): 3, ("no", "no"): 2}) == 1.0
    none = [{}, {("yes", "yes"): 9}, {("yes", "yes"): 0, ("no", "yes"): 0}]
    assert [measure(pairs) for pairs in none for measure in (cohen, fleiss)] == [None] * 6
