"""What a case knows of itself, and what a remembered verdict must be remembered for."""

from __future__ import annotations

from typing import Any

import pytest
from examples import example

from moderation.judgement.case import Case, Reading
from moderation.judgement.house import Calibration, Listed, Policy, Threshold


def test_links_to_the_pages_own_site_do_not_lead_away() -> None:
    case = example(
        text="https://www.example.org/a and https://cdn.example.org/b and https://b.example/c",
        page_url="https://www.example.org/article",
    )
    assert [link.host for link in case.outward] == ["b.example"]


def test_a_threshold_of_the_site_beats_the_versions_own() -> None:
    ours, read = {"abuse": Threshold(0.7, None)}, {"abuse": Threshold(0.3, 0.9), "threat": Threshold(0.2, 0.8)}
    case = Case("", policy=Policy(thresholds=ours), reading=Reading(calibration=Calibration(read)))
    assert case.threshold("abuse") == Threshold(0.7, None)
    assert case.threshold("threat") == Threshold(0.2, 0.8)
    assert case.threshold("spam").hold is not None
    assert case.threshold("unheard_of") == Threshold(None, None)


def test_an_unknown_language_counts_as_read() -> None:
    policy = Policy(languages=("en", "fr"))
    assert policy.speaks(None)
    assert policy.speaks("fr")
    assert not policy.speaks("de")


def test_equal_policies_share_a_hash() -> None:
    first, second = (Policy(version=3, lists=(Listed("word", "wombat"),)) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Best Loans"},
        {"author_url": "http://evil.example"},
        {"trusted": True},
        {"published": 0},
        {"published": 10},
        {"page_url": "https://other.example/article"},
        {"title": "Another article"},
        {"parent_author": "Bob"},
        {"parent_author": ""},
        {"page_authors": ("Alice",)},
    ],
)
def test_a_fact_that_content_rules_read_is_remembered_with_the_verdict(facts: dict[str, Any]) -> None:
    assert example(**facts).beside() != example().beside()


@pytest.mark.parametrize(
    "facts",
    [
        {"author_last_minute": 9, "honeypot": True},
        {"published": 6},
        {"rejected": 3},
        {"page_url": "https://example.org/another-page"},
    ],
)
def test_a_fact_that_content_rules_ignore_is_not(facts: dict[str, Any]) -> None:
    assert example(**facts).beside() == example().beside()
