"""Hostile input: whatever comes in, the answer is one that was meant, and tells nothing about the inside."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest
from factories import ARTICLE, Owned, body, judged
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from moderation.toolbox import Toolbox

COMMENTS, PREVIEW, CHALLENGE = "/api/v1/comments", "/api/v1/preview", "/api/v1/challenge"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
INSIDE = (
    "Traceback",
    "site-packages",
    '.py"',
    ".py:",
    "sqlalchemy",
    "psycopg",
    "sqlite3",
    'File "',
    "SELECT ",
    "INSERT ",
)


def checked(answer: TestResponse) -> int:
    """The status of an answer that is never 5xx, says what kind it is, and gives nothing away."""
    assert answer.status_code < 500, answer.text[:500]
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        assert answer.content_type == "application/problem+json"
        assert answer.json["status"] == answer.status_code
        assert answer.json["title"]
    assert [word for word in INSIDE if word in answer.text] == []
    return answer.status_code


def decision_of(toolbox: Toolbox, paper: Owned) -> str:
    """Where one decides on a comment."""
    return f"{COMMENTS}/{judged(toolbox, paper).id}/decision"


def paths(toolbox: Toolbox, paper: Owned) -> list[str]:
    """Every path that takes a body."""
    return [COMMENTS, PREVIEW, decision_of(toolbox, paper)]


def nested(depth: int) -> bytes:
    """Arrays in arrays."""
    return b"[" * depth + b"]" * depth


def with_text(paper: Owned, raw: bytes) -> bytes:
    """A comment's JSON with these bytes as its text."""
    return json.dumps(body(paper, "HERE")).encode().replace(b'"HERE"', raw)


BODIES: dict[str, tuple[int, bytes]] = {
    "over 64 kB": (413, b'{"text": "' + b"x" * 65_536 + b'"}'),
    "JSON 17 deep": (400, nested(17)),
    "JSON 100,000 deep": (413, nested(100_000)),
    "JSON 30,000 deep": (400, nested(30_000)),
    "objects 17 deep": (400, b'{"a":' * 17 + b"1" + b"}" * 17),
    "a name twice": (400, b'{"text": "a", "text": "b"}'),
    "a name twice, inside": (400, b'{"page": {"url": "a", "url": "b"}}'),
    "NaN": (400, b'{"wait": NaN}'),
    "Infinity": (400, b'{"wait": Infinity}'),
    "-Infinity": (400, b'{"wait": -Infinity}'),
    "a number of 5,000 digits": (400, b'{"wait": ' + b"9" * 5_000 + b"}"),
    "a raw NUL": (400, b'{"text": "a\0b"}'),
    "a raw control character": (400, b'{"text": "a\x01b"}'),
    "invalid UTF-8": (400, b'{"text": "\xff\xfe"}'),
    "overlong UTF-8": (400, b'{"text": "\xc0\x80"}'),
    "a surrogate in UTF-8": (400, b'{"text": "\xed\xa0\x80"}'),
    "a byte order mark": (400, b'\xef\xbb\xbf{"text": "a"}'),
    "UTF-16": (400, '{"text": "a"}'.encode("utf-16")),
    "nothing": (400, b""),
    "blanks": (400, b"  \n "),
    "half a document": (400, b'{"text": "a'),
    "two documents": (400, b"{} {}"),
    "a comment in JSON": (400, b"{} // {}"),
    "an array": (422, b"[]"),
    "a string": (422, b'"text"'),
    "a number": (422, b"1"),
    "null": (422, b"null"),
    "true": (422, b"true"),
    "an empty object": (422, b"{}"),
    "only unknown fields": (422, b'{"__class__": "x", "constructor": {"prototype": 1}}'),
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_of_this_kind_is_refused(client: FlaskClient, toolbox: Toolbox, paper: Owned, kind: str) -> None:
    status, sent = BODIES[kind]
    for path in paths(toolbox, paper):
        assert checked(client.post(path, data=sent, content_type=JSON, headers=paper.bearer)) == status


def test_a_chunked_body_over_the_limit_is_refused(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    for path in paths(toolbox, paper):
        for length in (65_537, 1_000_000):
            answer = client.post(
                path,
                input_stream=io.BytesIO(b'"' + b"x" * length + b'"'),
                environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
                content_type=JSON,
                headers=paper.bearer,
            )
            assert checked(answer) == 413


def test_a_chunked_body_within_the_limit_is_read(client: FlaskClient, paper: Owned) -> None:
    answer = client.post(
        COMMENTS,
        input_stream=io.BytesIO(json.dumps(body(paper)).encode()),
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
        content_type=JSON,
        headers=paper.bearer,
    )
    assert checked(answer) == 201


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/plain", 415),
        ("text/html", 415),
        ("application/xml", 415),
        ("multipart/form-data; boundary=x", 415),
        ("multipart/form-data", 415),
        ("application/json; charset=utf-16", 415),
        ("application/json; charset=latin-1", 415),
        ("application/json; charset=nonsense", 415),
        ("application/json; charset=UTF-8", 201),
        ('application/json; charset="utf-8"; x=y', 201),
        ("application/json;", 201),
        ("APPLICATION/JSON", 201),
        ("application/problem+json", 415),
        ("application/jsonx", 415),
        ("", 415),
        (";;;=", 415),
        ("é", 415),
    ],
)
def test_only_json_and_forms_in_utf_8_are_spoken(client: FlaskClient, paper: Owned, kind: str, status: int) -> None:
    sent = json.dumps(body(paper)).encode()
    assert checked(client.post(COMMENTS, data=sent, content_type=kind, headers=paper.bearer)) == status


def test_a_body_without_a_content_type_is_refused(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    for path in paths(toolbox, paper):
        assert checked(client.post(path, data=b"{}", headers=paper.bearer)) == 415


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "identity, gzip", "x"])
def test_a_packed_body_is_refused(client: FlaskClient, toolbox: Toolbox, paper: Owned, coding: str) -> None:
    packed = gzip.compress(json.dumps(body(paper)).encode())
    headers = {**paper.bearer, "Content-Encoding": coding}
    for path in paths(toolbox, paper):
        assert checked(client.post(path, data=packed, content_type=JSON, headers=headers)) == 415


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b'"' + b"x" * 20_000 + b'"', 201),
        (b'"' + b"x" * 20_001 + b'"', 422),
        (b'"\\u0000"', 422),
        (b'"a\\u0000b"', 422),
        (b'"\\ud800"', 422),
        (b'"\\udfff\\ud800"', 422),
        (b'"\\ud83d\\udd4a"', 201),
        (b'"\\uFFFF \\uFFFE"', 201),
        ('"' + "e" + "\u0301" * 19_990 + '"', 201),
        ('"' + "\u0323\u0301" * 9_990 + '"', 201),
        ('"' + "\u202e\u2066\u200b" * 2_000 + '"', 201),
        ('"' + "\ufdfa" * 15_000 + '"', 201),
        (b"1", 422),
        (b"1e999", 422),
        (b"-1e999", 422),
        (b"[]", 422),
        (b"{}", 422),
        (b"null", 422),
        (b"true", 422),
        (b'""', 422),
        (b'" \\t\\n\\u3000"', 422),
    ],
    ids=lambda value: str(value)[:24].encode("ascii", "backslashreplace").decode(),
)
def test_a_text_is_stored_or_refused(client: FlaskClient, paper: Owned, raw: bytes | str, status: int) -> None:
    raw = raw.encode() if isinstance(raw, str) else raw
    sent = with_text(paper, raw)
    answer = client.post(COMMENTS, data=sent, content_type=JSON, headers=paper.bearer)
    assert checked(answer) == status
    assert checked(client.post(PREVIEW, data=sent, content_type=JSON, headers=paper.bearer)) == min(status, 422) - (
        status == 201
    )


FIELDS = (
    ("site",),
    ("page",),
    ("page", "url"),
    ("page", "title"),
    ("page", "author"),
    ("author",),
    ("author", "name"),
    ("author", "email"),
    ("author", "url"),
    ("text",),
    ("parent",),
    ("challenge",),
    ("challenge", "token"),
    ("challenge", "answer"),
    ("challenge", "pow"),
    ("client",),
    ("client", "ip"),
    ("client", "user_agent"),
    ("client", "referrer"),
    ("fax",),
    ("wait",),
)
WRONG: tuple[Any, ...] = ({"a": {}}, [[]], [1], "\0", "a\0b", "\ud800", "x" * 60_000, 10**400, -1e308, False)


@pytest.mark.parametrize("field", FIELDS, ids=".".join)
def test_every_field_bears_every_wrong_value(client: FlaskClient, paper: Owned, field: tuple[str, ...]) -> None:
    for value in WRONG:
        sent = body(paper, challenge={"token": "t", "answer": "1"}, client={"ip": "192.0.2.7"}, wait=0)
        target = sent
        for name in field[:-1]:
            target = target[name]
        target[field[-1]] = value
        data = json.dumps(sent).encode()
        assert checked(client.post(COMMENTS, data=data, content_type=JSON, headers=paper.bearer)) in {202, 403, 422}
        assert checked(client.post(COMMENTS, data=data, content_type=JSON)) in {202, 401, 422}
        assert checked(client.post(PREVIEW, data=data, content_type=JSON)) in {200, 401, 422}


@pytest.mark.parametrize("wait", ["-1", "-0.001", "10.001", "1e9", "1e999", '"abc"', "[]", "null"])
def test_a_wait_that_is_none_is_refused(client: FlaskClient, paper: Owned, wait: str) -> None:
    sent = json.dumps(body(paper, wait="HERE")).replace('"HERE"', wait)
    assert checked(client.post(COMMENTS, data=sent, content_type=JSON, headers=paper.bearer)) == 422


@pytest.mark.parametrize(
    ("limit", "status"),
    [("1", 200), ("200", 200), ("0", 422), ("-1", 422), ("201", 422), ("1000000000", 422), ("9" * 5000, 422)]
    + [(value, 422) for value in ("abc", "", "1.5", "NaN", "1e2", "0x10", "١٢x", "\0")],
)
def test_a_limit_that_is_none_is_refused(client: FlaskClient, paper: Owned, limit: str, status: int) -> None:
    query = {"site": paper.public_key, "page": ARTICLE.url, "limit": limit}
    assert checked(client.get(COMMENTS, query_string=query)) == status


@pytest.mark.parametrize(
    "cursor",
    ["x", "AAAA", "\0", "é", "IDE=", "LTEgYQ==", "MSAA", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5IA==", "=" * 99],
)
def test_a_cursor_that_is_none_is_refused(client: FlaskClient, paper: Owned, cursor: str) -> None:
    query = {"site": paper.public_key, "page": ARTICLE.url, "after": cursor}
    assert checked(client.get(COMMENTS, query_string=query)) == 422
