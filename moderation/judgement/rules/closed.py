"""Closed: the discussion under this page has ended."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.house import WELCOME
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCE = "The discussion under this article is closed and takes no more comments. Thank you for your interest."


def find(case: Case) -> Finding | None:
    """Reject what comes after the discussion was closed."""
    if not case.moment.page_closed:
        return None
    return RULE.found(Severity.REJECT, SENTENCE, "The page is closed for comments.")


CASES: Cases = (
    ({"page_closed": True}, Severity.REJECT),
    ({"page_closed": True, "trusted": True}, Severity.REJECT),
    ({"page_closed": False}, None),
    ({"text": "The border has been closed for years, and nobody talks about it."}, None),
)

RULE = Rule("closed", "Page closed", "", WELCOME, find, CASES)
