"""Blocked: the address, network or name is on one of the site's lists."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.house import Listed
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCES = {
    Severity.REJECT: "Comments from this connection or under this name are not accepted here. "
    "If you think that this is a mistake, please write to the site.",
    Severity.HOLD: "Comments from this connection or under this name are read by a moderator first.",
    Severity.NOTE: "The moderators keep an eye on comments from this connection or under this name.",
}


def find(case: Case) -> Finding | None:
    """Do what the entry of the site's lists asks for that knows the sender."""
    entry = case.moment.blocked_by
    if entry is None:
        return None
    severity = Severity(entry.action)
    return RULE.found(severity, SENTENCES[severity], f"An entry of the site's lists: {entry.kind} ({entry.action}).")


CASES: Cases = (
    ({"blocked_by": Listed("address", "192.0.2.7", "reject")}, Severity.REJECT),
    ({"blocked_by": Listed("network", "192.0.2.0/24", "hold")}, Severity.HOLD),
    ({"blocked_by": Listed("name", "bob", "note")}, Severity.NOTE),
    ({"blocked_by": Listed("name", "bob", "reject"), "trusted": True}, Severity.REJECT),
    ({"blocked_by": None}, None),
    ({"name": "Blocked Drain"}, None),
)

RULE = Rule("blocked", "Sender on the site's list", "", "no_disruption", find, CASES, reads=("lists",))
