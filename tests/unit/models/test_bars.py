"""The table of figures beside their bars."""

from __future__ import annotations

import pytest

from models import registry
from models.bars import best, blind, parted, spam
from models.classifier import Classifier, load
from models.measure import held


@pytest.fixture(scope="module")
def champion() -> Classifier:
    return load(registry.champion(registry.SHIPPED))


def test_rows_part_at_a_half() -> None:
    rows = [{"text": "one", "rude": "0.5"}, {"text": "two", "rude": "0.4"}, {"text": "three", "rude": "1"}]
    assert parted(rows, "rude") == (["one", "three"], ["two"])


def test_the_label_that_fits_best_counts(champion: Classifier) -> None:
    spam_alone = best(champion, ["Buy cheap watches at www.deals.example"], ["You are an idiot.", "Thank you."])
    insults = best(champion, ["You are an idiot.", "What a moron you are."], ["Thank you.", "I disagree."])
    assert (spam_alone, insults) == (1.0, 1.0)


def test_the_shipped_champion_passes_the_bars_of_spam(champion: Classifier) -> None:
    blog, alike, honest, tricky, youtube, ordinary = spam(champion)
    assert (blog.bar, youtube.bar, ordinary.bar) == (">= 0.75", ">= 0.965", "<= 0.01")
    assert blog.figure >= 0.9
    assert alike.figure >= 0.8
    assert honest.figure <= 5  # of 248
    assert tricky.figure <= 16  # of 200
    assert youtube.figure >= 0.965
    assert ordinary.figure <= 0.01


def test_the_shipped_champion_knows_threats_from_what_sounds_like_one(champion: Classifier) -> None:
    found = {line.what: line.figure for line in blind(champion)}
    assert found["threat, written blind"] >= 0.85
    assert found["threat, written blind, held of 279"] >= 100
    assert found["threat, written blind, only like it, held of 378"] <= 10
    assert found["identity_attack, written blind"] >= 0.76
    assert found["identity_attack, written blind, only like it, held of 200"] <= 4
    assert found["rude about the matter, written blind, attacks"] >= 0.97
    assert found["rude about the matter, written blind, civil, held of 240"] <= 24  # 21 of them swear


@pytest.mark.parametrize(
    "dissent",
    ["What a stupid law. It will kill small shops.", "Kill the bill!", "I would kill for a decent bus service."],
)
def test_the_shipped_champion_lets_hard_words_for_the_matter_pass(champion: Classifier, dissent: str) -> None:
    assert not held(champion, [dissent]).any()


@pytest.mark.parametrize(
    "threat",
    ["Accidents happen on that road, councillor.", "Somebody should burn your house down.", "I will break your jaw."],
)
def test_the_shipped_champion_holds_threats(champion: Classifier, threat: str) -> None:
    assert held(champion, [threat]).all()
