"""The filters of the queue: they live in the address, so that a view can be kept and passed on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from models.labels import LABELS
from moderation.judgement.rules import GATES, RULES
from moderation.tools.store import reports
from moderation.tools.store.dossier import Subject
from moderation.tools.store.listing import Place, Wanted

PLACE = re.compile(r"(\d{1,15}(?:\.\d{1,20})?)~([0-9a-z]{1,32})")
STATUSES = {"held": "Held", "published": "Published", "rejected": "Rejected"}
ORDERS = {"urgent": "Worst first", "oldest": "Longest waiting first", "newest": "Newest first"}
LABEL_CAUSES = {f"label:{label.id}": label.title for label in LABELS}
RULE_CAUSES = {
    f"rule:{rule.id}": rule.title for rule in (*GATES, *RULES) if rule.id not in {label.id for label in LABELS}
} | {reports.CAUSE: "Reported by readers"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. Empty means everything."""

    site: str = ""
    status: str = "held"
    cause: str = ""
    author: str = ""
    order: str = "urgent"

    def query(self, **changed: str) -> str:
        """The address's query, with some fields changed and without those that say nothing."""
        asked = replace(self, **{name: value for name, value in changed.items() if name in self.__slots__})
        fields = {name: getattr(asked, name) for name in self.__slots__}
        fields |= {name: value for name, value in changed.items() if name not in fields}
        usual = {"status": "held", "order": "urgent"}
        return urlencode({name: value for name, value in fields.items() if value and usual.get(name) != value})

    def wanted(self, site_ids: tuple[str, ...]) -> Wanted:
        """As the store lists it, on the sites that this visit may see."""
        chosen = tuple(site_id for site_id in site_ids if self.site in {"", site_id})
        return Wanted(chosen, self.status, self.cause, self.author, self.order)

    def place(self, about: Subject) -> Place:
        """Where a comment stands in the list that these filters make."""
        by_time = self.author or (self.order != "urgent" and not self.cause and self.status == "held")
        return (about.created_at if by_time else about.priority, about.id)


def read(given: Mapping[str, str]) -> Filters:
    """The filters of an address; what is not known counts as not said."""
    status, order, cause = given.get("status", ""), given.get("order", ""), given.get("cause", "")
    return Filters(
        site=given.get("site", "")[:32],
        status=status if status in STATUSES else "held",
        cause=cause if cause in LABEL_CAUSES or cause in RULE_CAUSES else "",
        author=given.get("author", "")[:32],
        order=order if order in ORDERS else "urgent",
    )


def read_query(query: str) -> Filters:
    """The filters of a query as a form carries it."""
    return read(dict(parse_qsl(query[:500])))


def read_place(text: str) -> Place | None:
    """Where a list goes on; None for its beginning."""
    found = PLACE.fullmatch(text)
    return (float(found[1]), found[2]) if found else None


def write_place(place: Place) -> str:
    """As the address carries it."""
    return f"{place[0]!r}~{place[1]}"
