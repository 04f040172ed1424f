"""Shouting: sentences in capitals, and exclamation marks in rows. Acronyms and one loud word are neither."""

from __future__ import annotations

import re
from itertools import groupby

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

ROW = 4
LONG_ROW = 8
LETTERS = 40
SHARE = 0.6
MARKS = 4
MANY_MARKS = 12
ALL = 0.9
FEW_LETTERS = 12
HELD = "Most of your comment is shouted, so a moderator will read it first; it says as much in plain letters."
NOTED = "A part of your comment reads as shouting."
_MARKS = re.compile(rf"[!?！？]{{{MARKS},}}")


def find(case: Case) -> Finding | None:
    """Hold a comment that is mostly shouted; note one that shouts in passing."""
    row = longest(case.words) if sum(map(str.isupper, case.words)) >= ROW else 0
    text = case.text
    marks = _MARKS.findall(text) if "!!" in text or "??" in text or "！！" in text else []
    if row < ROW and not marks:
        return None
    most = max(map(len, marks), default=0)
    loud = row >= LONG_ROW and capitals(text, LETTERS) >= SHARE
    loud = loud or most > 0 and row >= ROW and capitals(text, FEW_LETTERS) >= ALL
    severity = Severity.HOLD if loud or most >= MANY_MARKS else Severity.NOTE
    note = f"In a row: {row} words in capitals, held from {LONG_ROW}; {most} marks, held from {MANY_MARKS}."
    spans = (match.span() for match in _MARKS.finditer(text)) if marks else ()
    return RULE.found(severity, HELD if severity is Severity.HOLD else NOTED, note, spans)


def longest(words: list[str]) -> int:
    """The most words in capitals in a row. Where commas part most of them, it is a list of acronyms."""
    rows = (list(row) for loud, row in groupby(words, key=str.isupper) if loud)
    return max((len(row) for row in rows if 2 * sum(map(parted, row)) < len(row)), default=0)


def parted(word: str) -> bool:
    """Whether a comma or its like follows."""
    return word.endswith((",", ";", "/"))


def capitals(text: str, least: int) -> float:
    """The share of capitals among the letters that have case; 0 where there are fewer than `least` to tell."""
    upper = sum(map(str.isupper, text))
    cased = upper + sum(map(str.islower, text))
    return upper / cased if cased >= least else 0.0


CASES: Cases = (
    ({"text": "YOU ALL KNOW THAT THIS WAS DECIDED LONG BEFORE THE VOTE AND NOBODY ASKED US"}, Severity.HOLD),
    ({"text": "Unbelievable" + "!" * 20}, Severity.HOLD),
    ({"text": "OPEN YOUR EYES PEOPLE!!!! THEY LIE!!!!"}, Severity.HOLD),
    ({"text": "OPEN YOUR EYES PEOPLE, and read page four!!!!"}, Severity.NOTE),
    ({"text": "This is a scandal!!!!! And nobody resigns."}, Severity.NOTE),
    (
        {"text": "Once more: THIS WAS NEVER ABOUT SECURITY. It was about money, and all of you know it."},
        Severity.NOTE,
    ),
    ({"text": "NATO, the UN, the EU, the OSCE, UNHCR, UNICEF, the IMF and the WHO agreed."}, None),
    ({"text": "NATO, UN, EU, OSCE, UNHCR, UNICEF, IMF, WHO, WTO, ILO, IAEA, FAO, UNESCO, ASEAN, OPEC"}, None),
    (
        {"text": "EVERYONE HERE IS PAID FOR IT, AND I KNOW WHO SENT YOU, SO STOP IT NOW AND GO AWAY"},
        Severity.HOLD,
    ),
    ({"text": f"{'It is a long and quiet article. ' * 5} BUT DO NOT TELL ME NOBODY KNEW OF IT"}, Severity.NOTE),
    ({"text": "That is NOT what she said!!"}, None),
    ({"text": "No. Never."}, None),
)

RULE = Rule("shouting", "Shouting", "", "no_disruption", find, CASES)
