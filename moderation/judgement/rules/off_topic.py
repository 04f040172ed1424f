"""Off topic: not a word of the article's title, in a comment long enough to have one."""

from __future__ import annotations

import re
from functools import lru_cache

from moderation.judgement.case import SETTLED, Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

STEM = 5
TITLE = 3
WORDS = 20
NOTED = "Your comment does not seem to be about this article."
HELD = "Your comment has a link and does not seem to be about this article, so a moderator will read it first."
_WORD = re.compile(r"[^\W\d_]{4,}")
STOP = """
    about above after again against also another because been before being between both could does doing
    down during each every from have having here into itself just more most much must next only other
    over same should some such than that their them then there these they this those through under until
    very want were what when where which while will with would your
"""
_STOP = frozenset(STOP.split())


def find(case: Case) -> Finding | None:
    """Note a comment that shares no word with the title; hold it if a little known author adds a link."""
    if not case.place.title or case.place.parent_author is not None or len(case.words) < WORDS:
        return None
    stems = stems_of(case.place.title)
    low = case.text.lower()
    if len(stems) < TITLE or any(stem in low for stem in stems):
        return None
    known = case.writer.trusted or case.writer.published >= SETTLED
    linked = bool(case.outward) and not known
    note = f"None of {len(stems)} words of the title in {len(case.words)} words; links: {len(case.outward)}."
    return RULE.found(Severity.HOLD if linked else Severity.NOTE, HELD if linked else NOTED, note)


@lru_cache(maxsize=1024)
def stems_of(title: str) -> tuple[str, ...]:
    """The beginnings of the words of a title that carry its meaning."""
    return tuple({word[:STEM] for word in _WORD.findall(title.lower()) if word not in _STOP})


TITLED = {"title": "Mediators return to the peace talks in Geneva"}
STRAY = (
    "My uncle sells garden furniture of solid oak, all of it made by hand "
    "in his own little workshop by the lake, come and look"
)
CASES: Cases = (
    ({"text": STRAY, **TITLED}, Severity.NOTE),
    ({"text": f"{STRAY} https://oak.example/chairs", "published": 3, **TITLED}, Severity.HOLD),
    ({"text": f"{STRAY} https://oak.example/chairs", "published": 30, **TITLED}, Severity.NOTE),
    ({"text": f"{STRAY}, before you mediate", **TITLED}, None),
    ({"text": STRAY, "parent_author": "Bob", **TITLED}, None),
    ({"text": "Who pays for all of this?", **TITLED}, None),
    ({"text": STRAY}, None),
)

RULE = Rule("off_topic", "Not about the article", "", "no_disruption", find, CASES)
