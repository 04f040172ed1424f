"""Banned: a moderator has banned this author from the site."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCE = "You cannot comment here at present: a moderator has closed this site's discussions to you."


def find(case: Case) -> Finding | None:
    """Reject the author whom a moderator banned."""
    if not case.moment.banned:
        return None
    return RULE.found(Severity.REJECT, SENTENCE, "The author is banned.")


CASES: Cases = (
    ({"banned": True}, Severity.REJECT),
    ({"banned": True, "trusted": True}, Severity.REJECT),
    ({"banned": False}, None),
    ({"banned": False, "rejected": 12}, None),
)

RULE = Rule("banned", "Banned author", "", "no_disruption", find, CASES)
