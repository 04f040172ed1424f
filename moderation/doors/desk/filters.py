"""The filters of the queue: they live in the address, so that a view can be kept and passed on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from flask import request

from models.labels import LABELS
from moderation.doors.desk.visit import Visit, known
from moderation.judgement.rules import GATES, RULES
from moderation.tools.store import search
from moderation.tools.store.listing import Place, Wanted
from moderation.tools.store.passing import ESCALATED, REPORTED, UNSURE

PLACE = re.compile(r"(-?\d{1,15}(?:\.\d{1,20})?)~([0-9a-z]{1,32})")
STATUSES = {"held": "Held", "published": "Published", "rejected": "Rejected"}
ORDERS = {"urgent": "Most urgent first", "oldest": "Longest waiting first", "newest": "Newest first"}
LABEL_CAUSES = {f"label:{label.id}": label.title for label in LABELS}
RULE_CAUSES = {
    f"rule:{rule.id}": rule.title for rule in (*GATES, *RULES) if rule.id not in {label.id for label in LABELS}
}
DESK_CAUSES = {
    UNSURE: "A colleague was unsure",
    ESCALATED: "Escalated to the seniors",
    REPORTED: "Reported by readers",
}
HELD = ("status", "held")
NOTHING = "znothing"
"""A word that no comment has: what was searched for has no letter and no digit."""

HOUR = 3_600_000
AGES = {
    "hour": ("The last hour", HOUR, 0),
    "day": ("The last day", 24 * HOUR, 0),
    "week": ("The last week", 7 * 24 * HOUR, 0),
    "over-day": ("Older than a day", 0, 24 * HOUR),
    "over-week": ("Older than a week", 0, 7 * 24 * HOUR),
}
"""Title, and how many milliseconds ago what is wanted begins and ends; 0 leaves that open."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. Empty means everything."""

    site: str = ""
    status: str = "held"
    cause: str = ""
    author: str = ""
    page: str = ""
    language: str = ""
    age: str = ""
    words: str = ""
    order: str = ""

    def query(self, **changed: str) -> str:
        """The address's query, with some fields changed and without those that say nothing."""
        asked = replace(self, **{name: value for name, value in changed.items() if name in self.__slots__})
        fields = {name: getattr(asked, name) for name in self.__slots__}
        fields |= {name: value for name, value in changed.items() if name not in fields}
        return urlencode({name: value for name, value in fields.items() if value and (name, value) != HELD})

    @property
    def narrow(self) -> bool:
        """Whether something beside status and order is asked for."""
        return any(getattr(self, name) for name in self.__slots__ if name not in {"status", "order"})

    @property
    def sorting(self) -> str:
        """The order, or that which goes without saying: what waits by urgency, what is settled by time."""
        return self.order or ("urgent" if self.status == "held" else "newest")

    def wanted(self, visit: Visit) -> Wanted:
        """As the store lists it, on the sites that this visit may see."""
        now, (_, since, before) = visit.toolbox.clock(), AGES.get(self.age, ("", 0, 0))
        return Wanted(
            site_ids=tuple(site_id for site_id in visit.site_ids if self.site in {"", site_id}),
            status=self.status,
            cause=self.cause or self.spoken,
            author=self.author,
            order=self.sorting,
            page=self.page,
            language="" if not self.cause and self.spoken else self.language,
            since=now - since if since else None,
            before=now - before if before else None,
            words=tuple(search.words(self.words)) or ((NOTHING,) if self.words else ()),
            reader=visit.email,
            senior_of=visit.senior_of,
        )

    @property
    def spoken(self) -> str:
        """The language as a cause: what was stopped can be listed by it."""
        return f"language:{self.language}" if self.language and self.status != "published" else ""


def read(given: Mapping[str, str]) -> Filters:
    """The filters of an address; what is not known counts as not said."""
    status, order, cause, language = (given.get(name, "") for name in ("status", "order", "cause", "language"))
    return Filters(
        site=known(given.get("site", "")),
        status=status if status in STATUSES else "held",
        cause=cause if cause in LABEL_CAUSES or cause in RULE_CAUSES or cause in DESK_CAUSES else "",
        author=known(given.get("author", "")),
        page=known(given.get("page", "")),
        language=language if re.fullmatch("[a-z]{2,3}", language) else "",
        age=given.get("age", "") if given.get("age", "") in AGES else "",
        words=given.get("words", "").strip()[:200],
        order=order if order in ORDERS else "",
    )


def asked() -> Filters:
    """The list that this request came from: a form carries its query, a link has it itself."""
    return read(dict(parse_qsl(request.form["back"][:2000])) if "back" in request.form else request.args)


def read_place(text: str) -> Place | None:
    """Where a list goes on; None for its beginning."""
    found = PLACE.fullmatch(text)
    return (float(found[1]), found[2]) if found else None


def write_place(place: Place) -> str:
    """As the address carries it."""
    return f"{place[0]!r}~{place[1]}"
