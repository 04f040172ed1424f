"""Words: the site's own list of words and phrases, found as whole words however they are disguised."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Any

import ahocorasick

from models.text import fold
from moderation.judgement.case import Case
from moderation.judgement.house import Listed, Policy
from moderation.judgement.verdict import Cases, Finding, Rule, Severity, Span

NAMED = 10
SHOWN = 100
GRAVITY = (Severity.NOTE, Severity.HOLD, Severity.REJECT)
SENTENCES = {
    Severity.REJECT: "Your comment uses words that this site does not publish.",
    Severity.HOLD: "Your comment uses words that a moderator of this site looks at first.",
    Severity.NOTE: "Your comment uses words that this site's moderators keep an eye on.",
}
# Scripts without spaces count each sign as a word; marks of Indic and Arabic letters belong to their word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_MARKS = "\u064b-\u065f\u0900-\u0dff"
_TOKEN = re.compile(
    rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_]|[{_MARKS}])+|[\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff]"
)
_PLAIN = re.compile(r"[^\W_]+")


def find(case: Case) -> Finding | None:
    """Look for every entry of the list in one pass; the gravest action of those found decides."""
    watched = automaton(case.policy) if case.policy.lists else None
    if watched is None:
        return None
    text = case.folded.text
    hits = list(watched.iter(f" {' '.join(tokens(text))} "))
    if not hits:
        return None
    entries = {entry for _, (entry, _) in hits}
    severity = Severity(max(entries, key=gravity).action)
    listed = ", ".join(sorted(f"“{entry.value}” ({entry.action})" for entry in entries)[:NAMED])
    spans = (case.folded.original(begin, end) for begin, end in places(text, hits[:SHOWN]))
    return RULE.found(severity, SENTENCES[severity], f"Entries of the site's list: {listed}.", spans)


@lru_cache(maxsize=64)
def automaton(policy: Policy) -> Any:
    """The entries of a policy as one automaton over folded words parted by single spaces, or None."""
    watched = ahocorasick.Automaton()
    for entry in sorted((entry for entry in policy.lists if entry.kind == "word"), key=gravity):
        words = tokens(fold(entry.value).text)
        if words:
            watched.add_word(f" {' '.join(words)} ", (entry, len(words)))
    if not len(watched):
        return None
    watched.make_automaton()
    return watched


def gravity(entry: Listed) -> int:
    """How grave an entry's action is; of two entries alike, the graver one is kept."""
    return GRAVITY.index(Severity(entry.action))


def tokens(text: str) -> list[str]:
    """The words, and the signs that stand for words, of a folded text."""
    return (_PLAIN if text.isascii() else _TOKEN).findall(text)


def places(text: str, hits: list[Any]) -> Iterator[Span]:
    """Where the entries found stand in the folded text: an entry ends with the word that ends there."""
    words = [match.span() for match in (_PLAIN if text.isascii() else _TOKEN).finditer(text)]
    ends = list(accumulate(end - begin + 1 for begin, end in words))
    for last, (_, count) in hits:
        final = bisect_left(ends, last)
        yield words[final - count + 1][0], words[final][1]


CASES: Cases = (
    ({"text": "What a wombat you are.", "words": ["wombat"]}, Severity.HOLD),
    ({"text": "What a W0MBAT you are.", "words": ["wombat"]}, Severity.HOLD),
    ({"text": "What a w\u200bo\u200bm\u200bb\u200ba\u200bt you are.", "words": ["Wombat"]}, Severity.HOLD),
    ({"text": "What a wömbаt you are.", "words": ["wombat"]}, Severity.HOLD),
    ({"text": "Oh w o m b a t !", "words": ["wombat"]}, Severity.HOLD),
    ({"text": "Go  back -- home, all of you.", "words": [("go back home", "reject")]}, Severity.REJECT),
    ({"text": "They told us to go back. Homes were lost.", "words": [("go back home", "reject")]}, None),
    ({"text": "This quokka again.", "words": [("quokka", "note")]}, Severity.NOTE),
    (
        {"text": "The quokka and the wombat.", "words": [("quokka", "note"), ("wombat", "reject")]},
        Severity.REJECT,
    ),
    ({"text": "Scunthorpe lies in Lincolnshire.", "words": ["thorpe", "cunt", "scun"]}, None),
    ({"text": "你这个傻瓜真可笑", "words": ["傻瓜"]}, Severity.HOLD),
    ({"text": "Not a word of it is true.", "words": ["wombat"]}, None),
    ({"text": "What a wombat you are.", "domains": ["wombat"]}, None),
    ({"text": "What a wombat you are."}, None),
)

RULE = Rule("words", "Words and phrases of the site's list", "", "no_abuse", find, CASES, reads=("lists",))
