"""Filters over three words: patterns that also hold for words which were never seen beside each other.

A filter answers to three neighbouring words of a sentence with the sum of what each means to it in its place, and to a
text with its highest answer to any three of its words, or 0 (max-over-time pooling: Collobert et al., JMLR 2011; Kim,
EMNLP 2014). The vectors of words and the filters were learnt once, by the third teacher, and are the same for every
version until they are learnt anew (`corpora/README.md`). For scoring both are multiplied out: what a word adds to every
filter in each place is a row of bytes.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from models import alphabet as abc
from models import compiled as c
from models.compiled import FILTERS, PLACES, STREAM, Array, Stream, Tables, entry, inner
from models.cues import DENSE
from models.ngrams import SENTENCE, sentence_end
from models.repair import MOST, NONE, WORDS
from models.tables import VOCABULARY
from models.text import house_tables

BIAS = DENSE + FILTERS
# A window ends with the sentence in which it comes to so many words. With one for all of a long text, a text of many
# kind words would hide an attack; with many short ones, what holds together would be torn apart.
WINDOW = 32
_PART = 2048


def load(known: Tables, file: Path = VOCABULARY) -> Array:
    """Read filters and multiply out what each word adds to them: (words, PLACES * FILTERS) by the words' numbers.

    Raises ValueError where the kernel could not read them, or where the tables number other words.
    """
    with np.load(file, allow_pickle=False) as stored:
        hashes, vectors, kernel, bias = (stored[name] for name in ("hashes", "vectors", "kernel", "bias"))
    if kernel.shape[1] != PLACES * FILTERS or len(vectors) != len(hashes) + 1 or len(vectors) >= MOST:
        raise ValueError(f"{file.name} has other filters than this code.")
    if not np.array_equal(known.hashes[WORDS:], hashes):
        raise ValueError(f"{file.name} was learnt with other words than those of the tables.")
    biases = np.concatenate([np.zeros(FILTERS), bias, np.zeros(FILTERS)])
    rows = [np.zeros(len(biases), np.int8)]
    # In parts, which take little memory, and in double precision, so that every machine rounds to the same bytes.
    for begin in range(0, len(vectors), _PART):
        part = vectors[begin : begin + _PART].astype(np.float64) @ kernel + biases
        rows.append(np.clip(np.rint(part), -c.LARGEST, c.LARGEST).astype(np.int8))
    return np.vstack(rows)


@cache
def house_filters() -> Array:
    """The filters that ship with the code, read once."""
    return load(house_tables())


@inner
def numbered(stream: Stream, span: tuple[int, int], numbers: Array) -> None:
    """The numbers of a sentence's words, and of what stands before and after."""
    numbers[0], numbers[span[1] - span[0] + 1] = NONE, NONE
    for w in range(span[0], span[1]):
        numbers[w - span[0] + 1] = stream.number[w]


@entry(STREAM, c.FILTER_ROWS)
def answers(stream: Stream, filters: Array) -> tuple[Array, Array, Array]:
    """Highest answers of each window (windows, FILTERS), their middle words (-1 where 0), and the windows' texts."""
    texts = len(stream.bounds) - 1
    room = stream.bounds[texts, 1] // WINDOW + texts
    highest, words = np.zeros((room, FILTERS), np.int16), np.full((room, FILTERS), -1, np.int32)
    owner, numbers, k = np.zeros(room, np.int64), np.empty(SENTENCE + 2, np.int32), 0
    for t in range(texts):
        first, stop = stream.bounds[t, 1], stream.bounds[t + 1, 1]
        window = first
        while first < stop:
            last = sentence_end(stream, t, first)
            numbered(stream, (first, last), numbers)
            for w in range(first, last):
                for f in range(FILTERS):
                    value = np.int16(0)
                    for place in range(PLACES):
                        value += filters[numbers[w - first + place], place * FILTERS + f]
                    if value > highest[k, f]:
                        highest[k, f], words[k, f] = value, w
            owner[k], first = t, last
            if last == stop or last - window >= WINDOW:
                k, window = k + 1, last
    return highest[:k].copy(), words[:k].copy(), owner[:k].copy()


def reach(stream: Stream, words: Array) -> Array:
    """The letters [first, last) of the first text that answers to `words` and their neighbours rest on, as two rows."""
    count = int(stream.bounds[1, 1])
    opens = np.append(stream.cue[:count] & abc.BEGINS != 0, True)
    opens[0] = True
    first, last = np.where(opens[words], words, words - 1), np.where(opens[words + 1], words, words + 1)
    return np.stack([stream.word[first, 0], stream.word[last, 1]])
