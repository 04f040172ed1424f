"""Compiled cues: words that bear on whether a person is attacked, which of them follow each other, and plain facts."""

from __future__ import annotations

import numpy as np

from models import compiled as c
from models.compiled import Array, Stream, inner, trailing_zeros

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
COUNTS = BITS + len(PAIRS)
DENSE = COUNTS + FACTS
KNOWN = np.uint32((1 << BITS) - 1)
# The pairs of each later cue: PAIRS[ORDER[STARTS[cue] : STARTS[cue + 1]]].
ORDER = np.argsort(PAIRS[:, 1], kind="stable")
STARTS = np.searchsorted(PAIRS[ORDER, 1], np.arange(BITS + 1))
# Most counts are small, and a logarithm costs more than all the rest of a fact.
LOGS = np.log1p(np.arange(64, dtype=np.float32))


@inner
def count(cue: np.uint32, at: tuple[int, int], seen: Array, dense: Array) -> np.uint64:
    """Count the cues of a word, and the pairs in which it follows another word of its sentence; give those as bits."""
    rest, pairs = cue, np.uint64(0)
    while rest != 0:
        bit = trailing_zeros(rest)
        for place in range(STARTS[bit], STARTS[bit + 1]):
            p = ORDER[place]
            before = seen[PAIRS[p, 0]]
            near = before >= at[1] and at[0] - before <= PAIRS[p, 2]
            dense[BITS + p] += near
            pairs |= np.uint64(near) << np.uint64(p)
        rest &= rest - np.uint32(1)
    while cue != 0:
        bit = trailing_zeros(cue)
        dense[bit] += 1
        seen[bit] = at[0]
        cue &= cue - np.uint32(1)
    return pairs


@inner
def cues(stream: Stream, span: tuple[int, int], seen: Array, dense: Array) -> tuple[np.uint64, np.uint64]:
    """Count the cues of a sentence, words [first, last), and the pairs that follow each other; give both as bits.

    `seen` has the last word of each cue; words before the sentence count for nothing.
    """
    stand, pairs = np.uint64(0), np.uint64(0)
    for w in range(span[0], span[1]):
        cue = stream.cue[w] & KNOWN
        if cue != 0:
            stand, pairs = stand | np.uint64(cue), pairs | count(cue, (w, span[0]), seen, dense)
    return stand, pairs


@inner
def log_of(number: float) -> float:
    """log(1 + a count)."""
    return float(LOGS[int(number)]) if number < len(LOGS) else np.log1p(number)


@inner
def lengths(chars: float, words: float) -> tuple[float, float]:
    """The first two facts: of a text, or of one of its sentences."""
    return log_of(max(chars, 1.0)) / 8, log_of(max(words, 1.0)) / 6


@inner
def facts(stats: Array, dense: Array) -> None:
    """Lengths, rates and counts of a text, each between 0 and about 1."""
    chars, words = max(stats[c.CHARS], 1.0), max(stats[c.WORDS], 1.0)
    k = COUNTS
    dense[k], dense[k + 1] = lengths(chars, words)
    dense[k + 2] = min(chars / words, 20.0) / 20
    dense[k + 3] = stats[c.UPPER] / chars
    dense[k + 4] = stats[c.SHOUTS] / words
    dense[k + 5] = log_of(stats[c.SHOUTS]) / 3
    dense[k + 6] = log_of(stats[c.EXCLAMATIONS]) / 3
    dense[k + 7] = log_of(stats[c.QUESTIONS]) / 3
    dense[k + 8] = log_of(stats[c.LINKS]) / 2
    dense[k + 9] = stats[c.NUMBERS] / chars
    dense[k + 10] = min(log_of(stats[c.REPAIRED]) / 3, 1.0)
    dense[k + 11] = min(stats[c.FOREIGN] / chars, 1.0)
    dense[k + 12] = log_of(stats[c.LINES]) / 4
    dense[k + 13] = 1.0 if words < 4 else 0.0
