"""Hostile input that is no body: forms, headers, queries, paths, methods; and strings that broke others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from factories import ARTICLE, PAPER, Owned, body, change_policy, judged, state_of
from flask.testing import FlaskClient
from test_hostile_input import CHALLENGE, COMMENTS, FORM, PREVIEW, checked

from moderation.acts import submit
from moderation.toolbox import Toolbox

NAUGHTY = json.loads((Path(__file__).parents[1] / "data" / "naughty-strings.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (b"text=a&text=b", 400),
        (b"text=a&" + b"&".join(b"f%d=1" % number for number in range(10_000)), 413),
        (b"text=a&" + b"&".join(b"f%d=1" % number for number in range(5_000)), 400),
        (b"text=%ff%fe", 400),
        (b"text=%ed%a0%80", 400),
        (b"text=\xff", 400),
        (b"text=a%00b", 422),
        (b"text=a\0b", 422),
        (b"text=" + b"x" * 20_001, 422),
        (b"", 422),
        (b"&&&", 422),
        (b"=&==", 422),
        (b"text", 422),
        (b"text=%", 422),
        (b"__proto__=1&constructor[x]=2&page[url]=3", 422),
        (b"wait=NaN&text=a", 422),
        (b"wait=-1&text=a", 422),
        ("text=é&page_url=é".encode("utf-16"), 400),
    ],
    ids=lambda value: str(value)[:24],
)
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_a_form_of_this_kind_is_refused(
    client: FlaskClient, paper: Owned, form: bytes, status: int, accept: str
) -> None:
    answer = client.post(COMMENTS, data=form, content_type=FORM, headers={"Accept": accept, **paper.bearer})
    assert answer.status_code == status
    assert answer.mimetype == ("text/html" if accept == "text/html" else "application/problem+json")
    assert "Traceback" not in answer.text


def test_every_field_of_the_form_bears_a_nul(client: FlaskClient, paper: Owned) -> None:
    fields = {"site": paper.public_key, "page_url": ARTICLE.url, "text": "a"}
    names = ("page_title", "page_author", "author_name", "author_email", "author_url", "parent", "fax", "wait")
    for name in (*fields, *names, "challenge_token", "challenge_answer", "challenge_pow"):
        for accept in ("*/*", "text/html"):
            answer = client.post(COMMENTS, data={**fields, name: "a\0b"}, headers={"Accept": accept})
            assert answer.status_code in {401, 422}, (name, answer.text)


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "x" * 300, "é", "🕊", "a\tb", "\x7f"])
def test_an_idempotency_key_that_is_none_is_refused(client: FlaskClient, paper: Owned, key: str) -> None:
    headers = {**paper.bearer, "Idempotency-Key": key.encode().decode("latin-1")}
    assert checked(client.post(COMMENTS, json=body(paper), headers=headers)) == 400


@pytest.mark.parametrize("origin", ["null", "", "x" * 8_000, "https://paper.example/", "é", "file://", "*", "a b"])
def test_an_origin_that_is_none_is_refused(client: FlaskClient, paper: Owned, origin: str) -> None:
    headers = {"Origin": origin.encode().decode("latin-1")}
    query = {"site": paper.public_key, "page": ARTICLE.url}
    assert checked(client.get(CHALLENGE, query_string=query, headers=headers)) == 403
    assert checked(client.post(PREVIEW, json=body(paper), headers=headers)) == 403


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Basic eA==", "Bearer a b", "é", "x" * 8_000, "Bearer ~"])
def test_an_authorization_that_is_none_opens_nothing(
    client: FlaskClient, toolbox: Toolbox, paper: Owned, value: str
) -> None:
    headers = {"Authorization": value.encode().decode("latin-1")}
    comment_id = judged(toolbox, paper).id
    sent = {"status": "rejected", "moderator": "Eve", "reason": "x"}
    assert checked(client.post(f"{COMMENTS}/{comment_id}/decision", json=sent, headers=headers)) == 401
    assert checked(client.get(f"{COMMENTS}/{comment_id}", headers=headers)) in {401, 404}


@pytest.mark.parametrize("accept", ["", "x", "text/html;q=x", "*/*;q=0", "é", ",,,", "a/b;" * 1_000, "application/xml"])
def test_an_accept_that_is_none_changes_nothing(client: FlaskClient, paper: Owned, accept: str) -> None:
    headers = {**paper.bearer, "Accept": accept.encode().decode("latin-1")}
    assert checked(client.post(COMMENTS, json=body(paper), headers=headers)) == 201


def test_headers_of_any_length_are_borne(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, captcha="off")
    headers = {"User-Agent": "x" * 60_000, "Referer": "é\x01" * 9_000, "X-Receipt": "x" * 60_000, "Cookie": "x" * 9_000}
    assert checked(client.post(COMMENTS, json=body(paper), headers=headers)) == 201


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: x=1", "a\nX: y", "a\u2028Location: z", "a%0d%0aX-Evil: 1"])
def test_nothing_that_is_sent_becomes_a_header(client: FlaskClient, paper: Owned, value: str) -> None:
    sent = body(paper, value, author={"name": value, "email": "", "url": ""})
    answers = [
        client.post(COMMENTS, json=sent, headers=paper.bearer),
        client.get(CHALLENGE, query_string={"site": value, "page": value}),
        client.get(COMMENTS, query_string={"site": paper.public_key, "page": ARTICLE.url, "after": value}),
        client.get(f"{COMMENTS}/{quote(value)}", query_string={"receipt": value}),
    ]
    for answer in answers:
        checked(answer)
        assert {"Set-Cookie", "X", "X-Evil"} & set(answer.headers.keys()) == set()


@pytest.mark.parametrize("raw", ["%00", "a%00b", "%ff", "%c0%80", "%ed%a0%80", "%", "x" * 50_000, "%F0%9F%95%8A"])
def test_queries_and_paths_of_any_kind_are_borne(client: FlaskClient, paper: Owned, raw: str) -> None:
    for query in (f"site={raw}&page={raw}", f"site={paper.public_key}&page=https://paper.example/{raw}", raw):
        assert checked(client.get(f"{CHALLENGE}?{query}")) in {200, 400, 401, 422}
        assert checked(client.get(f"{COMMENTS}?{query}&after={raw}&limit={raw}")) in {400, 401, 422}
    for headers in ({}, paper.bearer):
        assert checked(client.get(f"{COMMENTS}/{raw}?receipt={raw}", headers=headers)) == 404
    sent = {"status": "rejected", "moderator": "Eve", "reason": "x"}
    assert checked(client.post(f"{COMMENTS}/{raw}/decision", json=sent, headers=paper.bearer)) == 404
    assert client.get(f"/form?site={raw}&page={raw}").status_code == 404


def test_a_query_parameter_must_not_come_twice(client: FlaskClient, paper: Owned) -> None:
    for path in (CHALLENGE, COMMENTS):
        assert checked(client.get(f"{path}?site={paper.public_key}&site=x&page={ARTICLE.url}")) == 400


@pytest.mark.parametrize(
    "path", ["/nowhere", "//", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/api/v1", "/api/v1//x"]
)
def test_an_unknown_path_is_not_found(client: FlaskClient, path: str) -> None:
    assert checked(client.get(path, follow_redirects=True)) == 404


@pytest.mark.parametrize(
    "path", ["/widget-texts/..%2f..%2f__init__.json", "/widget-texts/%2e%2e%2fx.json", "/widget-texts/%00.json"]
)
def test_no_file_of_ours_is_reached_by_its_path(client: FlaskClient, path: str) -> None:
    assert checked(client.get(path)) == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "XXXX"])
def test_a_method_that_is_not_served_is_refused(client: FlaskClient, method: str) -> None:
    for path in (COMMENTS, CHALLENGE, PREVIEW, f"{COMMENTS}/x", "/healthz", "/openapi.json"):
        answer = client.open(path, method=method)
        assert checked(answer) == 405
        assert answer.headers["Allow"]


def test_head_and_options_are_served(client: FlaskClient) -> None:
    assert checked(client.head("/healthz")) == 200
    for path in (COMMENTS, CHALLENGE, PREVIEW, f"{COMMENTS}/x"):
        assert checked(client.options(path)) == 200


def naughty(paper: Owned, text: str) -> dict[str, Any]:
    """A comment with a naughty string in all its fields."""
    return {
        "page": {"url": f"{PAPER}/{quote(text)}"[:2000], "title": text[:500], "author": text[:200]},
        "author": {"name": text[:200], "email": "", "url": ""},
        "text": text,
        "client": {"ip": text[:45], "user_agent": text[:2000], "referrer": text[:2000]},
        "wait": 0,
    }


def test_strings_that_broke_others_are_kept_exactly(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    for text in NAUGHTY:
        answer = client.post(COMMENTS, json=naughty(paper, text), headers=paper.bearer)
        if not text.strip():
            assert checked(answer) == 422
            continue
        assert checked(answer) == 202, text
        assert state_of(toolbox, answer.json["id"]).text == text


def test_strings_that_broke_others_come_back_as_they_were(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, modes={}, per_minute=10_000, per_hour=10_000)
    for text in NAUGHTY[::9]:
        if text.strip():
            state = judged(toolbox, paper, submit.Submission(submit.Page(ARTICLE.url), submit.Author(text[:200]), text))
            receipt = submit.receipt(toolbox, state.id)
            page = client.get(f"{COMMENTS}/{state.id}?receipt={receipt}", headers={"Accept": "text/html"})
            assert page.status_code == 200
            assert "<script>alert" not in page.text.replace(" ", "")


def test_strings_that_broke_others_fit_no_other_field(client: FlaskClient, paper: Owned) -> None:
    for text in NAUGHTY:
        header = text.replace("\r", "").replace("\n", "").encode("utf-8", "replace").decode("latin-1")
        checked(client.post(PREVIEW, json=body(paper, text, parent=text, site=text)))
        checked(client.post(COMMENTS, json=body(paper, "x", challenge={"token": text, "answer": text, "pow": text})))
        checked(client.get(CHALLENGE, query_string={"site": text, "page": text}))
        checked(client.get(COMMENTS, query_string={"site": paper.public_key, "page": ARTICLE.url, "after": text}))
        checked(client.get(f"{COMMENTS}/{quote(text)}", headers={"X-Receipt": header}))
        checked(client.post(COMMENTS, data={"site": text, "text": text, "page_url": text, "author_name": text}))
