"""Disguises that people use to slip an insult past a filter, to measure what each costs the classifier."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

_WORD = re.compile(r"[A-Za-z]{4,}")
_TWINS = str.maketrans("aceiopsxyABCEHIKMOPTX", "асеіорѕхуАВСЕНІКМОРТХ")
_LEET = str.maketrans("aeiostAEIOST", "431057431057")


def _homoglyph(word: str, draw: random.Random) -> str:
    return word.translate(_TWINS)


def _zero_width(word: str, draw: random.Random) -> str:
    return "\u200b".join(word)


def _leet(word: str, draw: random.Random) -> str:
    return word.translate(_LEET)


def _spaced(word: str, draw: random.Random) -> str:
    return " ".join(word)


def _doubled(word: str, draw: random.Random) -> str:
    at = draw.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _starred(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word) - 1)
    return word[:at] + "*" + word[at + 1 :]


def _swapped(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


DISGUISES: Mapping[str, Callable[[str, random.Random], str]] = {
    "homoglyph": _homoglyph,
    "zero_width": _zero_width,
    "leet": _leet,
    "spaced": _spaced,
    "doubled": _doubled,
    "starred": _starred,
    "swapped": _swapped,
}


def disguise(text: str, kind: str, seed: int, share: float = 0.5) -> str:
    """The text with a share of its words of four letters or more disguised."""
    draw = random.Random(f"{seed}{text}")
    return _WORD.sub(lambda match: DISGUISES[kind](match[0], draw) if draw.random() < share else match[0], text)
