"""An example case from flat facts, so that tables of examples need nothing but plain data.

`example(text="…", name="Bob", captcha=Captcha.WRONG, words=["wombat"], scores={"abuse": 0.9})`

A fact is named as its field in Writer, Place, Moment, Reading or Policy. Different are only
`author_url`, `page_url` and `page_authors`; `score_abuse=0.9` for one score; and `words` and `domains`
for the lists, whose entries are a value (held) or a pair of value and action. The author is known and
the classifier found nothing, unless facts say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moderation.judgement.case import Case, Moment, Place, Reading, Writer
from moderation.judgement.house import Listed, Policy

PARTS: Mapping[str, type] = {
    "policy": Policy,
    "writer": Writer,
    "place": Place,
    "reading": Reading,
    "moment": Moment,
}
RENAMED = {
    "author_url": ("writer", "url"),
    "page_url": ("place", "url"),
    "page_authors": ("place", "authors"),
}
FIELDS = RENAMED | {
    name: (part, name)
    for part, kind in PARTS.items()
    for name in kind.__annotations__
    if (part, name) not in RENAMED.values()
}


def example(text: str = "I see it differently: the figures say otherwise.", **facts: Any) -> Case:
    """A case with these facts; an unknown name is a KeyError."""
    lists = (*listed("word", facts.pop("words", ())), *listed("domain", facts.pop("domains", ())))
    single = {name: facts.pop(name) for name in list(facts) if name.startswith("score_")}
    scores = {name.removeprefix("score_"): score for name, score in single.items()}
    facts = {"published": 5, "scores": scores, "lists": lists} | facts
    parts: dict[str, dict[str, Any]] = {part: {} for part in PARTS}
    for name, value in facts.items():
        part, field = FIELDS[name]
        parts[part][field] = value
    return Case(text, **{part: kind(**parts[part]) for part, kind in PARTS.items()})


def listed(kind: str, entries: Iterable[str | tuple[str, str]]) -> tuple[Listed, ...]:
    """Entries of a site's list."""
    pairs = ((entry, "hold") if isinstance(entry, str) else entry for entry in entries)
    return tuple(Listed(kind, value, action) for value, action in pairs)
