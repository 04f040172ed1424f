"""Compiled features: hashed n-grams of letters and words, with the cues of a text.

Letter n-grams (2 to 5, within a word and its edges) fill the lower half of the rows, word n-grams
(1 to 3) the upper half; none reaches beyond its sentence. A sentence's distinct rows of a half weigh (their
number) ** SHARING each, and those of all sentences together likewise. The same code makes the features in training
and in serving. The loops are short and without branches, so that the processor has many rows under way at once:
waiting for them one by one took most of the time.
"""

from __future__ import annotations

import numpy as np

from models import alphabet as abc
from models import compiled as c
from models.compiled import STREAM, Array, Stream, entry, inner
from models.cues import BITS, COUNTS, cues, facts, lengths, log_of
from models.cues import DENSE as DENSE
from models.repair import LONGEST

HALF = 1 << 18
ROWS = 2 * HALF
SHARING = -0.35
# No sentence has more words; a text's later ones are cut by this alone, so that many short ones cost no more.
SENTENCE, FINE = 128, 2048
# The rows of a sentence, and those that are written over: a word has at most as many letters as are repaired.
ROOM = SENTENCE * (4 * (LONGEST + 4) + 7)
SHIFT = np.uint64(64 - 18)
EDGE = np.uint64(32)
EDGED = np.uint64((int(abc.SEED) ^ 32) * int(abc.PRIME) % 2**64)
# What the last one, two, three and four letters of a word come to.
Hashes = tuple[np.uint64, np.uint64, np.uint64, np.uint64]


@inner
def put_rows(before: Hashes, letter: np.uint64, rows: Array, k: int) -> Hashes:
    """Write the rows of a letter with the one, two, three and four before it; give what those come to with it."""
    one, two, three, four = before
    five, four, three = (four ^ letter) * abc.PRIME, (three ^ letter) * abc.PRIME, (two ^ letter) * abc.PRIME
    two, one = (one ^ letter) * abc.PRIME, (abc.SEED ^ letter) * abc.PRIME
    rows[k], rows[k + 1] = two * abc.SPREAD >> SHIFT, three * abc.SPREAD >> SHIFT
    rows[k + 2], rows[k + 3] = four * abc.SPREAD >> SHIFT, five * abc.SPREAD >> SHIFT
    return one, two, three, four


@inner
def letter_rows(letters: Array, span: tuple[int, int], rows: Array, k: int) -> int:
    """Write the rows of a word's letter n-grams in the order of their last letters; give how many stand now.

    The word's end is written behind the loop: asking for it within would make the processor guess wrong once a word.
    """
    before = EDGED, EDGE, EDGE, EDGE
    for j in range(span[0], span[1]):
        before = put_rows(before, np.uint64(letters[j]), rows, k)
        # At the begin of a word the longer ones do not exist yet: what comes next is written over them.
        k += min(j - span[0] + 1, 4)
    put_rows(before, EDGE, rows, k)
    return k + min(span[1] - span[0] + 1, 4)


@inner
def word_row(words: np.uint64) -> np.int32:
    """The row of words in a row, by what their hashes come to."""
    return np.int32(HALF + ((words ^ (words >> np.uint64(29))) * abc.PRIME * abc.SPREAD >> SHIFT))


@inner
def word_rows(hashes: Array, span: tuple[int, int], rows: Array, k: int) -> int:
    """The same of the n-grams of a sentence's words."""
    one = two = np.uint64(0)
    for w in range(span[0], span[1]):
        word = hashes[w]
        three, two, one = (two ^ word) * abc.SPREAD, (one ^ word) * abc.SPREAD, word * abc.SPREAD
        rows[k], rows[k + 1], rows[k + 2] = word_row(one), word_row(two), word_row(three)
        k += min(w - span[0] + 1, 3)
    return k


@inner
def sentence_rows(stream: Stream, span: tuple[int, int], rows: Array) -> tuple[int, int]:
    """Write the rows of a sentence's n-grams, one for each occurrence; give the ends of the letters' and the words'."""
    letters = 0
    for w in range(span[0], span[1]):
        letters = letter_rows(stream.letter, (stream.word[w, 0], stream.word[w, 1]), rows, letters)
    return letters, word_rows(stream.hash, span, rows, letters)


@inner
def sentence_end(stream: Stream, t: int, first: int) -> int:
    """Where the sentence of a text that begins with a word ends: with the text, before the next, or at its most."""
    last, end = first + 1, min(first + SENTENCE, stream.bounds[t + 1, 1])
    if first - stream.bounds[t, 1] > FINE:
        return int(max(last, end))
    while last < end and stream.cue[last] & abc.BEGINS == 0:
        last += 1
    return last


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


@inner
def own_lengths(stream: Stream, t: int, span: tuple[int, int], dense: Array) -> tuple[float, float]:
    """How much smaller the lengths of a sentence are than those of its text; of the letters it has its share."""
    begin = stream.bounds[t, 0] if span[0] == stream.bounds[t, 1] else stream.word[span[0], 0]
    end = stream.bounds[t + 1, 0] if span[1] == stream.bounds[t + 1, 1] else stream.word[span[1], 0]
    letters = max(stream.bounds[t + 1, 0] - stream.bounds[t, 0], 1)
    # In whole numbers: what is rounded must come out the same wherever this code is compiled into.
    share = np.int64(max(stream.stats[t, c.CHARS], 1.0)) * (end - begin) // letters
    chars, words = lengths(float(share), float(span[1] - span[0]))
    return chars - dense[COUNTS], words - dense[COUNTS + 1]


@entry(STREAM)
def occurrences(stream: Stream) -> tuple[Array, Array, Array, Array]:
    """Rows of every n-gram of the first text, the letters [first, last) of each, and its sentence's number."""
    room, end = 4 * stream.bounds[1, 0] + 7 * stream.bounds[1, 1] + 4, stream.bounds[1, 1]
    rows, first, last = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    sentence = np.empty(room, np.int32)
    k = s = start = 0
    while start < end:
        stop = sentence_end(stream, 0, start)
        _, both = sentence_rows(stream, (start, stop), rows[k:])
        sentence[k : k + both] = s
        for w in range(start, stop):
            begin, after = stream.word[w, 0], stream.word[w, 1]
            for j in range(begin, after + 1):
                for length in range(1, min(j - begin + 1, 4) + 1):
                    first[k], last[k] = max(j - length, begin), min(j + 1, after)
                    k += 1
        for w in range(start, stop):
            for length in range(min(w - start + 1, 3)):
                first[k], last[k] = stream.word[w - length, 0], stream.word[w, 1]
                k += 1
        start, s = stop, s + 1
    return rows[:k], first[:k], last[:k], sentence[:k]


@entry(STREAM)
def sentences(stream: Stream) -> Array:
    """Cues of each sentence of the first text, and how much smaller its lengths are than the text's."""
    first, stop, s = stream.bounds[0, 1], stream.bounds[1, 1], 0
    found, seen = np.zeros((stop - first, COUNTS + 2), np.float32), np.full(BITS, -1, np.int64)
    dense = np.zeros(DENSE, np.float32)
    facts(stream.stats[0], dense)
    while first < stop:
        last = sentence_end(stream, 0, first)
        cues(stream, (first, last), seen, found[s])
        for p in range(COUNTS):
            found[s, p] = log_of(found[s, p])
        found[s, COUNTS], found[s, COUNTS + 1] = own_lengths(stream, 0, (first, last), dense)
        first, s = last, s + 1
    return found[:s].copy()


@entry(STREAM)
def features(stream: Stream) -> tuple[Array, Array, Array]:
    """Distinct rows of each sentence in a row, where each text's begin (texts + 1), and (texts, DENSE) cues."""
    texts = len(stream.bounds) - 1
    dense, bounds = np.zeros((texts, DENSE), np.float32), np.zeros(texts + 1, np.int64)
    found = np.empty(4 * stream.bounds[texts, 0] + 7 * stream.bounds[texts, 1] + 4, np.int32)
    bits, seen = np.zeros(HALF >> 6, np.uint64), np.full(BITS, -1, np.int64)
    k = 0
    for t in range(texts):
        start, stop = stream.bounds[t, 1], stream.bounds[t + 1, 1]
        while start < stop:
            end = sentence_end(stream, t, start)
            letters, both = sentence_rows(stream, (start, end), found[k:])
            cues(stream, (start, end), seen, dense[t])
            for first, last in ((k, k + letters), (k + letters, k + both)):
                after = distinct(found, first, last, bits)
                found[k : k + after - first] = found[first:after]
                k += after - first
            start = end
        bounds[t + 1] = k
        for p in range(COUNTS):
            dense[t, p] = log_of(dense[t, p])
        facts(stream.stats[t], dense[t])
    return found[:k].copy(), bounds, dense
