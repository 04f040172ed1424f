"""Near-duplicate: almost the same text keeps coming, whoever sends it."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

MOST = 3
SHORT = 30
SENTENCE = "Several comments of the last day say almost the same words, so a moderator will read yours first."


def find(case: Case) -> Finding | None:
    """Hold the next of many look-alikes. Short replies are alike without any plan."""
    count = case.moment.near_duplicates
    if count < MOST or len(case.text) < SHORT:
        return None
    note = f"Near-duplicates in 24 hours: {count}; held from {MOST}, counted from {SHORT} characters."
    return RULE.found(Severity.HOLD, SENTENCE, note, ((0, len(case.text)),))


CASES: Cases = (
    (
        {"text": "Everybody should read what this channel says about the talks.", "near_duplicates": 3},
        Severity.HOLD,
    ),
    ({"text": "Everybody should read what this channel says about the talks.", "near_duplicates": 2}, None),
    ({"text": "Well said, thank you!", "near_duplicates": 9}, None),
    ({"near_duplicates": 0}, None),
)

RULE = Rule("near_duplicate", "Almost the same text many times", "spam", "no_disruption", find, CASES)
