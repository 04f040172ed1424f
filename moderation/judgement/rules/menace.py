"""Menace: what people say to frighten somebody or to wish them dead, often without one rude word."""

from __future__ import annotations

from models.text import quoted
from moderation.judgement.case import Case
from moderation.judgement.idioms import idioms
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

SENTENCE = "Your comment can be read as a threat or as wishing somebody harm, so a moderator will read it first."
_YOU = "(?:you|him|her|them|u|y'all|all of (?:you|them))"
_YOUR = "(?:your|ur|his|her|their)"
_KIN = "(?:kids?|children|family|wife|husband|daughters?|sons?|mother|house|home|car|dog)"
_WILL = (
    "(?:(?:i|we)(?:'ll| will| am going to|'m going to|'re going to|'m gonna)|(?:someone|somebody) (?:should|ought to))"
)
_HURT = "(?:dies?|burns?|chokes?|drowns?|rots?|suffers?|gets? (?:cancer|raped|shot|killed|hit by|run over|beaten))"
_BODY = "(?:legs?|kneecaps|knees|face|teeth|jaw|neck|skull|throat|nose|bones|head in|fingers|tongue)"
_ENDS = r"(?=\W*$|[.!,;])"
MENACES = idioms(
    {
        "know where|knows where": rf"(?:i|we|people|someone|somebody) knows? where (?:you|he|she|your {_KIN}) "
        r"(?:live|work|sleep|park)s?",
        "r back": r"(?:watch|mind) (?:your|ur) back",
        "one eye": r"sleep with one eye open",
        "coming for|come for": rf"(?:'m|am|'re|are|will|'ll|gonna|going to) (?:all )?com(?:e|ing) for {_YOU}",
        "pay for ": r"you(?:'ll| will| are going to|'re going to|'re gonna) (?:dearly )?pay for "
        rf"(?:this|that|it){_ENDS}",
        "find you|find u|get you|get u|hunt you|find y|get y": rf"{_WILL} (?:find|hunt|get) "
        rf"(?:you|u|y'all)(?: down)?{_ENDS}",
        "lamp|tree|gallows": rf"(?:hang|string|swing)(?:ing)? (?:{_YOU}|the \w+|every \w+)(?: all)?(?: up)? "
        r"(?:from|on) "
        r"(?:\w+ ){0,2}(?:lamp ?posts?|trees?|gallows)",
        "a rope|the rope": rf"(?:get|bring) (?:a|the) rope{_ENDS}",
        "the wall|a wall": rf"(?:line|put|stand) {_YOU} (?:all )?(?:up )?against (?:a|the) wall",
        "bullet": r"bullet (?:in|to|into|through|between) "
        r"(?:the back of )?(?:\w+ )?(?:head|skull|brain|eyes|neck|face)(?! of)",
        "hope ": rf"hope (?:that )?(?:you|he|she|they|{_YOUR} (?:whole )?{_KIN}) (?:all |soon |slowly |just )?{_HURT}",
        "rot in": r"rot in (?:hell|your grave)",
        " shot| hanged| hung |gassed|lynched|beheaded|alive": r"(?:should|ought to|needs? to|deserves? to) "
        r"(?:all |just )?be "
        r"(?:(?:taken|dragged) out and |lined up and )?(?:publicly )?"
        r"(?:shot(?! (?:on|in|with|from))|hanged|hung (?:from|by)|gassed|lynched|beheaded|burn(?:ed|t) alive)",
        "break|smash|slit|bash|kick|stomp": rf"(?:{_WILL} (?:break|smash|slit|bash|kick|stomp) {_YOUR}"
        rf"|(?:break|smash|slit|bash) your) (?:\w+ )?{_BODY}",
        "dead": rf"dead (?:man|woman) walking|(?:you're|you are|ur) (?:so |all )?dead(?: meat)?{_ENDS}",
        "numbered": r"(?:your|his|her) days are numbered",
        "happen to|happens to|happened to": r"(?:shame|pity|terrible|sad) if (?:something|anything|an accident) "
        r"(?:were to |should )?happen(?:s|ed)? "
        rf"to (?:{_YOU}|your \w+)|(?:accidents|bad things) (?:do |can |may |could )?happen to (?:people like )?you",
        "alone|careful": rf"your {_KIN} (?:walk|go|goe|play|sleep|come)s? .{{0,40}}\b(?:alone|careful)",
        "got there|have there": rf"(?:pretty|lovely|nice|beautiful) {_KIN} you(?:'ve)? (?:got|have) there",
        "kill yourself|hang yourself|shoot yourself|drown yourself|neck yourself|kys": r"(?:kill|hang|shoot|drown"
        r"|neck) yourself|kys",
        "wait |what happens": r"(?:wait (?:until|till)|see what happens (?:when|if)) (?:i|we) "
        r"(?:find|get|catch|meet) (?:you|u)",
        "kill |shoot |murder |strangle | stab ": rf"{_WILL} (?:\w+ )?(?:kill|shoot|murder|strangle|stab) {_YOU}",
    }
)


def find(case: Case) -> Finding | None:
    """Hold what frightens. Who quotes a threat in order to tell of it does not make one."""
    spans = MENACES.spans(case.text)
    if not spans:
        return None
    told = quoted(case.text)
    spans = [span for span in spans if not any(begin <= span[0] and span[1] <= end for begin, end in told)]
    note = f"Phrases that commonly threaten: {len(spans)}; held from one."
    return RULE.found(Severity.HOLD, SENTENCE, note, spans) if spans else None


CASES: Cases = (
    ({"text": "I know where you live, journalist."}, Severity.HOLD),
    ({"text": "Sleep with one eye open from now on."}, Severity.HOLD),
    ({"text": "They should all be shot."}, Severity.HOLD),
    ({"text": "Wait till we meet you, we’ll find you."}, Severity.HOLD),
    ({"text": "I hope your whole family burns."}, Severity.HOLD),
    ({"text": "Your daughter walks home alone at four, I have seen her."}, Severity.HOLD),
    ({"text": "It would be a shame if something happened to your office."}, Severity.HOLD),
    ({"text": "Her days are numbered."}, Severity.HOLD),
    ({"text": "String them up from the lamp posts."}, Severity.HOLD),
    ({"text": "He wrote to the mediator: “I know where you live.” The police did nothing."}, None),
    ({"text": "The prisoners were shot, and nobody has paid for that crime."}, None),
    ({"text": "The law should be put to the vote, and the ministers must be heard."}, None),
    ({"text": "I hope you get what you asked the council for, and that they find the money."}, None),
    ({"text": "They fear for their children, who walk to a school that was bombed."}, None),
    ({"text": "Who is going to pay for this, and is there no silver bullet to the housing crisis?"}, None),
    ({"text": "This cut is a bullet to the head of rural broadband."}, None),
    ({"text": "The plan must be executed, the paintings hung, and the film should be shot in winter."}, None),
    ({"text": "We will beat them at the polls, and we will find them a better mayor."}, None),
    ({"text": "Police found a dead woman. She had broken her leg; her children had been left alone."}, None),
    ({"text": "Nobody knows where the displaced will live next winter."}, None),
)

RULE = Rule("menace", "Phrases that threaten", "threat", "no_abuse", find, CASES, cues=MENACES.cues)
