"""The second factor by codes: an app, recovery codes, and what a session may do that still lacks one."""

from __future__ import annotations

import re
from dataclasses import replace

import pyotp
import pytest
from factories import Owned
from fakes import Clock
from flask import Flask
from moderating import PASSWORD, Moderating, seated
from sqlalchemy import select

from moderation.acts import codes, prove
from moderation.acts.sessions import Stage
from moderation.app import create_app
from moderation.config import Config
from moderation.doors.desk.permissions import ROUTES, Role, Route
from moderation.toolbox import Toolbox
from moderation.tools.store.people_tables import account, recovery_code
from moderation.tools.store.tables import audit

SECURITY = "/desk/security"


def set_up(person: Moderating, clock: Clock) -> tuple[pyotp.TOTP, list[str]]:
    """An app on this person's phone, and the recovery codes that came with it."""
    shown = re.search(r'class="address">([A-Z2-7 ]+)<', person.open(SECURITY).text)
    assert shown is not None
    app = pyotp.TOTP(shown[1].replace(" ", ""))
    answer = person.send(SECURITY, "/app", code=code(app, clock))
    assert answer.status_code == 200
    return app, re.findall(r"<code>([^<]+)</code>", answer.text)


def code(app: pyotp.TOTP, clock: Clock) -> str:
    """What the app shows now."""
    return app.at(clock.now // 1000)


def elsewhere(app: Flask, person: Moderating) -> Moderating:
    """The same person, with the password, in a browser that nobody knows."""
    other = Moderating(app.test_client(), person.email)
    assert other.log_in().status_code == 303
    return other


def test_the_app_is_asked_after_the_password(app: Flask, alice: Moderating, clock: Clock) -> None:
    phone, _ = set_up(alice, clock)
    assert alice.open("/desk/").status_code == 200
    clock.pass_seconds(60)
    other = elsewhere(app, alice)
    asked = other.open("/desk/?status=rejected")
    assert (asked.status_code, asked.location) == (303, "/desk/proof?next=%2Fdesk%2F%3Fstatus%3Drejected")
    assert other.send("/desk/proof", "/proof", code="000000").status_code == 401
    typed = code(phone, clock)
    gone_in = other.send(asked.location, "/proof", code=f"{typed[:3]} {typed[3:]}")
    assert (gone_in.status_code, gone_in.location) == (303, "/desk/?status=rejected")
    assert other.open("/desk/").status_code == 200


def test_a_code_counts_once(app: Flask, alice: Moderating, clock: Clock) -> None:
    phone, _ = set_up(alice, clock)
    used_at_set_up = code(phone, clock)
    assert elsewhere(app, alice).send("/desk/proof", "/proof", code=used_at_set_up).status_code == 401
    clock.pass_seconds(60)
    assert elsewhere(app, alice).send("/desk/proof", "/proof", code=code(phone, clock)).status_code == 303
    assert elsewhere(app, alice).send("/desk/proof", "/proof", code=code(phone, clock)).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(-60, 401), (-30, 303), (30, 303), (60, 401)])
def test_the_clock_of_the_phone_may_be_half_a_minute_off(
    app: Flask, alice: Moderating, clock: Clock, seconds: int, status: int
) -> None:
    phone, _ = set_up(alice, clock)
    clock.pass_seconds(300)
    shown = phone.at(clock.now // 1000 + seconds)
    assert elsewhere(app, alice).send("/desk/proof", "/proof", code=shown).status_code == status


def test_the_session_changes_when_the_second_factor_is_shown(app: Flask, alice: Moderating, clock: Clock) -> None:
    phone, _ = set_up(alice, clock)
    clock.pass_seconds(60)
    other = elsewhere(app, alice)
    half = other.client.get_cookie("adrem_desk", path="/desk")
    other.send("/desk/proof", "/proof", code=code(phone, clock))
    thief = Moderating(app.test_client(), alice.email)
    assert half is not None
    thief.client.set_cookie("adrem_desk", half.value, path="/desk")
    assert thief.open("/desk/").location == "/desk/login?next=%2Fdesk%2F"


def test_other_sessions_have_to_show_it_too_from_then_on(app: Flask, alice: Moderating, clock: Clock) -> None:
    before = elsewhere(app, alice)
    assert before.open("/desk/").status_code == 200
    set_up(alice, clock)
    assert before.open("/desk/").location == "/desk/proof?next=%2Fdesk%2F"


def named(route: Route) -> str:
    """A name for the test's output."""
    return f"{route.method} {route.path}"


def test_a_session_without_it_can_do_nothing_else(app: Flask, chief: Moderating, clock: Clock) -> None:
    set_up(chief, clock)
    half = elsewhere(app, chief)
    csrf = half.fields("/desk/proof")["csrf"]
    for route in ROUTES:
        if route.least == Role.ANYBODY or route.stage == Stage.PROVING:
            continue
        path = "/desk" + re.sub(r"<\w+>", "0" * 32, route.path)
        answer = half.client.open(path, method=route.method, data={"csrf": csrf} if route.method == "POST" else None)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/desk/proof"), named(route)
    assert half.open("/desk/login").location == "/desk/"
    assert half.send("/desk/proof", "/logout").location == "/desk/login"


def test_guessing_codes_slows_down_but_not_for_the_real_person(app: Flask, alice: Moderating, clock: Clock) -> None:
    phone, _ = set_up(alice, clock)
    thief = elsewhere(app, alice)
    clock.pass_seconds(60)
    tried = [thief.send("/desk/proof", "/proof", code="123456").status_code for _ in range(11)]
    assert tried == [401] * 10 + [429]
    assert thief.send("/desk/proof", "/proof", code=code(phone, clock)).status_code == 429
    alice.send("/desk/", "/logout")
    assert alice.log_in().status_code == 303  # her browser is known
    assert alice.send("/desk/proof", "/proof", code=code(phone, clock)).status_code == 303


def test_a_half_login_does_not_make_a_browser_known(app: Flask, alice: Moderating, clock: Clock) -> None:
    set_up(alice, clock)
    assert elsewhere(app, alice).client.get_cookie("adrem_known", path="/desk") is None


def test_a_recovery_code_counts_once_and_leaves_a_trace(
    app: Flask, toolbox: Toolbox, alice: Moderating, clock: Clock
) -> None:
    _, spares = set_up(alice, clock)
    assert len(set(spares)) == 10
    typed = spares[3].upper().replace("-", " ")
    assert elsewhere(app, alice).send("/desk/proof", "/proof", code=typed).status_code == 303
    assert elsewhere(app, alice).send("/desk/proof", "/proof", code=typed).status_code == 401
    assert "9 of 10 are left" in alice.open(SECURITY).text
    with toolbox.store.read() as db:
        told = select(audit.c.what).where(audit.c.who == alice.email)
        noted = db.execute(told.order_by(audit.c.what)).scalars().all()
    assert noted == ["add-totp", "new-recovery-codes", "use-recovery-code"]


def test_new_recovery_codes_need_the_password_and_end_the_old(app: Flask, alice: Moderating, clock: Clock) -> None:
    _, spares = set_up(alice, clock)
    assert alice.send(SECURITY, "/codes", password="wrong").status_code == 422
    renewed = alice.send(SECURITY, "/codes", password=PASSWORD)
    fresh = re.findall(r"<code>([^<]+)</code>", renewed.text)
    assert (len(fresh), set(fresh) & set(spares)) == (10, set())
    assert elsewhere(app, alice).send("/desk/proof", "/proof", code=spares[0]).status_code == 401
    assert elsewhere(app, alice).send("/desk/proof", "/proof", code=fresh[0]).status_code == 303


def test_nothing_that_opens_the_desk_is_stored_in_plain(toolbox: Toolbox, alice: Moderating, clock: Clock) -> None:
    phone, spares = set_up(alice, clock)
    with toolbox.store.read() as db:
        sealed = db.execute(select(account.c.totp)).scalar_one()
        kept = set(db.execute(select(recovery_code.c.hash)).scalars())
    assert phone.secret not in sealed
    assert toolbox.keys.unseal("totp", sealed) == phone.secret
    assert toolbox.keys.unseal("something else", sealed) is None
    assert kept == {codes.hash_spare(toolbox, alice.email, spare) for spare in spares}


def test_removing_the_app_needs_the_password(app: Flask, alice: Moderating, clock: Clock) -> None:
    set_up(alice, clock)
    refused = alice.send(SECURITY, "/app/remove", password="wrong")
    assert (refused.status_code, "This is not your password." in refused.text) == (422, True)
    assert alice.send(SECURITY, "/app/remove", password=PASSWORD).status_code == 303
    assert "There is no second factor yet" in alice.open(SECURITY).text
    assert elsewhere(app, alice).open("/desk/").status_code == 200


def test_a_wrong_code_sets_nothing_up(alice: Moderating) -> None:
    refused = alice.send(SECURITY, "/app", code="000000")
    assert refused.status_code == 422
    assert "This is not the code" in refused.text
    assert "There is no second factor yet" in alice.open(SECURITY).text


def test_the_operator_may_ask_everybody_for_a_second_factor(
    config: Config, toolbox: Toolbox, paper: Owned, clock: Clock
) -> None:
    strict = replace(config, second_factor=True)
    app = create_app(strict, replace(toolbox, config=strict))
    alice = seated(app, toolbox, paper, "alice@paper.example", "moderator")
    assert alice.open("/desk/").location == "/desk/security?next=%2Fdesk%2F"
    assert alice.open("/desk/password").status_code == 303
    set_up(alice, clock)
    assert alice.open("/desk/").status_code == 200


def test_a_new_password_keeps_the_second_factor(app: Flask, alice: Moderating, clock: Clock) -> None:
    set_up(alice, clock)
    alice.send("/desk/password", "/password", old=PASSWORD, new="another good password")
    assert alice.open("/desk/").status_code == 200
    other = Moderating(app.test_client(), alice.email)
    other.log_in("another good password")
    assert other.open("/desk/").location == "/desk/proof?next=%2Fdesk%2F"
    assert prove.WRONG in other.send("/desk/proof", "/proof", code="").text
