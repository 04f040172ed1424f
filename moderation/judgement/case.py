"""The case: one comment with all its facts, frozen. It is the only thing a rule sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from models.labels import LABELS
from models.text import Folded, fold
from moderation.judgement.house import HOUSE_RULES
from moderation.judgement.links import Link, find_links, host_of, within

EMPTY: Mapping[str, float] = MappingProxyType({})
SETTLED = 10
"""Published comments from which an author has earned the benefit of the doubt."""


class Captcha(StrEnum):
    """How the challenge of a comment came out when a worker checked it."""

    NOT_ASKED = "not_asked"
    PASSED = "passed"
    WRONG = "wrong"
    EXPIRED = "expired"
    REPLAYED = "replayed"
    FORGED = "forged"
    TOO_FAST = "too_fast"
    TOO_MANY_TRIES = "too_many_tries"


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


NEVER = Threshold(None, None)
DEFAULTS = {label.id: Threshold(label.hold, label.reject) for label in LABELS}


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

    def __hash__(self) -> int:
        """Cheap however long the lists are: what is compiled from a policy is remembered by the policy."""
        return hash((self.version, len(self.lists)))

    def threshold(self, label: str) -> Threshold:
        """The site's thresholds of a label, or else the label's own."""
        return self.thresholds.get(label) or DEFAULTS.get(label, NEVER)

    def speaks(self, language: str | None) -> bool:
        """Whether the site reads a language. An unknown one counts as read: short texts never tell."""
        return language is None or language in self.languages


@dataclass(frozen=True, slots=True)
class Writer:
    """What is known of the author before judging; counts are of comments decided so far."""

    name: str = "A reader"
    url: str = ""
    published: int = 0
    rejected: int = 0
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The page, and the comment that is answered."""

    url: str = "https://example.org/article"
    title: str = ""
    authors: tuple[str, ...] = ()
    parent_author: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Facts that hold only now, and are never cached. The counts leave the comment itself out."""

    captcha: Captcha = Captcha.NOT_ASKED
    honeypot: bool = False
    author_last_minute: int = 0
    author_last_hour: int = 0
    network_last_minute: int = 0
    same_by_author: int = 0
    same_by_others: int = 0
    near_duplicates: int = 0
    blocked_by: str | None = None
    banned: bool = False
    page_closed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier read in a text. `scores` is None when it could not read at all."""

    scores: Mapping[str, float] | None = None
    spans: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    target: str | None = None
    language: str | None = None
    classifier: str = ""


@dataclass(frozen=True)
class Case:
    """One comment with all its facts."""

    text: str
    policy: Policy = field(default_factory=Policy)
    writer: Writer = field(default_factory=Writer)
    place: Place = field(default_factory=Place)
    reading: Reading = field(default_factory=Reading)
    moment: Moment = field(default_factory=Moment)

    @cached_property
    def folded(self) -> Folded:
        """The text folded for matching, with the map back to the author's own characters."""
        return fold(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The text split at white space."""
        return self.text.split()

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every address in the text, also those that only look like one."""
        return find_links(self.text)

    @cached_property
    def outward(self) -> tuple[Link, ...]:
        """The links that lead away from the page's own host."""
        if not self.links:
            return ()
        own = host_of(self.place.url).removeprefix("www.")
        return tuple(link for link in self.links if link.kind == "url" and not within(link.host, own))

    def beside(self) -> tuple[str, ...]:
        """What a content verdict depends on beside text, policy and classifier: it is remembered for these."""
        writer, place = self.writer, self.place
        newcomer, settled = writer.published < self.policy.newcomer_comments, writer.published >= SETTLED
        return (
            writer.name,
            writer.url,
            f"{newcomer} {settled} {writer.trusted}",
            host_of(place.url),
            place.title,
            "\n".join(place.authors),
            "no parent" if place.parent_author is None else f"parent {place.parent_author}",
        )
