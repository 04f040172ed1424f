"""Language: the text stands in one that the classifier does not know. It is never guessed at."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.house import WELCOME
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCE = "Your comment is not in a language that our automatic check reads, so a moderator will read it."


def find(case: Case) -> Finding | None:
    """Hold other languages, if the site asks for it. An unknown language is not another language."""
    policy, language = case.policy, case.reading.language
    if policy.other_languages != "hold" or policy.speaks(language):
        return None
    read = ", ".join(policy.languages)
    return RULE.found(Severity.HOLD, SENTENCE, f"The language looks like “{language}”; the site reads: {read}.")


CASES: Cases = (
    ({"text": "Das ist doch alles nicht wahr.", "language": "de"}, Severity.HOLD),
    ({"language": "de", "other_languages": "pass"}, None),
    ({"language": "de", "languages": ("en", "de")}, None),
    ({"language": "en"}, None),
    ({"text": "Non.", "language": None}, None),
)

RULE = Rule("language", "Another language", "", WELCOME, find, CASES, reads=("languages", "other_languages"))
