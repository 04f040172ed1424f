"""Compiled folding: from code points to plain lower-case words, each letter with its source.

Linear in the length of the text. No text is normalised as a whole: each code point is looked up in a
table, so a long run of combining marks costs no more than any other text.
"""

from __future__ import annotations

import numpy as np

from models.compiled import (
    CHARS, EXCLAMATIONS, FOREIGN, LINES, LINKS, MARKS, NUMBERS, QUESTIONS, REPAIRED, SHOUTS, STATS, UPPER, WORDS,
    BOUNDS, CODES, TABLES, Array, Stream, Tables, borrow, entry, inner,
)

TABLED = 0x20000
MULTI = 0xF0000000
LONGEST = 48
SPACE, LETTER, DIGIT, SIGN, APOSTROPHE, OTHER = 0, 1, 2, 3, 4, 5
PRIME = np.uint64(0x100000001B3)
SEED = np.uint64(0xCBF29CE484222325)
SPREAD = np.uint64(0x9E3779B97F4A7C15)
EXACT, MASKED, COLLAPSED, JUMBLED = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
LINK, DOMAIN = np.uint32(1 << 28), np.uint32(1 << 29)
Marks = tuple[Array, Array, Array, Array]


@inner
def kind(c: int) -> int:
    """The class of a folded code point."""
    if 97 <= c <= 122:
        return LETTER
    if c == 32:
        return SPACE
    if 48 <= c <= 57:
        return DIGIT
    if c == 39:
        return APOSTROPHE
    if c < 128:
        return SIGN if c in (42, 64, 36, 33, 43, 124, 35) else OTHER
    return OTHER if c < 0xC0 or 0x2000 <= c < 0x2C00 or 0x3000 <= c < 0x3040 or c >= 0x1F000 else LETTER


@inner
def leet(c: int, one: int) -> int:
    """The letter that a digit or sign stands for; `one` is what 1, ! and | stand for."""
    if c == 49 or c == 33 or c == 124:
        return one
    if c == 51:
        return 101
    if c == 52 or c == 64:
        return 97
    if c == 48:
        return 111
    if c == 53 or c == 36:
        return 115
    if c == 55 or c == 43:
        return 116
    return 42 if c == 35 else c


@inner
def widen(codes: Array, tables: Tables, stats: Array) -> Marks:
    """Each code point by the table: folded code points and the source [begin, end) of each."""
    room = len(codes)
    for c in codes:
        room += 2 if c >= 128 else 0
    chars, begin, end = np.empty(room, np.uint32), np.empty(room, np.int32), np.empty(room, np.int32)
    k = 0
    for i in range(len(codes)):
        c = codes[i]
        value = tables.simple[c] if c < TABLED else (c if c < 0xE0000 else np.uint32(0))
        stats[UPPER] += 65 <= c <= 90
        stats[FOREIGN] += c >= 0x250
        stats[LINES] += c == 10
        if value == 0:
            stats[MARKS] += c >= 128
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
            return np.int64(tables.ids[slot])
        slot = (slot + np.uint64(1)) & mask
    return -1


@inner
def key_of(letters: Array, n: int, salt: np.uint64) -> np.uint64:
    """Key of a spelling: as it is, without doubled letters, or with its letters in any order."""
    h = SEED ^ salt
    if salt == JUMBLED:
        for i in range(n):
            c = np.uint64(letters[i]) * SPREAD
            h += (c ^ (c >> np.uint64(29))) * PRIME
        return (h ^ np.uint64(letters[0])) * SPREAD | np.uint64(1)
    for i in range(n):
        if salt != COLLAPSED or i == 0 or letters[i] != letters[i - 1]:
            h = (h ^ np.uint64(letters[i])) * PRIME
    return h * SPREAD | np.uint64(1)


@inner
def canonical(word: Array, n: int, tables: Tables) -> int:
    """The canonical word behind a spelling that may be masked, stretched or jumbled, or -1."""
    found = find(tables, key_of(word, n, EXACT))
    if found >= 0 or n < 3:
        return found
    stretched = False
    for i in range(1, n):
        if word[i] == 42:
            return find(tables, key_of(word, n, MASKED))
        stretched = stretched or word[i] == word[i - 1]
    if stretched:
        found = find(tables, key_of(word, n, COLLAPSED))
    return find(tables, key_of(word, n, JUMBLED)) if found < 0 and n >= 5 else found


@inner
def spaced(chars: Array, i: int) -> int:
    """Where a run of at least three single letters, all parted by the same sign, ends; else `i`."""
    if i + 4 >= len(chars) or kind(chars[i]) != LETTER or kind(chars[i + 2]) != LETTER:
        return i
    gap = chars[i + 1]
    if gap not in (32, 45, 46, 95, 42) or (i > 0 and kind(chars[i - 1]) not in (SPACE, OTHER)):
        return i
    j = i
    while j + 2 < len(chars) and j - i < LONGEST and chars[j + 1] == gap and kind(chars[j + 2]) == LETTER:
        j += 2
    if j + 1 < len(chars) and kind(chars[j + 1]) in (LETTER, DIGIT, APOSTROPHE):
        j -= 2
    return j + 1 if j - i >= 4 else i


@inner
def spell(chars: Array, span: tuple[int, int, int], one: int, buffer: Array) -> int:
    """Write a token into the buffer, no letter more than twice in a row; with `one`, signs as letters."""
    n = 0
    for i in range(span[0], span[1], span[2]):
        c = leet(chars[i], one) if one > 0 else np.int64(chars[i])
        if n >= 2 and c > 57 and c == buffer[n - 1] and c == buffer[n - 2]:
            continue
        buffer[n] = c
        n += 1
    return n


@inner
def read(chars: Array, span: tuple[int, int, int], tables: Tables, buffer: Array) -> tuple[int, int]:
    """Spell a token into the buffer; give its canonical word or -1, and its length in the buffer."""
    odd, letters = 0, 0
    for i in range(span[0], span[1], span[2]):
        what = kind(chars[i])
        odd += what == DIGIT or what == SIGN
        letters += what == LETTER
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
        if buffer[i] != 64 and kind(buffer[i - 1]) == LETTER and kind(buffer[i + 1]) == LETTER:
            buffer[i] = leet(buffer[i], 105)
    return canonical(buffer, n, tables), n


@inner
def put_word(marks: Marks, span: tuple[int, int, int], letters: Array, stream: Stream, at: Array) -> int:
    """Append a word; give whether it was repaired. A letter without source gets its share of the token."""
    chars, begin, end, _ = marks
    out, out_begin, out_end = stream.letter, stream.begin, stream.end
    first, last, stride = span
    count, m, h, k = (last - first + stride - 1) // stride, len(letters), SEED, at[0]
    stream.word[at[1], 0] = k
    repaired = m != count
    for j in range(m):
        a = first + stride * (j * count // m if repaired else j)
        b = first + stride * max(j * count // m, ((j + 1) * count - 1) // m) if m != count else a
        out[k], out_begin[k], out_end[k] = letters[j], begin[a], end[b]
        h = (h ^ np.uint64(letters[j])) * PRIME
        k += 1
    if not repaired:
        for j in range(m):
            repaired = repaired or letters[j] != chars[first + stride * j]
    stream.word[at[1], 1] = k
    stream.hash[at[1]] = h * SPREAD
    at[0] = k
    at[1] += 1
    return 1 if repaired else 0


@inner
def trim(chars: Array, i: int, j: int) -> tuple[int, int]:
    """The part of a token between its first and last letter or digit."""
    while i < j and kind(chars[i]) > DIGIT:
        i += 1
    while j > i and kind(chars[j - 1]) > DIGIT:
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
    if j - i < 3:
        return False
    for k in range(i, j):
        if not 65 <= codes[begin[k]] <= 90:
            return False
    return True


@inner
def links(chars: Array, i: int, cue: np.uint32) -> bool:
    """Whether a word names an address: http, www, or the ending of a domain right after a full stop."""
    if cue & LINK:
        return True
    return (cue & DOMAIN) != 0 and i > 1 and chars[i - 1] == 46 and kind(chars[i - 2]) in (LETTER, DIGIT)


@inner
def step(marks: Marks, i: int, codes: Array, tables: Tables, sink: tuple[Stream, Array, Array]) -> int:
    """Append what begins at `i`; give where the next begins."""
    chars, begin, _, _ = marks
    stream, at, stats = sink
    what = kind(chars[i])
    if what == SPACE or what == OTHER:
        if what == OTHER or at[0] == 0 or stream.letter[at[0] - 1] != 32:
            signs(marks, i, i + 1, stream, at)
        stats[QUESTIONS] += chars[i] == 63
        return i + 1
    j = spaced(chars, i)
    if j > i:
        stats[REPAIRED] += token(marks, (i, j, 2), tables, stream, at)
        return j
    j = i
    while j < len(chars) and j - i < LONGEST and SPACE < kind(chars[j]) < OTHER:
        stats[EXCLAMATIONS] += chars[j] == 33
        stats[NUMBERS] += kind(chars[j]) == DIGIT
        j += 1
    w = at[1]
    stats[REPAIRED] += token(marks, (i, j, 1), tables, stream, at)
    stats[SHOUTS] += shouted(codes, begin, i, j)
    stats[LINKS] += at[1] > w and links(chars, i, stream.cue[w])
    return j


@inner
def lend(stream: Stream) -> Stream:
    return Stream(
        borrow(stream.letter), borrow(stream.begin), borrow(stream.end), borrow(stream.word),
        borrow(stream.hash), borrow(stream.cue), borrow(stream.stats), borrow(stream.bounds),
    )


@inner
def lend_tables(tables: Tables) -> Tables:
    return Tables(
        borrow(tables.simple), borrow(tables.multi), borrow(tables.keys), borrow(tables.ids),
        borrow(tables.starts), borrow(tables.letters), borrow(tables.cues),
    )


@inner
def fold_one(codes: Array, tables: Tables, sink: tuple[Stream, Array, Array]) -> None:
    """Append one text and its facts."""
    owned = widen(codes, tables, sink[2])
    marks = borrow(owned[0]), borrow(owned[1]), borrow(owned[2]), borrow(owned[3])
    i, words = 0, sink[1][1]
    while i < len(marks[0]):
        i = step(marks, i, codes, tables, sink)
    # Named here, after the last use of what was borrowed from it, so that it lives until then.
    sink[2][CHARS], sink[2][WORDS] = len(owned[0]) + 0 * owned[1][:0].size, sink[1][1] - words


@entry(CODES, BOUNDS, TABLES)
def fold_all(codes: Array, bounds: Array, tables: Tables) -> Stream:
    """Fold texts that stand in a row; text `t` is `codes[bounds[t]:bounds[t + 1]]`.

    Sources are counted from the begin of each text. `bounds` of the stream has, for each text and the
    end, its first letter and its first word.
    """
    texts = len(bounds) - 1
    room = len(codes) + 4 * texts
    for c in codes:
        room += 12 if c >= 128 else 1
    owned = Stream(
        np.empty(room, np.uint32), np.empty(room, np.int32), np.empty(room, np.int32),
        np.empty((room, 2), np.int32), np.empty(room, np.uint64), np.empty(room, np.uint32),
        np.zeros((texts, STATS), np.float32), np.zeros((texts + 1, 2), np.int64),
    )
    stream, known, at = lend(owned), lend_tables(tables), np.zeros(2, np.int64)
    for t in range(texts):
        piece = borrow(codes[bounds[t] : bounds[t + 1]])
        fold_one(piece, known, (stream, borrow(at), stream.stats[t]))
        stream.bounds[t + 1] = at
    return owned
