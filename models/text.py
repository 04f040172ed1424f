"""Texts as the classifier and the rules see them: folded, with a way back; quoted parts; language.

The serving side of folding. Everything here is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

if TYPE_CHECKING:
    from models.compiled import Stream, Tables

MARKS_IN_A_ROW = 30
_MARK = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_TOO_MANY_MARKS = re.compile(f"([{_MARK}]{{{MARKS_IN_A_ROW}}})[{_MARK}]+")
_QUOTED_LINE = re.compile(r"^[ \t]*(?:>|&gt;)[^\n]*", re.MULTILINE)
# Every way begins with a sign of its own, so that the search leaps from one to the next.
_QUOTED = re.compile(
    r'"[^"\n]{2,}"|“[^”\n]{2,}”|„[^“”\n]{2,}[“”]|«[^»\n]{2,}»'
    r"|‘(?<![^\s(].)[^‘’'\n]{2,}[’'](?!\w)|'(?<![^\s(].)[^‘’'\n]{2,}[’'](?!\w)"
    r"|<blockquote\b[^<]*(?:<(?!/blockquote)[^<]*)*</blockquote>",
    re.IGNORECASE,
)
# Words that no other language of Latin script shares.
_ENGLISH = frozenset(
    "the of and that you they with this have but what we when there which how if will about then them would like"
    " who than it's don't dont because people should why our only think know my your is to it are his her from"
    " just these those been could their".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_RUN = re.compile(r"[^\W_]+")
_PARTED = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256))
_LINK = re.compile(r"\S*(?:://|www\.|@)\S*|[@#]\S+")
_LANGUAGES = (
    "en de fr es it pt nl sv no da fi pl cs sk hu ro bg ru uk sr hr sl el tr ar fa he hi bn ta te ur zh ja ko vi th"
    " id ms tl et lv lt sq mk ka hy az kk sw af ca ga"
)
_ENGLISH_SHARE = 0.12
_LEAST_WORDS = 6
_LEAST_LETTERS = 24
_LONG_WORD = 9
_SAMPLE = 1000
_LEAD = 25.0


@dataclass(frozen=True)
class Folded:
    """A folded text. Letter `i` came from code points [begins[i], ends[i]) of the original."""

    text: str
    begins: Sequence[int]
    ends: Sequence[int]

    def original(self, begin: int, end: int) -> tuple[int, int]:
        """The code points [begin, end) of the original behind letters [begin, end) of the folded text."""
        if begin >= end:
            at = self.begins[begin] if begin < len(self.begins) else (self.ends[-1] if len(self.ends) else 0)
            return int(at), int(at)
        return int(self.begins[begin]), int(self.ends[end - 1])


@cache
def house_tables() -> Tables:
    """The folding tables that ship with the code, read once."""
    from models import tables

    return tables.load()


def cut_marks(text: str) -> str:
    """The text with every run of combining marks cut to 30: normalising longer ones takes quadratic time."""
    return text if text.isascii() else _TOO_MANY_MARKS.sub(r"\1", text)


def packed(texts: Sequence[str]) -> tuple[Any, Any]:
    """The code points of texts in a row, and where each text begins and the last one ends."""
    # Imported late, as below: the compiled kernels cost more to load than all the rest of a web process.
    import numpy as np

    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    bounds = np.array([0, *accumulate(map(len, texts))], np.int64)
    return codes, bounds


def stream(texts: Sequence[str], known: Tables | None = None) -> Stream:
    """Fold texts in a row, for the compiled kernels; by default with the tables that ship with the code."""
    from models import folding

    return folding.fold_all(*packed(texts), known or house_tables())


def fold(text: str) -> Folded:
    """Fold case, look-alikes, invisible characters, marks, leetspeak, spacing and stretched words away.

    >>> fold("You 1d\u200biot").text
    'you idiot'
    """
    folded = stream([text])
    n = int(folded.bounds[1, 0])
    plain = folded.letter[:n].tobytes().decode("utf-32-le", "surrogatepass")
    return Folded(plain, folded.begin[:n].tolist(), folded.end[:n].tolist())


def quoted(text: str) -> list[tuple[int, int]]:
    """Spans [begin, end) of quoted text: quotation marks, lines that begin with >, blockquotes."""
    lines = _QUOTED_LINE.finditer(text) if ">" in text or "&gt;" in text else ()
    spans: list[tuple[int, int]] = []
    for begin, end in sorted(match.span() for match in (*lines, *_QUOTED.finditer(text))):
        if not spans or begin >= spans[-1][1]:
            spans.append((begin, end))
    return spans


def words(text: str) -> list[str]:
    """The words of a text without case: runs of letters and digits. ASCII, nearly all there is, goes the quick way."""
    if text.isascii():
        return text.encode().translate(_PARTED).decode().split()
    return _RUN.findall(text.lower())


def language(text: str, spoken: Sequence[str] | None = None) -> str | None:
    """ISO 639-1 code of the text's language, or None where the text is short or the guess unsure.

    `spoken` are its words, where they are at hand.
    """
    sample = text[:_SAMPLE]
    if _plainly_english(spoken if spoken is not None and len(text) <= _SAMPLE else words(sample)):
        return "en"
    return _language(sample if sample.isascii() else normalize("NFKC", cut_marks(sample)))


def _plainly_english(spoken: Sequence[str]) -> bool:
    """Whether enough words are of those that only English has, so that nothing more need be asked."""
    few = len(spoken) < _LEAST_LETTERS  # else they have as many letters at least
    if len(spoken) < _LEAST_WORDS or few and sum(map(len, spoken)) < _LEAST_LETTERS:
        return False
    return sum(map(_ENGLISH.__contains__, spoken)) >= max(2, len(spoken) * _ENGLISH_SHARE)


def _language(sample: str) -> str | None:
    spoken = _WORD.findall(sample.lower().replace("’", "'"))
    letters = sum(map(len, spoken))
    if letters < _LEAST_LETTERS or (len(spoken) < _LEAST_WORDS and letters < _LONG_WORD * len(spoken)):
        return None
    english = sum(map(_ENGLISH.__contains__, spoken))
    if english >= max(2, len(spoken) * _ENGLISH_SHARE):
        return "en"
    if english > len(spoken) * _ENGLISH_SHARE / 2:
        return None
    ranks = dict(_identifier().rank(_LINK.sub(" ", sample)))
    best = max(ranks, key=ranks.__getitem__)
    return str(best) if best == "en" or ranks[best] - ranks["en"] > _LEAD else None


@cache
def _identifier() -> Any:
    # Imported late: its model costs half a second, and plain English never needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_LANGUAGES.split())
    return identifier
