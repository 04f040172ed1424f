"""Training on two hundred tiny comments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.compiled import FILTERS
from models.corpora import CLEAN, CORPORA, Example, examples, ordinary, ratings, rows, written
from models.corpora.phrases import dissent, phrases, probes
from models.features import COLUMNS, LOUD
from models.labels import SCORED
from models.lessons import FOREIGN, RECIPES, Array, Pool, fit, learn, lessons
from models.obfuscate import DISGUISES, disguise
from models.train import calibrated, gather, is_calibrating, pooled, serving, studied, thresholds

THINGS = ["treaty", "budget", "school", "harbour", "bridge", "tax", "bus", "law", "vote", "report"]
KNOWN = ("marks", "ours")
INSULTS = ["idiot", "fool", "liar", "clown", "moron", "coward", "crook", "dunce", "hack", "loser"]


def example(number: int) -> Example:
    rude = number % 2 == 0
    word = (INSULTS if rude else THINGS)[number // 2 % 10]
    text = f"You are a {word} number {number}" if rude else f"The {word} is number {number}"
    taught = np.full(5, 2.0 if rude else -2.0, np.float32)
    marks = CLEAN | {"personal_attack": rude, "spam": rude}
    return Example(text, marks, "tiny", taught, perspective=1.0 if rude else -1.0, ours={"personal_attack": rude})


def subtle(number: int) -> Example:
    sneer = number % 2 == 0
    text = f"How {'sweet' if sneer else 'right'} that you tried, take {number}"
    return Example(text, {}, "written", ours={"personal_attack": sneer})


@pytest.fixture(scope="module")
def pool() -> Pool:
    return pooled([example(number) for number in range(200)])


def fitted(pool: Pool, name: str) -> Array:
    label = SCORED.index(name)
    return fit(label, {lesson: learn(pool, lesson) for lesson in lessons(label)})


def on_every_label(pool: Pool) -> Pool:
    """The pool with what is known of personal attacks for every label."""
    return replace(pool, **{name: np.repeat(getattr(pool, name)[:, :1], len(SCORED), axis=1) for name in KNOWN})


def scored(pool: Pool, weights: Array) -> Array:
    """What n-grams, cues and filters together say of each text."""
    return np.asarray(pool.matrix @ weights[:-FILTERS] + LOUD * pool.answers @ weights[-FILTERS:])


def test_it_learns_who_is_insulted(pool: Pool) -> None:
    weights = fitted(pool, "personal_attack")
    logits = scored(pool, weights)
    assert weights.shape == (COLUMNS,)
    assert logits[::2].min() > logits[1::2].max()


def test_the_same_examples_give_the_same_weights(pool: Pool) -> None:
    again = pooled([example(number) for number in range(200)])
    assert np.array_equal(fitted(pool, "spam"), fitted(again, "spam"))


def test_probabilities_come_at_the_share_that_a_label_has(pool: Pool) -> None:
    known = replace(pool, calibrating=np.ones(len(pool.texts), bool), marks=np.nan_to_num(pool.marks))
    known.marks[::2] = 1
    attack = fitted(pool, "personal_attack")
    columns = calibrated(known, np.stack([attack] * len(SCORED), axis=1))
    probability = serving(columns).scores(pool.texts)
    share = [RECIPES[label].share for label in SCORED]
    assert share * probability[::2].mean(axis=0) + (1 - np.array(share)) * probability[1::2].mean(
        axis=0
    ) == pytest.approx(share, rel=0.05)


def test_how_harmless_the_harmless_is_teaches_nothing(pool: Pool) -> None:
    taught = pool.taught.copy()
    taught[1::6] = -9.0
    assert np.allclose(
        fitted(replace(pool, taught=taught), "personal_attack"), fitted(pool, "personal_attack"), atol=1e-6
    )


def test_perspective_teaches_what_abuse_is(pool: Pool) -> None:
    silent = np.where(np.arange(len(pool.texts)) % 8 == 2, np.nan, pool.perspective)
    assert np.isfinite(fitted(replace(pool, perspective=silent), "abuse")).all()
    against = scored(pool, fitted(replace(pool, perspective=-pool.perspective), "abuse"))
    assert against[::2].mean() < scored(pool, fitted(pool, "abuse"))[::2].mean()


def test_filters_learn_attacks_and_spam_from_what_is_known_and_abuse_from_the_teachers(pool: Pool) -> None:
    for name, known in (
        ("personal_attack", replace(pool, ours=1 - pool.ours)),
        ("abuse", replace(pool, taught=-pool.taught)),
        ("spam", replace(pool, marks=1 - pool.marks)),
    ):
        heard, turned = (pool.answers @ fitted(learnt, name)[-FILTERS:] for learnt in (pool, known))
        assert heard[::2].mean() > heard[1::2].mean()
        assert turned[::2].mean() < turned[1::2].mean()


def test_mere_swearing_is_taken_from_attacks(pool: Pool) -> None:
    obscene = SCORED.index("obscene")
    cursing = np.arange(len(pool.texts)) % 4 == 1
    taught = pool.taught.copy()
    taught[:, obscene] = np.where(cursing, 4.0, -2.0)
    before, after = (scored(pool, fitted(replace(pool, taught=t), "personal_attack")) for t in (pool.taught, taught))
    assert (after - before)[cursing].mean() < (after - before)[~cursing].mean()


def test_perspective_is_known_of_talk_pages_only() -> None:
    known = {corpus.name: [example.perspective for example in examples(corpus)] for corpus in CORPORA}
    scored = {name for name, found in known.items() if not np.isnan(found).all()}
    assert scored == {"wiki_context_toxicity"}
    talk = np.array(known["wiki_context_toxicity"])
    assert np.isfinite(talk).sum() > 15_000
    assert np.nanmax(np.abs(talk)) < 5


def test_of_a_mere_taunt_nobody_says_whether_it_is_abuse() -> None:
    attacks = [example for example in gather(0) if example.source == "phrases" and example.marks["personal_attack"]]
    assert {example.marks.get("abuse") for example in attacks} == {True, None}


def test_another_alphabet_lowers_no_score(pool: Pool) -> None:
    cyrillic = pool.matrix.tolil()
    cyrillic[1::2, FOREIGN] = 1.0
    weights = fitted(replace(pool, matrix=cyrillic.tocsr()), "personal_attack")
    assert weights[FOREIGN] == 0


def test_a_tenth_is_kept_for_calibration(pool: Pool) -> None:
    assert 8 <= pool.calibrating.sum() <= 35
    assert [is_calibrating("a"), is_calibrating("a")] == [False, False]


def test_thresholds_hold_few_ordinary_comments() -> None:
    scores = np.linspace(0, 0.9, 6000, dtype=np.float32).reshape(1000, 6)
    pairs = thresholds(scores)
    capped = {label for label in SCORED if RECIPES[label].most < 1}
    assert set(pairs) == set(SCORED)
    assert all(0.85 < pairs[label]["hold"] <= pairs[label]["reject"] for label in set(SCORED) - capped)
    assert {label: pairs[label]["hold"] for label in capped} == {"abuse": 0.55, "obscene": 0.2}


def test_decided_examples_join_the_corpora(tmp_path: Path) -> None:
    extra = tmp_path / "decided.jsonl"
    extra.write_text('{"text": "You clown", "labels": {"personal_attack": true}}\n')
    last = gather(0, extra)[-1]
    assert (last.text, last.marks, last.source) == ("You clown", {"personal_attack": True}, "decided")


def test_every_corpus_has_a_licence() -> None:
    assert all(corpus.licence for corpus in CORPORA)


def test_our_sentences_are_written_out_alike_each_time() -> None:
    assert phrases(3, 1) == phrases(3, 1)
    assert len(dissent()) >= 300
    assert sum(map(len, probes().values())) == 165


def test_no_probe_is_trained_on() -> None:
    written = {phrase.text for phrase in phrases(0, 6)}
    assert not written & {text for group in probes().values() for text in group}


@pytest.mark.parametrize("kind", sorted(DISGUISES))
def test_a_disguise_changes_the_text(kind: str) -> None:
    assert disguise("You complete idiot", kind, 1, share=1.0) != "You complete idiot"


def test_a_subtle_attack_is_learnt_from_comments_of_our_own_alone() -> None:
    pool = pooled([example(number) for number in range(200)] + [subtle(number) for number in range(100)])
    weights = fitted(pool, "personal_attack")
    columns = np.zeros((COLUMNS + 1, len(SCORED)), np.float32)
    columns[:-1, 0] = weights
    sneer, praise = serving(columns).logits(["How sweet that you tried", "How right that you tried"])[:, 0]
    assert sneer > praise + 0.5


@pytest.mark.parametrize("name", ["threat", "identity_attack"])
def test_what_threatens_and_what_demeans_a_group_is_learnt_from_comments_of_our_own(name: str) -> None:
    meant = [
        Example(f"May {'they' if bad else 'it'} rot, number {number}", {}, "written", ours={name: bad})
        for number in range(200)
        for bad in (True, False)
    ]
    pool = pooled([example(number) for number in range(200)] + meant)
    label = SCORED.index(name)
    pool.marks[:200, label] = pool.marks[:200, SCORED.index("personal_attack")]
    weights = fitted(pool, name)
    rot, bridge = scored(pooled([Example("May they rot", {}, ""), Example("May it rot", {}, "")]), weights)
    assert rot > bridge + 0.5
    turned = fitted(replace(pool, ours=1 - pool.ours), name)
    heard, against = (pool.answers[200:] @ found[-FILTERS:] for found in (weights, turned))
    assert heard[::2].mean() > heard[1::2].mean()
    assert against[::2].mean() < against[1::2].mean()


def test_lessons_that_are_learnt_side_by_side_are_the_same(pool: Pool) -> None:
    known = on_every_label(pool)
    learnt = studied(known)
    assert set(learnt) == {lesson for label in range(len(SCORED)) for lesson in lessons(label)}
    for lesson in lessons(SCORED.index("personal_attack")):
        assert np.allclose(learnt[lesson], learn(known, lesson), rtol=1e-4, atol=1e-6)


def test_nothing_is_learnt_from_the_writers_who_measure() -> None:
    blind = {
        found.text for split in ("test", "short", "beside", "threat", "hate", "matter") for found in written(split)
    }
    assert len(blind) == 3894
    assert not blind & {found.text for found in gather(0)}


def test_spam_of_the_writers_apart_teaches_nothing() -> None:
    (corpus,) = (corpus for corpus in CORPORA if corpus.name == "comment_spam")
    apart = [row for row in rows(corpus.name) if row["split"] == "test"]
    taught = {found.text.lower(): found.marks["spam"] for found in examples(corpus)}

    assert (len(apart), sum(row["spam"] == "1" for row in apart)) == (748, 300)
    assert (len(taught), sum(taught.values())) == (2498, 1080)
    assert not taught.keys() & {row["text"].lower() for row in apart}


def test_none_of_our_comments_is_spam() -> None:
    assert {found.marks["spam"] for found in written("train")} == {False}


def test_our_flags_are_labels() -> None:
    found = {example.text: example.ours for example in written("short")}
    assert found["Foreign vermin the lot of them, kick their arses into the sea"] == {
        "threat": True,
        "identity_attack": True,
        "obscene": True,
        "abuse": True,
    }


def test_ordinary_comments_stand_at_their_natural_rate() -> None:
    natural = {row["text"] for row in rows("wiki_context_toxicity") if row["split"] != "train"}
    assert len(ordinary()) == 4735
    assert set(ordinary()) <= natural


def test_an_attack_on_a_group_says_nothing_of_attacks_on_persons() -> None:
    unsaid = ["personal_attack" not in found.ours for found in written("train")]
    groups = [row for row in rows("written") if row["split"] == "train" and row["target"] == "group"]
    assert sum(unsaid) == sum(row["severity"] != "0" for row in groups) > 0


def test_every_rating_finds_its_row_and_none_is_kept_for_calibration() -> None:
    found = ratings()
    assert len(found) == len(list(rows("ratings")))
    assert not any(is_calibrating(rated.text) for rated in found)
