"""What strangers write is text at the desk: escaped in every view, its tricks made visible, nothing live."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from factories import ARTICLE, Owned, change_policy, judged, site_of, state_of, written
from flask.testing import FlaskClient
from markupsafe import Markup
from moderating import Moderating
from payloads import naughty, payloads
from sqlalchemy import update

from moderation.acts import appeal, report, second, submit
from moderation.acts.report import Report
from moderation.acts.second import Opinion
from moderation.acts.submit import Author, Page
from moderation.doors.desk.seeing import pieces, plainly, snippet
from moderation.toolbox import Toolbox
from moderation.tools.store.second_tables import second_look
from moderation.tools.store.tables import comment

HTML = {"Accept": "text/html"}

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "</textarea></title><iframe srcdoc='<script>alert(1)</script>'>",
    "&lt;script&gt;",
    "\u202e<b>\u200b",
]


SCRIPTS = {"/desk/static/desk.js", "/desk/static/vendor/htmx-2.0.11.min.js"}
OURS = set(
    "html head meta title link script body a header nav div span button form input main h1 h2 h3 p b bdi time section "
    "article ol ul li label fieldset legend textarea details summary kbd svg rect dialog dl dt dd i mark sup select "
    "option optgroup datalist blockquote".split()
)


class Tags(HTMLParser):
    """What a browser would find on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.scripts: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        if tag == "script":
            self.scripts.append(dict(attrs).get("src"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_field_of_a_comment_is_markup(toolbox: Toolbox, paper: Owned, alice: Moderating, payload: str) -> None:
    page = Page(f"https://paper.example/{payload}", payload, payload)
    sent = written(f"idiot {payload}", Author(payload, "", payload), page=page)
    about = judged(toolbox, paper, sent).id
    with toolbox.store.write() as db:
        db.execute(update(comment).values(status="held"))
    judged(toolbox, paper, written(f"idiot {payload}", Author(payload + "2"), page=page))
    alice.decide(about, "reject", words=payload)
    views = (
        f"comments/{about}?did={about}&today=1",
        f"comments/{about}/alike",
        f"?words={about}",
        "?status=rejected",
        f"?did={about}",
        "",
    )
    for view in views:
        seen = Tags(alice.open(f"/desk/{view}").text)
        assert seen.names <= OURS, view
        assert set(seen.scripts) <= SCRIPTS
        assert [name for name in seen.attributes if name.startswith("on") or name == "srcdoc"] == []
        assert [link for link in seen.links if not link.startswith(("/desk/", "#", "data:,"))] == []


def test_no_word_of_a_reader_an_author_or_a_second_person_is_markup(
    toolbox: Toolbox, paper: Owned, alice: Moderating, chief: Moderating, client: FlaskClient
) -> None:
    payload = " ".join(PAYLOADS)
    change_policy(toolbox, paper, double_review=1.0)
    about, site = judged(toolbox, paper, written(f"idiot {payload}", Author(payload[:200]))).id, site_of(toolbox, paper)
    alice.decide(about, "approve")
    shown = [Tags(client.get(f"/api/v1/comments/{about}/report?site={site.public_key}", headers=HTML).text)]
    report.report(toolbox, site, about, Report("other", payload, payload))
    alice.decide(about, "reject", words=payload)
    second.look(toolbox, site, about, Opinion("rejected", chief.email, payload))
    appeal.appeal(toolbox, state_of(toolbox, about), payload)
    views = ("appeals", f"comments/{about}/appeal", "second", f"comments/{about}", "fairness")
    shown += [Tags(chief.open(f"/desk/{view}").text) for view in views]
    with toolbox.store.write() as db:
        db.execute(update(second_look).values(second_by="dora@paper.example", first_by=alice.email, state="disputed"))
    shown += [Tags(chief.open(f"/desk/comments/{about}/second").text), Tags(chief.open("/desk/second").text)]
    receipt = submit.receipt(toolbox, about)
    shown.append(Tags(client.get(f"/api/v1/comments/{about}?receipt={receipt}", headers=HTML).text))
    for seen in shown:
        assert seen.names <= OURS | {"blockquote", "table", "thead", "tbody", "tr", "th", "td", "small"}
        assert set(seen.scripts) <= SCRIPTS
        assert [name for name in seen.attributes if name.startswith("on") or name == "srcdoc"] == []
        assert [link for link in seen.links if not link.startswith(("/", "#", "data:,", ARTICLE.url))] == []


@pytest.mark.parametrize("payload", PAYLOADS[:4])
def test_no_word_of_a_colleague_is_markup(toolbox: Toolbox, paper: Owned, chief: Moderating, payload: str) -> None:
    about = judged(toolbox, paper, written("What an idiot.", Author(payload, "", payload))).id
    csrf, page = chief.fields("/desk/password")["csrf"], f"/desk/comments/{about}"
    form = {"csrf": csrf, "words": payload, "status": "held", "last": "", "ends": ""}
    for path, fields in (
        (f"{page}/labels", {"kind": payload}),
        (f"{page}/author", {"action": "mute"}),
        (f"{page}/block", {"kind": "name", "value": payload, "action": "hold"}),
        (f"{page}/pass", {"action": "unsure"}),
        ("/desk/reasons", {}),
    ):
        assert chief.client.post(path, data={**form, **fields}).status_code == 303, path
    ticked = chief.client.post("/desk/bulk", data={"csrf": csrf, "id": about}).text
    for view in (page, f"{page}/block?value={payload}&kind={payload}", "/desk/reasons", f"/desk/?words={payload}"):
        for text in (chief.open(view).text, ticked):
            seen = Tags(text)
            assert seen.names <= OURS, view
            assert [name for name in seen.attributes if name.startswith("on") or name == "srcdoc"] == []


def test_the_check_itself_would_see_an_attack() -> None:
    seen = Tags(f"<p>{PAYLOADS[0]}{PAYLOADS[1][2:]}<a href=javascript:x>")
    assert seen.names - OURS == {"img"}
    assert seen.scripts == [None]
    assert "onerror" in seen.attributes
    assert "javascript:x" in seen.links


def test_the_pages_say_what_they_may_load(alice: Moderating, client: FlaskClient) -> None:
    for answer in (alice.open("/desk/"), client.get("/desk/login"), alice.open("/desk/comments/none")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert " style=" not in answer.text
        assert not re.search(r" on\w+=", answer.text)


def test_every_attack_by_itself_is_text() -> None:
    for text in (*payloads(), *naughty()):
        for html in (plainly(text), snippet(text), *(each.html for each in pieces(text, []))):
            assert "<" not in re.sub(r'<span class="unseen" title="[^"<>]*">|</span>', "", html)
            assert not re.search(r"&(?!(?:amp|lt|gt|#34|#39);)", html)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("zero\u200bwidth", "zero⟨U+200B⟩width"),
        ("a\0b\x1b", "a⟨U+0000⟩b⟨U+001B⟩"),
        ("soft\u00adhyphen\ufeff", "soft⟨U+00AD⟩hyphen⟨U+FEFF⟩"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("blank\u3164\u2800", "blank⟨U+3164⟩⟨U+2800⟩"),
        ("plain\ttext\nwith ünïcödé – “quotes” 汉字 שלום", "plain\ttext\nwith ünïcödé – “quotes” 汉字 שלום"),
        ("👩\u200d🚀 می\u200cروم", "👩\u200d🚀 می\u200cروم"),
        ("z" + "\u0301" * 20 + "!", "z" + "\u0301" * 3 + "⟨+17 marks⟩!"),
        ("z" + "\u0301" * 5, "z" + "\u0301" * 3 + "⟨+2 marks⟩"),
    ],
)
def test_what_hides_is_shown(text: str, shown: str) -> None:
    html = plainly(text)
    assert isinstance(html, Markup)
    assert re.sub(r"<[^>]*>", "", html) == shown


def test_evidence_is_marked_in_code_points() -> None:
    found = pieces("😀 you <idiot> 😀", [{"spans": [[6, 13]], "weights": [0.8]}, {"spans": [[2, 13], [0, 15]]}])
    assert [(str(piece.html), piece.findings, piece.refers) for piece in found] == [
        ("😀 ", (), ()),
        ("you ", ((2, None),), ()),
        ("&lt;idiot&gt;", ((1, 0.8), (2, None)), (1, 2)),
        (" 😀", (), ()),
    ]


def test_spans_beyond_the_text_do_no_harm() -> None:
    found = pieces("short", [{"spans": [[2, 99], [50, 60], [3, 3]]}])
    assert "".join(piece.html for piece in found) == "short"
    assert pieces("", []) == []


def test_a_snippet_is_short_and_one_paragraph() -> None:
    assert snippet("a\n\n b") == "a b"
    assert len(snippet("word " * 500)) <= 220


def test_links_of_strangers_are_never_live(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    sent = written("See https://evil.example/x", Author("Eve", "", "https://evil.example/me"), page=ARTICLE)
    text = alice.open(f"/desk/comments/{judged(toolbox, paper, sent).id}").text
    assert "https://evil.example/me" in text
    assert set(re.findall(r'(?:href|src|action)="(?!/desk/|#|data:,")([^"]*)', text)) == set()
