"""The case: one comment with all its facts, frozen. It is the only thing a rule sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from models.text import Folded, fold
from models.text import words as words_of
from moderation.judgement.house import NEVER, Calibration, Lines, Listed, Policy, Threshold, lines_of
from moderation.judgement.links import Link, find_links, host_of, within

Found = TypeVar("Found")
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


class Writer(NamedTuple):
    """What is known of the author before judging; counts are of comments decided so far."""

    name: str = "A reader"
    url: str = ""
    published: int = 0
    rejected: int = 0
    trusted: bool = False


class Place(NamedTuple):
    """The page, and the comment that is answered."""

    url: str = "https://example.org/article"
    title: str = ""
    authors: tuple[str, ...] = ()
    parent_author: str | None = None


class Moment(NamedTuple):
    """Facts that hold only now, and are never cached. The counts leave the comment itself out."""

    captcha: Captcha = Captcha.NOT_ASKED
    honeypot: bool = False
    author_last_minute: int = 0
    author_last_hour: int = 0
    network_last_minute: int = 0
    same_by_author: int = 0
    same_by_others: int = 0
    near_duplicates: int = 0
    blocked_by: Listed | None = None
    banned: bool = False
    page_closed: bool = False


NOTHING: Mapping[str, Any] = MappingProxyType({})
UNCALIBRATED = Calibration()


class Reading(NamedTuple):
    """What the classifier read in a text. `scores` is None when it could not read at all.

    `calibration` is that of the version which read it; `weights` say what each span of a
    label adds to its logit.
    """

    scores: Mapping[str, float] | None = None
    spans: Mapping[str, tuple[tuple[int, int], ...]] = NOTHING
    target: str | None = None
    language: str | None = None
    classifier: str = ""
    calibration: Calibration = UNCALIBRATED
    weights: Mapping[str, Mapping[tuple[int, int], float]] = NOTHING


class Once(Generic[Found]):
    """A fact that is found out when it is first asked for: a `cached_property` without the lock of Python 3.11."""

    def __init__(self, find: Callable[[Any], Found]) -> None:
        self.find, self.name = find, find.__name__

    def __get__(self, case: Any, _: type) -> Found:
        found = case.__dict__[self.name] = self.find(case)
        return found


@dataclass(frozen=True)
class Case:
    """One comment with all its facts."""

    text: str
    policy: Policy = field(default_factory=Policy)
    writer: Writer = field(default_factory=Writer)
    place: Place = field(default_factory=Place)
    reading: Reading = field(default_factory=Reading)
    moment: Moment = field(default_factory=Moment)

    def threshold(self, label: str) -> Threshold:
        """The site's thresholds of a label, else the classifier's own, else the label's."""
        return self.lines.thresholds.get(label, NEVER)

    @Once
    def lines(self) -> Lines:
        """The thresholds of all labels."""
        return lines_of(self.policy, self.reading.calibration)

    @Once
    def folded(self) -> Folded:
        """The text folded for matching, with the map back to the author's own characters."""
        return fold(self.text)

    @Once
    def words(self) -> list[str]:
        """The text split at white space."""
        return self.text.split()

    @Once
    def spoken(self) -> list[str]:
        """The words of the text without case and signs."""
        return words_of(self.text)

    @Once
    def links(self) -> tuple[Link, ...]:
        """Every address in the text, also those that only look like one."""
        return find_links(self.text)

    @Once
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
