"""Newcomer: an author's first comment carries a link. Without one it is as welcome as any other."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCE = "Welcome! A first comment with a link is read by a moderator before it appears; later ones are not."


def find(case: Case) -> Finding | None:
    """Hold the first links of an author whom nobody knows yet."""
    writer, least = case.writer, case.policy.newcomer_comments
    if writer.published >= least or writer.trusted or not (case.links and case.outward):
        return None
    note = f"Published comments: {writer.published}, known from {least}. Links: {len(case.outward)}."
    return RULE.found(Severity.HOLD, SENTENCE, note, ((link.begin, link.end) for link in case.outward))


CASES: Cases = (
    ({"text": "The report is at https://reports.example/2024", "published": 0}, Severity.HOLD),
    ({"text": "The report is at example (dot) com", "published": 0}, Severity.HOLD),
    ({"text": "The report is at https://reports.example/2024", "published": 1}, None),
    (
        {"text": "The report is at https://reports.example/2024", "published": 2, "newcomer_comments": 3},
        Severity.HOLD,
    ),
    ({"text": "The report is at https://example.org/2024", "published": 0}, None),
    ({"text": "I disagree: the figures say otherwise.", "published": 0}, None),
    ({"text": "Amazon.com pays too little tax.", "published": 0}, None),
    ({"text": "The report is at https://reports.example/2024", "published": 0, "trusted": True}, None),
)

RULE = Rule("newcomer", "First comment with a link", "spam", "no_spam", find, CASES, reads=("newcomer_comments",))
