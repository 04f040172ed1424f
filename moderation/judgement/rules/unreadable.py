"""Unreadable: the classifier was not there to read the text, so a person must."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.house import WELCOME
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCE = "Our automatic check is out of order at the moment, so a moderator will read your comment."


def find(case: Case) -> Finding | None:
    """Hold what has no scores although the site reads its language: never approve in the dark."""
    if case.reading.scores is not None or not case.policy.speaks(case.reading.language):
        return None
    return RULE.found(Severity.HOLD, SENTENCE, "The classifier gave no scores.")


CASES: Cases = (
    ({"scores": None}, Severity.HOLD),
    ({"scores": None, "language": "en"}, Severity.HOLD),
    ({"scores": None, "language": "fr"}, None),
    ({"scores": {}}, None),
    ({"scores": {"abuse": 0.01}, "language": "en"}, None),
)

RULE = Rule("unreadable", "Classifier unavailable", "", WELCOME, find, CASES, reads=("languages",))
