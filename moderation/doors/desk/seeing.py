"""Seeing: a stranger's text as a moderator can trust it. What hides is shown, what piles up is cut, nothing is live."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from markupsafe import Markup

MARKS_SHOWN = 3
"""Combining marks shown on one letter; most scripts never need more."""

FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters that look like nothing."""

_SUSPECT = re.compile(
    r"[^\n\t\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2030-\u205e\u20a0-\u20cf]"
)
_NAMES = {
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u00ad": "soft hyphen",
    "\u202e": "right-to-left override",
    "\u202d": "left-to-right override",
    "\u2066": "left-to-right isolate",
    "\u2067": "right-to-left isolate",
    "\ufeff": "byte-order mark",
}
_UNSEEN = Markup('<span class="unseen" title="{}">⟨U+{:04X}⟩</span>')
_PILED = Markup('<span class="unseen" title="combining marks that were left out">⟨+{} marks⟩</span>')


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: the numbers of the findings that rest on it, each with the weight of
    these words where the classifier told it, and the findings first seen here."""

    html: Markup
    findings: tuple[tuple[int, float | None], ...]
    refers: tuple[int, ...]


def plainly(text: str) -> Markup:
    """The text, escaped, with invisible and direction-changing characters named, and piles of marks cut."""
    if not _SUSPECT.search(text):
        return Markup.escape(text)
    parts: list[Markup] = []
    run: list[str] = []
    marks = 0
    for index, char in enumerate(text):
        is_mark = unicodedata.combining(char) != 0 or unicodedata.category(char) in {"Mn", "Me"}
        if marks > MARKS_SHOWN and not is_mark:
            parts += [Markup.escape("".join(run)), _PILED.format(marks - MARKS_SHOWN)]
            run = []
        marks = marks + 1 if is_mark else 0
        if hides(text, index):
            name = _NAMES.get(char) or unicodedata.name(char, "invisible character").lower()
            parts += [Markup.escape("".join(run)), _UNSEEN.format(name, ord(char))]
            run = []
        elif marks <= MARKS_SHOWN:
            run.append(char)
    parts.append(Markup.escape("".join(run)))
    if marks > MARKS_SHOWN:
        parts.append(_PILED.format(marks - MARKS_SHOWN))
    return Markup("").join(parts)


def hides(text: str, index: int) -> bool:
    """Whether this character is there without being seen. A joiner between two letters or signs does its work."""
    char = text[index]
    if char in "\n\t" or char.isascii() and char.isprintable():
        return False
    if char in "\u200c\u200d":
        around = text[index - 1 : index] + text[index + 1 : index + 2]
        return len(around) < 2 or any(neighbour.isascii() or hides(neighbour, 0) for neighbour in around)
    return char in FILLERS or unicodedata.category(char) in {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def pieces(text: str, findings: Sequence[Mapping[str, Any]]) -> list[Piece]:
    """The text in stretches, each with the findings (counted from 1) whose evidence it is.

    Evidence that is the whole text, as of a duplicate, is not marked: it would hide all other evidence.
    """
    spans = [
        (number, max(0, begin), min(end, len(text)), weight)
        for number, finding in enumerate(findings, 1)
        for (begin, end), weight in zip_longest(finding["spans"], finding.get("weights") or ())
        if begin < end and (begin, end) != (0, len(text))
    ]
    points = sorted({0, len(text), *(point for _, begin, end, _ in spans for point in (begin, end))})
    found, known = [], set[int]()
    for begin, end in zip(points, points[1:], strict=False):
        here = {number: (last, weight) for number, first, last, weight in spans if first <= begin and end <= last}
        new = {number for number, (last, _) in here.items() if last == end} - known
        known |= new
        found.append(
            Piece(
                plainly(text[begin:end]),
                tuple((number, here[number][1]) for number in sorted(here)),
                tuple(sorted(new)),
            )
        )
    return found


def snippet(text: str, length: int = 220) -> Markup:
    """The beginning of a text, in one paragraph."""
    flat = " ".join(text[: length * 2].split())
    return plainly(flat if len(flat) <= length else flat[: length - 1].rstrip() + "…")
