"""The nouns of judging: action, severity, finding, verdict and rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moderation.judgement.case import Case

Span = tuple[int, int]
"""[begin, end) in code points of the text as the author wrote it."""


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


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule saw. `sentence` is for the author, `note` for moderators; neither quotes the comment."""

    rule: str
    label: str
    severity: Severity
    sentence: str
    note: str
    score: float = 1.0
    spans: tuple[Span, ...] = ()
    house_rule: str = ""


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


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of GATES or RULES: a pure function with its name, its label and the examples that test it.

    `cases` pairs keyword arguments for `case.example()` with the severity expected, None for silence.
    """

    id: str
    title: str
    label: str
    house_rule: str
    find: Callable[[Case], Finding | None]
    cases: tuple[tuple[dict[str, Any], Severity | None], ...] = ()
