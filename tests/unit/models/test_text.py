"""Folding finds the words behind disguises and the way back to the author's own text."""

from __future__ import annotations

import re

import numpy as np
import pytest

from models import compiled
from models.corpora import frequent_words, rows
from models.features import hashed_ngrams
from models.obfuscate import disguise
from models.text import cut_marks, fold, language, quoted, stream


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("You IDIOT", "you idiot"),
        ("уоu аrе аn іdіоt", "you are an idiot"),
        ("i\u200bd\u200bi\u200bo\u200bt", "idiot"),
        ("i\u0301d\u0308i\u0332o\u0301t", "idiot"),
        ("1d10t", "idiot"),
        ("@$$hole", "asshole"),
        ("s t u p i d fool", "stupid fool"),
        ("s.t.u.p.i.d", "stupid"),
        ("1 d 1 o t", "idiot"),
        ("such a 1 d 1 o t", "such a idiot"),
        ("V 1 A G R A", "viagra"),
        ("a $ $ h o l e", "asshole"),
        ("stuuuuupid", "stupid"),
        ("idoit", "idiot"),
        ("f*ck", "fuck"),
        ("ｉｄｉｏｔ", "idiot"),
        ("𝕚𝕕𝕚𝕠𝕥", "idiot"),
        ("🅸🅳🅸🅾🆃", "idiot"),
    ],
)
def test_it_reads_the_word_behind_a_disguise(written: str, meant: str) -> None:
    assert fold(written).text == meant


@pytest.mark.parametrize(
    "plain",
    [
        "covid19 and mp3 and 1000000",
        "he'll call at 9am",
        "ask @john about b2b",
        "as is",
        "a nice cook",
        "plan a 1 b 2",
        "no. 1 2 3",
    ],
)
def test_it_leaves_ordinary_words_alone(plain: str) -> None:
    assert fold(plain).text == plain


def test_no_frequent_word_is_read_as_another() -> None:
    # Of a letter that stands three times in a row two remain.
    read = {word: fold(word).text for word in frequent_words() if not re.search(r"(.)\1\1", word)}

    assert len(read) > 20_000
    assert {"for", "nike", "light", "duck"} <= set(read)
    assert {word: other for word, other in read.items() if other != word} == {}


@pytest.mark.parametrize("kind", ["homoglyph", "zero_width"])
def test_an_invisible_disguise_changes_no_feature(kind: str) -> None:
    texts = [row["text"] for row in rows("jigsaw_partial")][:500]
    disguised = [disguise(text, kind, 1, share=1.0) for text in texts]

    assert disguised != texts
    assert abs(hashed_ngrams().transform(texts) - hashed_ngrams().transform(disguised)).max() == 0


def test_capitals_of_another_alphabet_shout_too() -> None:
    latin, greek, cyrillic = stream(["YOU IZMIT"]), stream(["ΥΟU ΙΖΜΙΤ"]), stream(["УOU ІZМІТ"])

    assert latin.stats[0, [compiled.UPPER, compiled.SHOUTS]].tolist() == [8, 2]
    assert np.array_equal(latin.stats, greek.stats)
    assert np.array_equal(latin.stats, cyrillic.stats)


def test_it_points_back_into_the_original_text() -> None:
    text = "Well, you 1d\u200biot!"
    folded = fold(text)
    begin = folded.text.index("idiot")
    assert folded.original(begin, begin + 5) == (10, 16)
    assert text[10:16] == "1d\u200biot"


def test_a_letter_that_unfolds_to_two_keeps_one_source() -> None:
    folded = fold("ﬁne")
    assert folded.text == "fine"
    assert folded.original(0, 2) == (0, 1)


def test_an_empty_text_folds_to_an_empty_text() -> None:
    assert fold("").text == ""
    assert fold("").original(0, 0) == (0, 0)


def test_folding_survives_what_is_no_text() -> None:
    assert fold("\ud800\x00\u202e").text == ""
    assert fold("a" * 100_000).text.count("a") > 2
    assert fold("\u0301" * 100_000).text == ""


def test_runs_of_marks_are_cut_to_thirty() -> None:
    assert cut_marks("a" + "\u0301" * 100 + "b") == "a" + "\u0301" * 30 + "b"
    assert cut_marks("e\u0301") == "e\u0301"


def test_it_marks_quoted_text() -> None:
    text = 'He said "you idiot" and left.\n> you fool\nNot nice.'
    assert [text[begin:end] for begin, end in quoted(text)] == ['"you idiot"', "> you fool"]


def test_what_is_quoted_in_a_quoted_line_belongs_to_the_line() -> None:
    text = 'I wrote\n> he said "you idiot" and left\nand ‘that was wrong’.'
    assert [text[begin:end] for begin, end in quoted(text)] == ['> he said "you idiot" and left', "‘that was wrong’"]


def test_it_marks_a_blockquote() -> None:
    text = "<blockquote>You fool</blockquote> I object."
    assert [text[begin:end] for begin, end in quoted(text)] == ["<blockquote>You fool</blockquote>"]


def test_an_apostrophe_quotes_nothing() -> None:
    assert quoted("I don't think it's his.") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I think that the author is wrong about this.", "en"),
        ("Das ist doch alles Unsinn, was hier in diesem Artikel steht.", "de"),
        ("Cela n'a aucun sens, vous ne comprenez rien à la question.", "fr"),
        ("Автор этой статьи совсем не понимает, о чем пишет", "ru"),
        ("这是一个非常愚蠢的想法，作者完全不知道自己在说什么，应该再想一想才对", "zh"),
    ],
)
def test_it_names_the_language(text: str, code: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize("text", ["", "Nonsense!", "lol omg wtf", "https://example.com/a/b/c/d/e/f"])
def test_a_short_text_has_no_known_language(text: str) -> None:
    assert language(text) is None
