"""Honeypot: a field that people do not see was filled in."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCE = (
    "A field of the form that is hidden from people was filled in, as programs that post advertising do. "
    "If a tool of your browser filled it in, please switch it off for this form and send again."
)


def find(case: Case) -> Finding | None:
    """Reject what only a program writes."""
    if not case.moment.honeypot:
        return None
    return RULE.found(Severity.REJECT, SENTENCE, "The hidden field of the form was filled in.")


CASES: Cases = (
    ({"honeypot": True}, Severity.REJECT),
    ({"honeypot": True, "published": 50}, Severity.REJECT),
    ({"honeypot": False}, None),
    ({"text": "The website of the ministry says otherwise."}, None),
)

RULE = Rule("honeypot", "Hidden field filled in", "spam", "no_spam", find, CASES)
