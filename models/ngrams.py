"""Compiled features: hashed n-grams of letters and words, cues, and their scores.

Letter n-grams (2 to 5, within a word and its edges) fill the lower half of the rows, word n-grams
(1 to 3) the upper half. A text's distinct rows of a half weigh 1 / sqrt(their number) each. The same code
makes the features in training and in serving.
"""

from __future__ import annotations

import numpy as np

from models import alphabet as abc
from models import compiled as c
from models.compiled import STREAM, WEIGHTS, Array, Stream, borrow, entry, inner

HALF = 1 << 18
ROWS = 2 * HALF
SHIFT = np.uint64(64 - 18)
BITS = 30
(
    YOU,
    THIRD,
    SELF,
    BE,
    NOT,
    ROLE,
    THING,
    FOOL,
    SCUM,
    INSULTING,
    SWEAR,
    SLUR,
    IDENTITY,
    HARM,
    WILL,
    WATCH,
    COMMAND,
    PAUSE,
    POLITE,
    HEDGE,
    REASON,
    SAID,
    STRONG,
    ARTICLE,
    BODY,
    CRIME,
    SELL,
    EARN,
) = range(28)
# (cue, later cue, words between at most): an insult beside the one it is meant for, and what softens it.
PAIRS = np.array(
    [
        (YOU, FOOL, 4),
        (YOU, SCUM, 4),
        (YOU, INSULTING, 4),
        (FOOL, YOU, 3),
        (SCUM, YOU, 3),
        (INSULTING, YOU, 3),
        (YOU, BODY, 3),
        (YOU, CRIME, 5),
        (YOU, SWEAR, 3),
        (SWEAR, YOU, 2),
        (THIRD, FOOL, 5),
        (THIRD, SCUM, 5),
        (THIRD, INSULTING, 4),
        (THIRD, CRIME, 5),
        (ROLE, FOOL, 5),
        (ROLE, SCUM, 5),
        (ROLE, INSULTING, 4),
        (INSULTING, ROLE, 2),
        (ROLE, CRIME, 5),
        (INSULTING, THING, 2),
        (THING, INSULTING, 4),
        (THING, FOOL, 4),
        (ARTICLE, FOOL, 2),
        (STRONG, FOOL, 3),
        (STRONG, SCUM, 3),
        (BE, FOOL, 3),
        (BE, SCUM, 3),
        (BE, INSULTING, 3),
        (NOT, FOOL, 4),
        (NOT, SCUM, 4),
        (NOT, INSULTING, 3),
        (SAID, FOOL, 4),
        (SAID, SCUM, 4),
        (WILL, HARM, 4),
        (HARM, YOU, 3),
        (YOU, HARM, 5),
        (WILL, WATCH, 3),
        (WATCH, YOU, 3),
        (COMMAND, PAUSE, 3),
        (COMMAND, YOU, 2),
        (IDENTITY, INSULTING, 4),
        (IDENTITY, SCUM, 4),
        (INSULTING, IDENTITY, 2),
        (SWEAR, IDENTITY, 2),
        (HARM, IDENTITY, 4),
        (IDENTITY, HARM, 4),
        (INSULTING, FOOL, 3),
        (SWEAR, FOOL, 3),
        (YOU, NOT, 3),
        (SELL, EARN, 6),
        (SELF, HARM, 4),
        (FOOL, ROLE, 3),
    ],
    np.int64,
)
FACTS = 14
# Columns of the weights in memory: a row of eight is added in one step.
WIDTH = 8
DENSE = BITS + len(PAIRS) + FACTS


@inner
def letter_rows(letters: Array, span: tuple[int, int], places: tuple[Array, Array, Array], k: int) -> int:
    """Write the rows of a word's letter n-grams, with their places; give how many stand now."""
    rows, first, last = places
    for i in range(span[0] - 1, span[1]):
        h = abc.SEED
        for j in range(i, min(i + 5, span[1] + 1)):
            letter = np.uint64(32) if j < span[0] or j == span[1] else np.uint64(letters[j])
            h = (h ^ letter) * abc.PRIME
            if j > i:
                rows[k] = (h * abc.SPREAD) >> SHIFT
                first[k], last[k] = max(i, span[0]), min(j + 1, span[1])
                k += 1
    return k


@inner
def all_rows(stream: Stream, t: int) -> tuple[Array, Array, Array]:
    """The rows of a text's n-grams, one for each occurrence, and the letters [first, last) of each."""
    begin, end = stream.bounds[t, 1], stream.bounds[t + 1, 1]
    room = 4 * (stream.bounds[t + 1, 0] - stream.bounds[t, 0] + 2) + 11 * (end - begin)
    rows, first, last = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    places, k = borrow((rows, first, last)), 0
    for w in range(begin, end):
        k = letter_rows(stream.letter, (stream.word[w, 0], stream.word[w, 1]), places, k)
        h = np.uint64(0)
        for v in range(w, min(w + 3, end)):
            h = (h ^ stream.hash[v]) * abc.SPREAD
            rows[k] = HALF + ((h ^ (h >> np.uint64(29))) * abc.PRIME * abc.SPREAD >> SHIFT)
            first[k], last[k] = stream.word[w, 0], stream.word[v, 1]
            k += 1
    return rows[:k], first[:k], last[:k]


@inner
def ends_sentence(stream: Stream, w: int) -> bool:
    """Whether a sentence ends between a word and the one before it."""
    ends = 0
    for k in range(stream.word[w - 1, 1], stream.word[w, 0]):
        ends += stream.letter[k] in (46, 33, 63, 59)
    return ends > 0


@inner
def count(cue: np.uint32, w: int, seen: Array, dense: Array) -> None:
    """Count the cues of a word, and the pairs in which it follows another."""
    for p in range(len(PAIRS)):
        if cue >> np.uint32(PAIRS[p, 1]) & np.uint32(1) and w - seen[PAIRS[p, 0]] <= PAIRS[p, 2]:
            dense[BITS + p] += 1
    for bit in range(BITS):
        if cue >> np.uint32(bit) & np.uint32(1):
            dense[bit] += 1
            seen[bit] = w


@inner
def cues(stream: Stream, t: int, dense: Array) -> None:
    """Count the cues of a text, and the pairs of cues that follow each other in a sentence."""
    seen = np.full(BITS, -1000, np.int64)
    for w in range(stream.bounds[t, 1], stream.bounds[t + 1, 1]):
        if w > stream.bounds[t, 1] and ends_sentence(stream, w):
            seen[:] = -1000
        if stream.cue[w] != 0:
            count(stream.cue[w], w, seen, dense)


@inner
def facts(stats: Array, dense: Array) -> None:
    """Lengths, rates and counts of a text, each between 0 and about 1."""
    chars, words = max(stats[c.CHARS], 1.0), max(stats[c.WORDS], 1.0)
    k = BITS + len(PAIRS)
    for p in range(k):
        if dense[p] > 0:
            dense[p] = np.log1p(dense[p])
    dense[k] = np.log1p(chars) / 8
    dense[k + 1] = np.log1p(words) / 6
    dense[k + 2] = min(chars / words, 20.0) / 20
    dense[k + 3] = stats[c.UPPER] / chars
    dense[k + 4] = stats[c.SHOUTS] / words
    dense[k + 5] = np.log1p(stats[c.SHOUTS]) / 3
    dense[k + 6] = np.log1p(stats[c.EXCLAMATIONS]) / 3
    dense[k + 7] = np.log1p(stats[c.QUESTIONS]) / 3
    dense[k + 8] = np.log1p(stats[c.LINKS]) / 2
    dense[k + 9] = stats[c.NUMBERS] / chars
    dense[k + 10] = min(np.log1p(stats[c.REPAIRED]) / 3, 1.0)
    dense[k + 11] = min(stats[c.FOREIGN] / chars, 1.0)
    dense[k + 12] = np.log1p(stats[c.LINES]) / 4
    dense[k + 13] = 1.0 if words < 4 else 0.0


@entry(STREAM)
def occurrences(stream: Stream) -> tuple[Array, Array, Array]:
    """Rows of every n-gram of the first text, and the letters [first, last) of each."""
    return all_rows(borrow(stream), 0)


@entry(STREAM)
def features(stream: Stream) -> tuple[Array, Array, Array]:
    """Distinct rows of all texts in a row, where each text's begin (texts + 1), and (texts, DENSE) cues."""
    texts = len(stream.bounds) - 1
    dense = np.zeros((texts, DENSE), np.float32)
    bounds = np.zeros(texts + 1, np.int64)
    room = 4 * (len(stream.letter) + 2 * texts) + 11 * stream.bounds[texts, 1]
    found = np.empty(room, np.int32)
    owner = np.full(ROWS, -1, np.int32)
    k = 0
    for t in range(texts):
        rows, _, _ = all_rows(borrow(stream), t)
        for row in rows:
            if owner[row] != t:
                owner[row] = t
                found[k] = row
                k += 1
        bounds[t + 1] = k
        cues(stream, t, dense[t])
        facts(stream.stats[t], dense[t])
    return found[:k].copy(), bounds, dense


@inner
def add(weights: Array, rows: Array, seen: Array, sums: Array) -> tuple[int, int]:
    """Sum the weights of the distinct rows of each half, and count them; `seen` is left as it was, all zero."""
    distinct, words = 0, 0
    # First without a branch, so that the loads of the second loop need not wait for each other.
    for at in range(len(rows)):
        row = rows[at]
        cell, bit = row >> 6, np.uint64(1) << np.uint64(row & 63)
        rows[distinct] = row
        distinct += seen[cell] & bit == 0
        seen[cell] |= bit
    for at in range(distinct):
        row = rows[at]
        half = row >> 18
        words += half
        seen[row >> 6] = 0
        for label in range(WIDTH):
            sums[half, label] += weights[row, label]
    return distinct - words, words


@inner
def finished(result: Array, *owners: Array) -> Array:
    """The result; whatever was borrowed lives until here."""
    return result


@entry(STREAM, WEIGHTS, WEIGHTS)
def logits(stream: Stream, weights: Array, dense_weights: Array) -> Array:
    """Logits (texts, labels) from weights (ROWS, WIDTH) and (DENSE + 1, labels), whose last row is the bias."""
    texts, labels = len(stream.bounds) - 1, dense_weights.shape[1]
    result = np.empty((texts, labels), np.float32)
    seen, sums, dense = np.zeros(ROWS >> 6, np.uint64), np.empty((2, WIDTH), np.float32), np.empty(DENSE, np.float32)
    lent, (table, bits, halves, facts_) = borrow(stream), borrow((weights, seen, sums, dense))
    for t in range(texts):
        rows, _, _ = all_rows(lent, t)
        halves[:], facts_[:] = 0, 0
        letters, words = add(table, rows, bits, halves)
        cues(lent, t, facts_)
        facts(lent.stats[t], facts_)
        first, second = 1 / np.sqrt(max(letters, 1)), 1 / np.sqrt(max(words, 1))
        for label in range(labels):
            result[t, label] = dense_weights[DENSE, label] + halves[0, label] * first + halves[1, label] * second
        for p in range(DENSE):
            if facts_[p] != 0:
                for label in range(labels):
                    result[t, label] += facts_[p] * dense_weights[p, label]
    return finished(result, seen, sums, dense)
