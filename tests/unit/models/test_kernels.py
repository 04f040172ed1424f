"""The compiled kernels beside plain Python: the same n-grams, every letter's source, and no text that stalls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from models import alphabet, compiled, filters, ngrams, registry, scoring
from models.classifier import Classifier, load
from models.filters import house_filters
from models.text import fold, house_tables, packed, stream

NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "naughty-strings.json").read_text("utf-8"))
HOSTILE = [
    "\u0301", "a", "a!", "w!rd ", "i d i o t ", "1d10t ", "f*ck ", "'", "@", "*", "x\u0301", "comitee ", "\ufdfa",
    "\u200b", "\U0001f644", "\U000e0041", "\ud800", "aa bb ", "A", "\n", "dont' ", "a.b.", "you idiot ",
]  # fmt: skip
TEXTS = ["Well, YOU 1d\u200biot!", "for a nike", "I don't s t u p i d  mp3", "a", "", "ﬁne — so it's", "A bus. A bus!"]
LONG, LONGEST_WAIT = 65_536, 0.5


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load(registry.champion())


def hashed(ngram: str) -> int:
    """The row of an n-gram of letters, as models/alphabet.py has it, in plain Python."""
    h = int(alphabet.SEED)
    for letter in ngram:
        h = (h ^ ord(letter)) * int(alphabet.PRIME) % 2**64
    return h * int(alphabet.SPREAD) % 2**64 >> 46


@pytest.mark.parametrize("text", TEXTS)
def test_letters_make_the_ngrams_that_scikit_learn_makes(text: str) -> None:
    folded = stream([text])
    words = ["".join(map(chr, folded.letter[begin:end])) for begin, end in folded.word[: folded.bounds[1, 1]]]
    theirs = CountVectorizer(analyzer="char_wb", ngram_range=(2, 5)).build_analyzer()
    rows = ngrams.features(folded)[0]

    assert {row for row in rows.tolist() if row < ngrams.HALF} == {hashed(ngram) for ngram in theirs(" ".join(words))}


@pytest.mark.parametrize("text", TEXTS)
def test_every_occurrence_is_a_feature(text: str) -> None:
    folded = stream([text])
    rows, first, last, sentence = ngrams.occurrences(folded)
    once = {(number, row) for number, row in zip(sentence.tolist(), rows.tolist(), strict=True)}

    assert sorted(row for _, row in once) == sorted(ngrams.features(folded)[0].tolist())
    assert (first < last).all()
    assert last.max(initial=0) <= folded.bounds[1, 0]


def test_every_letter_comes_from_the_text() -> None:
    for text in [*NAUGHTY, *(unit * 500 for unit in HOSTILE)]:
        folded = fold(text)

        assert all(0 <= begin < end <= len(text) for begin, end in zip(folded.begins, folded.ends, strict=True))
        assert list(folded.begins) == sorted(folded.begins)


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_no_text_of_64_kb_stalls_the_classifier(classifier: Classifier, unit: str) -> None:
    text = (unit * LONG)[:LONG]
    begun = time.process_time()
    scores = classifier.scores([text])

    assert np.isfinite(scores).all()
    assert time.process_time() - begun < LONGEST_WAIT  # 3 ms where the work grows as the text does


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four; five", ["one", "two", "three", "four", "five"]),
        ("one line\n\nanother line", ["one line", "another line"]),
        ("The U.N. met at t.co in 3.5 hours.", ["the u n", "met at t co in 3 5 hours"]),
        ('He said "no." She left... Then rain', ["he said no", "she left", "then rain"]),
        ("idiot!!! \n go", ["idiot", "go"]),
    ],
)
def test_a_sentence_ends_with_a_stop_and_a_space_or_with_its_line(text: str, sentences: list[str]) -> None:
    folded = stream([text])
    words = ["".join(map(chr, folded.letter[begin:end])) for begin, end in folded.word[: folded.bounds[1, 1]]]
    starts = [at for at in range(len(words)) if at == 0 or folded.cue[at] & alphabet.BEGINS]

    assert [" ".join(words[a:b]) for a, b in zip(starts, [*starts[1:], len(words)], strict=True)] == sentences


def test_a_sentence_without_an_end_is_cut(classifier: Classifier) -> None:
    numbers = ngrams.occurrences(stream(["word " * (2 * ngrams.SENTENCE + 1)]))[3]

    assert np.bincount(numbers[numbers < 2]).tolist() == [ngrams.SENTENCE * 17 - 3] * 2
    assert numbers.max() == 2


def test_sums_are_of_whole_steps_of_letters_and_of_words() -> None:
    columns = np.zeros((ngrams.ROWS + filters.BIAS + 1, 6), np.float32)
    columns[: ngrams.HALF, 0], columns[ngrams.HALF : ngrams.ROWS, 1] = 2.0**-24, -62.5
    weights = compiled.quantised(columns, ngrams.ROWS)
    result = scoring.logits(*packed(["no words"]), house_tables(), house_filters(), weights)[:, :6]
    letters, words = 24**0.65, 3**0.65  # so many rows, of which each weighs (their number) ** -0.35

    assert weights.rows[:, :2].max() == 127 == -weights.rows[:, :2].min()
    assert result[0] == pytest.approx([2.0**-24 * letters, -62.5 * words, 0, 0, 0, 0], rel=1e-6)


def test_a_weight_far_beyond_all_others_is_cut_so_that_they_keep_their_digits() -> None:
    columns = np.random.default_rng(1).normal(size=(ngrams.ROWS + filters.BIAS + 1, 1)).astype(np.float32)
    columns[5] = 1e6
    weights = compiled.quantised(columns, ngrams.ROWS)
    kept = compiled.weights_of(weights, np.arange(ngrams.ROWS), 0)

    assert np.abs(np.delete(kept - columns[: ngrams.ROWS, 0], 5)).mean() < 0.01
    assert kept[5] == pytest.approx(127 * weights.steps[0, 0])


def test_threads_share_a_classifier(classifier: Classifier) -> None:
    alone = classifier.scores(TEXTS * 50)
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda _: classifier.scores(TEXTS * 50), range(8)))

    assert all(np.array_equal(alone, scores) for scores in together)


def test_the_kernels_are_compiled_anew_when_any_file_of_theirs_changes() -> None:
    folder = Path(compiled.__file__).parent
    kernels = {path.stem for path in folder.glob("*.py") if "@inner" in path.read_text("utf-8")} | {"alphabet"}

    assert set(compiled.SOURCES) == kernels


SUMMED = """
import numba, numpy as np
from models import compiled
cells = np.arange(-20, 36, dtype=np.int8).reshape(7, compiled.WIDTH)
sums = np.empty(compiled.WIDTH, np.int32)
add = numba.njit(lambda cells, rows, sums: compiled.add_rows(cells, rows, (1, 7), sums))
add(cells, np.array([5, 0, 1, 2, 3, 4, 6], np.int32), sums)
print(*sums.tolist())
"""


def test_rows_are_summed_on_a_machine_that_has_only_the_oldest_instructions() -> None:
    plain = {**os.environ, "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    told = subprocess.run([sys.executable, "-c", SUMMED], env=plain, capture_output=True, text=True, check=True).stdout
    assert told.split() == ["8", "14", "20", "26", "32", "38", "44", "50"]
