"""Idioms: stock phrases that say what their words do not. Each is looked for only where its cue stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import ahocorasick


def typed(text: str) -> str:
    """The text with apostrophes as keyboards have them: telephones write ’. Nothing moves."""
    return text.replace("’", "'")


@dataclass(frozen=True, slots=True, eq=False)
class Idioms:
    """Patterns, and the pieces of text, case-folded, of which one stands wherever a pattern matches."""

    cues: tuple[str, ...]
    watch: Any

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the idioms stand, in code points."""
        plain = typed(text)
        likely = dict.fromkeys(pattern for _, patterns in self.watch.iter(plain.casefold()) for pattern in patterns)
        return [match.span() for pattern in likely for match in compiled(pattern).finditer(plain)]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as whole words in any case, once it is needed: compiling all would slow every start."""
    return re.compile(rf"(?:\b|(?=,))(?:{pattern})(?!\w)", re.IGNORECASE)


def idioms(table: Mapping[str, str]) -> Idioms:
    """Idioms from a table: cues, parted by `|`, and the pattern that they stand for, as whole words in any case."""
    patterns: dict[str, list[str]] = {}
    for cues, pattern in table.items():
        for cue in cues.split("|"):
            patterns.setdefault(cue, []).append(pattern)
    watch = ahocorasick.Automaton()
    for cue, waiting in patterns.items():
        watch.add_word(cue, waiting)
    watch.make_automaton()
    return Idioms(tuple(patterns), watch)
