"""Captcha: the challenge of the form was not met. The text is never lost by it."""

from __future__ import annotations

from moderation.judgement.case import Captcha, Case
from moderation.judgement.house import WELCOME
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

FRESH = "Your text is kept, and a fresh sum is ready: please answer it and send again."
SENTENCES = {
    Captcha.WRONG: f"The answer to the sum was not right. {FRESH}",
    Captcha.EXPIRED: f"The form was open for so long that its sum ran out. {FRESH}",
    Captcha.REPLAYED: f"This sum has been used already, and each counts only once. {FRESH}",
    Captcha.FORGED: f"The sum that came with the comment was not one of ours for this page. {FRESH}",
    Captcha.TOO_FAST: f"That was quicker than people can read and write. {FRESH}",
    Captcha.TOO_MANY_TRIES: f"There were too many wrong answers to this sum. {FRESH}",
}


def find(case: Case) -> Finding | None:
    """Reject whatever came without a challenge that was met."""
    outcome = case.moment.captcha
    if outcome not in SENTENCES:
        return None
    return RULE.found(Severity.REJECT, SENTENCES[outcome], f"The challenge came out as “{outcome.value}”.")


CASES: Cases = (
    ({"captcha": Captcha.WRONG}, Severity.REJECT),
    ({"captcha": Captcha.EXPIRED}, Severity.REJECT),
    ({"captcha": Captcha.REPLAYED}, Severity.REJECT),
    ({"captcha": Captcha.FORGED}, Severity.REJECT),
    ({"captcha": Captcha.TOO_FAST}, Severity.REJECT),
    ({"captcha": Captcha.TOO_MANY_TRIES}, Severity.REJECT),
    ({"captcha": Captcha.PASSED}, None),
    ({"captcha": Captcha.NOT_ASKED}, None),
)

RULE = Rule("captcha", "Challenge not met", "", WELCOME, find, CASES, reads=("captcha",))
