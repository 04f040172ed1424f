"""Compiled repair of spellings: which word of the lexicon is meant by one that is masked, stretched or jumbled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models import alphabet as abc
from models.compiled import Array, Tables, inner, outer

LONGEST = 48
# Numbers of what is no word and of a word that nobody knows; known ones follow by how common they are.
NONE, UNKNOWN, WORDS = 0, 1, 2
# What a word that is known stands for: perhaps another, itself, or a canonical word, counted from there on.
UNSURE, ITSELF, CANONICAL = 0, 1, 2
HEAD, MOST = np.uint64(64 - 17), 1 << 16


class Marks(NamedTuple):
    """The code points of a text by the table, with source [begin, end) and class, and room to spell a word."""

    chars: Array
    begin: Array
    end: Array
    kinds: Array
    buffer: Array


@inner
def kind(code: int) -> int:
    """The class of a folded code point."""
    if code < 128:
        return int(abc.KINDS[code])
    symbol = 0x2000 <= code < 0x2C00 or 0x3000 <= code < 0x3040 or code >= 0x1F000
    return abc.OTHER if code < 0xC0 or symbol else abc.LETTER


@inner
def leet(code: int, one: int) -> int:
    """The letter that a digit or sign stands for; `one` is what 1, ! and | stand for."""
    if code in (49, 33, 124):
        return one
    return int(abc.LETTERS[code]) if code < 128 else code


@inner
def number_of(tables: Tables, word: np.uint64) -> int:
    """The number of a word, by its hash."""
    number = int(tables.numbers[word >> HEAD])
    return number if tables.hashes[number] == word else UNKNOWN


@inner
def find(tables: Tables, key: np.uint64) -> int:
    """The canonical word of a key, or -1."""
    mask = np.uint64(len(tables.keys) - 1)
    slot = (key >> np.uint64(32)) & mask
    while tables.keys[slot] != 0:
        if tables.keys[slot] == key:
            return int(tables.ids[slot])
        slot = (slot + np.uint64(1)) & mask
    return -1


@inner
def hash_of(letters: Array) -> np.uint64:
    """The hash of a word as it stands."""
    h = abc.SEED
    for letter in letters:
        h = (h ^ np.uint64(letter)) * abc.PRIME
    return h * abc.SPREAD


@inner
def stirred(letter: np.uint64) -> np.uint64:
    """What a letter adds to a key that no order changes."""
    mixed = letter * abc.SPREAD
    return (mixed ^ (mixed >> np.uint64(29))) * abc.PRIME


@inner
def key_of(letters: Array, n: int, salt: np.uint64) -> np.uint64:
    """Key of a spelling: as it is, without doubled letters, or with its letters in any order."""
    h = abc.SEED ^ salt
    if salt == abc.JUMBLED:
        for i in range(n):
            h += stirred(np.uint64(letters[i]))
        return (h ^ np.uint64(letters[0])) * abc.SPREAD | np.uint64(1)
    for i in range(n):
        if salt != abc.COLLAPSED or i == 0 or letters[i] != letters[i - 1]:
            h = (h ^ np.uint64(letters[i])) * abc.PRIME
    return h * abc.SPREAD | np.uint64(1)


@outer
def canonical(word: Array, n: int, tables: Tables) -> int:
    """The canonical word behind a spelling that may be masked, stretched or jumbled, or -1."""
    found = find(tables, key_of(word, n, abc.EXACT))
    if found >= 0 or n < 3:
        return found
    stretched = False
    for i in range(1, n):
        if word[i] == 42:
            return find(tables, key_of(word, n, abc.MASKED))
        stretched = stretched or word[i] == word[i - 1]
    if stretched:
        found = find(tables, key_of(word, n, abc.COLLAPSED))
    return find(tables, key_of(word, n, abc.JUMBLED)) if found < 0 and n >= 5 else found


@inner
def spell(chars: Array, span: tuple[int, int, int], one: int, buffer: Array) -> int:
    """Write a token into the buffer, no letter more than twice in a row; with `one`, signs as letters."""
    n = 0
    for i in range(span[0], span[1], span[2]):
        code = leet(chars[i], one) if one > 0 else np.int64(chars[i])
        if n >= 2 and code > 57 and code == buffer[n - 1] and code == buffer[n - 2]:
            continue
        buffer[n] = code
        n += 1
    return n


@outer
def read(marks: Marks, span: tuple[int, int, int], tables: Tables) -> tuple[int, int]:
    """Spell a token into the buffer; give its canonical word or -1, and its length in the buffer."""
    buffer, odd, letters = marks.buffer, 0, 0
    for i in range(span[0], span[1], span[2]):
        odd += marks.kinds[i] in (abc.DIGIT, abc.SIGN)
        letters += marks.kinds[i] == abc.LETTER
    mixed, found, n = odd > 0 and letters > 0, -1, 0
    for one in (105, 108, 0):
        if found >= 0 or not (mixed or one == 0):
            continue
        n = spell(marks.chars, span, one, buffer)
        for i in range(1, n - 1):
            if mixed and one == 0 and buffer[i] != 64:
                inside = kind(buffer[i - 1]) == abc.LETTER and kind(buffer[i + 1]) == abc.LETTER
                buffer[i] = leet(buffer[i], 105) if inside else np.int64(buffer[i])
        found = canonical(buffer, n, tables)
    return found, n
