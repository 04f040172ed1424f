"""Advertising: the facts of spam around a link: a name, a site or words that sell."""

from __future__ import annotations

import re
from functools import lru_cache

from moderation.judgement.case import Case
from moderation.judgement.links import ENDINGS, host_of
from moderation.judgement.verdict import Cases, Finding, Rule, Severity, Span

SEVERAL = 2
CROWD = 3
CROWDED = 0.2
HELD = "Your comment looks like advertising, so a moderator will read it first."
REJECTED = "Your comment looks like advertising in more than one way, so it was not published."
STRONG = """
    payday casino casinos viagra cialis levitra escort escorts backlinks seo forex airdrop giveaway
    replica jackpot slots betting testosterone hemp cbd vape onlyfans camgirl porn xxx
"""
WEAK = """
    best cheap cheapest buy online discount discounts free loan loans pills pharmacy insurance rolex
    watches jackets handbags outlet store shop deals crypto bitcoin trading invest investment profit
    rent hire service services marketing plumber plumbers locksmith dentist agency essay essays writing diet
    keto weight supplements bonus coupon
"""
_ENDINGS = frozenset(ENDINGS.split("|"))
_STRONG, _WEAK = frozenset(STRONG.split()), frozenset(WEAK.split())
_SALES = re.compile(
    r"(?<!\w)(?:click here|(?:buy|order|sign up) now|limited(?:[- ]time)? offer"
    r"|free shipping|best prices?"
    r"|(?:earn|mak(?:e|ing)) (?:easy|extra|quick|fast|good) (?:money|cash)"
    r"|(?:earn|mak(?:e|ing)) money (?:online|fast|now)"
    r"|\$ ?\d[\d,.]* ?(?:a|per) (?:hour|day|week|month)|work(?:ing)? from home"
    r"|100% (?:guaranteed|free|legit)|guaranteed (?:profit|return|results)|money[- ]back|no credit check"
    r"|(?:cheap|discount(?:ed)?) (?:pills|meds|viagra|loans|watches|flights|tickets|essays?)|payday loans?"
    r"|double your (?:money|bitcoin|crypto|income)|promo code|discount code|online (?:casino|pharmacy)"
    r"|recover(?:ed)? (?:my|your) (?:lost )?(?:funds|money|bitcoin|crypto)|dm me|inbox me)",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:visit|check out|subscribe to|follow|look at) my "
    r"(?:\w{1,20} )?(?:site|website|web site|blog|page|channel|shop|profile|videos?|youtube|instagram)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_SITE = re.compile(
    r"(?:https?:/|www\.)|^[\w.-]+"
    r"\.(?:com|net|org|info|biz|shop|online|site|store|xyz|top|club|live|loans?|casino|ru|cn)$",
    re.IGNORECASE,
)


def find(case: Case) -> Finding | None:
    """Hold one fact of advertising, reject several that agree. The topic of the article is none."""
    topic = topic_of(case.place.title)
    spans: list[Span] = []
    facts = [*of_writer(case, topic), *of_text(case, topic, spans)]
    if not facts:
        return None
    hosts = [link for link in case.links if sells(link.host, topic)]
    if hosts:
        facts.append(f"hosts that advertise: {len(hosts)}")
        spans.extend((link.begin, link.end) for link in hosts)
    several = len(facts) >= SEVERAL
    note = f"Facts: {'; '.join(facts)}. Rejected from {SEVERAL}."
    return RULE.found(Severity.REJECT if several else Severity.HOLD, REJECTED if several else HELD, note, spans)


@lru_cache(maxsize=1024)
def topic_of(title: str) -> frozenset[str]:
    """The words of a title."""
    return frozenset(_WORD.findall(title.lower()))


@lru_cache(maxsize=4096)
def sells(text: str, topic: frozenset[str]) -> bool:
    """Whether a name or label is one strong word of trade, or two of the weaker ones."""
    words = {word for word in _WORD.findall(text.lower()) if word not in topic}
    return not words.isdisjoint(_STRONG) or len(words & _WEAK) >= 2


def crowded(words: list[str], topic: frozenset[str]) -> bool:
    """Whether words of trade make a good part of a text."""
    trade = {word.strip(",.!?:").lower() for word in words} & (_STRONG | _WEAK) - topic
    return len(trade) >= CROWD and len(trade) >= CROWDED * len(words)


def of_writer(case: Case, topic: frozenset[str]) -> list[str]:
    """Facts in the author's own fields."""
    writer, facts = case.writer, []
    if ("." in writer.name or ":" in writer.name) and _SITE.search(writer.name):
        facts.append("the author's name is an address")
    elif sells(writer.name, topic):
        facts.append("the author's name advertises")
    if writer.url and sells(host_of(writer.url), topic):
        facts.append("the author's address advertises")
    return facts


def of_text(case: Case, topic: frozenset[str], spans: list[Span]) -> list[str]:
    """Facts in the text, most of them beside a link, and their places."""
    facts = []
    own = [call.span() for call in _OWN.finditer(case.text)] if " my " in case.text.lower() else []
    if own:
        facts.append(f"invitations to the author's own place: {len(own)}")
    spans.extend(own)
    return facts + beside_links(case, topic, spans) if case.links else facts


def beside_links(case: Case, topic: frozenset[str], spans: list[Span]) -> list[str]:
    """Facts beside a link."""
    facts = []
    linked = [link for link in case.links if link.kind != "bare" or link.host.rpartition(".")[2] in _ENDINGS]
    sales = [sale.span() for sale in _SALES.finditer(case.text) if not _known(sale[0], topic)] if linked else []
    if sales:
        facts.append(f"phrases of trade beside a link: {len(sales)}")
    elif linked and crowded(case.words, topic):
        facts.append("words of trade crowd a short text beside a link")
    named = [(link.begin, link.end) for link in linked if link.label and sells(link.label, topic)]
    if named:
        facts.append(f"link texts that advertise: {len(named)}")
    spans.extend(sales + named)
    return facts


def _known(phrase: str, topic: frozenset[str]) -> bool:
    """Whether the article itself is about this."""
    return topic.issuperset(_WORD.findall(phrase.lower()))


CASES: Cases = (
    ({"text": "Great article!", "name": "Best Payday Loans"}, Severity.HOLD),
    ({"text": "Great article!", "name": "cheap-pills.com"}, Severity.HOLD),
    ({"text": "Nice post! Visit my site http://a.example", "name": "Ann"}, Severity.HOLD),
    (
        {"text": "Nice post!", "name": "Buy Cheap Pills", "author_url": "http://cheap-pills.example"},
        Severity.REJECT,
    ),
    ({"text": "Please subscribe to my new channel, everybody!", "name": "Ann"}, Severity.HOLD),
    ({"text": "Buy cheap Viagra online at www.a.example", "name": "Ann"}, Severity.HOLD),
    ({"text": "Best essay writing service: https://a.example today", "name": "Ann"}, Severity.HOLD),
    ({"text": "Buy cheap pills at http://cheap-pills.example now", "name": "Ann"}, Severity.REJECT),
    ({"text": "Click here for [best online casino](http://a.example)", "name": "Ann"}, Severity.REJECT),
    ({"text": "I agree.", "name": "Alan Best", "author_url": "https://alanbest.example"}, None),
    ({"text": "They promise to make money for you, guaranteed return and all. Do not believe it."}, None),
    (
        {"text": "The study: https://studies.example/payday-loans", "title": "Payday loans ruin the poor"},
        None,
    ),
    ({"text": "The regulator's list: https://www.casino.example/annual-report"}, None),
    ({"text": "I wrote about it on my blog, and my site has the figures."}, None),
    ({"text": "On casino, betting, online: https://a.example", "title": "Online casino and betting"}, None),
    ({"text": "I agree.", "name": "Jürgen St. John-Smythe"}, None),
    ({"text": "I agree.", "name": "王小明"}, None),
)

RULE = Rule("advertising", "Facts of advertising", "spam", "no_spam", find, CASES)
