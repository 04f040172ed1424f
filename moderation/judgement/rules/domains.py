"""Domains: links to sites on the site's own list, in the text or as the author's address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from moderation.judgement.case import Case
from moderation.judgement.house import Policy
from moderation.judgement.links import host_of
from moderation.judgement.verdict import Cases, Finding, Rule, Severity, Span

GRAVITY = (Severity.NOTE, Severity.HOLD, Severity.REJECT)
SENTENCES = {
    Severity.REJECT: "Your comment or your profile links to a site that is not published here.",
    Severity.HOLD: "Your comment or your profile links to a site that a moderator looks at first.",
    Severity.NOTE: "Your comment or your profile links to a site that the moderators keep an eye on.",
}


def find(case: Case) -> Finding | None:
    """Match hosts and all domains above them; the gravest action of those found decides."""
    known = watched(case.policy) if case.policy.lists else None
    if not known or not (case.links or case.writer.url):
        return None
    places: list[tuple[str, Span]] = [(link.host, (link.begin, link.end)) for link in case.links]
    if case.writer.url:
        places.append((host_of(case.writer.url), (0, 0)))
    hits = [(domain, span) for host, span in places if (domain := listed(host, known))]
    if not hits:
        return None
    severity = max((known[domain] for domain, _ in hits), key=GRAVITY.index)
    named = ", ".join(sorted({f"{domain} ({known[domain]})" for domain, _ in hits})[:10])
    return RULE.found(
        severity, SENTENCES[severity], f"Entries of the site's list: {named}.", (span for _, span in hits)
    )


@lru_cache(maxsize=64)
def watched(policy: Policy) -> Mapping[str, Severity]:
    """The listed domains of a policy, written as browsers write them."""
    known: dict[str, Severity] = {}
    for entry in policy.lists:
        if entry.kind == "domain" and (domain := host_of(entry.value.strip().lstrip("*."))):
            known[domain] = max(Severity(entry.action), known.get(domain, Severity.NOTE), key=GRAVITY.index)
    return known


def listed(host: str, known: Mapping[str, Severity]) -> str | None:
    """The gravest listed domain among a host and the domains above it."""
    parts = host.split(".")
    above = (".".join(parts[i:]) for i in range(max(0, len(parts) - 12), len(parts)))
    return max((domain for domain in above if domain in known), key=lambda d: GRAVITY.index(known[d]), default=None)


EVIL = {"domains": [("evil.example", "reject")]}
CASES: Cases = (
    ({"text": "Look at http://evil.example/now", **EVIL}, Severity.REJECT),
    ({"text": "Look at http://good.example@EVIL.example.:8080/now", **EVIL}, Severity.REJECT),
    ({"text": "Look at //www.cdn.evil.example or shop.evil.example", **EVIL}, Severity.REJECT),
    ({"text": "Look at hxxp:\\\\e%76il.example", **EVIL}, Severity.REJECT),
    ({"text": "Look at http://пример.рф/a", "domains": ["xn--e1afmkfd.xn--p1ai"]}, Severity.HOLD),
    ({"text": "Look at http://ｅｖｉｌ．example/", **EVIL}, Severity.REJECT),
    ({"text": "Good point.", "author_url": "evil.example/me", **EVIL}, Severity.REJECT),
    ({"text": "As news.example says.", "domains": [("news.example", "note")]}, Severity.NOTE),
    ({"text": "As a.example and b.example say.", "domains": [("a.example", "note"), "b.example"]}, Severity.HOLD),
    ({"text": "Look at http://notevil.example and http://evil.example.org/", **EVIL}, None),
    ({"text": "An evil example of bad reasoning.", **EVIL}, None),
    ({"text": "evil.example", "words": ["nothing"]}, None),
)

RULE = Rule("domains", "Domains of the site's list", "spam", "no_spam", find, CASES, reads=("lists",))
