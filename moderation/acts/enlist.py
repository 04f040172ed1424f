"""Enlist: add entries to a site's lists, and end them. Each time is a new version of the policy."""

from __future__ import annotations

import ipaddress
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from models.text import fold
from moderation.errors import FieldProblem, Invalid
from moderation.judgement.links import host_of
from moderation.judgement.rules.words import tokens
from moderation.toolbox import Toolbox
from moderation.tools.store import lists, policies
from moderation.tools.store.lists import Entry
from moderation.tools.store.policies import Change

MOST_VALUE, MOST_NOTE, MOST_WHY = 200, 500, 500
MOST_ENTRIES = 10_000
WIDEST = {4: 8, 6: 19}
"""A network wider than this keeps out whole countries: nobody means that."""

KINDS = {
    "word": "Word or phrase",
    "domain": "Domain",
    "address": "Address",
    "network": "Network",
    "name": "Author's name",
    "email": "Author's e-mail",
    "author": "Author, muted or banned",
}
ACTIONS = {"note": "Note for moderators", "hold": "Hold", "reject": "Reject"}


def add(toolbox: Toolbox, site_id: str, entries: Sequence[Entry], who: str, why: str = "") -> list[str]:
    """Put entries on a site's lists, in place of those of the same kind and value; returns their identifiers.

    An entry that cannot work is Invalid, and then none is added.
    """
    wanted = {(entry.kind, entry.value): entry for entry in map(proper, entries)}
    by = Change(who, why[:MOST_WHY], toolbox.clock())
    with toolbox.store.write() as db:
        version = policies.advance(db, site_id, by)
        added = lists.add(db, site_id, list(wanted.values()), version, by.at)
        if lists.length(db, site_id) > MOST_ENTRIES:
            raise Invalid(f"The lists of a site have room for {MOST_ENTRIES:,} entries. End some first.")
    toolbox.store.forget(site_id)
    return added


def end(toolbox: Toolbox, site_id: str, ids: Sequence[str], who: str, why: str = "") -> int:
    """End entries of a site's lists; returns how many were in force. Without any, nothing changes."""
    by = Change(who, why[:MOST_WHY], toolbox.clock())
    with toolbox.store.write() as db:
        ended = lists.end(db, site_id, ids, policies.lock(db, site_id) + 1)
        if ended:
            policies.advance(db, site_id, by)
    toolbox.store.forget(site_id)
    return ended


def proper(entry: Entry) -> Entry:
    """The entry as the rules compare it. Invalid, with the field that is to blame, when it can match nothing."""
    if entry.kind not in KINDS:
        raise wrong("kind", f"Choose one of: {', '.join(KINDS)}.")
    if entry.action not in ACTIONS:
        raise wrong("action", f"Choose one of: {', '.join(ACTIONS)}.")
    value, note = tidy(entry.value), tidy(entry.note)
    if not value or len(value) > MOST_VALUE:
        raise wrong("value", f"Write 1 to {MOST_VALUE} characters.")
    if len(note) > MOST_NOTE:
        raise wrong("note", f"The comment may have {MOST_NOTE} characters.")
    return replace(entry, value=READ[entry.kind](value), note=note)


def tidy(text: str) -> str:
    """On one line, without characters that cannot be seen or stored."""
    return " ".join("".join(c if unicodedata.category(c) not in {"Cc", "Cs"} else " " for c in text).split())


def word(value: str) -> str:
    """A word or phrase, as typed: it is folded when it is looked for."""
    if not tokens(fold(value).text):
        raise wrong("value", "A word needs a letter or a digit.")
    return value


def domain(value: str) -> str:
    """A domain as browsers write it."""
    host = host_of(value.lstrip("*."))
    if "." not in host:
        raise wrong("value", f"“{value}” is not a domain such as example.org.")
    return host


def address(value: str) -> str:
    """One address, in its shortest form."""
    try:
        return str(ipaddress.ip_address(value))
    except ValueError as error:
        raise wrong("value", f"“{value}” is not an address such as 192.0.2.7 or 2001:db8::7.") from error


def network(value: str) -> str:
    """A network, in its shortest form."""
    try:
        found = ipaddress.ip_network(value, strict=False)
    except ValueError as error:
        raise wrong("value", f"“{value}” is not a network such as 192.0.2.0/24 or 2001:db8::/32.") from error
    if found.prefixlen < WIDEST[found.version]:
        raise wrong("value", f"{found} is too wide: use /{WIDEST[found.version]} or a longer prefix.")
    return str(found)


READ: dict[str, Callable[[str], str]] = {
    "word": word,
    "domain": domain,
    "address": address,
    "network": network,
    "name": str.casefold,
    "email": str.casefold,
    "author": str,
}


def wrong(field: str, detail: str) -> Invalid:
    """What is wrong with one field."""
    return Invalid(detail, (FieldProblem(field, detail),))
