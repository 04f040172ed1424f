"""Compiled scores of texts: the sums of what their n-grams, cues and filters weigh.

Of n-grams and cues a text's logit is the mean of two: that of all of it, and that of its worst sentence. To that comes
what its worst window of sentences is worth to the filters.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models import compiled as c
from models.compiled import (
    FILTERS,
    WEIGHTS,
    WIDTH,
    Array,
    Stream,
    Tables,
    Weights,
    borrow,
    entry,
    finished,
    inner,
)
from models.cues import BITS, COUNTS, DENSE, cues, facts, log_of
from models.filters import BIAS, WINDOW, numbered
from models.folding import folded
from models.ngrams import HALF, ROOM, SENTENCE, SHARING, distinct, own_lengths, sentence_end, sentence_rows

POWERS = np.maximum(np.arange(1024, dtype=np.float32), 1) ** np.float32(SHARING)


class Work(NamedTuple):
    """Room for scoring one text after another: `bits`, `seen` and `counts` are clean before every sentence.

    Of the sentence: rows, cues, and sums over letters, words and all; of the text: the same, facts, the worst sentence.
    Of the filters: numbers of the sentence's words, the highest answers in the window, what it is worth, the worst.
    """

    rows: Array
    bits: Array
    seen: Array
    counts: Array
    stand: Array
    letters: Array
    words: Array
    sentence: Array
    dense: Array
    all_letters: Array
    all_words: Array
    worst: Array
    numbers: Array
    highest: Array
    window: Array
    worst_window: Array


@inner
def room() -> Work:
    """Room for a sentence and its text."""
    return Work(
        *(np.empty(ROOM, np.int32), np.zeros(HALF >> 6, np.uint64), np.full(BITS, -1, np.int64)),
        *(np.zeros(COUNTS, np.float32), np.zeros(2, np.uint64), np.empty(WIDTH, np.int32)),
        *(np.empty(WIDTH, np.int32), np.empty(WIDTH, np.float32), np.empty(DENSE, np.float32)),
        # Of thousands of sentences, the sums need more digits.
        *(np.empty(WIDTH, np.int64), np.empty(WIDTH, np.int64), np.empty(WIDTH, np.float32)),
        *(np.empty(SENTENCE + 2, np.int32), np.zeros(FILTERS, np.int16)),
        *(np.empty(WIDTH, np.float32), np.empty(WIDTH, np.float32)),
    )


@inner
def power(number: int) -> float:
    """number ** SHARING, and 1 for none."""
    return float(POWERS[number]) if number < len(POWERS) else number**SHARING


@inner
def weigh(stream: Stream, span: tuple[int, int], weights: Weights, work: Work) -> tuple[int, int]:
    """Add a sentence to its text, and what it is worth for each label to `work.sentence`; count its rows."""
    letters, both = sentence_rows(stream, span, work.rows)
    first, last = distinct(work.rows, 0, letters, work.bits), distinct(work.rows, letters, both, work.bits)
    c.add_rows(weights.rows, work.rows, (0, first), work.letters)
    c.add_rows(weights.rows, work.rows, (letters, last), work.words)
    scale, word_scale = power(first), power(last - letters)
    for label in range(WIDTH):
        letter, word = scale * weights.steps[0, label], word_scale * weights.steps[1, label]
        work.sentence[label] = letter * work.letters[label] + word * work.words[label]
        work.all_letters[label] += work.letters[label]
        work.all_words[label] += work.words[label]
    stand, pairs = cues(stream, span, work.seen, work.counts)
    add_cues(weights.cues, (stand, pairs), work.counts, 1.0, work.sentence)
    work.stand[0], work.stand[1] = work.stand[0] | stand, work.stand[1] | pairs
    for p in range(COUNTS):
        work.dense[p] += work.counts[p]
        work.counts[p] = 0
    return first, last - letters


@inner
def add(weights: Array, value: float, sums: Array) -> None:
    """Add a cue's weights, times what it counts, to the sums of all labels."""
    for label in range(WIDTH):
        sums[label] += np.float32(value) * weights[label]


@inner
def add_cues(weights: Array, standing: tuple[np.uint64, np.uint64], counts: Array, share: float, sums: Array) -> None:
    """Add the weights of the cues and the pairs that stand somewhere, each times the logarithm of how often."""
    for first, bits in ((0, standing[0]), (BITS, standing[1])):
        while bits != 0:
            p = first + c.trailing_zeros(bits)
            add(weights[p], share * log_of(counts[p]), sums)
            bits &= bits - np.uint64(1)


@inner
def listen(stream: Stream, span: tuple[int, int], ends: bool, known: tuple[Array, Weights], work: Work) -> None:
    """Let the filters answer to a sentence; where a window `ends` with it, keep what the worst is worth by label."""
    numbered(stream, span, work.numbers)
    c.answer(known[0], work.numbers, span[1] - span[0], work.highest)
    if ends:
        work.window[:] = 0
        c.add_answers(known[1].cues[DENSE:BIAS], work.highest, work.window)
        work.highest[:] = 0
        for label in range(WIDTH):
            work.worst_window[label] = max(work.worst_window[label], work.window[label])


@inner
def score(stream: Stream, t: int, filters: Array, weights: Weights, work: Work) -> tuple[int, int]:
    """Weigh all sentences of a text, keep the worst by label, and count the rows of all."""
    work.dense[:COUNTS], work.stand[:], work.all_letters[:], work.all_words[:] = 0, 0, 0, 0
    facts(stream.stats[t], work.dense)
    first, stop, letters, words = stream.bounds[t, 1], stream.bounds[t + 1, 1], 0, 0
    work.worst[:] = -np.inf if first < stop else 0
    work.worst_window[:] = work.worst
    window = first
    while first < stop:
        last = sentence_end(stream, t, first)
        more, more_words = weigh(stream, (first, last), weights, work)
        chars, length = own_lengths(stream, t, (first, last), work.dense)
        add(weights.cues[COUNTS], chars, work.sentence)
        add(weights.cues[COUNTS + 1], length, work.sentence)
        for label in range(WIDTH):
            work.worst[label] = max(work.worst[label], work.sentence[label])
        ends = last == stop or last - window >= WINDOW
        listen(stream, (first, last), ends, (filters, weights), work)
        window = last if ends else window
        first, letters, words = last, letters + more, words + more_words
    return letters, words


@entry(c.CODES, c.BOUNDS, c.TABLES, c.FILTER_ROWS, WEIGHTS, fastmath={"reassoc"})
def logits(codes: Array, bounds: Array, tables: Tables, owned_filters: Array, owned_weights: Weights) -> Array:
    """Logits (texts, WIDTH).

    The texts are folded here: to hand their stream to Python and back takes longer than to score a comment.
    """
    texts, stream = len(bounds) - 1, folded(codes, bounds, tables)
    result, owned = np.empty((texts, WIDTH), np.float32), room()
    lent, work, weights = borrow(stream), borrow(owned), borrow(owned_weights)
    found, filters = borrow((result, owned_filters))
    for t in range(texts):
        letters, words = score(lent, t, filters, weights, work)
        scale, word_scale = power(letters), power(words)
        for label in range(WIDTH):
            letter, word = scale * weights.steps[0, label], word_scale * weights.steps[1, label]
            whole = letter * work.all_letters[label] + word * work.all_words[label]
            found[t, label] = weights.cues[BIAS, label] + np.float32(0.5) * (whole + work.worst[label])
            found[t, label] += work.worst_window[label]
        add_cues(weights.cues, (work.stand[0], work.stand[1]), work.dense, 0.5, found[t])
        for p in range(COUNTS, DENSE):
            add(weights.cues[p], work.dense[p], found[t])
    return finished(result, owned, stream.letter)
