"""Repetition: the same word, phrase, line or sign again and again."""

from __future__ import annotations

from collections import Counter

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

TIMES = 6
ALONE = 4
WORDS = 8
VARIETY = 0.6
SAME_WORD = 0.6
PICTURES = 0x2600
FRESH_PHRASES = 0.5
LINES = 4
LINE = 10
LONG_WORD = 30
FEW_SIGNS = 6
SENTENCE = "Your comment says the same thing many times over, so a moderator will read it first."


def find(case: Case) -> Finding | None:
    """Hold what repeats itself; a word said thrice, a ruler of dashes or a list of articles does not."""
    note = stretched(case.words) or repeated(case.words) or (relined(case.text) if case.text.count("\n") > 2 else "")
    return RULE.found(Severity.HOLD, SENTENCE, note, ((0, len(case.text)),)) if note else None


def stretched(words: list[str]) -> str:
    """What there is to say of one endless word of a few letters or emoji."""
    if max(map(len, words), default=0) < LONG_WORD:
        return ""
    word = max(words, key=len)
    signs = list(filter(telling, word))
    few = len(set(signs))
    if len(signs) < LONG_WORD or few > FEW_SIGNS:
        return ""
    return f"A word of {len(signs)} letters has only {few} different ones; held from {LONG_WORD}."


def repeated(words: list[str]) -> str:
    """What there is to say of words and phrases that come again."""
    count = len(words)
    if count < ALONE or len(set(words)) > VARIETY * count:
        return ""
    low = [word.strip(".,;:!?…").casefold() for word in words]
    if len(set(low)) == 1 and any(map(telling, low[0])):
        return f"The comment is one word, {count} times; held from {ALONE}."
    if count < TIMES:
        return ""
    word, times = Counter(low).most_common(1)[0]
    if times >= max(TIMES, SAME_WORD * count) and any(map(telling, word)):
        return f"One word makes {times} of {count} words; held from {TIMES} and {SAME_WORD:.0%}."
    phrases = list(zip(low, low[1:], low[2:], low[3:], strict=False))
    if count >= WORDS and len(set(phrases)) <= FRESH_PHRASES * len(phrases):
        return f"Of {len(phrases)} phrases of four words only {len(set(phrases))} differ; held up to half."
    return ""


def telling(sign: str) -> bool:
    """Whether a sign says something: a letter or a picture, and no dash or digit."""
    return sign.isalpha() or ord(sign) >= PICTURES


def relined(text: str) -> str:
    """What there is to say of lines that come again."""
    lines = Counter(line for raw in text.splitlines() if len(line := raw.strip().casefold()) >= LINE)
    times = max((count for line, count in lines.items() if any(map(str.isalpha, line))), default=0)
    return f"One line comes {times} times; held from {LINES}." if times >= LINES else ""


RULER = "-" * 60
CASES: Cases = (
    ({"text": "shame " * 12}, Severity.HOLD),
    ({"text": "No, no, no, no, no, no!"}, Severity.HOLD),
    ({"text": "Who cares, who cares, who cares, who cares"}, Severity.HOLD),
    ({"text": "vote them out now " * 8}, Severity.HOLD),
    ({"text": "ha" * 25}, Severity.HOLD),
    ({"text": "😂🤣" * 30}, Severity.HOLD),
    ({"text": "😂 " * 15}, Severity.HOLD),
    (
        {"text": "Free the port!\nWhy?\nFree the port!\nWhen?\nFree the port!\nFree the port!"},
        Severity.HOLD,
    ),
    ({"text": "No, no, no! Never, never, never! This is how wars begin, again and again and again."}, None),
    ({"text": "😂😂😂😂😂😂😂😂 you can't be serious"}, None),
    ({"text": "Art. 2, Art. 3, Art. 4, Art. 5, Art. 6, Art. 7, Art. 8, Art. 9, Art. 10 and Art. 11"}, None),
    (
        {"text": f"One.\n{RULER}\nTwo.\n{RULER}\nThree.\n{RULER}\nFour.\n{RULER}"},
        None,
    ),
    ({"text": "Lies. Lies. Lies. Lies."}, Severity.HOLD),
    ({"text": "Never, never, never!"}, None),
    ({"text": "Never, never, never, never, says the mayor."}, None),
    ({"text": "................................How shallow."}, None),
    ({"text": "Donaudampfschifffahrtsgesellschaftskapitän"}, None),
    ({"text": "Yes."}, None),
)

RULE = Rule("repetition", "The same again and again", "", "no_disruption", find, CASES)
