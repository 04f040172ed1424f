"""Duplicate: the same text again, by the same author or, if it is longer, by others."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

LONGER = 40
AGAIN = "This comment has been received already, so there is no need to send it again."
OTHERS = "The same text was posted here before by somebody else, so a moderator will read yours first."


def find(case: Case) -> Finding | None:
    """Reject an author's own text again; hold a longer text that others posted. Short replies may agree."""
    moment = case.moment
    if moment.same_by_author > 0:
        return RULE.found(Severity.REJECT, AGAIN, f"Same text by the same author: {moment.same_by_author}.")
    if moment.same_by_others > 0 and len(case.text) >= LONGER:
        note = f"Same text by others: {moment.same_by_others}; counted from {LONGER} characters."
        return RULE.found(Severity.HOLD, OTHERS, note, ((0, len(case.text)),))
    return None


CASES: Cases = (
    ({"same_by_author": 1}, Severity.REJECT),
    (
        {"text": "Sign the petition now and share it with all your friends.", "same_by_others": 1},
        Severity.HOLD,
    ),
    ({"text": "I quite agree.", "same_by_others": 3}, None),
    ({"same_by_author": 0, "same_by_others": 0}, None),
)

RULE = Rule("duplicate", "Same text again", "spam", "no_disruption", find, CASES)
