"""Pace: more comments in a minute or an hour than a conversation needs."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCE = "Many comments came from you or your network in a short time, so a moderator will read this one first."


def find(case: Case) -> Finding | None:
    """Hold what goes beyond the site's pace; the counts leave the comment itself out."""
    moment, policy = case.moment, case.policy
    counted = (
        (moment.author_last_minute, policy.per_minute, "by the author in a minute"),
        (moment.author_last_hour, policy.per_hour, "by the author in an hour"),
        (moment.network_last_minute, policy.network_per_minute, "from the network in a minute"),
    )
    over = [
        f"at least {count} before this one {what}, {most} allowed" for count, most, what in counted if count >= most
    ]
    return RULE.found(Severity.HOLD, SENTENCE, "; ".join(over) + ".") if over else None


CASES: Cases = (
    ({"author_last_minute": 5, "author_last_hour": 39, "network_last_minute": 59}, None),
    ({"author_last_minute": 6}, Severity.HOLD),
    ({"author_last_hour": 40}, Severity.HOLD),
    ({"network_last_minute": 60}, Severity.HOLD),
    ({"author_last_minute": 2, "per_minute": 2}, Severity.HOLD),
    ({}, None),
)

READS = ("per_minute", "per_hour", "network_per_minute")
RULE = Rule("pace", "Too many comments in a short time", "spam", "no_disruption", find, CASES, READS)
