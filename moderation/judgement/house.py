"""A site's house: its rules in words, ours by default, and its policy. Light enough for every process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from math import inf
from types import MappingProxyType

from models.labels import LABELS

HOUSE_RULES: Mapping[str, str] = MappingProxyType(
    {
        "welcome": ("Disagree as sharply as you like with ideas, arguments and decisions: dissent is welcome here."),
        "no_personal_attacks": (
            "Argue with the point, not the person: attacks on authors, readers or anybody else stay out."
        ),
        "no_abuse": "No abuse: insults, threats and contempt for groups of people stay out.",
        "no_defamation": "Do not accuse anybody of wrongdoing without proof that others can check.",
        "no_disruption": "Let the discussion breathe: no flooding, no shouting, no repeating, no derailing.",
        "no_spam": "No advertising, and no links that have nothing to do with the article.",
    }
)
"""Identifier -> sentence. Every label and every rule names one of these identifiers."""

WELCOME = "welcome"
"""What a rule serves that blames nobody, such as a captcha: its findings quote no house rule."""


class Mode(StrEnum):
    """How a site runs one rule: `log_only` keeps its finding as a note."""

    ON = "on"
    LOG_ONLY = "log_only"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The probabilities from which a label holds or rejects; None never does."""

    hold: float | None
    reject: float | None

    @property
    def lowest(self) -> float:
        """From where on anything happens at all; 2.0 when nothing ever does."""
        hold, reject = self.hold, self.reject
        if hold is None or reject is None:
            return next((line for line in (hold, reject) if line is not None), 2.0)
        return hold if hold < reject else reject


NEVER = Threshold(None, None)
DEFAULTS = {label.id: Threshold(label.hold, label.reject) for label in LABELS}


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """The operating points of one version of the classifier: what follows from them is remembered by this object."""

    thresholds: Mapping[str, Threshold] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a site's lists: a word, domain, address, network or name, and the action it asks for."""

    kind: str
    value: str
    action: str = "hold"
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A site's thresholds, switches and lists, with a version number."""

    version: int = 1
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    modes: Mapping[str, Mode] = field(default_factory=dict)
    lists: tuple[Listed, ...] = ()
    house_rules: Mapping[str, str] = field(default_factory=lambda: HOUSE_RULES)
    captcha: str = "either"
    per_minute: int = 6
    per_hour: int = 40
    network_per_minute: int = 60
    max_links: int = 3
    newcomer_comments: int = 1
    languages: tuple[str, ...] = ("en",)
    other_languages: str = "hold"
    report_threshold: float = 2.0
    double_review: float = 0.05

    def __hash__(self) -> int:
        """Cheap however long the lists are: what is compiled from a policy is remembered by the policy."""
        return hash((self.version, len(self.lists)))

    def speaks(self, language: str | None) -> bool:
        """Whether the site reads a language. An unknown one counts as read: short texts never tell."""
        return language is None or language in self.languages


@dataclass(frozen=True, slots=True)
class Lines:
    """The thresholds of all labels on one site: in full, and as every comment is held against them."""

    thresholds: Mapping[str, Threshold]
    lowest: Mapping[str, float]
    holds: tuple[tuple[str, float], ...]

    def crossed(self, scores: Mapping[str, float]) -> list[str]:
        """The labels that anybody will hear of."""
        lowest = self.lowest
        return [label for label, score in scores.items() if score >= lowest.get(label, inf)]


def lines_of(policy: Policy, calibration: Calibration) -> Lines:
    """The site's thresholds of each label, else the classifier's own, else the label's."""
    return drawn(frozenset(policy.thresholds.items()), calibration)


@lru_cache(maxsize=256)
def drawn(own: frozenset[tuple[str, Threshold]], calibration: Calibration) -> Lines:
    """Lines from a site's own thresholds: most sites have none, and share theirs."""
    known = {**DEFAULTS, **calibration.thresholds, **dict(own)}
    holds = tuple((label, threshold.hold) for label, threshold in known.items() if threshold.hold is not None)
    return Lines(known, {label: threshold.lowest for label, threshold in known.items()}, holds)
