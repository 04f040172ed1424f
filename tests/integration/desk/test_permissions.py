"""Every route of the desk stands in one table, and the table is what happens."""

from __future__ import annotations

import pytest
from factories import Owned, judged
from flask import Flask
from moderating import Moderating, seated

from moderation.doors.desk.permissions import ROUTES, Role, Route
from moderation.toolbox import Toolbox

FILES = "desk.static"
CLOSED = [route for route in ROUTES if route.least > Role.ANYBODY]
CHANGES = [route for route in ROUTES if route.method == "POST"]
ABOUT_COMMENTS = [route for route in ROUTES if "comment_id" in route.path]
ATTACK = "Only an idiot could have written this article."


def named(route: Route) -> str:
    """A name for the test's output."""
    return f"{route.method} {route.path}"


def call(person: Moderating, route: Route, comment_id: str, **fields: str) -> int:
    """Ask for a route, as a form of this person's own browser would; the status."""
    path = "/desk" + route.path.replace("<comment_id>", comment_id)
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


@pytest.mark.parametrize("route", CLOSED, ids=named)
def test_a_stranger_is_sent_to_the_login(app: Flask, toolbox: Toolbox, paper: Owned, route: Route) -> None:
    comment_id = judged(toolbox, paper, ATTACK).id
    assert call(Moderating(app.test_client(), ""), route, comment_id) == 303


@pytest.mark.parametrize("role", [role for role in Role if role > Role.ANYBODY], ids=lambda role: role.name.lower())
@pytest.mark.parametrize("route", CLOSED, ids=named)
def test_a_role_opens_what_the_table_says(app: Flask, toolbox: Toolbox, paper: Owned, route: Route, role: Role) -> None:
    comment_id = judged(toolbox, paper, ATTACK).id
    person = seated(app, toolbox, paper, "alice@paper.example", role.name.lower())
    assert (call(person, route, comment_id) == 403) is (role < route.least)


@pytest.mark.parametrize("route", ABOUT_COMMENTS, ids=named)
def test_another_sites_administrator_finds_nothing(
    toolbox: Toolbox, paper: Owned, carol: Moderating, route: Route
) -> None:
    comment_id = judged(toolbox, paper, ATTACK).id
    assert call(carol, route, comment_id, action="approve", status="held", last="") == 404


@pytest.mark.parametrize("route", CHANGES, ids=named)
def test_a_form_without_its_token_is_refused(toolbox: Toolbox, paper: Owned, alice: Moderating, route: Route) -> None:
    path = "/desk" + route.path.replace("<comment_id>", judged(toolbox, paper, ATTACK).id)
    for csrf in ("", "0" * 32, "é"):
        assert alice.client.post(path, data={"csrf": csrf, "action": "approve"}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
@pytest.mark.parametrize("route", CHANGES, ids=named)
def test_a_form_of_another_website_is_refused(
    toolbox: Toolbox, paper: Owned, alice: Moderating, route: Route, headers: dict[str, str]
) -> None:
    path = "/desk" + route.path.replace("<comment_id>", judged(toolbox, paper, ATTACK).id)
    csrf = alice.fields("/desk/password")["csrf"]
    assert alice.client.post(path, data={"csrf": csrf, "action": "approve"}, headers=headers).status_code == 403
