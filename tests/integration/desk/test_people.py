"""Who gets in, who does not, and when everybody is out again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from factories import Owned
from fakes import Clock
from flask import Flask
from moderating import PASSWORD, Moderating, appointed

from moderation.acts import enter, passwords
from moderation.app import create_app
from moderation.config import Config
from moderation.doors.desk.moments import ago
from moderation.doors.desk.visit import SESSION
from moderation.toolbox import Toolbox
from moderation.tools.store.connection import Store

NEW = "a much better password"


def cookie(person: Moderating) -> str:
    """The session cookie of a browser."""
    found = person.client.get_cookie(SESSION, path="/desk")
    assert found is not None
    return found.value


def is_in(person: Moderating) -> bool:
    """Whether the desk opens."""
    return person.open("/desk/").status_code == 200


def test_the_desk_is_closed_to_strangers(app: Flask) -> None:
    stranger = Moderating(app.test_client(), "nobody@home.example")
    answer = stranger.open("/desk/?status=rejected")
    assert (answer.status_code, answer.location) == (303, "/desk/login?next=%2Fdesk%2F%3Fstatus%3Drejected")
    assert stranger.log_in().status_code == 401
    assert not is_in(stranger)


def test_a_wrong_password_and_an_unknown_name_look_the_same(app: Flask, toolbox: Toolbox, paper: Owned) -> None:
    appointed(toolbox, paper, "alice@paper.example", "moderator")
    known = Moderating(app.test_client(), "alice@paper.example").log_in("wrong")
    unknown = Moderating(app.test_client(), "nobody@paper.example").log_in("wrong")
    assert known.status_code == unknown.status_code == 401
    assert enter.WRONG in known.text
    assert enter.WRONG in unknown.text


def test_the_session_changes_at_login(app: Flask, toolbox: Toolbox, paper: Owned) -> None:
    appointed(toolbox, paper, "Alice@paper.example", "moderator")
    alice = Moderating(app.test_client(), "Alice@Paper.Example ")
    alice.open("/desk/login")
    before = cookie(alice)
    assert alice.log_in().location == "/desk/"
    assert cookie(alice) != before
    assert is_in(alice)


def test_the_cookie_is_out_of_reach(app: Flask, toolbox: Toolbox, paper: Owned) -> None:
    appointed(toolbox, paper, "alice@paper.example", "moderator")
    app.config["PREFERRED_URL_SCHEME"] = "https"
    answer = Moderating(app.test_client(), "alice@paper.example").log_in()
    kept = answer.headers.getlist("Set-Cookie")
    assert len(kept) == 2
    assert all("HttpOnly" in each and "Secure" in each and "SameSite=Lax" in each for each in kept)


def test_logging_out_ends_the_session_for_good(alice: Moderating) -> None:
    stolen, csrf = cookie(alice), alice.fields("/desk/")
    assert alice.client.post("/desk/logout", data=csrf).location == "/desk/login"
    alice.client.set_cookie(SESSION, stolen, path="/desk")
    assert not is_in(alice)


def test_passwords_are_kept_as_argon2id_and_older_hashes_still_serve() -> None:
    kept = passwords.hashed(NEW)
    assert kept.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    older = PasswordHasher(time_cost=3, memory_cost=64, parallelism=4).hash(NEW)
    assert [passwords.matches(each, NEW) for each in (kept, older)] == [True, True]
    assert not passwords.matches(kept, NEW + "!")


def test_a_new_password_ends_every_other_session(app: Flask, alice: Moderating) -> None:
    elsewhere = Moderating(app.test_client(), alice.email)
    elsewhere.log_in()
    fields = {**alice.fields("/desk/password", "password"), "old": PASSWORD, "new": NEW}
    assert alice.client.post("/desk/password", data={**fields, "old": "wrong"}).status_code == 422
    assert alice.client.post("/desk/password", data={**fields, "new": "short"}).status_code == 422
    assert alice.client.post("/desk/password", data=fields).status_code == 303
    assert (is_in(alice), is_in(elsewhere)) == (True, False)
    assert elsewhere.log_in().status_code == 401
    assert elsewhere.log_in(NEW).status_code == 303


def test_a_session_ends_after_a_long_day(alice: Moderating, clock: Clock) -> None:
    clock.pass_seconds(12 * 3600 - 1)
    assert is_in(alice)
    clock.pass_seconds(1)
    assert not is_in(alice)


def test_a_forged_cookie_opens_nothing(alice: Moderating) -> None:
    for forged in (cookie(alice)[:-2] + "xx", cookie(alice).split(".")[0], "", "é"):
        alice.client.set_cookie(SESSION, forged, path="/desk")
        assert not is_in(alice)


def test_guessing_slows_strangers_down_but_not_the_real_person(app: Flask, alice: Moderating, clock: Clock) -> None:
    guesser = Moderating(app.test_client(), alice.email)
    assert [guesser.log_in("wrong").status_code for _ in range(11)] == [401] * 10 + [429]
    refused = guesser.log_in()
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    alice.client.delete_cookie(SESSION, path="/desk")
    assert alice.log_in().status_code == 303  # her browser is known
    clock.pass_seconds(601)
    assert guesser.log_in().status_code == 303


def test_one_network_cannot_try_many_accounts(app: Flask, alice: Moderating) -> None:
    for number in range(20):
        Moderating(app.test_client(), f"{number}@paper.example").log_in("wrong")
    assert Moderating(app.test_client(), alice.email).log_in().status_code == 429


def test_one_login_serves_every_site_in_its_own_role(
    app: Flask, toolbox: Toolbox, paper: Owned, blog: Owned, alice: Moderating
) -> None:
    appointed(toolbox, blog, alice.email, "administrator")
    audit = alice.open("/desk/audit").text
    assert "Carol" in audit
    assert "The Paper" not in audit


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("/desk/comments/1?did=2", "/desk/comments/1?did=2"),
        ("//evil.example", "/desk/"),
        ("https://evil.example/desk/", "/desk/"),
        ("/desk//evil.example", "/desk/"),
        ("/desk/\\evil.example", "/desk/"),
        ("/desk/\r\nX: y", "/desk/"),
    ],
)
def test_the_login_leads_nowhere_else(app: Flask, alice: Moderating, wanted: str, there: str) -> None:
    assert Moderating(app.test_client(), alice.email).log_in(next=wanted).location == there


def test_a_defect_is_told_on_a_page(toolbox: Toolbox, alice: Moderating, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(toolbox.store), "read", lambda *_: 1 // 0)
    answer = alice.open("/desk/login")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "Something broke" in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_whoever_is_in_needs_no_form(alice: Moderating) -> None:
    answer = alice.open("/desk/login?next=/desk/audit")
    assert (answer.status_code, answer.location) == (303, "/desk/audit")


def test_a_database_that_is_away_is_said_on_a_page(config: Config, toolbox: Toolbox, alice: Moderating) -> None:
    away = replace(toolbox, store=Store("postgresql://nobody@127.0.0.1:1/nothing"))
    visitor = create_app(config, away).test_client()
    visitor.set_cookie(SESSION, cookie(alice), path="/desk")
    answer = visitor.get("/desk/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "<h1>Not available right now</h1>" in answer.text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3600, "1 h"),
        (86_400, "1 day"),
        (172_800, "2 days"),
        (10**8, "3 years"),
    ],
)
def test_a_time_ago_is_said_in_its_largest_unit(seconds: int, words: str) -> None:
    assert ago(0, seconds * 1000) == words
