"""The filters beside plain Python: what they answer, to which words, and what a text owes to them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from models import compiled, filters, ngrams, repair, scoring, tables
from models.compiled import FILTERS, Stream
from models.corpora.phrases import dissent
from models.filters import house_filters
from models.text import house_tables, packed, stream

TEXTS = [
    "Bless him, the author would do well to find a grown-up. He means it!",
    "word",
    "",
    "Nobody expects a treaty. " * 40,
    "wrd zzqxv, a b c",
    "no end " * 200,
    " ".join(dissent()[:12]),
    " ".join(reversed(dissent()[:12])),
]


def words(folded: Stream) -> list[str]:
    return ["".join(map(chr, folded.letter[begin:end])) for begin, end in folded.word[: folded.bounds[1, 1]]]


def row(word: str) -> np.ndarray:
    """What a word means to the filters, (places, filters), looked up among all the hashes there are."""
    known = house_filters()
    with np.load(tables.VOCABULARY) as stored:
        at = np.flatnonzero(stored["hashes"] == stream([word]).hash[0])
    number = repair.WORDS + int(at[0]) if len(at) else repair.UNKNOWN
    return np.array(known[number], int).reshape(3, FILTERS)


def theirs(sentence: list[str]) -> np.ndarray:
    """The highest answer to three words in a row, or 0."""
    blank = np.zeros((3, FILTERS), int)
    rows = [blank, *map(row, sentence), blank]
    answers = [rows[w - 1][0] + rows[w][1] + rows[w + 1][2] for w in range(1, len(rows) - 1)]
    return np.array(np.maximum(np.max(answers, axis=0), 0))


def weights() -> compiled.Weights:
    columns = np.zeros((ngrams.ROWS + filters.BIAS + 1, 6), np.float32)
    columns[ngrams.ROWS + ngrams.DENSE : -1] = np.random.default_rng(2).normal(size=(FILTERS, 6)) / 100
    return compiled.quantised(columns, ngrams.ROWS)


def test_a_filter_answers_to_three_neighbours_of_a_sentence_at_its_highest() -> None:
    found, _, owner = filters.answers(stream(["The author means well. Bless him"]), house_filters())

    assert owner.tolist() == [0]
    assert (
        found[0].tolist() == np.maximum(theirs(["the", "author", "means", "well"]), theirs(["bless", "him"])).tolist()
    )


def test_folding_numbers_the_words_as_the_filters_know_them() -> None:
    odd = " ".join(f"zzq{letter}v" for letter in "abcdefghijklmnopqrstuvwxyz")
    folded = stream([*TEXTS, odd, "stup1d stupid s.t.u.p.i.d zzqxv"])
    count = folded.bounds[-1, 1]
    with np.load(tables.VOCABULARY) as stored:
        places = {word: repair.WORDS + at for at, word in enumerate(stored["hashes"].tolist())}

    assert folded.number[:count].tolist() == [places.get(word, repair.UNKNOWN) for word in folded.hash[:count].tolist()]
    assert len(set(folded.number[count - 4 : count - 1].tolist())) == 1
    assert folded.number[count - 1] == repair.UNKNOWN


def test_a_word_that_nobody_knows_is_no_other_word() -> None:
    odd, other = (filters.answers(stream([text]), house_filters())[0] for text in ("zzqxv", "qqxzv"))

    assert odd.tolist() == other.tolist() == [np.maximum(row("zzqxv")[1], 0).tolist()]
    assert row("zzqxv").tolist() != row("idiot").tolist()


def test_nearly_all_words_of_a_comment_are_known() -> None:
    known = [not np.array_equal(row(word), row("zzqxv")) for word in words(stream([TEXTS[0]]))]

    assert sum(known) >= len(known) - 1


def test_a_window_ends_with_the_sentence_that_fills_it() -> None:
    text = "One short sentence. " * 3 + "word " * (filters.WINDOW - 9) + ". The next window."
    found, _, owner = filters.answers(stream([text, "Another text."]), house_filters())

    assert owner.tolist() == [0, 0, 1]
    assert found[1].tolist() == theirs(["the", "next", "window"]).tolist()


def test_every_answer_knows_the_words_that_it_rests_on() -> None:
    folded = stream([TEXTS[0]])
    found, at, _ = filters.answers(folded, house_filters())
    begins, ends = filters.reach(folded, at)
    spoken = words(folded)
    texts = {" ".join(spoken[a : a + n]) for a in range(len(spoken)) for n in (2, 3)}

    for answer, word, begin, end in zip(found[0], at[0], begins[0], ends[0], strict=True):
        assert (word >= 0) == (answer > 0)
        if word >= 0:
            reached = folded.letter[begin:end].tobytes().decode("utf-32-le")
            assert " ".join("".join(char if char.isalnum() else " " for char in reached).split()) in texts
            assert "adult he" not in reached


def test_a_text_is_worth_what_its_worst_window_is() -> None:
    known, weighed = house_filters(), weights()
    found = scoring.logits(*packed(TEXTS), house_tables(), known, weighed)[:, :6]
    answers, _, owner = filters.answers(stream(TEXTS), known)
    worth = answers @ weighed.cues[ngrams.DENSE : filters.BIAS, :6]
    expected = [worth[owner == t].max(axis=0) if (owner == t).any() else np.zeros(6) for t in range(len(TEXTS))]

    assert np.abs(found - expected).max() < 1e-4
    assert (np.bincount(owner) > 1).sum() == 4
    assert all(set(worth[owner == t].argmax(axis=0)) - {0} for t in (6, 7))
    assert any(set(worth[owner == t].argmax(axis=0)) - {(owner == t).sum() - 1} for t in (6, 7))


def test_every_machine_multiplies_to_the_same_bytes() -> None:
    assert sha256(house_filters().tobytes()).hexdigest()[:16] == "c5b07f8be7e2d559"


def test_filters_that_the_kernel_could_not_read_are_refused(tmp_path: Path) -> None:
    with np.load(tables.VOCABULARY) as stored:
        arrays = dict(stored)
    for name, cut in (("kernel", arrays["kernel"][:, 1:]), ("vectors", arrays["vectors"][:-1])):
        np.savez(tmp_path / "filters.npz", **(arrays | {name: cut}))
        with pytest.raises(ValueError, match="has other filters than this code"):
            filters.load(house_tables(), tmp_path / "filters.npz")


def test_filters_that_number_other_words_than_the_tables_are_refused(tmp_path: Path) -> None:
    with np.load(tables.VOCABULARY) as stored:
        np.savez(tmp_path / "filters.npz", **(dict(stored) | {"hashes": stored["hashes"][::-1]}))
    with pytest.raises(ValueError, match="learnt with other words than those of the tables"):
        filters.load(house_tables(), tmp_path / "filters.npz")


def test_tables_of_other_code_are_refused(tmp_path: Path) -> None:
    given = tables.load()._asdict()
    beyond = np.full_like(given["standing"], repair.CANONICAL + len(given["cues"]))
    for name, other in (
        ("standing", None),
        ("standing", given["standing"][:-1]),
        ("standing", beyond),
        ("numbers", given["numbers"][:-1]),
        ("numbers", np.full_like(given["numbers"], len(given["hashes"]))),
    ):
        kept = {key: part for key, part in given.items() if key != name}
        np.savez(tmp_path / "folding.npz", **(kept if other is None else kept | {name: other}))
        with pytest.raises(ValueError, match="has other tables than this code"):
            tables.load(tmp_path / "folding.npz")
