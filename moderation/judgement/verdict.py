"""The nouns of judging: action, severity, finding, verdict and rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moderation.judgement.case import Case

Span = tuple[int, int]
"""[begin, end) in code points of the text as the author wrote it."""

MOST_SPANS = 20


class Action(StrEnum):
    """What a verdict says."""

    APPROVE = "approve"
    HOLD = "hold"
    REJECT = "reject"


class Severity(StrEnum):
    """What one finding asks for. A note changes nothing; moderators see it."""

    NOTE = "note"
    HOLD = "hold"
    REJECT = "reject"


Cases = tuple[tuple[dict[str, Any], Severity | None], ...]
"""Examples of a rule: facts of a case, and what the rule asks for; None for silence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule saw. `sentence` is for the author, `note` for moderators; neither quotes the comment.

    `weights` say how much each span speaks for it, where the classifier tells.
    """

    rule: str
    label: str
    severity: Severity
    sentence: str
    note: str
    score: float = 1.0
    spans: tuple[Span, ...] = ()
    house_rule: str = ""
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the machine says of one revision of a comment, with the versions that said it."""

    action: Action
    findings: tuple[Finding, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    classifier: str = ""
    policy: int = 0
    uncertainty: float = 0.0
    cached: bool = False
    target: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One entry of GATES or RULES: a pure function with its name, its label and the examples that test it.

    `cases` pairs keyword arguments for the tests' `example()` with the severity expected, None for silence.
    `reads` names the fields of the policy on which its finding depends, beside its own mode. `cues` are pieces of
    text, case-folded, of which one stands in every text that the rule finds: without any of them it is not asked.
    A rule that is `scored` waits for the score of the label that it is named after to cross a line.
    """

    id: str
    title: str
    label: str
    house_rule: str
    find: Callable[[Case], Finding | None]
    cases: Cases = ()
    reads: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    scored: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is asked only when it is called."""
        return self.scored or bool(self.cues)

    def found(self, severity: Severity, sentence: str, note: str, spans: Iterable[Span] = ()) -> Finding:
        """What this rule saw. The policy adds the words of the house rule to the sentence."""
        return Finding(self.id, self.label, severity, sentence, note, 1.0, tidy(spans), self.house_rule)


def tidy(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, merged where they overlap, the first few of them."""
    kept: list[Span] = []
    for begin, end in sorted(spans):
        if kept and begin < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        elif begin < end:
            kept.append((begin, end))
    return tuple(kept[:MOST_SPANS])
