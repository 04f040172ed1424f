"""Contact details: telephone numbers, e-mail addresses and messenger accounts, whoever's they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity, Span, tidy

SENTENCE = (
    "Your comment seems to carry a telephone number, e-mail address or account. "
    "To protect whoever it belongs to, a moderator will read it first."
)
MESSENGERS = ("t.me", "wa.me", "wa.link", "api.whatsapp.com", "chat.whatsapp.com")
_SEVEN, _NO_DIGITS = 7, bytes(set(range(256)) - set(b"0123456789"))
_LOCAL = re.compile(r"[\w.+-]+")
_MAIL_HOST = re.compile(r"(?:[^\W_][\w-]{0,62}\.){1,5}[^\W\d_]{2,24}(?![\w@])")
_SPOKEN_MAIL = re.compile(
    r"\w\s?[\[({]\s?at\s?[\])}]\s?[\w-]{2,63}(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?)\w{2,24}\b"
    r"|\w\sat\s(?:gmail|hotmail|yahoo|protonmail)(?:\sdot\s|\.)\w{2,10}\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.,/:#$€£¥+-])(?:\+\s?|\+?\()?[0-9](?:[0-9 ().\-\u2010-\u2014/\u00a0]{5,20})[0-9](?![\w%])"
)
_GROUPED = re.compile(r"\d{1,3}([ .\u00a0])\d{3}(?:\1\d{3})*")
_DATED = re.compile(
    r"(?<!\d)\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d|(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d"
    r"|(?<!\d)\d{1,2}/(?:19|20)\d\d(?!\d)"
)
_AMERICAN = re.compile(r"(?:\+?1[-. ])?(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-. ]\d{4}")
_CALL = re.compile(
    r"\b(?:tel|phone|telephone|mobile|cell|fax|sms|whats\s?app|telegram|viber|wechat"
    r"|(?:call|text|ring) (?:me|us|him|her))\b"
    r"[\s:.,()#=–-]{0,5}(?:(?:number|no|nr|is|on|at|now)\b[\s:.,()#=–-]{0,5}){0,3}$",
    re.IGNORECASE,
)
_BOOK = re.compile(r"\b(?:isbn|issn|doi|pmid|iban|no|nr|case|ref|docket|section|§)\b[\s.:#\d-]{0,8}$", re.IGNORECASE)
_HANDLE = re.compile(
    r"\b(?:whats\s?app|telegram|viber|wechat|snapchat|signal)\b[\s:;,.=>–-]{0,3}(?:(?:me|us|on|at|number|id)\b[\s:.]{0,3})?"
    r"@\w{3,32}",
    re.IGNORECASE,
)
_HANDLE_CUES = ("whats", "telegram", "viber", "wechat", "snapchat", "signal")


def find(case: Case) -> Finding | None:
    """Hold what would let strangers reach somebody. Years, sums, dates and book numbers are no telephones."""
    text = case.text
    if not (case.links or "@" in text or digit_count(text) >= _SEVEN or said(text)):
        return None
    kinds = {
        "e-mail addresses": [*mails(outside(case)), *spoken_mails(text)],
        "telephone numbers": list(telephones(text)) if digit_count(text) >= _SEVEN else [],
        "messenger accounts": list(accounts(case)),
    }
    if not any(kinds.values()):
        return None
    note = ", ".join(f"{what}: {len(spans)}" for what, spans in kinds.items() if spans) + "; held from 1."
    return RULE.found(Severity.HOLD, SENTENCE, note, (span for spans in kinds.values() for span in spans))


def outside(case: Case) -> str:
    """The text with spaces where links are: what looks like e-mail within a link is none."""
    text = case.text
    if "@" not in text or not case.links:
        return text
    at, parts = 0, []
    for begin, end in tidy((link.begin, link.end) for link in case.links if link.kind == "url"):
        parts += [text[at:begin], " " * (end - begin)]
        at = end
    return "".join([*parts, text[at:]])


def mails(text: str) -> Iterator[Span]:
    """E-mail addresses, also those with (at) and (dot). Each @ looks only a fixed way to both sides."""
    at = text.find("@")
    while at >= 0:
        host = _MAIL_HOST.match(text, at + 1)
        local = _LOCAL.match(text[max(0, at - 64) : at][::-1]) if host else None
        if host and local:
            yield at - local.end(), host.end()
        at = text.find("@", at + 1)


def spoken_mails(text: str) -> Iterator[Span]:
    """E-mail addresses with (at) and (dot), or at one of the great providers."""
    if said(text):
        for spoken in _SPOKEN_MAIL.finditer(text):
            yield spoken.span()


def said(text: str) -> bool:
    """Whether an e-mail address may be spelt out."""
    low = text.lower()
    return "at)" in low or "at]" in low or "at}" in low or "mail" in low or "yahoo" in low


def digit_count(text: str) -> int:
    """How many digits a text has."""
    return len(text.encode("utf-8", "surrogatepass").translate(None, _NO_DIGITS))


def telephones(text: str) -> Iterator[Span]:
    """Runs of digits and signs that are telephone numbers beyond doubt."""
    for number in _NUMBER.finditer(text):
        before = text[max(0, number.start() - 40) : number.start()]
        if dialled(number.group(), bool(_CALL.search(before))) and not _BOOK.search(before):
            yield number.span()


def dialled(number: str, called: bool) -> bool:
    """Whether a number is one that people dial; `called` when a word such as `phone` stands before it."""
    digits = re.sub(r"\D", "", number)
    if not 7 <= len(digits) <= 15 or len(set(digits)) < 3 or _DATED.search(number):
        return False
    grouped = _GROUPED.fullmatch(number.lstrip("+ ")) is not None
    if number.startswith("+"):
        return len(digits) >= 10 or (len(digits) == 9 and not grouped)
    if _AMERICAN.fullmatch(number):
        return True
    if grouped or number[1:2] in (".", ","):
        return False
    return called or (digits.startswith("0") and len(digits) >= 9 and _paired(number))


def _paired(number: str) -> bool:
    """Whether the groups are such as telephones have: few, and hardly any of a single digit."""
    groups = re.findall(r"\d+", number)
    return len(groups) <= 6 and sum(len(group) == 1 for group in groups) <= 1


def accounts(case: Case) -> Iterator[Span]:
    """Messenger accounts: a handle after the messenger's name, or a link that opens a chat."""
    low = case.text.lower() if "@" in case.text else ""
    if any(cue in low for cue in _HANDLE_CUES):
        for handle in _HANDLE.finditer(case.text):
            yield handle.span()
    for link in case.links:
        if link.host in MESSENGERS:
            yield link.begin, link.end


CASES: Cases = (
    ({"text": "Write to jane.doe+news@mail.example.org and ask."}, Severity.HOLD),
    ({"text": "Write to jane (at) example (dot) org and ask."}, Severity.HOLD),
    ({"text": "Write to jane at gmail dot com and ask."}, Severity.HOLD),
    ({"text": "Ring +44 20 7946 0958 today."}, Severity.HOLD),
    ({"text": "Ring 020 7946 0958 today."}, Severity.HOLD),
    ({"text": "Ring (212) 555-0198 today."}, Severity.HOLD),
    ({"text": "06.12.34.56.78, ask for the manager."}, Severity.HOLD),
    ({"text": "WhatsApp: 79460958"}, Severity.HOLD),
    ({"text": "Ask me on Telegram @profit_guru how."}, Severity.HOLD),
    ({"text": "Look at https://a.example/~j@eng.jsp and https://medium.example/@jane.doe/1 for that."}, None),
    ({"text": "Join https://t.me/profit"}, Severity.HOLD),
    (
        {"text": "It cost $1,200,000 or 1 200 000 euros in 2019-2024; 0.123456789 a head; 01/2020 02/2020."},
        None,
    ),
    ({"text": "On 2024-05-12 and on 12.05.2024, 01.02.2023-05.06.2024, at 10:30-11:45."}, None),
    ({"text": "978-3-16-148410-0, ISBN 0306406152 and 0-306-40615-2, doi 10.1038/s41586-020-2649-2."}, None),
    ({"text": "The vote was 52,345,678 to 48,123,456; turnout 66.1 % (2016: 72.2 %)."}, None),
    ({"text": "Resolution 1325 (2000), 2250 (2015) and 2419 (2018); A/RES/70/1; case no. 0123456789."}, None),
    ({"text": "Tel Aviv has 4000000 inhabitants in its region; follow @reuters."}, None),
)

RULE = Rule("contact_details", "Contact details", "spam", "no_spam", find, CASES)
