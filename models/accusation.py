"""The risk of defamation: a named person or a role beside an accusation of a crime.

A pattern, since no corpus teaches it. It looks at one sentence at a time, word by word, so its time is
linear. What it finds is only ever held for a person to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import ahocorasick

_SENTENCE = re.compile(r"[^.!?;\n]+")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLES = frozenset("mr mrs ms miss dr prof professor senator minister president judge bishop mayor sir lord".split())
_ROLES = frozenset(
    "author writer journalist columnist reporter editor minister mayor senator president governor chancellor judge"
    " prosecutor lawyer professor doctor teacher priest bishop ambassador general officer sheriff chief director"
    " chairman chairwoman secretary treasurer banker owner boss manager councillor candidate leader premier king"
    " queen prince spokesman spokeswoman mediator envoy commissioner headmaster coach landlord contractor".split()
)
_POINTERS = frozenset("the this that our your their its my his her a every".split())
_NOUNS = frozenset(
    "thief crook criminal fraud fraudster swindler conman scammer embezzler rapist paedophile pedophile paedo pedo"
    " molester groomer pervert traitor spy terrorist murderer killer gangster mobster felon plagiarist perjurer"
    " money-launderer blackmailer war-criminal arsonist abuser predator smuggler trafficker".split()
)
_QUALITIES = frozenset("corrupt crooked treasonous bribed fraudulent bent thieving murderous criminal".split())
_DEEDS = frozenset(
    "stole steals stolen embezzled embezzles laundered launders bribed bribes defrauded molested molests raped rapes"
    " groomed murdered plagiarised plagiarized falsified falsifies forged blackmailed extorted swindled pocketed"
    " trafficked smuggled cheated perjured tortured".split()
)
_PHRASES = re.compile(
    r"\b(?:(?:takes?|took|taking|accept(?:s|ed)?|pays?|paid|offered) (?:\w+ )?(?:bribes?|kickbacks?)|on the take"
    r"|(?:is|was|were|got|been|being) (?:clearly |obviously )?(?:bought|bribed|paid off)|paid by the|covered up"
    r"|sold (?:\w+ )?(?:secrets|us out)|sell(?:s|ing)? (?:\w+ )?secrets|rigged the|fixed the (?:vote|election|tender)"
    r"|commit(?:s|ted|ting)? (?:\w+ )?(?:fraud|treason|perjury|murder|war crimes|crimes?)|guilty of (?!being)\w+"
    r"|belongs? in (?:jail|prison)|child (?:porn|abuse)|touch(?:es|ed) (?:\w+ )?(?:kids|children|boys|girls)"
    r"|sex with (?:minors|children|kids)|on (?:\w+ )?payroll|war criminal|sex offender|serial killer)\b",
    re.IGNORECASE,
)
_LINKS = frozenset("is was be been as are 's called such being remains became".split())
_DENIALS = frozenset("not never no isn't wasn't aren't didn't doesn't nobody without nothing against if fights".split())
_SUFFERED = frozenset("was were been being be is are get got".split())
_REACH = 7
# Without one of these there is no accusation, which settles most comments at once.
_CUES = ahocorasick.Automaton()
for _cue in (
    *(_NOUNS | _QUALITIES | _DEEDS),
    *"bribe|kickback|on the take|bought|paid off|paid by the|covered up|secrets|us out|rigged the|fixed the".split("|"),
    *"commit|guilty of |in jail|in prison|child porn|child abuse|touches |touched |sex with|payroll".split("|"),
    *"war criminal|sex offender|serial killer".split("|"),
):
    _CUES.add_word(_cue, True)
_CUES.make_automaton()


@dataclass(frozen=True)
class _Word:
    plain: str
    begin: int
    end: int
    capital: bool


def accusations(text: str) -> tuple[tuple[int, int], ...]:
    """Spans [begin, end), in code points, from the person to the accusation; empty where there is none."""
    if next(_CUES.iter(text.casefold().replace("’", "'")), None) is None:
        return ()
    found = []
    for sentence in _SENTENCE.finditer(text):
        words = [
            _Word(match[0].lower().replace("’", "'"), match.start(), match.end(), match[0][0].isupper())
            for match in _TOKEN.finditer(text, sentence.start(), sentence.end())
        ]
        people = [at for at in range(len(words)) if _is_person(words, at)]
        if people:
            charges = _charges(words) | _spoken(text, sentence.span(), words)
            found += [span for at in charges for span in _meet(words, people, at, charges[at])]
    return tuple(sorted(set(found)))


def _is_person(words: list[_Word], at: int) -> bool:
    """Whether a role with a pointer, a title with a name, or two capitalised words end here."""
    word, before = words[at], words[at - 1] if at else None
    if word.plain in _ROLES and any(other.plain in _POINTERS | _ROLES for other in words[max(0, at - 2) : at]):
        return True
    if not word.capital or not word.plain.isalpha() or len(word.plain) < 2:
        return False
    return before is not None and (before.plain in _TITLES or before.capital and before.end + 1 == word.begin)


def _charges(words: list[_Word]) -> dict[int, bool]:
    """Where an accusing word stands, and whether it says what somebody did (so that they stand before it)."""
    charges = {}
    for at, word in enumerate(words):
        before = {other.plain for other in words[max(0, at - 3) : at]}
        if word.plain in _DEEDS:
            # "was robbed" speaks of a victim.
            if not (at and words[at - 1].plain in _SUFFERED):
                charges[at] = True
        elif word.plain in _NOUNS | _QUALITIES and (before & (_LINKS | {"a", "an", "that", "this", "the"}) or at < 2):
            charges[at] = False
    return charges


def _spoken(text: str, span: tuple[int, int], words: list[_Word]) -> dict[int, bool]:
    ends = {match.end() for match in _PHRASES.finditer(text, *span)}
    return {at: True for at, word in enumerate(words) if word.end in ends}


def _meet(words: list[_Word], people: list[int], at: int, deed: bool) -> list[tuple[int, int]]:
    """The span from the nearest person to the accusation at `at`, unless it is denied."""
    before = [person for person in people if at - _REACH <= person < at]
    after = [person for person in people if not deed and not words[at].capital and at < person <= at + 2]
    if before:
        first = before[-1]
        between = {word.plain for word in words[max(0, first - 1) : at]}
        linked = deed or between & _LINKS or at - first <= 2
        return [(words[first].begin, words[at].end)] if linked and not between & _DENIALS else []
    return [(words[at].begin, words[after[0]].end)] if after else []
