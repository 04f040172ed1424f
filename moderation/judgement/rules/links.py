"""Links: more addresses in one comment than a source or two need."""

from __future__ import annotations

from moderation.judgement.case import Case
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

MANY = 3
HELD = "Your comment has more links than usual, so a moderator will look at them first."
REJECTED = "Your comment has far more links than a discussion needs; please keep to the most important ones."


def find(case: Case) -> Finding | None:
    """Count the links that lead away from the page's own site."""
    most = case.policy.max_links
    if case.writer.trusted or len(case.links) <= most:
        return None
    count = len(case.outward)
    if count <= most:
        return None
    far = count > MANY * max(most, 1)
    note = f"Links to other sites: {count}; {most} allowed, rejected above {MANY * max(most, 1)}."
    spans = ((link.begin, link.end) for link in case.outward)
    return RULE.found(Severity.REJECT if far else Severity.HOLD, REJECTED if far else HELD, note, spans)


CASES: Cases = (
    ({"text": "See https://a.example/1 and https://b.example/2 and www.c.com."}, None),
    ({"text": "http://a.example http://b.example http://c.example http://d.example"}, Severity.HOLD),
    (
        {"text": "[a](http://a.example) [url=http://b.example]b[/url] <a href=//c.com>c</a> d [dot] com"},
        Severity.HOLD,
    ),
    ({"text": "http://a.example/ " * 10}, Severity.REJECT),
    ({"text": "http://a.example/ " * 10, "trusted": True}, None),
    ({"text": "https://example.org/one " * 5, "page_url": "https://www.example.org/article"}, None),
    ({"text": "https://web.archive.org/web/2020/https://news.example/story " * 3}, None),
    ({"text": "www.a.com", "max_links": 0}, Severity.HOLD),
    (
        {"text": "Articles 2, 3 and 51 of the Charter say so; the rest of the dot com bubble is history."},
        None,
    ),
)

RULE = Rule("links", "Too many links", "spam", "no_spam", find, CASES, reads=("max_links",))
