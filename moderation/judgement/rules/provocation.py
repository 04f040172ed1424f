"""Provocation: a short comment that only taunts the others, says that it came to, or came first."""

from __future__ import annotations

import re

from moderation.judgement.case import Case
from moderation.judgement.idioms import typed
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

WORDS = 25
SENTENCE = "Your comment seems to tease the others rather than to discuss, so a moderator will read it first."
_TAUNT = re.compile(
    r"\b(?:cry (?:more|harder|about it|me a river)|keep crying|cope (?:harder|and seethe)|stay (?:mad|salty|triggered)"
    r"|(?:u|you all|y'?all|(?<!why )you) mad(?: bro)?(?=\W*$)|umad|(?:triggered|butthurt) (?:much|yet|lol)"
    r"|(?:you all|so) (?:got )?(?:butthurt|triggered)|(?:you|poor|little|more|special) snowflakes?(?! (?:fall|melt))"
    r"|sheeple|trol+ol+|get (?:rekt|wrecked|trolled)|boo[- ]?hoo|waa+h|bla(h?) bla\1 bla\1"
    r"|(?:nobody (?:cares|asked)|who asked)(?=\W*$)|your tears|(?:liberal|conservative|salty|delicious) tears"
    r"|(?:grab(?:bing)?|get(?:ting)?|pass|bring) (?:the |my |some )?popcorn|l \+ ratio|skill issue|mods (?:are )?asleep"
    r"|easy to (?:trigger|wind up|annoy|troll|bait)|(?:took|take|taking) the bait|(?:start|bring on) (?:the |a )?flame"
    r"|(?:watching|love|enjoy(?:ing)?) (?:you|them|everyone) (?:all )?(?:squirm|rage|melt ?down|lose (?:it|your))"
    r"|(?:lmao|lol) (?:at )?(?:u|you(?:'re| are)? (?:all|guys|people|lot)|these people)(?!\w)"
    r"|(?:am|i'm|just|only|came|come) here (?:just |only )?(?:to (?:laugh|troll|annoy|trigger|provoke|wind)\b"
    r"|to (?:watch|see) (?:you|them|everyone|everybody|people)|for the (?:drama|fights?|meltdowns?|popcorn)))",
    re.IGNORECASE,
)
CUES = (
    "cry", "cope", "stay ", "u mad", "umad", "l mad", "triggered", "butthurt", "snowflake", "sheeple", "trol",
    "rekt", "wrecked", "boo hoo", "boo-hoo", "boohoo", "waa", "bla bla", "blah blah", " cares", "o asked", "y asked",
    "tears", "popcorn", "l + ratio", "skill issue", "asleep", "easy to", "the bait", "flame", "watching ", "love ",
    "enjoy", "lmao", "lol ", "here to ", "here for", "here just", "here only", "first", "1st",
)  # fmt: skip
_FIRST = re.compile(r"^\W*(?:first|1st)(?: (?:comment|post|here))?[\W1]*$", re.IGNORECASE)


def find(case: Case) -> Finding | None:
    """Hold a taunt that is nearly all of the comment. Who argues as well is read for the argument."""
    if len(case.words) > WORDS:
        return None
    text = typed(case.text)
    spans = [match.span() for match in (*_TAUNT.finditer(text), *_FIRST.finditer(text))]
    note = f"Taunts: {len(spans)} in {len(case.words)} words; looked for up to {WORDS} words."
    return RULE.found(Severity.HOLD, SENTENCE, note, spans) if spans else None


CASES: Cases = (
    ({"text": "Cope harder, all of you"}, Severity.HOLD),
    ({"text": "u mad bro?"}, Severity.HOLD),
    ({"text": "Boo hoo, poor little snowflakes"}, Severity.HOLD),
    ({"text": "I'm just here to laugh at this thread"}, Severity.HOLD),
    ({"text": "First!!1"}, Severity.HOLD),
    ({"text": "I’m just here to troll"}, Severity.HOLD),
    ({"text": "lol you guys took the bait again"}, Severity.HOLD),
    ({"text": "Nobody asked."}, Severity.HOLD),
    ({"text": "I love watching you all lose it"}, Severity.HOLD),
    ({"text": "Nobody asked the people of the harbour, and nobody cares about their tears."}, None),
    ({"text": "The ratio of members to seats is 3 to 1, and that is easy to change."}, None),
    ({"text": "First of all, who counted the votes?"}, None),
    ({"text": "Are you mad at me because of that vote?"}, None),
    ({"text": "I am here to see the bridge that the article speaks of."}, None),
    ({"text": "Snowflakes fell on the harbour when they signed."}, None),
    (
        {
            "text": "You may well tell us to cry more, but the clinic was closed in March, the next one is"
            " forty kilometres away, and the bus that went there was cut by the very same council."
        },
        None,
    ),
)

RULE = Rule("provocation", "Taunts", "", "no_disruption", find, CASES, cues=CUES)
