"""Belittling: stock phrases that look down on a person instead of answering, without one rude word."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.idioms import idioms
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCE = "Your comment seems to look down on somebody rather than to answer, so a moderator will read it first."
_DEAR = "sweetheart|sweetie|honey|darling|sunshine|princess|snowflake|genius|einstein|sherlock|little one|little man"
_OWN = "(?:your|his|her)"
_PETS = "(?:cat|dog|goldfish|parrot|toddler|hamster|houseplant|toaster|fridge)"
_FIELDS = "(?:thinking|logic|reasoning|reading|honesty|arithmetic|maths?|spelling|counting)"
_TRADES = "(?:journalist|expert|scholar|historian|professor|economist|doctor|reporter|academic|scientist|writer|editor)"
BELITTLING = idioms(
    {
        "bless ": rf"bless {_OWN} heart",
        "light is|light are|lights is|lights are|light's": r"(?:lights? (?:is|are)|light's) on,? but "
        r"(?:nobody|no one|there)",
        "sharpest|brightest": r"(?:not|isn't|aren't) (?:exactly |quite )?the (?:sharpest|brightest) "
        r"(?:\w+ ){1,2}(?:in|on)",
        "short of a": r"few (?:\w+ ){1,2}short of a",
        "lift |elevator": r"(?:lift|elevator) (?:does not|doesn't) (?:go|reach)",
        "village ": r"village (?:idiot|(?:is|has|must|wants|called|has found)\b.{0,20}\b(?:missing|idiot))",
        "meds|medic|pills|tablets": r"(?:taken?|took|forgot(?:ten)?|off|skipped) your (?:\w+ )?"
        r"(?:meds|medication|medicine|pills|tablets)",
        "you even|you ever": r"(?:did|have) you (?:even|ever) (?:finish(?:ed)?|pass(?:ed)?|gone? to|attend(?:ed)?) "
        r"(?:\w+ )?"
        r"(?:school|class)",
        "kindergarten|y school|preschool|back to playing": r"back to (?:kindergarten|primary school"
        r"|elementary school|preschool|playing with)",
        "our head|his head|her head": rf"dropped (?:you )?on {_OWN} head|(?:did|must have) "
        r"(?:you )?(?:hit|bumped) your head",
        "crayon": r"(?:in|with|my|your|out of) crayons?",
        "ask an adult|ask a grown|ask your": r"ask (?:an adult|a grown[- ]?up|your "
        r"(?:mom|mum|mommy|mummy|nurse|carer))",
        "adult|grown": r"let the (?:adults|grown[- ]?ups) (?:talk|speak)|(?:adults|grown[- ]?ups) are talking",
        "pay you|pays you|paid you|paying you": r"(?:how much|who) (?:do they |does \w+ |are they |is )?"
        r"(?:pay|pays|paid|paying) you",
        "real work|honest work|real job|honest job": rf"day of (?:real|honest) work|(?:real|honest) job in {_OWN} life",
        "if it bit|if it hit|if it slap|if it punch": r"if it (?:bit|hit|slapped|punched) (?:you|him|her|them)",
        "slept|sleeping": rf"(?:slept|sleeping) (?:their|{_OWN}) way",
        "brain cell|braincell|r iq": r"(?:no|two|single|one|only|last) brain ?cells?|your iq",
        "temperature iq|digit iq|iq of a": r"(?:room[- ]temperature|(?:single|double|one|two)[- ]digit) iq"
        r"|iq of an? \w+",
        "my cat|n a cat|h a cat|m a cat|dog|goldfish|parrot|toddler|hamster|houseplant|toaster|fridge": r"(?:my"
        rf"|a) {_PETS} "
        r"(?:knows|understands|makes|writes|could write) (?:more|better)"
        rf"|(?:smarter|brighter|intelligent|interesting) (?:\w+ )?(?:than|with|from) (?:my|a|the) {_PETS}",
        "basement": r"your (?:mother's|mom's|mum's) basement|basement[- ]dwell(?:er|ing)",
        "crawl|rock|bridge|cave": rf"crawl back (?:under|to|into|in)|under {_OWN} (?:rock|bridge)|back to {_OWN} cave",
        "foil|warrior|troll|shill|stooge": r"tin ?foil hat|keyboard warrior"
        r"|(?:paid|kremlin|corporate) (?:troll|shill|stooge)",
        "are you |were you ": r"(?:are|were) you (?:drunk|high|deaf|dense|stoned|on (?:drugs|crack|something))",
        "reading comp|hurt you|asked you": r"(?:learn|work on your|lack of|lacks?) (?:some )?reading comprehension"
        r"|who hurt you|nobody asked you",
        "grass|a life": r"touch (?:some )?grass|get a life",
        "parties": r"fun at parties",
        "coming from ": r"(?:rich|funny),? coming from (?:you|him|her|somebody|someone)",
        "what would you|what could you": r"what (?:would|could) you (?:possibly )?know(?= about|\?)",
        "day job|knitting": r"(?:quit|keep|stick to) your (?:day job|knitting)|stick to knitting",
        "must be ": r"must be (?:hard|tough|exhausting|tiring|lonely|sad|awful) (?:being|to be) (?:so|that|this) "
        r"(?:wrong|dense|bitter|angry|clueless|confused|gullible|naive|clever|superior|sure|certain|offended)"
        rf"|{_OWN} (?:parents|mother|mum|mom|family|kids) must be (?:so |very |really )?"
        r"(?:ashamed|embarrassed|proud(?! of (?:what|her|him|you)))",
        "words for|words confuse|words scare|words fright|words hurt": r"(?:use|using) (?:small|short"
        r"|simple)(?:er)? words for (?:you|him|her)"
        r"|(?:big|long|difficult) words (?:confused?|scared?|frighten(?:ed)?|hurt) (?:you|him|her)",
        "slowly": r"(?:type|say|write|speak|explain) (?:this|it|that) (?:very |really |extra )?slowly",
        "shoe|r laces|s laces": rf"tied? {_OWN}(?: own)? (?:shoes|shoelaces|laces)",
        "is hard|so hard|very hard|really hard": rf"{_FIELDS} is (?:so |very |really )?hard(?:,| for "
        r"(?:you|him|her)\b)",
        "strong |forte": rf"{_FIELDS} (?:is|was) (?:\w+ )?(?:not|never) (?:\w+ )?{_OWN} (?:strong "
        r"(?:suit|point)|forte)",
        "tiny |pea |pea-sized|feeble|puny|addled|reptilian|r brain|s brain": rf"{_OWN} (?:tiny|pea|pea-sized|feeble"
        r"|puny|addled|reptilian) (?:brain|mind|intellect)"
        rf"|(?:switch|turn|plug)(?:ed)? (?:on |in |off )?{_OWN} brain",
        "paper bag": r"out of a (?:wet )?paper bag",
        "self a|selves a": rf"call(?:s|ing)? (?:yourself|himself|herself|themselves) an? (?:\w+ )?{_TRADES}",
        "who let |who gave ": r"who (?:let|gave) (?:you|him|her|this (?:man|woman|guy)) (?:out|loose|near|a \w+)",
        "near a ": r"(?:allowed|let) near an? (?:keyboard|computer|pen|microphone|classroom|ballot)",
        "cereal|cracker|cornflake": r"(?:degree|diploma|licen[cs]e|phd|education) (?:in|from|out of|off) "
        r"(?:a |an |the )?"
        r"(?:box of )?(?:cereal|cracker|cornflake)",
        " ears": rf"between {_OWN} ears",
        "oxygen|knuckle|mouth": r"waste of oxygen|oxygen thief|knuckle[- ]?dragg(?:er|ing)s?|mouth[- ]?breath(?:er"
        r"|ing)s?",
        "imagine being": r"imagine being (?:this|so|that) (?:wrong|dense|bitter|sad|clueless|confused|gullible|naive)",
        "n't know |not know |recogni": r"(?:wouldn't|would not|couldn't|could not) (?:know|recogni[sz]e) "
        r"(?:\w+ ){1,4}if",
        "marbles|screw": rf"(?:lost|losing) {_OWN} marbles|screws? loose",
        "unaided|without help": r"(?:breathe|dress|feed)(?: yourself| himself| herself)? (?:unaided|without help)",
        "strain yourself|hurt yourself|overheat yourself|exert yourself|sprain yourself": r"(?:don't|do not"
        r"|try not to) (?:strain|hurt|overheat|exert|sprain) yourself",
        "let you ": r"(?:they|who) let you (?:vote|drive|breed|teach|write)",
        "shelves|burgers": r"(?:stack(?:ing)?|fill(?:ing)?) shelves|flip(?:ping)? burgers",
        "n't for |not for |t be for |really for |just for |perhaps for ": r"(?:journalism|writing|teaching|thinking"
        r"|politics|science) "
        r"(?:isn't|is not|may not be|might not be) (?:really |just |perhaps )?for (?:you|him|her)",
        "self-appointed|self appointed|self-pro|self pro|self-styled|self styled|armchair| resident": r"self[- ]"
        r"(?:appointed|proclaimed|styled) (?:\w+ )?(?:expert|genius|guru)s?"
        r"|(?:resident|armchair) (?:\w+ )?(?:expert|general|genius|strategist|historian|psychologist|economist)s?",
        "how little": r"(?:only|just) (?:prove|show)s? how little (?:you|he|she)",
        " bright| smart| clever| intelligent": r"(?:you|you're|he|he's|she|she's|author|writer)(?: is| are| was)? "
        r"(?:clearly |obviously |really |just )?not (?:very|too|all that|exactly|particularly) "
        r"(?:bright|smart|clever|intelligent)",
        "too stupid|too dumb|too thick|too dense|too dim|too ignorant": r"(?:(?:he|she|author|writer) "
        r"(?:is|was)|you(?: (?:lot|guys|people|all|\w+ers))? (?:are|were)|you're|he's|she's) (?:\w+ )?"
        r"too (?:stupid|dumb|thick|dense|dim|ignorant) to \w+",
        "therapist|psychiatrist|your nurse": r"(?:ask|tell|see|call) your (?:therapist|psychiatrist|nurse)"
        r"|your (?:therapist|psychiatrist|nurse) (?:know|let|must)s?",
        _DEAR: rf"(?:,|well done|good job|nice try|calm down|run along|sit down),? (?:{_DEAR})(?=\W*$|[.!?])",
    }
)


def find(case: Case) -> Finding | None:
    """Hold what is commonly said to belittle somebody. Words about oneself or about children pass."""
    spans = BELITTLING.spans(case.text)
    note = f"Phrases that commonly belittle: {len(spans)}; held from one."
    return RULE.found(Severity.HOLD, SENTENCE, note, spans) if spans else None


CASES: Cases = (
    ({"text": "You are not the sharpest tool in the shed."}, Severity.HOLD),
    ({"text": "He isn’t the sharpest tool in the shed."}, Severity.HOLD),
    ({"text": "Nice try, Einstein."}, Severity.HOLD),
    ({"text": "He is a few sandwiches short of a picnic."}, Severity.HOLD),
    ({"text": "Have you taken your meds today?"}, Severity.HOLD),
    ({"text": "Let the grown-ups talk."}, Severity.HOLD),
    ({"text": "He has never done a day of honest work."}, Severity.HOLD),
    ({"text": "You must be fun at parties."}, Severity.HOLD),
    ({"text": "That is rich coming from you."}, Severity.HOLD),
    ({"text": "And she calls herself a serious journalist."}, Severity.HOLD),
    ({"text": "I will type this slowly, so that even you can follow."}, Severity.HOLD),
    ({"text": "Logic is really not his strong suit."}, Severity.HOLD),
    ({"text": "He could not recognise a good argument if he met one."}, Severity.HOLD),
    ({"text": "You are obviously not very bright."}, Severity.HOLD),
    ({"text": "Another masterpiece of our armchair generals."}, Severity.HOLD),
    ({"text": "The author would not know a fair treaty if it bit him."}, Severity.HOLD),
    ({"text": "You latecomers are too stupid to follow an argument."}, Severity.HOLD),
    ({"text": "The fog was too thick to see the port, and this law is too dumb to last."}, None),
    ({"text": "What you propose is too stupid to discuss, and the laws you love are too dumb to last."}, None),
    ({"text": "The future of the port does not look very bright to me."}, None),
    ({"text": "It must be hard to be so far from home, and what do you know about the camp?"}, None),
    ({"text": "She calls herself a feminist, and her parents were proud of that."}, None),
    ({"text": "Her mother must be proud of what she did for the town."}, None),
    ({"text": "Peace comes slowly, and reading the treaty is hard work."}, None),
    ({"text": "My doctor told me to take my pills in the morning."}, None),
    ({"text": "Children draw the war with coloured pencils."}, None),
    ({"text": "Einstein wrote to Roosevelt about it."}, None),
    ({"text": "The light is on in the town hall at night, and we pay for it."}, None),
    ({"text": "Who pays for the bridge?"}, None),
    ({"text": "The village has lost its school, and it wants it back."}, None),
)

RULE = Rule(
    "belittling", "Phrases that belittle", "personal_attack", "no_personal_attacks", find, CASES, cues=BELITTLING.cues
)
