"""Gibberish: a hand that fell on the keyboard, and letters buried under marks."""

from __future__ import annotations

import re
from itertools import product

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

LETTERS = 4
LEAST = 6
SURE = 3
SHARE = 0.5
PILES = 5
SENTENCE = "We could not make out what your comment says, so a moderator will read it first."
# Neighbours on a keyboard, forth and back, which hardly any word in Latin letters has.
ROWS = (
    "asd", "sdf", "dfg", "fgh", "ghj", "hjk", "jkl", "qwe", "zxc", "xcv", "cvb", "vbn", "bnm",
    "lkj", "kjh", "jhg", "hgf", "gfd", "fds", "ewq", "mnb", "nbv", "bvc", "vcx", "cxz",
)  # fmt: skip
_SURE = f"{'|'.join(ROWS)}|[sdfghjkl]{{4}}"
_FELL, _MASHED = re.compile(_SURE), re.compile(f"{_SURE}|[bcdfghjklmnpqrstvwxz]{{6}}")
MARKS = (
    *range(0x300, 0x370), *range(0x483, 0x48A), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), *range(0x20D0, 0x2100),
    *range(0xFE20, 0xFE30),
)  # fmt: skip
_PILE = re.compile(f"[{''.join(map(chr, MARKS))}]{{3,}}")
CUES = (*ROWS, *map("".join, product("sdfghjkl", repeat=4)), *map(str.casefold, map(chr, MARKS)))


def find(case: Case) -> Finding | None:
    """Hold a comment of which at least half is mashed, or that is covered in marks."""
    text = case.text
    if not text.isascii() and len(piles := [match.span() for match in _PILE.finditer(text)]) >= PILES:
        return RULE.found(Severity.HOLD, SENTENCE, f"Piles of marks: {len(piles)}; held from {PILES}.", piles)
    low = text.lower()
    if _FELL.search(low) is None:
        return None
    words = [word for word in low.split() if len(word) >= LETTERS and word.isascii() and word.isalpha()]
    mashed = [word for word in words if len(word) >= LEAST and _MASHED.search(word)]
    marks = sum(len(_MASHED.findall(word)) for word in mashed)
    if marks < (SURE if len(mashed) < len(words) else SURE - 1) or len(mashed) < SHARE * len(words):
        return None
    note = f"Words that look mashed: {len(mashed)} of {len(words)}, held from half; signs of it: {marks}."
    return RULE.found(Severity.HOLD, SENTENCE, note, ((0, len(text)),))


CASES: Cases = (
    ({"text": "asdkjfh qwelkjasd"}, Severity.HOLD),
    ({"text": "asdfghjkl"}, Severity.HOLD),
    ({"text": "asdfasdf"}, Severity.HOLD),
    ({"text": "jfkdlsajf kldsajfkl dsjafkl jdsakl fjdskla"}, Severity.HOLD),
    ({"text": "sdfkjh asdlkfj kjhsdf ok lkjasdf"}, Severity.HOLD),
    ({"text": "Z̸̢͎̈́a̸̧̛͖l̷̢̡̛g̷̨̛͔ö̴̡͖́ ̸̢̛͔c̷̨̛͖ö̴̡͖́m̸̢̛͔ę̷̛͖s̴̡̛͖"}, Severity.HOLD),
    ({"text": "Angstschweiß, Herbstschmerz und Rechtsschutz: ein schönes Borschtsch."}, None),
    ({"text": "Krzysztof Brzęczyszczykiewicz wrote about Hjkwango and Mstislav."}, None),
    ({"text": "My keyboard has an asdf row and a qwerty row; the article confuses the two."}, None),
    ({"text": "Tiếng Việt có nhiều dấu, nhưng đó là chữ của chúng tôi."}, None),
    ({"text": "Typing asdfgh, qwelkj and then sdfkjh wakes the old screen reader, says its manual."}, None),
    ({"text": "Hmm. Pfft."}, None),
)

RULE = Rule("gibberish", "No words to be read", "", "no_disruption", find, CASES, cues=CUES)
