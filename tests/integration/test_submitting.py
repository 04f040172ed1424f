"""Submitting: what the form and a site's server send, and what they get back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from factories import ARTICLE, BOB, CIVIL, PAPER, Owned, body, change_policy, pending, written
from fakes import Clock
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from moderation.acts.submit import Page
from moderation.toolbox import Toolbox
from moderation.tools.store.tables import comment

URL = "/api/v1/comments"


def send(browser: FlaskClient, paper: Owned, **fields: Any) -> TestResponse:
    """A comment that the site's own server sends."""
    return browser.post(URL, json=body(paper, **fields), headers=paper.bearer)


def keyed(client: FlaskClient, paper: Owned, key: str, **fields: Any) -> TestResponse:
    """The same with an Idempotency-Key."""
    return client.post(URL, json=body(paper, **fields), headers={**paper.bearer, "Idempotency-Key": key})


def stored(toolbox: Toolbox) -> int:
    """How many comments there are."""
    with toolbox.store.read() as db:
        return db.execute(select(func.count()).select_from(comment)).scalar_one()


def columns(toolbox: Toolbox, *names: str) -> tuple[Any, ...]:
    """Columns of the only comment."""
    with toolbox.store.read() as db:
        return tuple(db.execute(select(*(comment.c[name] for name in names))).one())


def test_a_verdict_in_time_answers_201(client: FlaskClient, paper: Owned) -> None:
    answer = send(client, paper)
    assert answer.status_code == 201
    assert answer.json["status"] == "published"
    assert answer.json["verdict"]["action"] == "approve"
    assert answer.json["created_at"] == "2026-01-01T12:00:00.000Z"
    assert answer.headers["Location"] == f"{URL}/{answer.json['id']}"
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_verdict_in_time_answers_202(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    toolbox.queue.prompt = False
    answer = send(client, paper)
    assert (answer.status_code, answer.json["status"], answer.json["verdict"]) == (202, "pending", None)
    assert answer.headers["Location"] == f"{URL}/{answer.json['id']}"
    assert answer.headers["Retry-After"] == "2"


def test_who_does_not_wait_gets_202(client: FlaskClient, paper: Owned) -> None:
    assert send(client, paper, wait=0).status_code == 202


def test_a_form_is_taken_as_json_is(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, captcha="off")
    fields = {
        "site": paper.public_key,
        "page_url": ARTICLE.url,
        "page_title": ARTICLE.title,
        "page_author": ARTICLE.author,
        "author_name": BOB.name,
        "author_email": BOB.email,
        "author_url": "https://bob.example/",
        "text": CIVIL,
        "parent": "",
        "challenge_token": "",
        "challenge_answer": "",
        "fax": "",
    }
    answer = client.post(URL, data=fields)
    assert answer.status_code == 201
    assert columns(toolbox, "text", "author_name", "author_email", "author_url", "honeypot") == (
        CIVIL,
        "Bob",
        "bob@home.example",
        "https://bob.example/",
        False,
    )


def test_a_browser_without_javascript_is_sent_to_the_result(
    client: FlaskClient, toolbox: Toolbox, paper: Owned
) -> None:
    change_policy(toolbox, paper, captcha="off")
    fields = {"site": paper.public_key, "page_url": ARTICLE.url, "text": CIVIL}
    answer = client.post(URL, data=fields, headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 303
    result = client.get(answer.headers["Location"], headers={"Accept": "text/html"})
    assert (result.status_code, result.mimetype) == (200, "text/html")
    assert CIVIL in result.text


def test_a_comment_stands_exactly_as_it_was_sent(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    text = "  Zwei Räume,\r\n\ttab, 🕊️ e\u0301, \u202eright to left\u202c, <b>bold</b> & 'quotes' \u0000"[:-1]
    send(client, paper, text=text)
    assert columns(toolbox, "text") == (text,)


def test_a_server_speaks_for_its_visitor(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    visitor = {"ip": "203.0.113.5", "user_agent": "Lynx", "referrer": "https://paper.example/"}
    send(client, paper, client=visitor)
    found = columns(toolbox, "address", "user_agent", "referrer")
    assert found == ("203.0.113.5", "Lynx", "https://paper.example/")


def test_a_browser_speaks_for_itself_only(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, captcha="off")
    sent = body(paper, client={"ip": "203.0.113.5", "user_agent": "x", "referrer": ""})
    client.post(URL, json=sent, headers={"User-Agent": "Firefox"})
    assert columns(toolbox, "address", "user_agent") == ("127.0.0.1", "Firefox")


def test_a_secret_key_needs_no_challenge_and_no_site(client: FlaskClient, paper: Owned) -> None:
    sent = body(paper)
    del sent["site"]
    assert client.post(URL, json=sent, headers=paper.bearer).status_code == 201


@pytest.mark.parametrize("header", ["Bearer sk_unknown", "bearer x", "Bearer é"])
def test_an_unknown_secret_key_is_refused(client: FlaskClient, paper: Owned, header: str) -> None:
    answer = client.post(URL, json=body(paper), headers={"Authorization": header.encode().decode("latin-1")})
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")


@pytest.mark.parametrize("key", ["", "pk_unknown"])
def test_an_unknown_public_key_is_refused(client: FlaskClient, paper: Owned, key: str) -> None:
    assert client.post(URL, json={**body(paper), "site": key}).status_code == 401


def test_a_public_key_is_no_secret_key(client: FlaskClient, paper: Owned) -> None:
    headers = {"Authorization": f"Bearer {paper.public_key}"}
    assert client.post(URL, json=body(paper), headers=headers).status_code == 401


def test_the_keys_of_two_sites_do_not_mix(client: FlaskClient, paper: Owned, blog: Owned) -> None:
    assert client.post(URL, json=body(paper), headers=blog.bearer).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://paper.example.evil.example", "x"])
def test_a_page_of_another_origin_is_refused(client: FlaskClient, paper: Owned, origin: str) -> None:
    answer = client.post(URL, json=body(paper), headers={"Origin": origin})
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_of_the_site_may_read_the_answer(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, captcha="off")
    answer = client.post(URL, json=body(paper), headers={"Origin": PAPER})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (201, PAPER)


def test_a_browser_may_ask_before_it_sends(client: FlaskClient, paper: Owned) -> None:
    asked = {"Origin": PAPER, "Access-Control-Request-Method": "POST"}
    answer = client.options(URL, headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == PAPER
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Idempotency-Key" in answer.headers["Access-Control-Allow-Headers"]
    stranger = client.options(URL, headers={**asked, "Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in stranger.headers


def test_the_same_key_finds_the_same_comment(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    first, second = keyed(client, paper, "a-key"), keyed(client, paper, "a-key")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json["id"] == second.json["id"]
    assert second.json["verdict"]["action"] == "approve"
    assert stored(toolbox) == 1


def test_the_same_key_with_another_text_is_a_conflict(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    keyed(client, paper, "a-key")
    answer = keyed(client, paper, "a-key", text="Another text.")
    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
    assert stored(toolbox) == 1


def test_a_key_of_one_site_is_none_of_another(client: FlaskClient, paper: Owned, blog: Owned) -> None:
    first, second = keyed(client, paper, "a-key"), keyed(client, blog, "a-key")
    assert first.json["id"] != second.json["id"]


def test_a_key_is_forgotten_after_a_day(client: FlaskClient, toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    first = keyed(client, paper, "a-key")
    clock.pass_seconds(86_399)
    assert keyed(client, paper, "a-key").json["id"] == first.json["id"]
    clock.pass_seconds(1)
    again = keyed(client, paper, "a-key", text="Another day, and another text.")
    assert again.status_code == 201
    assert again.json["id"] != first.json["id"]


def test_the_same_key_from_two_at_once_stores_one_comment(app: Flask, toolbox: Toolbox, paper: Owned) -> None:
    for number in range(5):
        together = Barrier(2)

        def post(_: int, key: str = f"key-{number}", start: Barrier = together) -> TestResponse:
            start.wait(10)
            return keyed(app.test_client(), paper, key, wait=0)

        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(post, range(2))
        assert {first.status_code, second.status_code} <= {201, 202}
        assert first.json["id"] == second.json["id"]
    assert stored(toolbox) == 5


def test_an_answer_names_a_comment_of_the_same_page(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    first = send(client, paper).json["id"]
    assert send(client, paper, text="I answer to that.", parent=first).status_code == 201
    elsewhere = pending(toolbox, paper, written("Said elsewhere.", page=Page("https://paper.example/other")))
    for parent in (elsewhere, "nobody", "' OR 1=1 --"):
        answer = send(client, paper, text="I answer to that, too.", parent=parent)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "parent")
    assert stored(toolbox) == 3


def test_what_is_wrong_is_said_field_by_field(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    sent = {"page": {"url": "mailto:x"}, "author": {"email": "nobody"}, "text": " ", "wait": 11}
    answer = client.post(URL, json=sent, headers=paper.bearer)
    assert answer.status_code == 422
    named = {problem["field"]: problem["detail"] for problem in answer.json["errors"]}
    assert named == {
        "page.url": "Must be a web address that begins with http:// or https://.",
        "author.email": "Must be an e-mail address such as name@example.org, or empty.",
        "text": "Must not be empty: write your comment.",
        "wait": "Input should be less than or equal to 10.",
    }
    assert stored(toolbox) == 0
