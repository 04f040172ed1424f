"""Spans of findings: in order, merged where they overlap, and never too many."""

from __future__ import annotations

from moderation.judgement.verdict import tidy


def test_spans_are_put_in_order() -> None:
    assert tidy([(7, 9), (0, 2), (4, 5)]) == ((0, 2), (4, 5), (7, 9))


def test_overlapping_spans_become_one() -> None:
    assert tidy([(0, 5), (3, 8), (4, 6)]) == ((0, 8),)


def test_neighbouring_spans_stay_two() -> None:
    assert tidy([(0, 5), (5, 8)]) == ((0, 5), (5, 8))


def test_empty_spans_are_dropped() -> None:
    assert tidy([(0, 0), (3, 3), (4, 5)]) == ((4, 5),)


def test_only_the_first_twenty_spans_are_kept() -> None:
    assert tidy((place, place + 1) for place in range(0, 100, 2)) == tuple((p, p + 1) for p in range(0, 40, 2))
