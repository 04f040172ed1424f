"""Submit: take a comment in, so that it cannot be lost, and tell what became of it."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from uuid_utils import uuid7

from models.similarity import fingerprint
from moderation.errors import Conflict, FieldProblem, Invalid, NotFound
from moderation.toolbox import Toolbox
from moderation.tools.captcha import Answer, Challenge
from moderation.tools.store import comments, sites
from moderation.tools.store.comments import Shown, State
from moderation.tools.store.sites import Site

HINT_LEASE = 5_000
"""Milliseconds for which the dispatcher leaves a new comment to the hint that went out with it."""


ANONYMOUS = "Anonymous"
"""The name of whoever gives none."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who sent it, as far as the connection or a trusted server tells. Empty means unknown."""

    address: str = ""
    user_agent: str = ""
    referrer: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The article that is commented."""

    url: str
    title: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """What the visitor says of themselves."""

    name: str
    email: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A comment as it came in, validated. `answer` is None when a secret key vouches for it."""

    page: Page
    author: Author
    text: str
    parent: str | None = None
    client: Client = Client()
    answer: Answer | None = None
    honeypot: bool = False
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the author gets back: where the comment is, and what proves that it is theirs."""

    id: str
    receipt: str
    status: str
    created_at: int
    verdict: Mapping[str, Any] | None
    challenge_failed: bool = False


def challenge(toolbox: Toolbox, site: Site, page_url: str) -> Challenge | None:
    """A fresh challenge for this page, or None when the site asks none."""
    mode = site.policy.captcha
    if mode == "off":
        return None
    return toolbox.captcha.issue(site.id, page_id(toolbox, site.id, page_url), mode, toolbox.clock())


def submit(toolbox: Toolbox, site: Site, sent: Submission, wait: float) -> Receipt:
    """Store the comment, pending; then wait for its verdict for at most `wait` seconds.

    The row is the outbox: from the commit on, the comment is judged whatever dies. The same Idempotency-Key
    with the same content finds the same comment again; with other content it is a Conflict.
    """
    now, comment_id = toolbox.clock(), uuid7().hex
    rows = as_rows(toolbox, site, sent, comment_id, now)
    try:
        before = store(toolbox, sent, rows)
    except comments.KeyTaken:  # by a request at the same moment, which has been stored by now
        return submit(toolbox, site, sent, wait)
    if before is not None:
        return before
    with toolbox.queue.expect(comment_id) as waiter:
        toolbox.queue.hint(comment_id)
        announced = toolbox.queue.wait(waiter, wait)
    token = receipt(toolbox, comment_id)
    if announced is None:
        return Receipt(comment_id, token, "pending", now, None)
    return Receipt(comment_id, token, announced["status"], now, announced["verdict"], announced["challenge_failed"])


def store(toolbox: Toolbox, sent: Submission, rows: Mapping[str, Any]) -> Receipt | None:
    """Write the comment in one transaction; or the receipt that this Idempotency-Key got before."""
    now, key = rows["comment"]["created_at"], rows.get("idempotency")
    with toolbox.store.write() as db:
        before = comments.sent_before(db, key["site_id"], key["key"], now) if key else None
        if before is not None:
            return again(toolbox, comments.state(db, before[0]), before[1], rows["idempotency"]["body_hash"])
        if sent.parent and not comments.exists_on_page(db, sent.parent, rows["page"]["id"]):
            problem = FieldProblem("parent", "There is no such comment on this page; leave it out to write a new one.")
            raise Invalid("The comment that you answer is not on this page.", (problem,))
        comments.add(db, rows, fingerprint(sent.text))
    return None


def again(toolbox: Toolbox, state: State | None, hash_before: str, hash_now: str) -> Receipt:
    """The answer to a request that was sent before."""
    if state is None or not hmac.compare_digest(hash_before, hash_now):
        raise Conflict("This Idempotency-Key was used for another comment. Use a new key for a new comment.")
    return as_receipt(toolbox, state)


def look(toolbox: Toolbox, comment_id: str, token: str | None, site: Site | None) -> State:
    """The state of a comment, for whoever holds its receipt or the secret key of its site. Others: NotFound."""
    with toolbox.store.read() as db:
        state = comments.state(db, comment_id)
    if state is not None:
        mine = token is not None and hmac.compare_digest(token.encode(), receipt(toolbox, comment_id).encode())
        if mine or (site is not None and site.id == state.site_id):
            return state
    raise NotFound("There is no such comment, or this receipt does not belong to it.")


def written(toolbox: Toolbox, state: State) -> tuple[Site, dict[str, str]]:
    """The site of a comment, and the comment as the fields of its form."""
    with toolbox.store.read() as db:
        site = sites.by_id(db, state.site_id, toolbox.clock())
        fields = comments.as_form(db, state.id)
    if site is None:
        raise NotFound("The site of this comment is gone.")
    return site, {"site": site.public_key, **fields}


def published(
    toolbox: Toolbox, site: Site, page_url: str, after: tuple[int, str], limit: int
) -> tuple[list[Shown], tuple[int, str] | None]:
    """The published comments of a page, oldest first, and where to go on, if there are more."""
    with toolbox.store.read() as db:
        found = comments.published(db, page_id(toolbox, site.id, page_url), after, limit + 1)
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], (last.created_at, last.id)


def receipt(toolbox: Toolbox, comment_id: str) -> str:
    """What proves that a comment is the author's own. It is computed, so it cannot be lost or stolen from the store."""
    return toolbox.keys.digest("receipt", comment_id)


def as_receipt(toolbox: Toolbox, state: State) -> Receipt:
    """A stored comment as its author's receipt."""
    token = receipt(toolbox, state.id)
    return Receipt(state.id, token, state.status, state.created_at, state.verdict, state.challenge_failed)


def page_id(toolbox: Toolbox, site_id: str, url: str) -> str:
    """The identifier of a page follows from its address, so that no one has to look it up."""
    return toolbox.keys.digest("page", site_id, url)


def network(address: str) -> str:
    """The network that limits count by: an IPv4 address, or an IPv6 /64; empty when unknown."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address):
        known = known.ipv4_mapped or known
    return str(ipaddress.ip_network((known, 64 if known.version == 6 else 32), strict=False))


def as_rows(toolbox: Toolbox, site: Site, sent: Submission, comment_id: str, now: int) -> dict[str, Any]:
    """A submission as the rows that it becomes, one per table."""
    digest = toolbox.keys.digest
    known_by = sent.author.email.casefold() or f"{sent.author.name} {sent.client.address}".strip()
    if known_by == ANONYMOUS:
        known_by = comment_id  # nothing is known of them, so they are nobody's double
    page, author = page_id(toolbox, site.id, sent.page.url), digest("author", site.id, known_by)
    here = network(sent.client.address)
    rows: dict[str, Any] = {
        "page": {
            "id": page,
            "site_id": site.id,
            "url": sent.page.url,
            "title": sent.page.title,
            "authors": [sent.page.author] if sent.page.author else [],
            "created_at": now,
        },
        "author": {"id": author, "site_id": site.id, "created_at": now},
        "comment": {
            "id": comment_id,
            "site_id": site.id,
            "page_id": page,
            "author_id": author,
            "text_hash": digest("text", site.id, " ".join(sent.text.casefold().split())),
            "network_hash": digest("network", site.id, here) if here else "",
            "created_at": now,
            "lease_until": now + HINT_LEASE,
            **as_sent(sent),
        },
    }
    if sent.idempotency_key:
        rows["idempotency"] = {
            "site_id": site.id,
            "key": sent.idempotency_key,
            "body_hash": digest("body", repr((sent.page, sent.author, sent.text, sent.parent))),
            "comment_id": comment_id,
            "created_at": now,
        }
    return rows


def as_sent(sent: Submission) -> dict[str, Any]:
    """The columns of a new comment that are as the visitor sent them."""
    answer = sent.answer
    return {
        "parent_id": sent.parent,
        "status": "pending",
        "revision": 1,
        "author_name": sent.author.name,
        "author_url": sent.author.url,
        "text": sent.text,
        "author_email": sent.author.email or None,
        "address": sent.client.address or None,
        "user_agent": sent.client.user_agent or None,
        "referrer": sent.client.referrer or None,
        "challenge": {"token": answer.token, "answer": answer.answer, "pow": answer.pow} if answer else None,
        "honeypot": sent.honeypot,
    }
