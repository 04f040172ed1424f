"""Belittling: stock phrases that look down on a person instead of answering, without one rude word."""

from __future__ import annotations

import re

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCE = "Your comment seems to look down on somebody rather than to answer, so a moderator will read it first."
_DEAR = "sweetheart|sweetie|honey|darling|sunshine|princess|snowflake|genius|einstein|sherlock|little (?:one|man)"
_IDIOMS = (
    r"bless (?:your|his|her) heart",
    r"(?:lights? (?:is|are)|light's) on,? but (?:nobody|no one|there)",
    r"(?:not|isn't|aren't) (?:exactly |quite )?the (?:sharpest|brightest) (?:\w+ ){1,2}(?:in|on)",
    r"few (?:\w+ ){1,2}short of a",
    r"(?:lift|elevator) (?:does not|doesn't) (?:go|reach)",
    r"village (?:idiot|(?:is|has|must|wants|called|has found)\b.{0,20}\b(?:missing|idiot))",
    r"(?:taken?|took|forgot(?:ten)?|off|skipped) your (?:\w+ )?(?:meds|medication|medicine|pills|tablets)",
    r"(?:did|have) you (?:even|ever) (?:finish(?:ed)?|pass(?:ed)?|gone? to|attend(?:ed)?) (?:\w+ )?(?:school|class)",
    r"back to (?:kindergarten|primary school|elementary school|preschool)",
    r"dropped (?:you )?on (?:your|his|her) head",
    r"(?:in|with|my|your|out of) crayons?",
    r"ask (?:an adult|a grown[- ]?up|your (?:mom|mum|mommy|mummy|nurse|carer))",
    r"let the (?:adults|grown[- ]?ups) (?:talk|speak)|(?:adults|grown[- ]?ups) are talking",
    r"(?:how much|who) (?:do they |does \w+ |are they |is )?(?:pay|pays|paid|paying) you",
    r"day of (?:real|honest) work|(?:real|honest) job in (?:your|his|her) life",
    r"if it (?:bit|hit|slapped|punched) (?:you|him|her|them)",
    r"(?:slept|sleeping) (?:his|her|your|their) way",
    r"(?:no|two|single|one|only|last) brain ?cells?|your (?:room[- ]temperature )?iq",
    r"(?:my|a) (?:cat|dog|goldfish|parrot|toddler) (?:knows|understands|makes|writes|could write) (?:more|better)",
    r"your (?:mother's|mom's|mum's) basement",
    r"crawl back (?:under|to|into|in)|under (?:your|his|her) (?:rock|bridge)|back to (?:your|his|her) cave",
    r"tin ?foil hat|keyboard warrior|(?:paid|kremlin|corporate) (?:troll|shill|stooge)",
    r"(?:are|were) you (?:drunk|high|deaf|dense|stoned|on (?:drugs|crack|something))",
    r"(?:learn|work on your|lack of|lacks?) (?:some )?reading comprehension|who hurt you|nobody asked you",
    r"(?:did|must have) (?:you )?(?:hit|bumped) your head",
    r"touch (?:some )?grass|get a life",
    rf"(?:,|well done|good job|nice try|calm down|run along|sit down),? (?:{_DEAR})(?=\W*$|[.!?])",
)
CUES = (
    "bless ", "light", "sharpest", "brightest", "short of a", "lift ", "elevator", "village ", "meds", "medic", "pills",
    "tablets", "school", "class", "kindergarten", "our head", "his head", "her head", "crayon", "adult", "grown",
    "ask your", "pay you", "pays you", "paid you", "paying you", "honest work", "real work", "honest job", "real job",
    "if it ", "slept", "sleeping", "brain cell", "braincell", " iq", "my cat", "a cat", "dog", "goldfish", "parrot",
    "toddler", "basement", "crawl", "rock", "bridge", "cave", "foil", "warrior", "troll", "shill", "stooge",
    "are you ", "were you ", "reading comp", "hurt you", "asked you", "grass", "a life", *_DEAR.split("|")[:-2],
    "little one", "little man",
)  # fmt: skip
_PHRASES = re.compile(rf"(?:\b|(?=,))(?:{'|'.join(_IDIOMS)})(?!\w)", re.IGNORECASE)


def find(case: Case) -> Finding | None:
    """Hold what is commonly said to belittle somebody. Words about oneself or about children pass."""
    spans = [match.span() for match in _PHRASES.finditer(case.text)]
    note = f"Phrases that commonly belittle: {len(spans)}; held from one."
    return RULE.found(Severity.HOLD, SENTENCE, note, spans) if spans else None


CASES: Cases = (
    ({"text": "You are not the sharpest tool in the shed."}, Severity.HOLD),
    ({"text": "Nice try, Einstein."}, Severity.HOLD),
    ({"text": "He is a few sandwiches short of a picnic."}, Severity.HOLD),
    ({"text": "Have you taken your meds today?"}, Severity.HOLD),
    ({"text": "Let the grown-ups talk."}, Severity.HOLD),
    ({"text": "He has never done a day of honest work."}, Severity.HOLD),
    ({"text": "My doctor told me to take my pills in the morning."}, None),
    ({"text": "Children draw the war with coloured pencils."}, None),
    ({"text": "Einstein wrote to Roosevelt about it."}, None),
    ({"text": "The light is on in the town hall at night, and we pay for it."}, None),
    ({"text": "Who pays for the bridge?"}, None),
    ({"text": "The village has lost its school, and it wants it back."}, None),
)

RULE = Rule("belittling", "Phrases that belittle", "personal_attack", "no_personal_attacks", find, CASES, cues=CUES)
