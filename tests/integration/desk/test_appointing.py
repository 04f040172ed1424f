"""Inviting moderators, changing their roles and removing them: by links that count once, and never the last one."""

from __future__ import annotations

import re

import pytest
from factories import Owned
from fakes import Clock
from flask import Flask
from moderating import Moderating, appointed, seated
from sqlalchemy import select

from moderation.acts import appoint, enter, passwords
from moderation.errors import NotFound
from moderation.toolbox import Toolbox
from moderation.tools.store.people_tables import account, invitation
from moderation.tools.store.tables import audit

NEW = "a password of her own"
EVE = "eve@home.example"
DAY = 24 * 3600


def invited(by: Moderating, email: str = EVE, role: str = "moderator") -> str:
    """The path of the link that an administrator gets."""
    answer = by.send("/desk/people", "/invitations", email=email, role=role)
    assert answer.status_code == 200, answer.text
    link = re.search(r'readonly value="http://localhost:8000([^"]+)"', answer.text)
    assert link is not None
    return link[1]


def seat_of(by: Moderating, email: str) -> str:
    """Where the forms about somebody go."""
    after = by.open("/desk/people").text.split(f"<b>{email}</b>")[1]
    found = re.search(r'action="(/desk/people/\w+)/role"', after)
    assert found is not None
    return found[1]


def act(by: Moderating, path: str, **fields: str) -> int:
    """Send a form of the page of people; the status."""
    return by.client.post(path, data={"csrf": by.fields("/desk/people")["csrf"], **fields}).status_code


def test_a_link_makes_a_moderator_who_is_led_to_a_second_factor(app: Flask, chief: Moderating) -> None:
    link, eve = invited(chief, " Eve@Home.example", "senior"), Moderating(app.test_client(), EVE)
    assert "chief@paper.example invites eve@home.example as senior" in eve.open(link).text
    assert eve.send(link, link, new="short").status_code == 422
    accepted = eve.send(link, link, new=NEW)
    assert (accepted.status_code, accepted.location) == (303, "/desk/security?welcome")
    assert "Set up a second factor now" in eve.open(accepted.location).text
    assert eve.open("/desk/").status_code == 200
    assert eve.open("/desk/people").status_code == 403
    assert Moderating(app.test_client(), EVE).log_in(NEW).status_code == 303


def test_an_invitation_offers_every_role_the_least_first(chief: Moderating) -> None:
    form = chief.open("/desk/people").text.partition('id="invite"')[2]
    assert re.findall(r"<option>(\w+)</option>", form) == ["moderator", "senior", "administrator"]


def test_a_link_counts_once(app: Flask, chief: Moderating) -> None:
    link = invited(chief)
    eve, mallory = Moderating(app.test_client(), EVE), Moderating(app.test_client(), EVE)
    late = mallory.fields(link)
    eve.send(link, link, new=NEW)
    assert mallory.open(link).status_code == 404
    assert mallory.client.post(link, data={**late, "new": "a password of mallory"}).status_code == 404
    assert Moderating(app.test_client(), EVE).log_in("a password of mallory").status_code == 401


def test_a_link_ends_after_seven_days(app: Flask, chief: Moderating, clock: Clock) -> None:
    link, eve = invited(chief), Moderating(app.test_client(), EVE)
    clock.pass_seconds(7 * DAY - 1)
    assert eve.open(link).status_code == 200
    clock.pass_seconds(1)
    assert eve.open(link).status_code == 404


def test_a_link_can_be_withdrawn_and_a_new_one_ends_the_old(app: Flask, chief: Moderating) -> None:
    eve = Moderating(app.test_client(), EVE)
    first = invited(chief)
    second = invited(chief)
    assert (eve.open(first).status_code, eve.open(second).status_code) == (404, 200)
    assert chief.send("/desk/people", "/revoke").status_code == 303
    assert eve.open(second).status_code == 404


def test_a_link_never_sets_the_password_of_somebody_who_has_a_login(
    app: Flask, alice: Moderating, carol: Moderating
) -> None:
    link = invited(carol, alice.email)
    thief = Moderating(app.test_client(), alice.email)
    assert "has a login here already" in thief.open(link).text
    csrf = thief.fields("/desk/login")["csrf"]
    assert thief.client.post(link, data={"csrf": csrf, "new": NEW}).status_code == 409
    assert Moderating(app.test_client(), alice.email).log_in(NEW).status_code == 401
    assert alice.send(link, link).location == "/desk/"
    assert "Carol" in alice.open("/desk/password").text


def test_two_links_make_one_login_even_at_once(app: Flask, chief: Moderating, carol: Moderating) -> None:
    mine, theirs = invited(chief), invited(carol)
    eve, mallory = Moderating(app.test_client(), EVE), Moderating(app.test_client(), EVE)
    form = {**mallory.fields(theirs), "new": "a password of mallory"}  # shown before there is a login
    assert eve.send(mine, mine, new=NEW).status_code == 303
    assert mallory.client.post(theirs, data=form).status_code == 409
    assert mallory.open("/desk/").status_code == 303


def test_whoever_sits_there_already_needs_no_link(
    app: Flask, toolbox: Toolbox, paper: Owned, chief: Moderating
) -> None:
    link = invited(chief, EVE)
    appointed(toolbox, paper, EVE, "moderator")
    eve = Moderating(app.test_client(), EVE)
    eve.log_in()
    assert eve.send(link, link).status_code == 409


def test_the_link_is_not_in_the_database(toolbox: Toolbox, chief: Moderating) -> None:
    secret = invited(chief).rsplit("/", 1)[1]
    with toolbox.store.read() as db:
        assert secret not in str(db.execute(select(invitation)).all())


def test_what_is_no_e_mail_is_not_invited(chief: Moderating) -> None:
    odd = ("", "eve", "eve@", "@home", "a b@home.example", "eve@home.example\n.", "e\u202ee@home", chief.email)
    for email in odd:
        assert act(chief, "/desk/people/invitations", email=email, role="moderator", site=site_of(chief)) == 422, email


def site_of(person: Moderating) -> str:
    """The site in the form."""
    return person.fields("/desk/people", "people/invitations")["site"]


def test_a_role_that_is_none_and_a_site_of_others_are_refused(chief: Moderating, blog: Owned) -> None:
    path, mine = "/desk/people/invitations", site_of(chief)
    assert act(chief, path, email=EVE, role="emperor", site=mine) == 422
    assert act(chief, path, email=EVE, role="moderator", site=blog.id) == 422


def test_a_new_role_is_in_force_at_once(chief: Moderating, alice: Moderating) -> None:
    seat = seat_of(chief, alice.email)
    assert alice.open("/desk/people").status_code == 403
    assert act(chief, f"{seat}/role", role="administrator") == 303
    assert alice.open("/desk/people").status_code == 200
    assert act(chief, f"{seat}/role", role="emperor") == 422


def test_whoever_is_removed_is_out_at_once_and_forgotten(
    toolbox: Toolbox, chief: Moderating, alice: Moderating
) -> None:
    assert act(chief, f"{seat_of(chief, alice.email)}/remove") == 303
    assert alice.open("/desk/").location == "/desk/login?next=%2Fdesk%2F"
    assert alice.log_in().status_code == 401
    with toolbox.store.read() as db:
        assert db.execute(select(account.c.email)).scalars().all() == [chief.email]


def test_whoever_is_removed_from_one_site_keeps_the_other(
    toolbox: Toolbox, blog: Owned, chief: Moderating, alice: Moderating
) -> None:
    appointed(toolbox, blog, alice.email, "moderator")
    act(chief, f"{seat_of(chief, alice.email)}/remove")
    assert alice.open("/desk/").status_code == 303
    assert alice.log_in().status_code == 303
    assert "The Paper" not in alice.open("/desk/password").text


def test_the_last_administrator_stays(
    app: Flask, toolbox: Toolbox, paper: Owned, chief: Moderating, alice: Moderating
) -> None:
    mine = seat_of(chief, chief.email)
    assert act(chief, f"{mine}/remove") == 409
    assert act(chief, f"{mine}/role", role="senior") == 409
    assert appoint.LAST in chief.client.post(f"{mine}/remove", data=chief.fields("/desk/people")).text
    seated(app, toolbox, paper, "second@paper.example", "administrator")
    assert act(chief, f"{mine}/role", role="senior") == 303
    assert chief.open("/desk/people").status_code == 403


def test_the_page_says_who_has_a_second_factor_and_was_here(chief: Moderating, alice: Moderating, clock: Clock) -> None:
    alice.open("/desk/")
    clock.pass_seconds(3600)
    page = chief.open("/desk/people").text
    told = page.split(f"<b>{alice.email}</b>")[1].split("</p>")[0]
    assert "no second factor" in told
    assert "1 h ago" in told


def test_the_operator_helps_whoever_has_lost_everything(app: Flask, toolbox: Toolbox, alice: Moderating) -> None:
    enter.reset(toolbox, alice.email, passwords.hashed(NEW))
    assert alice.open("/desk/").status_code == 303
    assert alice.log_in().status_code == 401
    assert alice.log_in(NEW).status_code == 303
    with pytest.raises(NotFound, match="Nobody moderates here"):
        enter.reset(toolbox, "nobody@home.example", "")


def test_every_act_is_a_row_of_the_audit(app: Flask, toolbox: Toolbox, chief: Moderating) -> None:
    link = invited(chief)
    Moderating(app.test_client(), EVE).send(link, link, new=NEW)
    seat = seat_of(chief, EVE)
    act(chief, f"{seat}/role", role="senior")
    act(chief, f"{seat}/remove")
    invited(chief, "bob@home.example")
    chief.send("/desk/people", "/revoke")
    with toolbox.store.read() as db:
        told = {row.what: (row.who, row.detail) for row in db.execute(select(audit))}
    assert told["invite"] == (chief.email, {"email": "bob@home.example", "role": "moderator"})
    assert told["add-moderator"] == (EVE, {"email": EVE, "role": "moderator"})
    assert told["change-role"] == (chief.email, {"email": EVE, "from": "moderator", "to": "senior"})
    assert told["remove-moderator"] == (chief.email, {"email": EVE})
    assert told["revoke-invitation"] == (chief.email, {"email": "bob@home.example"})


def test_the_password_of_the_first_invitation_holds(app: Flask, chief: Moderating, carol: Moderating) -> None:
    both = invited(chief), invited(carol)
    eve = Moderating(app.test_client(), EVE)
    eve.send(both[0], both[0], new=NEW)
    assert eve.send(both[1], both[1]).location == "/desk/"
    assert "Carol" in eve.open("/desk/password").text
    assert Moderating(app.test_client(), EVE).log_in(NEW).status_code == 303
