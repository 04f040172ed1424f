"""Compiled features: hashed n-grams of letters and words, with the cues of a text, and their scores.

Letter n-grams (2 to 5, within a word and its edges) fill the lower half of the rows, word n-grams
(1 to 3) the upper half. A text's distinct rows of a half weigh (their number) ** SHARING each. The same code
makes the features in training and in serving. The loops are short and without branches, so that the
processor has many rows under way at once: waiting for them one by one took most of the time.
"""

from __future__ import annotations

import numpy as np

from models import alphabet as abc
from models import compiled as c
from models.compiled import CELLS, STREAM, WEIGHTS, Array, Stream, add_rows, borrow, entry, finished, inner
from models.cues import BITS, cues, facts
from models.cues import DENSE as DENSE

HALF = 1 << 18
ROWS = 2 * HALF
SHARING = -0.35
SHIFT = np.uint64(64 - 18)
EDGE = np.uint64(32)
EDGED = np.uint64((int(abc.SEED) ^ 32) * int(abc.PRIME) % 2**64)


@inner
def letter_rows(letters: Array, span: tuple[int, int], rows: Array, k: int) -> int:
    """Write the rows of a word's letter n-grams in the order of their last letters; give how many stand now."""
    one, two, three, four = EDGED, EDGE, EDGE, EDGE
    for j in range(span[0], span[1] + 1):
        letter = np.uint64(letters[j]) if j < span[1] else EDGE
        # What the last one, two, three and four letters have come to, each with this one.
        five, four, three = (four ^ letter) * abc.PRIME, (three ^ letter) * abc.PRIME, (two ^ letter) * abc.PRIME
        two, one = (one ^ letter) * abc.PRIME, (abc.SEED ^ letter) * abc.PRIME
        rows[k], rows[k + 1] = two * abc.SPREAD >> SHIFT, three * abc.SPREAD >> SHIFT
        rows[k + 2], rows[k + 3] = four * abc.SPREAD >> SHIFT, five * abc.SPREAD >> SHIFT
        # At the begin of a word the longer ones do not exist yet: what comes next is written over them.
        k += min(j - span[0] + 1, 4)
    return k


@inner
def text_rows(stream: Stream, t: int, rows: Array) -> tuple[int, int]:
    """Write the rows of a text's n-grams, one for each occurrence; give the ends of the letters' and the words'."""
    begin, end, k = stream.bounds[t, 1], stream.bounds[t + 1, 1], 0
    for w in range(begin, end):
        k = letter_rows(stream.letter, (stream.word[w, 0], stream.word[w, 1]), rows, k)
    letters = k
    for w in range(begin, end):
        h = np.uint64(0)
        for v in range(w, min(w + 3, end)):
            h = (h ^ stream.hash[v]) * abc.SPREAD
            rows[k] = HALF + ((h ^ (h >> np.uint64(29))) * abc.PRIME * abc.SPREAD >> SHIFT)
            k += 1
    return letters, k


@inner
def room_for(stream: Stream) -> int:
    """How many rows the text with the most can have, and those that are written over."""
    room = 0
    for t in range(len(stream.bounds) - 1):
        letters, words = stream.bounds[t + 1, 0] - stream.bounds[t, 0], stream.bounds[t + 1, 1] - stream.bounds[t, 1]
        room = max(room, 4 * letters + 7 * words + 4)
    return room


@inner
def distinct(rows: Array, begin: int, end: int, seen: Array) -> int:
    """Move the distinct of some rows of one half to their front; give where they end. `seen` is left all zero."""
    k = begin
    for at in range(begin, end):
        row = rows[at]
        place, bit = (row & HALF - 1) >> 6, np.uint64(1) << np.uint64(row & 63)
        rows[k] = row
        k += seen[place] & bit == 0
        seen[place] |= bit
    for at in range(begin, k):
        seen[(rows[at] & HALF - 1) >> 6] = 0
    return k


@entry(STREAM)
def occurrences(stream: Stream) -> tuple[Array, Array, Array]:
    """Rows of every n-gram of the first text, and the letters [first, last) of each."""
    room, end = room_for(stream), stream.bounds[1, 1]
    rows, first, last = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    letters, both = text_rows(stream, 0, rows)
    k = 0
    for w in range(end):
        begin, after = stream.word[w, 0], stream.word[w, 1]
        for j in range(begin, after + 1):
            for length in range(1, min(j - begin + 1, 4) + 1):
                first[k], last[k] = max(j - length, begin), min(j + 1, after)
                k += 1
    for w in range(end):
        for v in range(w, min(w + 3, end)):
            first[k], last[k] = stream.word[w, 0], stream.word[v, 1]
            k += 1
    return rows[:both], first[:both], last[:both]


@entry(STREAM)
def features(stream: Stream) -> tuple[Array, Array, Array]:
    """Distinct rows of all texts in a row, where each text's begin (texts + 1), and (texts, DENSE) cues."""
    texts = len(stream.bounds) - 1
    dense, bounds = np.zeros((texts, DENSE), np.float32), np.zeros(texts + 1, np.int64)
    found = np.empty(4 * stream.bounds[texts, 0] + 7 * stream.bounds[texts, 1] + 4, np.int32)
    bits, seen = np.zeros(HALF >> 6, np.uint64), np.empty(BITS, np.int64)
    k = 0
    for t in range(texts):
        letters, both = text_rows(stream, t, found[k:])
        for begin, end in ((k, k + letters), (k + letters, k + both)):
            last = distinct(found, begin, end, bits)
            found[k : k + last - begin] = found[begin:last]
            k += last - begin
        bounds[t + 1] = k
        cues(stream, t, seen, dense[t])
        facts(stream.stats[t], dense[t])
    return found[:k].copy(), bounds, dense


def cells(weights: Array) -> Array:
    """Weights (ROWS, labels) as `logits` wants them."""
    held: Array = np.zeros((ROWS, c.WIDTH), np.float16)
    held[:, : weights.shape[1]] = np.clip(weights.astype(np.float32), -c.LARGEST, c.LARGEST) * np.float32(c.UNIT)
    return held.view(np.uint16)


def weights_of(held: Array, rows: Array, label: int) -> Array:
    """The weights of some rows for one label."""
    return np.asarray(held.view(np.float16)[rows, label].astype(np.float32) / np.float32(c.UNIT))


@entry(STREAM, CELLS, WEIGHTS, fastmath={"reassoc"})
def logits(stream: Stream, held: Array, cue_weights: Array) -> Array:
    """Logits (texts, labels) from cells and from weights of cues (labels, DENSE + 1), whose last column is the bias."""
    texts, labels = len(stream.bounds) - 1, len(cue_weights)
    result, dense = np.empty((texts, labels), np.float32), np.empty(DENSE, np.float32)
    sums, more, seen = np.empty(c.WIDTH, np.float32), np.empty(c.WIDTH, np.float32), np.empty(BITS, np.int64)
    owned = np.empty(room_for(stream), np.int32), np.zeros(HALF >> 6, np.uint64)
    lent, (rows, bits), (table, facts_) = borrow(stream), borrow(owned), borrow((held, dense))
    for t in range(texts):
        letters, both = text_rows(lent, t, rows)
        first, last = distinct(rows, 0, letters, bits), distinct(rows, letters, both, bits)
        add_rows(table, rows, (0, first), sums)
        add_rows(table, rows, (letters, last), more)
        facts_[:] = 0
        cues(lent, t, seen, facts_)
        facts(lent.stats[t], facts_)
        scale, word_scale = max(first, 1) ** SHARING, max(last - letters, 1) ** SHARING
        for label in range(labels):
            total = np.float32(0)
            for p in range(DENSE):
                total += facts_[p] * cue_weights[label, p]
            result[t, label] = cue_weights[label, DENSE] + total + sums[label] * scale + more[label] * word_scale
    return finished(result, owned, dense)
