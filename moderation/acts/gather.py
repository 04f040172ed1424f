"""Gather: from rows of the store to cases, with the facts of their moment."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from moderation.judgement.case import Captcha, Case, Moment, Place, Writer
from moderation.judgement.house import Listed, Policy
from moderation.tools.store.facts import NEAR, Around, Paces, Pending

LONG_TEXT = 40
"""Characters from which two people sending the same words is no coincidence."""


def paces(policy: Policy) -> Paces:
    """The pace limits of a policy, as the store's facts need them."""
    return Paces(policy.per_minute, policy.per_hour, policy.network_per_minute)


def case(row: Pending, policy: Policy, around: Around, captcha: Captcha) -> Case:
    """A pending comment with all its facts but the classifier's reading."""
    return Case(
        text=row.text,
        policy=policy,
        writer=Writer(row.author_name, row.author_url, row.published, row.rejected, row.trusted),
        place=Place(row.page_url, row.page_title, tuple(row.page_authors), row.parent_author),
        moment=moment(row, policy, around, captcha),
    )


def moment(row: Pending, policy: Policy, around: Around, captcha: Captcha) -> Moment:
    """The facts of the moment. The store tells whether a limit was reached, which is all that a gate asks."""
    same = around.same_text_author
    by_others = same is not None and same != row.author_id and len(row.text) >= LONG_TEXT
    return Moment(
        captcha=captcha,
        honeypot=row.honeypot,
        author_last_minute=policy.per_minute if around.author_minute else 0,
        author_last_hour=policy.per_hour if around.author_hour else 0,
        network_last_minute=policy.network_per_minute if around.network_minute else 0,
        same_by_author=int(same == row.author_id),
        same_by_others=int(by_others),
        near_duplicates=NEAR if around.near_duplicate and len(row.text) >= LONG_TEXT else 0,
        blocked_by=blocked_by(policy.lists, row),
        banned=row.banned_until is not None and row.banned_until > row.created_at,
        page_closed=row.closed_at is not None and row.closed_at <= row.created_at,
    )


def blocked_by(lists: Sequence[Listed], row: Pending) -> str | None:
    """The kind of the first list entry that blocks this sender: name, email, address or network."""
    own = {
        "name": row.author_name.casefold().strip(),
        "email": (row.author_email or "").casefold().strip(),
        "address": row.address or "",
    }
    for entry in lists:
        if entry.kind == "network" and row.address and in_network(row.address, entry.value):
            return entry.kind
        if own.get(entry.kind) and own[entry.kind] == entry.value.casefold().strip():
            return entry.kind
    return None


def in_network(address: str, network: str) -> bool:
    """Whether the address lies in the network; an entry that is none blocks nobody."""
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False
