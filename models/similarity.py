"""Near-duplicate comments: MinHash over pairs of neighbouring words of the folded text.

Two comments are near-duplicates when they share one of four band keys. With eight hashes a band, texts
of which 90 % of the word pairs agree share one with probability 0.90, of 50 % with 0.02, of 20 % never.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rensa import RMinHash

from models.text import fold

BANDS = 4
_ROWS = 8
_SEED = 20260101
_MASK = (1 << 63) - 1
_MIX = 0x9E3779B97F4A7C15


def _shingles(text: str) -> list[str]:
    words = "".join(c if c.isalnum() else " " for c in fold(text).text).split()
    if len(words) < 4:
        return ["^" + " ".join(words)]
    return [first + " " + second for first, second in pairwise(words)]


def fingerprint(text: str) -> tuple[int, int, int, int]:
    """Four band keys, each 0 <= key < 2**63. Near-duplicates share at least one; short texts only if equal."""
    sketch = RMinHash(num_perm=BANDS * _ROWS, seed=_SEED)
    sketch.update(_shingles(text))
    return _bands(sketch.digest())


def fingerprints(texts: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The fingerprint of each text."""
    return [fingerprint(text) for text in texts]


def _bands(digest: Sequence[int]) -> tuple[int, int, int, int]:
    keys = [0] * BANDS
    for place, value in enumerate(digest):
        band = place // _ROWS
        keys[band] = ((keys[band] ^ value) * _MIX + band) & _MASK
    return keys[0], keys[1], keys[2], keys[3]


def similarity(a: str, b: str) -> float:
    """Share of word pairs that two texts have in common (Jaccard), from 0 to 1."""
    first, second = set(_shingles(a)), set(_shingles(b))
    return len(first & second) / len(first | second)
