"""Blocked: the address, network or name is on one of the site's lists."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCE = (
    "Comments from this connection or under this name are not accepted here. "
    "If you think that this is a mistake, please write to the site."
)


def find(case: Case) -> Finding | None:
    """Reject what an entry of the site's lists keeps out."""
    entry = case.moment.blocked_by
    if not entry:
        return None
    return RULE.found(Severity.REJECT, SENTENCE, f"Kept out by an entry of the site's lists: {entry}.")


CASES: Cases = (
    ({"blocked_by": "address"}, Severity.REJECT),
    ({"blocked_by": "network"}, Severity.REJECT),
    ({"blocked_by": "name", "trusted": True}, Severity.REJECT),
    ({"blocked_by": None}, None),
    ({"name": "Blocked Drain"}, None),
)

RULE = Rule("blocked", "Blocked address, network or name", "", "no_disruption", find, CASES)
