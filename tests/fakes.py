"""What tests pass in instead of the real thing: a clock, a classifier and a queue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from models.labels import LABELS
from moderation.acts import judge
from moderation.judgement.case import Case, Reading
from moderation.toolbox import Toolbox

NOON = 1_767_268_800_000
"""1 January 2026, 12:00 UTC, in milliseconds."""


@dataclass(slots=True)
class Clock:
    """Stands still until it is told to go on."""

    now: int = NOON

    def __call__(self) -> int:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        """Let time pass."""
        self.now += int(seconds * 1000)


@dataclass(slots=True)
class WordReader:
    """A classifier that knows three words: `idiot` attacks a person, `gallows` threatens, `viagra` is spam.

    With an empty `name` it is broken.
    """

    name: str = "words-1"
    read_texts: list[str] = field(default_factory=list)

    def version(self) -> str:
        """What is champion now."""
        return self.name

    def ready(self) -> bool:
        """Whether it can read."""
        return bool(self.name)

    def read(self, cases: Sequence[Case]) -> list[Reading]:
        """Scores by word."""
        self.read_texts += [case.text for case in cases]
        return [self.reading(case.text) if self.name else Reading(language="en") for case in cases]

    def aim_again(self, cases: Sequence[Case]) -> list[Reading]:
        """It never knows at whom a comment is aimed."""
        self.read_texts += [case.text for case in cases]
        return [case.reading for case in cases]

    def reading(self, text: str) -> Reading:
        """Nearly certain when the word is there, nearly certain of the contrary when not."""
        scores = {label.id: 0.01 for label in LABELS}
        scores["personal_attack"] = 0.9 if "idiot" in text else 0.01
        scores["threat"] = 0.9 if "gallows" in text else 0.01
        scores["spam"] = 0.99 if "viagra" in text else 0.01
        at = text.find("idiot")
        spans = {"personal_attack": ((at, at + 5),)} if at >= 0 else {}
        weights = {label: dict.fromkeys(own, 1.5) for label, own in spans.items()}
        return Reading(scores=scores, language="en", classifier=self.name, spans=spans, weights=weights)


@dataclass(slots=True)
class RecordingQueue:
    """Keeps what was sent. When `prompt`, a hint judges at once, as if a worker were quick."""

    toolbox: Toolbox | None = None
    prompt: bool = True
    hints: list[str] = field(default_factory=list)
    judged: list[list[str]] = field(default_factory=list)
    announced: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    fails: Exception | None = None

    def judge(self, ids: Sequence[str]) -> None:
        """As the broker would take it."""
        self.fail()
        self.judged.append(list(ids))

    def fail(self) -> None:
        """Be down, when told so."""
        if self.fails:
            raise self.fails

    def length(self) -> int:
        """Tasks that wait."""
        self.fail()
        return len(self.judged)

    def announce(self, announcements: Sequence[Mapping[str, Any]]) -> None:
        """Remember what was announced, as it looks after its way through JSON."""
        self.announced.update({entry["id"]: entry for entry in orjson.loads(orjson.dumps(list(announcements)))})

    def hint(self, comment_id: str) -> None:
        """Take a hint."""
        self.hints.append(comment_id)
        if self.prompt and self.toolbox:
            judge.judge(self.toolbox, [comment_id])

    @contextmanager
    def expect(self, comment_id: str) -> Iterator[str]:
        """Whoever waits, waits for this."""
        yield comment_id

    def wait(self, waiter: str, seconds: float) -> Mapping[str, Any] | None:
        """Never waits."""
        return self.announced.get(waiter) if seconds > 0 else None
