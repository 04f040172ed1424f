"""Every route of the desk stands in one table, and the table is what happens."""

from __future__ import annotations

import re

import pytest
from factories import Owned, judged
from flask import Flask
from moderating import PASSWORD, Moderating, appointed, seated

from moderation.acts import appoint
from moderation.doors.desk.permissions import ROUTES, Role, Route
from moderation.toolbox import Toolbox
from moderation.tools.store import logins, moderators, passkeys
from moderation.tools.store.passkeys import Passkey

FILES = "desk.static"
CLOSED = [route for route in ROUTES if route.least > Role.ANYBODY]
CHANGES = [route for route in ROUTES if route.method == "POST" and not route.by_address]
BY_ADDRESS = [route for route in ROUTES if route.by_address]
ABOUT_THINGS = [route for route in CLOSED if "<" in route.path]
ATTACK = "Only an idiot could have written this article."
ERIN = "erin@paper.example"
Things = dict[str, str]


@pytest.fixture
def things(toolbox: Toolbox, paper: Owned) -> Things:
    """What there is at The Paper, by its name in the paths of the table."""
    appointed(toolbox, paper, ERIN, "moderator")
    token = appoint.invite(toolbox, ERIN, paper.id, "eve@home.example", "moderator")
    with toolbox.store.write() as db:
        passkeys.add(db, Passkey("p" * 64, ERIN, "Phone", "AAAA", "AAAA", 0, 0, 0))
        seat = moderators.seats(db, ERIN)[0]
    return {
        "comment_id": judged(toolbox, paper, ATTACK).id,
        "site_id": paper.id,
        "number": "1",
        "seat_id": seat.id,
        "invitation_id": logins.key_of(token),
        "passkey_id": "p" * 64,
        "token": token,
    }


def named(route: Route) -> str:
    """A name for the test's output."""
    return f"{route.method} {route.path}"


def path_of(route: Route, things: Things) -> str:
    """The address of a route about these things."""
    return "/desk" + re.sub(r"<(\w+)>", lambda found: things[found[1]], route.path)


def call(person: Moderating, route: Route, things: Things, **fields: str) -> int:
    """Ask for a route, as a form of this person's own browser would; the status."""
    path = path_of(route, things)
    if route.method == "GET":
        return person.open(path).status_code
    own = person.fields("/desk/login" if person.open("/desk/").status_code != 200 else "/desk/password")
    return person.client.post(path, data={"csrf": own["csrf"], **fields}).status_code


def test_every_route_has_an_entry(app: Flask) -> None:
    served = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desk.") and rule.endpoint != FILES
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == {(f"desk.{route.name}", route.method) for route in ROUTES}


def test_a_stranger_is_sent_to_the_login(app: Flask, things: Things) -> None:
    stranger = Moderating(app.test_client(), "")
    assert {named(route): call(stranger, route, things) for route in CLOSED} == {named(route): 303 for route in CLOSED}


@pytest.mark.parametrize("role", [role for role in Role if role > Role.ANYBODY], ids=lambda role: role.name.lower())
def test_a_role_opens_what_the_table_says(
    app: Flask, toolbox: Toolbox, paper: Owned, things: Things, role: Role
) -> None:
    refused = set()
    for number, route in enumerate(CLOSED):  # each by somebody new, for some of them end the session
        person = seated(app, toolbox, paper, f"{number}@paper.example", role.name.lower())
        if call(person, route, things) == 403:
            refused.add(named(route))
    assert refused == {named(route) for route in CLOSED if role < route.least}


def test_another_sites_administrator_finds_nothing(carol: Moderating, things: Things) -> None:
    fields = {"action": "approve", "status": "held", "last": "", "role": "senior", "password": PASSWORD}
    found = {named(route): call(carol, route, things, **fields) for route in ABOUT_THINGS}
    assert found == {named(route): 404 for route in ABOUT_THINGS}


def test_a_form_without_its_token_is_refused(alice: Moderating, things: Things) -> None:
    for route in CHANGES:
        for csrf in ("", "0" * 32, "é"):
            sent = {"csrf": csrf, "action": "approve", "new": PASSWORD}
            assert alice.client.post(path_of(route, things), data=sent).status_code == 403, named(route)


@pytest.mark.parametrize("route", BY_ADDRESS, ids=named)
def test_an_address_that_is_no_secret_of_ours_opens_nothing(alice: Moderating, route: Route) -> None:
    for secret in ("forged", "W10.x", "%00"):
        path = "/desk" + route.path.replace("<token>", secret)
        assert alice.client.post(path, data={"csrf": alice.fields("/desk/password")["csrf"]}).status_code == 404


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_form_of_another_website_is_refused(alice: Moderating, things: Things, headers: dict[str, str]) -> None:
    sent = {"csrf": alice.fields("/desk/password")["csrf"], "action": "approve", "new": PASSWORD}
    for route in CHANGES:
        answer = alice.client.post(path_of(route, things), data=sent, headers=headers)
        assert answer.status_code == 403, named(route)


def test_a_method_that_no_page_takes_is_refused_by_a_page(alice: Moderating, things: Things) -> None:
    for route in ROUTES:
        answer = alice.client.put(path_of(route, things))
        assert (answer.status_code, answer.mimetype) == (405, "text/html"), named(route)
        assert "Nothing can be sent to this address." in answer.text
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "PUT" not in answer.headers["Allow"]
