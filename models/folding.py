"""Compiled folding: from code points to plain lower-case words, each letter with its source.

Linear in the length of the text. No text is normalised as a whole: each code point is looked up in a
table, so a long run of combining marks costs no more than any other text.
"""

from __future__ import annotations

import numpy as np

from models import alphabet as abc
from models import compiled as c
from models.compiled import Array, Stream, Tables, borrow, entry, inner

TABLED = 0x20000
MULTI = 0xF0000000
LONGEST = 48
Marks = tuple[Array, Array, Array, Array]


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
def widen(codes: Array, tables: Tables, stats: Array) -> Marks:
    """Each code point by the table: folded code points and the source [begin, end) of each."""
    room = len(codes)
    for code in codes:
        room += 2 if code >= 128 else 0
    chars, begin, end = np.empty(room, np.uint32), np.empty(room, np.int32), np.empty(room, np.int32)
    k = 0
    for i in range(len(codes)):
        code = codes[i]
        value = tables.simple[code] if code < TABLED else (code if code < 0xE0000 else np.uint32(0))
        stats[c.UPPER] += 65 <= code <= 90
        # Only what stays foreign: a look-alike that folds to a Latin letter must change nothing.
        stats[c.FOREIGN] += 0x250 <= value < MULTI
        stats[c.LINES] += code == 10
        if value == 0:
            stats[c.MARKS] += code >= 128
            if k > 0:
                end[k - 1] = i + 1
            continue
        first = np.int64(value & np.uint32(0xFFFFFF))
        for j in range(np.int64(tables.multi[first]) if value >= MULTI else 1):
            chars[k] = tables.multi[first + 1 + j] if value >= MULTI else value
            begin[k], end[k] = i, i + 1
            k += 1
    return chars[:k], begin[:k], end[:k], np.empty(LONGEST + 2, np.uint32)


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
def key_of(letters: Array, n: int, salt: np.uint64) -> np.uint64:
    """Key of a spelling: as it is, without doubled letters, or with its letters in any order."""
    h = abc.SEED ^ salt
    if salt == abc.JUMBLED:
        for i in range(n):
            mixed = np.uint64(letters[i]) * abc.SPREAD
            h += (mixed ^ (mixed >> np.uint64(29))) * abc.PRIME
        return (h ^ np.uint64(letters[0])) * abc.SPREAD | np.uint64(1)
    for i in range(n):
        if salt != abc.COLLAPSED or i == 0 or letters[i] != letters[i - 1]:
            h = (h ^ np.uint64(letters[i])) * abc.PRIME
    return h * abc.SPREAD | np.uint64(1)


@inner
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
def spaced(chars: Array, i: int) -> int:
    """Where a run of at least three single letters, all parted by the same sign, ends; else `i`."""
    if i + 4 >= len(chars) or kind(chars[i]) != abc.LETTER or kind(chars[i + 2]) != abc.LETTER:
        return i
    gap = chars[i + 1]
    if gap not in (32, 45, 46, 95, 42) or (i > 0 and kind(chars[i - 1]) not in (abc.SPACE, abc.OTHER)):
        return i
    j = i
    while j + 2 < len(chars) and j - i < LONGEST and chars[j + 1] == gap and kind(chars[j + 2]) == abc.LETTER:
        j += 2
    if j + 1 < len(chars) and kind(chars[j + 1]) in (abc.LETTER, abc.DIGIT, abc.APOSTROPHE):
        j -= 2
    return j + 1 if j - i >= 4 else i


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


@inner
def read(chars: Array, span: tuple[int, int, int], tables: Tables, buffer: Array) -> tuple[int, int]:
    """Spell a token into the buffer; give its canonical word or -1, and its length in the buffer."""
    odd, letters = 0, 0
    for i in range(span[0], span[1], span[2]):
        what = kind(chars[i])
        odd += what in (abc.DIGIT, abc.SIGN)
        letters += what == abc.LETTER
    if odd == 0 or letters == 0:
        n = spell(chars, span, 0, buffer)
        return canonical(buffer, n, tables), n
    for one in (105, 108):
        n = spell(chars, span, one, buffer)
        found = canonical(buffer, n, tables)
        if found >= 0:
            return found, n
    n = spell(chars, span, 0, buffer)
    for i in range(1, n - 1):
        if buffer[i] != 64 and kind(buffer[i - 1]) == abc.LETTER and kind(buffer[i + 1]) == abc.LETTER:
            buffer[i] = leet(buffer[i], 105)
    return canonical(buffer, n, tables), n


@inner
def put_word(marks: Marks, span: tuple[int, int, int], letters: Array, stream: Stream, at: Array) -> int:
    """Append a word; give whether it was repaired. A letter without source gets its share of the token."""
    chars, begin, end, _ = marks
    out, out_begin, out_end = stream.letter, stream.begin, stream.end
    first, last, stride = span
    count, m, h, k = (last - first + stride - 1) // stride, len(letters), abc.SEED, at[0]
    stream.word[at[1], 0] = k
    same, changed = m == count, 0
    for j in range(m):
        a = first + stride * (j if same else j * count // m)
        b = a if same else first + stride * max(j * count // m, ((j + 1) * count - 1) // m)
        out[k], out_begin[k], out_end[k] = letters[j], begin[a], end[b]
        h = (h ^ np.uint64(letters[j])) * abc.PRIME
        changed += letters[j] != chars[a]
        k += 1
    stream.word[at[1], 1], stream.hash[at[1]] = k, h * abc.SPREAD
    at[0], at[1] = k, at[1] + 1
    return 0 if same and changed == 0 else 1


@inner
def trim(chars: Array, i: int, j: int) -> tuple[int, int]:
    """The part of a token between its first and last letter or digit."""
    while i < j and kind(chars[i]) > abc.DIGIT:
        i += 1
    while j > i and kind(chars[j - 1]) > abc.DIGIT:
        j -= 1
    return i, j


@inner
def signs(marks: Marks, first: int, last: int, stream: Stream, at: Array) -> None:
    """Append characters that are no word."""
    chars, begin, end, _ = marks
    k = at[0]
    for i in range(first, last):
        stream.letter[k], stream.begin[k], stream.end[k] = chars[i], begin[i], end[i]
        k += 1
    at[0] = k


@inner
def token(marks: Marks, span: tuple[int, int, int], tables: Tables, stream: Stream, at: Array) -> int:
    """Append the word of a token and the signs around it; give whether the word was repaired."""
    chars, _, _, buffer = marks
    first, last = (span[0], span[1]) if span[2] > 1 else trim(chars, span[0], span[1])
    found, n = read(chars, span, tables, buffer)
    if found >= 0:
        first, last = span[0], span[1]
    elif first == last:
        signs(marks, span[0], span[1], stream, at)
        return 0
    elif first > span[0] or last < span[1]:
        found, n = read(chars, (first, last, 1), tables, buffer)
    signs(marks, span[0], first, stream, at)
    letters = tables.letters[tables.starts[found] : tables.starts[found + 1]] if found >= 0 else buffer[:n]
    stream.cue[at[1]] = tables.cues[found] if found >= 0 else np.uint32(0)
    repaired = put_word(marks, (first, last, span[2]), letters, stream, at)
    signs(marks, last, span[1], stream, at)
    return repaired


@inner
def shouted(codes: Array, begin: Array, i: int, j: int) -> bool:
    """Whether a token of three letters or more stands in capitals."""
    capitals = 0
    for k in range(i, j):
        capitals += 65 <= codes[begin[k]] <= 90
    return capitals == j - i > 2


@inner
def links(chars: Array, i: int, cue: np.uint32) -> bool:
    """Whether a word names an address: http, www, or the ending of a domain right after a full stop."""
    ending = (cue & abc.DOMAIN) != 0 and i > 1 and chars[i - 1] == 46 and kind(chars[i - 2]) in (abc.LETTER, abc.DIGIT)
    return ending or (cue & abc.LINK) != 0


@inner
def step(marks: Marks, i: int, codes: Array, tables: Tables, sink: tuple[Stream, Array, Array]) -> int:
    """Append what begins at `i`; give where the next begins."""
    chars, begin, _, _ = marks
    stream, at, stats = sink
    what = kind(chars[i])
    if what in (abc.SPACE, abc.OTHER):
        if what == abc.OTHER or at[0] == 0 or stream.letter[at[0] - 1] != 32:
            signs(marks, i, i + 1, stream, at)
        stats[c.QUESTIONS] += chars[i] == 63
        return i + 1
    j = spaced(chars, i)
    if j > i:
        stats[c.REPAIRED] += token(marks, (i, j, 2), tables, stream, at)
        return j
    j = i
    while j < len(chars) and j - i < LONGEST and abc.SPACE < kind(chars[j]) < abc.OTHER:
        stats[c.EXCLAMATIONS] += chars[j] == 33
        stats[c.NUMBERS] += kind(chars[j]) == abc.DIGIT
        j += 1
    w = at[1]
    stats[c.REPAIRED] += token(marks, (i, j, 1), tables, stream, at)
    stats[c.SHOUTS] += shouted(codes, begin, i, j)
    stats[c.LINKS] += at[1] > w and links(chars, i, stream.cue[w])
    return j


@inner
def fold_one(codes: Array, tables: Tables, sink: tuple[Stream, Array, Array]) -> None:
    """Append one text and its facts."""
    owned = widen(codes, tables, sink[2])
    marks = borrow(owned)
    i, words = 0, sink[1][1]
    while i < len(marks[0]):
        i = step(marks, i, codes, tables, sink)
    # Named here, after the last use of what was borrowed from it, so that it lives until then.
    sink[2][c.CHARS], sink[2][c.WORDS] = len(owned[0]), sink[1][1] - words


@entry(c.CODES, c.BOUNDS, c.TABLES)
def fold_all(codes: Array, bounds: Array, tables: Tables) -> Stream:
    """Fold texts that stand in a row; text `t` is `codes[bounds[t]:bounds[t + 1]]`.

    Sources are counted from the begin of each text. `bounds` of the stream has, for each text and the
    end, its first letter and its first word.
    """
    texts, room = len(bounds) - 1, len(codes) + 4 * len(bounds)
    for code in codes:
        room += 6 if code >= 128 else 1
    owned = Stream(
        *(np.empty(room, np.uint32), np.empty(room, np.int32), np.empty(room, np.int32)),
        *(np.empty((room, 2), np.int32), np.empty(room, np.uint64), np.empty(room, np.uint32)),
        *(np.zeros((texts, c.STATS), np.float32), np.zeros((texts + 1, 2), np.int64)),
    )
    at = np.zeros(2, np.int64)
    stream, known, (places,) = borrow(owned), borrow(tables), borrow((at,))
    for t in range(texts):
        (piece,) = borrow((codes[bounds[t] : bounds[t + 1]],))
        fold_one(piece, known, (stream, places, stream.stats[t]))
        stream.bounds[t + 1] = at
    return owned
