"""Passkeys: made, used after the password or instead of it, and refused when anything about them is wrong."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from authenticator import PRESENT, Authenticator
from factories import Owned
from fakes import Clock
from flask import Flask
from moderating import PASSWORD, Moderating, seated
from werkzeug.test import TestResponse

from moderation.acts import passkeys
from moderation.config import Config
from moderation.toolbox import Toolbox

SECURITY = "/desk/security"


def make(person: Moderating, device: Authenticator, name: str = "Phone") -> TestResponse:
    """Make a passkey on this device."""
    return person.send(SECURITY, "/passkeys", name=name, credential=device.make(person.options(SECURITY)))


def stranger(app: Flask, person: Moderating) -> Moderating:
    """The same person in a browser that nobody knows."""
    return Moderating(app.test_client(), person.email)


def enter(person: Moderating, device: Authenticator) -> TestResponse:
    """Log in by the passkey alone."""
    return person.send("/desk/login", "/login/passkey", credential=device.use(person.options("/desk/login")))


def test_a_passkey_is_asked_after_the_password(app: Flask, alice: Moderating) -> None:
    device = Authenticator()
    made = make(alice, device)
    assert (made.status_code, made.text.count("<code>")) == (200, 10)
    other = stranger(app, alice)
    other.log_in()
    assert other.open("/desk/").location == "/desk/proof?next=%2Fdesk%2F"
    options = other.options("/desk/proof")
    assert [each["id"] for each in options["allowCredentials"]] == [device.id]
    assert options["userVerification"] == "required"
    assert other.send("/desk/proof", "/proof", credential=device.use(options)).status_code == 303
    assert other.open("/desk/").status_code == 200


def test_a_passkey_alone_logs_in(app: Flask, alice: Moderating) -> None:
    device = Authenticator()
    make(alice, device)
    other = stranger(app, alice)
    entered = enter(other, device)
    assert (entered.status_code, entered.location) == (303, "/desk/")
    assert alice.email in other.open("/desk/").text


def test_an_answer_counts_once(app: Flask, alice: Moderating) -> None:
    device = Authenticator(counts=False)
    make(alice, device)
    other = stranger(app, alice)
    form = {**other.fields("/desk/login", "login/passkey"), "credential": device.use(other.options("/desk/login"))}
    cookie = other.client.get_cookie("adrem_desk", path="/desk")
    assert other.client.post("/desk/login/passkey", data=form).status_code == 303
    replayed = stranger(app, alice)
    assert cookie is not None
    replayed.client.set_cookie("adrem_desk", cookie.value, path="/desk")
    assert replayed.client.post("/desk/login/passkey", data=form).status_code == 401


def test_a_copy_that_has_signed_less_often_is_refused(app: Flask, alice: Moderating) -> None:
    device = Authenticator()
    make(alice, device)
    copy = replace(device)
    assert enter(stranger(app, alice), device).status_code == 303
    assert enter(stranger(app, alice), copy).status_code == 401
    assert enter(stranger(app, alice), device).status_code == 303


def test_an_answer_to_another_browsers_challenge_is_refused(app: Flask, alice: Moderating) -> None:
    device = Authenticator()
    make(alice, device)
    answer = device.use(stranger(app, alice).options("/desk/login"))
    other = stranger(app, alice)
    assert other.send("/desk/login", "/login/passkey", credential=answer).status_code == 401


def test_a_challenge_ends_after_ten_minutes(app: Flask, alice: Moderating, clock: Clock) -> None:
    device = Authenticator()
    make(alice, device)
    other = stranger(app, alice)
    answer = device.use(other.options("/desk/login"))
    clock.pass_seconds(600)
    assert other.send("/desk/login", "/login/passkey", credential=answer).status_code == 401


@pytest.mark.parametrize(
    "broken",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"flags": PRESENT},
        {"signed": 0},
        {"id": "AAAA"},
        {"user": "someone"},
    ],
    ids=str,
)
def test_a_passkey_that_is_not_right_opens_nothing(app: Flask, alice: Moderating, broken: dict[str, object]) -> None:
    device = Authenticator(signed=5)
    make(alice, device)
    other = stranger(app, alice)
    assert enter(other, replace(device, **broken)).status_code == 401
    assert other.open("/desk/").status_code == 303
    assert enter(other, device).status_code == 303


def test_somebody_elses_passkey_is_no_second_factor(app: Flask, alice: Moderating, dora: Moderating) -> None:
    hers, his = Authenticator(), Authenticator()
    make(alice, hers)
    make(dora, his)
    other = stranger(app, alice)
    other.log_in()
    answer = his.use(other.options("/desk/proof"))
    assert other.send("/desk/proof", "/proof", credential=answer).status_code == 401


def test_nonsense_is_refused(alice: Moderating) -> None:
    nested = json.dumps({"id": "x", "rawId": "x", "response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiAiYWJjIn0"}})
    odd = (
        "",
        "{",
        "[]",
        "null",
        '{"id": "x"}',
        '{"response": {"clientDataJSON": "é"}}',
        "[" * 5000,
        '"\\ud800"',
        nested,
    )
    for answer in odd:
        assert alice.send("/desk/security", "/passkeys", credential=answer).status_code == 401, answer[:40]


def test_there_may_be_several_each_with_a_name(app: Flask, alice: Moderating, clock: Clock) -> None:
    phone, key = Authenticator(), Authenticator()
    make(alice, phone, "Phone <b>")
    clock.pass_seconds(1)
    assert make(alice, key, "Key in the drawer").status_code == 303
    assert make(alice, key, "Twice").status_code == 409
    page = alice.open(SECURITY).text
    assert "Phone &lt;b&gt;" in page
    assert "Key in the drawer" in page
    assert alice.send(SECURITY, "/remove", password="wrong").status_code == 422
    assert alice.send(SECURITY, "/remove", password=PASSWORD).status_code == 303
    assert "Phone" not in alice.open(SECURITY).text
    assert enter(stranger(app, alice), phone).status_code == 401
    assert enter(stranger(app, alice), key).status_code == 303


def test_nobody_removes_the_passkey_of_another(app: Flask, alice: Moderating, dora: Moderating) -> None:
    make(alice, Authenticator())
    path = alice.form(SECURITY, "/remove")
    fields = {"csrf": dora.fields(SECURITY)["csrf"], "password": PASSWORD}
    assert dora.client.post(path, data=fields).status_code == 404


@pytest.mark.parametrize(
    ("public_url", "home"),
    [
        ("", ("localhost", "http://localhost:8000")),
        ("https://talk.example.org/", ("talk.example.org", "https://talk.example.org")),
        ("http://[::1]:9000", ("localhost", "http://localhost:9000")),
        ("http://192.0.2.7:9000", ("192.0.2.7", "http://192.0.2.7:9000")),
    ],
)
def test_passkeys_belong_to_the_host_that_visitors_see(public_url: str, home: tuple[str, str]) -> None:
    config = Config(public_url=public_url)
    assert (passkeys.host(config), config.origin) == home


def test_a_removed_moderator_takes_the_passkey_along(
    app: Flask, toolbox: Toolbox, paper: Owned, chief: Moderating
) -> None:
    bob, device = seated(app, toolbox, paper, "bob@paper.example", "moderator"), Authenticator()
    make(bob, device)
    listed = chief.open("/desk/people").text
    seat = listed[listed.index("bob@paper.example") :].split('action="/desk/people/')[1].split("/")[0]
    csrf = chief.fields("/desk/people")["csrf"]
    assert chief.client.post(f"/desk/people/{seat}/remove", data={"csrf": csrf}).status_code == 303
    assert bob.open("/desk/").location == "/desk/login?next=%2Fdesk%2F"
    assert enter(stranger(app, bob), device).status_code == 401
