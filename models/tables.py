"""Builds the tables that folding reads, from Unicode's data, the confusables list and the house's lexicon.

Whoever changes the lexicon or the filters runs `save(build(frequent_words()))`, with those of `models.corpora`, and
trains anew; serving only loads the result. A version carries its own copy.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from models import alphabet, folding, repair
from models.compiled import Tables

FOLDER = Path(__file__).parent / "lexicon"
FILE = FOLDER / "folding.npz"
LEXICON = FOLDER / "lexicon.json"
VOCABULARY = FOLDER / "filters.npz"
_SPACES = {"Zs", "Zl", "Zp", "Cc"}
_INVISIBLE = {"Mn", "Me", "Cf"}
_QUOTES = {**dict.fromkeys("‘’‚‛`´ʼ′＇ʻˈ", "'"), **dict.fromkeys("“”„‟«»″＂", '"'), **dict.fromkeys("‐‑‒–—−", "-")}
_LOOKALIKES = dict(zip("квмнтгияьшщцчжδεηικμνρτυχωαβгɑ", "kbmhtrnrbwwunxdenikuvptuxwabra", strict=True))
_BADGES = {0x1F170 + i: chr(97 + i) for i in range(26)} | {0x1F1E6 + i: chr(97 + i) for i in range(26)}
_BADGES |= {0x1F150 + i: chr(97 + i) for i in range(26)} | {0x1F130 + i: chr(97 + i) for i in range(26)}
_WIDEST = 3
_SHORTEST_REPAIRED = 4


def load(file: Path = FILE) -> Tables:
    """Read tables: by default those that ship with the code. Raises ValueError where kernels could not read them."""
    with np.load(file, allow_pickle=False) as stored:
        found = {name: stored[name] for name in Tables._fields if name in stored}
    if len(found) < len(Tables._fields) or not _fit(Tables(**found)):
        raise ValueError(f"{file.name} has other tables than this code.")
    return Tables(**found)


def _fit(tables: Tables) -> bool:
    """Whether no number leads beyond the tables: the kernels take every index as it is."""
    words, canonical = len(tables.hashes), repair.CANONICAL + len(tables.cues)
    heads = len(tables.numbers) == 1 << (64 - int(repair.HEAD)) and tables.numbers.max() < words
    return bool(heads and len(tables.standing) == words and tables.standing.max() < canonical)


def build(common: Iterable[str] = ()) -> Tables:
    """Build all tables. A misspelling that is itself one of the `common` words stays as it is."""
    words, cues = _lexicon()
    simple, multi = _code_points()
    keys, ids = _spellings(words, set(common))
    starts = np.cumsum([0, *map(len, words)]).astype(np.int32)
    letters = _codes("".join(words))
    hashes = _hashes()
    numbers = np.full(1 << (64 - int(repair.HEAD)), repair.UNKNOWN, np.uint16)
    numbers[hashes >> repair.HEAD] = np.arange(len(hashes))
    standing = _standing(hashes, words, common)
    return Tables(*(simple, multi, keys, ids, starts, letters, np.array(cues, np.uint32)), *(numbers, hashes, standing))


def save(tables: Tables) -> None:
    np.savez_compressed(FILE, **tables._asdict())


def _hashes() -> np.ndarray[Any, Any]:
    """The hashes of the words that the filters know, by number. No two have the same head."""
    with np.load(VOCABULARY) as stored:
        return np.concatenate([np.zeros(repair.WORDS, np.uint64), stored["hashes"]])


def _standing(hashes: np.ndarray[Any, Any], words: list[str], common: Iterable[str]) -> np.ndarray[Any, Any]:
    """What each number stands for: itself if it is one of the `common` words, a canonical word, or else unsure."""
    numbers = {word: number for number, word in enumerate(hashes.tolist())}
    standing = np.full(len(hashes), repair.UNSURE, np.int32)
    meant = dict.fromkeys(common, repair.ITSELF) | {word: repair.CANONICAL + at for at, word in enumerate(words)}
    for word, what in meant.items():
        number = numbers.get(int(repair.hash_of(_codes(word))))
        if number is not None:
            standing[number] = what
    return standing


def _codes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32).copy()


def cue_bits() -> dict[str, int]:
    """The bit of each cue of the lexicon, in the order in which the lexicon lists them."""
    return {cue: 1 << place for place, cue in enumerate(json.loads(LEXICON.read_text("utf-8")))}


def _lexicon() -> tuple[list[str], list[int]]:
    """The canonical words and, for each, the bits of its cues."""
    cues: dict[str, int] = {}
    for bit, words in zip(cue_bits().values(), json.loads(LEXICON.read_text("utf-8")).values(), strict=True):
        for word in words.split():
            cues[word] = cues.get(word, 0) | bit
    return list(cues), list(cues.values())


def _plain(char: str, confusables: dict[str, list[dict[str, str]]]) -> str:
    """What one code point folds to: compatibility form, no marks, lower case, its Latin look-alike."""
    if char in _QUOTES:
        return _QUOTES[char]
    if unicodedata.category(char) in _SPACES:
        return " " if char.isspace() else ""
    plain = ""
    for part in unicodedata.normalize("NFKD", char):
        if unicodedata.category(part) not in _INVISIBLE:
            plain += _latin(part, confusables)
    return plain[:_WIDEST]


def _latin(char: str, confusables: dict[str, list[dict[str, str]]]) -> str:
    if char.isascii():
        return char.lower()
    for form in (char, char.casefold()):
        for twin in confusables.get(form, ()):
            if len(twin["c"]) == 1 and twin["c"].isascii() and twin["c"].isalpha():
                # The list knows no capital I: it has a small l instead.
                return "i" if twin["c"] == "l" and form.isupper() else twin["c"].lower()
    return _LOOKALIKES.get(char.casefold(), char.casefold())


def _code_points() -> tuple[np.ndarray, np.ndarray]:
    source = Path(str(import_module("confusable_homoglyphs").__file__)).parent / "confusables.json"
    confusables = json.loads(source.read_text("utf-8"))
    simple, multi = np.zeros(folding.TABLED, np.uint32), [0]
    for code in range(folding.TABLED):
        if 0xD800 <= code < 0xE000:
            continue
        plain = _BADGES.get(code) or _plain(chr(code), confusables)
        capital = folding.CAPITAL if chr(code).isupper() else 0
        if len(plain) == 1:
            simple[code] = capital | ord(plain)
        elif plain:
            simple[code] = folding.MULTI | capital | len(multi)
            multi += [len(plain), *map(ord, plain)]
    return simple, np.array(multi, np.uint32)


def _spellings(words: list[str], common: set[str]) -> tuple[np.ndarray, np.ndarray]:
    """Open-addressing table from the key of every spelling that is repaired to its canonical word."""
    entries: dict[int, int] = {}
    others = common.difference(words)
    shapes = {_key(word, salt) for word in others for salt in (alphabet.COLLAPSED, alphabet.JUMBLED)}
    for number, word in enumerate(words):
        entries[_key(word, alphabet.EXACT)] = number
    for number, word in enumerate(words):
        if len(word) < _SHORTEST_REPAIRED:
            continue
        for spelling in _masked(word):
            entries.setdefault(_key(spelling, alphabet.MASKED), number)
        for salt in (alphabet.COLLAPSED, alphabet.JUMBLED):
            key = _key(word, salt)
            if key not in shapes:
                entries.setdefault(key, number)
    return _slots(entries)


def _masked(word: str) -> Iterator[str]:
    """Spellings with a run of stars anywhere behind the first letter, or for every vowel."""
    for first in range(1, len(word)):
        for last in range(first + 1, len(word) + 1):
            yield word[:first] + "*" * (last - first) + word[last:]
    yield word[0] + "".join("*" if letter in "aeiou" else letter for letter in word[1:])


def _key(word: str, salt: np.uint64) -> int:
    return int(repair.key_of(_codes(word), len(word), salt))


def _slots(entries: dict[int, int]) -> tuple[np.ndarray, np.ndarray]:
    size = 1 << (2 * len(entries)).bit_length()
    keys, ids = np.zeros(size, np.uint64), np.zeros(size, np.int32)
    for key, number in entries.items():
        slot = (key >> 32) & (size - 1)
        while keys[slot]:
            slot = (slot + 1) & (size - 1)
        keys[slot], ids[slot] = key, number
    return keys, ids
