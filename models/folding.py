"""Compiled folding: from code points to plain lower-case words, each letter with its source.

Linear in the length of the text. No text is normalised as a whole: each code point is looked up in a
table, so a long run of combining marks costs no more than any other text. Words that are plain already,
nearly all, are told by `plain` in one pass and one look at their number; the others take the way of `token`.
"""

from __future__ import annotations

import numpy as np

from models import alphabet as abc
from models import compiled as c
from models.compiled import Array, Stream, Tables, borrow, entry, finished, inner, outer
from models.repair import CANONICAL, LONGEST, UNSURE, Marks, canonical, find, key_of, kind, number_of, read

TABLED = 0x20000
MULTI, CAPITAL = 0xF0000000, 0x01000000


@inner
def count_of(values: Array, count: int, wanted: int) -> int:
    """How many of the values are the wanted one."""
    total = 0
    for i in range(count):
        total += values[i] == wanted
    return total


@inner
def simple(codes: Array, tables: Tables, marks: Marks, stats: Array) -> bool:
    """Whether a text is plain ASCII of which nothing is left out, as nearly all are; each code point stays one then."""
    above, least, upper = np.uint32(0), np.uint32(1), 0
    for code in codes:
        above |= code
    if above >= 128:
        return False
    for i, code in enumerate(codes):
        value = tables.simple[code]
        char = value & np.uint32(127)
        marks.chars[i], marks.begin[i], marks.end[i], marks.kinds[i] = char, i, i + 1, abc.KINDS[char]
        upper += value & CAPITAL != 0
        least = min(least, char)
    stats[c.UPPER], stats[c.CHARS] = upper, len(codes)
    return bool(least > 0)


@inner
def widen(codes: Array, tables: Tables, marks: Marks, stats: Array) -> int:
    """Each code point by the table: folded code points with class and source; give how many there are."""
    k, upper, foreign, invisible = 0, 0, 0, 0
    for i, code in enumerate(codes):
        value = tables.simple[code] if code < TABLED else np.uint32(code if code < 0xE0000 else 0)
        first = np.int64(value & np.uint32(0xFFFFFF))
        upper += value & CAPITAL != 0
        # Only what stays foreign: a look-alike that folds to a Latin letter must change nothing.
        foreign += int(first >= 0x250 and value < MULTI)
        if value == 0:
            invisible += code >= 128
            if k > 0:
                marks.end[k - 1] = i + 1
            continue
        for j in range(np.int64(tables.multi[first]) if value >= MULTI else 1):
            char = tables.multi[first + 1 + j] if value >= MULTI else np.uint32(first)
            marks.chars[k], marks.begin[k], marks.end[k], marks.kinds[k] = char, i, i + 1, kind(int(char))
            k += 1
    stats[c.UPPER], stats[c.FOREIGN], stats[c.MARKS], stats[c.CHARS] = upper, foreign, invisible, k
    return k


@inner
def marked(codes: Array, tables: Tables, marks: Marks, stats: Array) -> int:
    """Fold the code points of a text, count what the classifier wants to know of them, and give how many there are."""
    k = len(codes) if simple(codes, tables, marks, stats) else widen(codes, tables, marks, stats)
    marks.kinds[k] = abc.SPACE
    stats[c.LINES], stats[c.NUMBERS] = count_of(codes, len(codes), 10), count_of(marks.kinds, k, abc.DIGIT)
    stats[c.EXCLAMATIONS], stats[c.QUESTIONS] = count_of(marks.chars, k, 33), count_of(marks.chars, k, 63)
    return k


@inner
def spaced(marks: Marks, count: int, i: int, last: int) -> int:
    """Where a run of at least three single characters of kinds up to `last`, parted by the same sign, ends; else `i`.

    With letters alone that is a run as it stands; with digits and signs it may be a word in two disguises.
    """
    kinds, chars = marks.kinds, marks.chars
    if i + 4 >= count or kinds[i + 1] == abc.LETTER or not (abc.LETTER <= kinds[i] <= last):
        return i
    gap = chars[i + 1]
    if gap not in (32, 45, 46, 95, 42) or gap == chars[i] or (i > 0 and kinds[i - 1] not in (abc.SPACE, abc.OTHER)):
        return i
    j = i
    while j + 2 < count and j - i < LONGEST and chars[j + 1] == gap != chars[j + 2]:
        if not (abc.LETTER <= kinds[j + 2] <= last):
            break
        j += 2
    if j + 1 < count and kinds[j + 1] in (abc.LETTER, abc.DIGIT, abc.APOSTROPHE):
        j -= 2
    return j + 1 if j - i >= 4 else i


@inner
def within(marks: Marks, i: int) -> bool:
    """Whether two single characters stand before, so that a run was looked for there: long ones would take for ever."""
    if i < 4 or marks.chars[i - 1] != marks.chars[i - 3]:
        return False
    singles = abc.LETTER <= marks.kinds[i - 2] <= abc.SIGN and abc.LETTER <= marks.kinds[i - 4] <= abc.SIGN
    return bool(singles and (i == 4 or marks.kinds[i - 5] in (abc.SPACE, abc.OTHER)))


@inner
def run(marks: Marks, count: int, i: int, tables: Tables) -> int:
    """Where a word ends whose letters stand one by one from `i` on, some as digits or signs; `i` if there is none."""
    end = spaced(marks, count, i, abc.LETTER)
    wide = end if within(marks, i) else spaced(marks, count, i, abc.SIGN)
    if wide <= end or wide - i > LONGEST:
        return end
    length, letters = (wide - i + 1) // 2, 0
    for j in range(i, wide, 2):
        letters += marks.kinds[j] == abc.LETTER
    # Numbers and single letters in a row are no disguise, unless they spell a word that is known.
    between = marks.kinds[i] == abc.LETTER and marks.kinds[wide - 1] == abc.LETTER
    many = between and 3 * letters > 2 * length
    known = 2 * letters >= length > 3 and read(marks, (i, wide, 2), tables)[0] >= 0
    return wide if many or known else end


@inner
def opening(at: Array) -> np.uint32:
    """The mark of a word that begins a sentence, if the next word does."""
    return np.uint32(abc.BEGINS if at[2] == abc.ENDED else np.uint32(0))


@inner
def put_word(marks: Marks, span: tuple[int, int, int], letters: Array, stream: Stream, at: Array) -> int:
    """Append a word; give whether it was repaired. A letter without source gets its share of the token."""
    first, last, stride = span
    count, m, h, k = (last - first + stride - 1) // stride, len(letters), abc.SEED, at[0]
    stream.word[at[1], 0] = k
    same, changed = m == count, 0
    for j in range(m):
        a = first + stride * (j if same else j * count // m)
        b = a if same else first + stride * max(j * count // m, ((j + 1) * count - 1) // m)
        stream.letter[k], stream.begin[k], stream.end[k] = letters[j], marks.begin[a], marks.end[b]
        h = (h ^ np.uint64(letters[j])) * abc.PRIME
        changed += letters[j] != marks.chars[a]
        k += 1
    stream.word[at[1], 1], stream.hash[at[1]] = k, h * abc.SPREAD
    at[0], at[1], at[2] = k, at[1] + 1, abc.WITHIN
    return 0 if same and changed == 0 else 1


@inner
def signs(marks: Marks, first: int, last: int, stream: Stream, at: Array) -> None:
    """Append characters that are no word; a stop ends a sentence once a space comes after it."""
    k = at[0]
    for i in range(first, last):
        if marks.chars[i] in (33, 46, 59, 63):
            at[2] = max(at[2], abc.STOPPED)
        elif marks.kinds[i] == abc.SPACE and at[2] == abc.STOPPED:
            at[2] = abc.ENDED
        stream.letter[k], stream.begin[k], stream.end[k] = marks.chars[i], marks.begin[i], marks.end[i]
        k += 1
    at[0] = k


@outer
def token(marks: Marks, span: tuple[int, int, int], tables: Tables, stream: Stream, at: Array) -> int:
    """Append the word of a token and the signs around it; give whether the word was repaired."""
    first, last, stride = span
    while stride == 1 and first < last and marks.kinds[first] > abc.DIGIT:
        first += 1
    while stride == 1 and last > first and marks.kinds[last - 1] > abc.DIGIT:
        last -= 1
    found, n = read(marks, span, tables)
    if found >= 0:
        first, last = span[0], span[1]
    elif first == last:
        signs(marks, span[0], span[1], stream, at)
        return 0
    elif first > span[0] or last < span[1]:
        found, n = read(marks, (first, last, 1), tables)
        if found < 0 and marks.chars[span[0]] == 64:
            # A handle: whoever is spoken to under a name says nothing of the tone.
            signs(marks, span[0], span[1], stream, at)
            return 0
    signs(marks, span[0], first, stream, at)
    letters = tables.letters[tables.starts[found] : tables.starts[found + 1]] if found >= 0 else marks.buffer[:n]
    stream.cue[at[1]] = (tables.cues[found] if found >= 0 else np.uint32(0)) | opening(at)
    repaired = put_word(marks, (first, last, stride), letters, stream, at)
    stream.number[at[1] - 1] = number_of(tables, stream.hash[at[1] - 1])
    signs(marks, last, span[1], stream, at)
    return repaired


@inner
def plain(marks: Marks, i: int, tables: Tables, stream: Stream, at: Array) -> tuple[int, bool]:
    """Where the token at `i` ends, and whether it was a plain word, which is appended then."""
    kinds, k, j, what, before = marks.kinds, at[0], i, 0, np.uint32(0)
    twice, tripled, h = False, False, abc.SEED
    while j < i + LONGEST and abc.SPACE < kinds[j] < abc.OTHER:
        char, again = marks.chars[j], marks.chars[j] == before
        stream.letter[k], stream.begin[k], stream.end[k] = char, marks.begin[j], marks.end[j]
        h, what, tripled = (h ^ np.uint64(char)) * abc.PRIME, what | 1 << kinds[j], tripled | (again & twice)
        before, twice, j, k = char, again, j + 1, k + 1
    signed, mixed = what & 1 << abc.SIGN != 0, what & 1 << abc.DIGIT != 0 and what & 1 << abc.LETTER != 0
    if signed or mixed or tripled or kinds[i] == abc.APOSTROPHE or kinds[j - 1] == abc.APOSTROPHE:
        return j, False
    h, w = h * abc.SPREAD, at[1]
    number = number_of(tables, h)
    stands = tables.standing[number]
    found = stands - CANONICAL
    if stands == UNSURE:
        found = find(tables, key_of(marks.chars[i:j], j - i, abc.EXACT))
        if found < 0 and canonical(marks.chars[i:j], j - i, tables) >= 0:
            return j, False
    cue = tables.cues[found] if found >= 0 else np.uint32(0)
    stream.cue[w], stream.word[w, 0], stream.word[w, 1] = cue | opening(at), at[0], k
    stream.hash[w], stream.number[w] = h, number
    at[0], at[1], at[2] = k, w + 1, abc.WITHIN
    return j, True


@inner
def shouted(codes: Array, tables: Tables, begin: Array, i: int, j: int) -> bool:
    """Whether a token stands in capitals, of whatever alphabet."""
    k = i
    while k < j and codes[begin[k]] < TABLED and tables.simple[codes[begin[k]]] & CAPITAL != 0:
        k += 1
    return k == j


@inner
def links(marks: Marks, i: int, cue: np.uint32) -> bool:
    """Whether a word names an address: http, www, or the ending of a domain right after a full stop."""
    after_stop = i > 1 and marks.chars[i - 1] == 46 and marks.kinds[i - 2] in (abc.LETTER, abc.DIGIT)
    return bool((after_stop and (cue & abc.DOMAIN) != 0) or (cue & abc.LINK) != 0)


@inner
def step(marks: Marks, span: tuple[int, int], codes: Array, tables: Tables, sink: tuple[Stream, Array, Array]) -> int:
    """Append what begins at the first of `span`; give where the next begins."""
    stream, at, stats = sink
    i, w = span[0], at[1]
    if marks.kinds[i] in (abc.SPACE, abc.OTHER):
        at[2] = abc.ENDED if codes[marks.begin[i]] == 10 else at[2]
        if marks.kinds[i] == abc.OTHER or at[0] == 0 or stream.letter[at[0] - 1] != 32:
            signs(marks, i, i + 1, stream, at)
        return i + 1
    j, stride, done = i if marks.kinds[i + 1] == abc.LETTER else run(marks, span[1], i, tables), 2, False
    if j == i:
        (j, done), stride = plain(marks, i, tables, stream, at), 1
    if not done:
        stats[c.REPAIRED] += token(marks, (i, j, stride), tables, stream, at)
    if stride == 1:
        stats[c.SHOUTS] += j > i + 2 and shouted(codes, tables, marks.begin, i, j)
        stats[c.LINKS] += at[1] > w and stream.cue[w] != 0 and links(marks, i, stream.cue[w])
    return j


@outer
def folded(codes: Array, bounds: Array, tables: Tables) -> Stream:
    """Fold texts that stand in a row; text `t` is `codes[bounds[t]:bounds[t + 1]]`.

    Sources are counted from the begin of each text. `bounds` of the stream has, for each text and the
    end, its first letter and its first word.
    """
    texts, room, widest = len(bounds) - 1, len(codes) + 4 * len(bounds), len(codes) + 1
    for code in codes:
        room += 6 if code >= 128 else 1
        widest += 2 if code >= 128 else 0
    owned = Stream(
        *(np.empty(room, np.uint32), np.empty(room, np.int32), np.empty(room, np.int32)),
        *(np.empty((room // 2, 2), np.int32), np.empty(room // 2, np.uint64), np.empty(room // 2, np.int32)),
        *(np.empty(room // 2, np.uint32),),
        *(np.zeros((texts, c.STATS), np.float32), np.zeros((texts + 1, 2), np.int64)),
    )
    owner = Marks(
        *(np.empty(widest, np.uint32), np.empty(widest, np.int32), np.empty(widest, np.int32)),
        *(np.empty(widest, np.uint8), np.empty(LONGEST + 2, np.uint32)),
    )
    at = np.zeros(3, np.int64)  # letters, words, and whether a sentence has ended
    stream, known, marks, (places,) = borrow(owned), borrow(tables), borrow(owner), borrow((at,))
    for t in range(texts):
        (piece,) = borrow((codes[bounds[t] : bounds[t + 1]],))
        (stats,) = borrow((owned.stats[t],))
        i, count, words, places[2] = 0, marked(piece, known, marks, stats), places[1], abc.WITHIN
        while i < count:
            i = step(marks, (i, count), piece, known, (stream, places, stats))
        stats[c.WORDS] = places[1] - words
        stream.bounds[t + 1] = places[:2]
    # Named here, after the last use of what was borrowed from them, so that they live until then.
    return finished(owned, owner.buffer, at)


@entry(c.CODES, c.BOUNDS, c.TABLES)
def fold_all(codes: Array, bounds: Array, tables: Tables) -> Stream:
    """The same for Python."""
    return folded(codes, bounds, tables)
