"""Gather: from rows of the store to cases, with the facts of their moment."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from moderation.judgement.case import Captcha, Case, Moment, Place, Reading, Writer
from moderation.judgement.house import Listed, Policy
from moderation.tools.store.facts import NEAR, Around, Paces, Pending

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
GRAVITY = ("note", "hold", "reject")
UNREAD = Reading()
LONG_TEXT = 40
"""Characters from which two people sending the same words is no coincidence."""


def paces(policy: Policy) -> Paces:
    """The pace limits of a policy, as the store's facts need them."""
    return Paces(policy.per_minute, policy.per_hour, policy.network_per_minute)


def case(row: Pending, policy: Policy, around: Around, captcha: Captcha, reading: Reading = UNREAD) -> Case:
    """A comment with all its facts; when it is pending, without the classifier's reading."""
    return Case(
        text=row.text,
        policy=policy,
        writer=Writer(row.author_name, row.author_url, row.published, row.rejected, row.trusted),
        place=Place(row.page_url, row.page_title, tuple(row.page_authors), row.parent_author),
        moment=moment(row, policy, around, captcha),
        reading=reading,
    )


def moment(row: Pending, policy: Policy, around: Around, captcha: Captcha) -> Moment:
    """The facts of the moment. The store tells whether a limit was reached, which is all that a gate asks."""
    same = around.same_text_author
    by_others = same is not None and same != row.author_id and len(row.text) >= LONG_TEXT
    return Moment(
        captcha=Captcha.NOT_ASKED if policy.captcha == "off" else captcha,
        honeypot=row.honeypot,
        author_last_minute=policy.per_minute if around.author_minute else 0,
        author_last_hour=policy.per_hour if around.author_hour else 0,
        network_last_minute=policy.network_per_minute if around.network_minute else 0,
        same_by_author=int(same == row.author_id),
        same_by_others=int(by_others),
        near_duplicates=NEAR if around.near_duplicate and len(row.text) >= LONG_TEXT else 0,
        blocked_by=blocked_by(policy, row),
        banned=row.banned_until is not None and row.banned_until > row.created_at,
        page_closed=row.closed_at is not None and row.closed_at <= row.created_at,
    )


def blocked_by(policy: Policy, row: Pending) -> Listed | None:
    """The gravest list entry that knows this sender by name, e-mail, address or network."""
    if not policy.lists:
        return None
    own = {"author": row.author_id, "name": row.author_name, "email": row.author_email, "address": row.address}
    return known_by(policy, own)


def known_by(policy: Policy, own: Mapping[str, str | None]) -> Listed | None:
    """The gravest list entry that knows a sender by one of these."""
    known, networks, widths = senders(policy)
    keys = ((kind, plain(text) if kind in {"name", "email"} else text) for kind, text in own.items() if text)
    hits = [known[key] for key in keys if key in known]
    hits += [networks[found] for found in containing(own.get("address"), widths) if found in networks]
    return max(hits, key=lambda entry: GRAVITY.index(entry.action), default=None)


def containing(address: str | None, widths: Iterable[tuple[int, int]]) -> Iterator[Network]:
    """The networks of these versions and widths in which an address lies; a sender's address may be anything."""
    try:
        sender = ipaddress.ip_address(address or "")
    except ValueError:
        return
    if isinstance(sender, ipaddress.IPv6Address):
        sender = sender.ipv4_mapped or sender
    for version, width in widths:
        if version == sender.version:
            yield ipaddress.ip_network((sender, width), strict=False)


@lru_cache(maxsize=64)
def senders(
    policy: Policy,
) -> tuple[Mapping[tuple[str, str], Listed], Mapping[Network, Listed], frozenset[tuple[int, int]]]:
    """The senders on a policy's lists: by what they are known by, by network, and how wide these are.

    An address is a network of one, so that it matches however it is written.
    """
    known = {
        (entry.kind, plain(entry.value) if entry.kind in {"name", "email"} else entry.value): entry
        for entry in policy.lists
        if entry.kind in {"author", "name", "email"}
    }
    placed = [
        (ipaddress.ip_network(entry.value), entry) for entry in policy.lists if entry.kind in {"address", "network"}
    ]
    placed.sort(key=lambda pair: GRAVITY.index(pair[1].action))
    return known, dict(placed), frozenset((network.version, network.prefixlen) for network, _ in placed)


def plain(text: str) -> str:
    """A name or an e-mail as it is compared."""
    return " ".join(text.casefold().split())
