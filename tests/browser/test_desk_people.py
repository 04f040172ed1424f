"""A new moderator at the desk: invited by a link, in by passkey or by an app, by keyboard and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from readers import Reader, Serving
from test_desk_reviewing import LOOKS, log_in, look

PASSWORD = "a password of her own"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def home(serving: Serving) -> Serving:
    """The service under the one name of this machine that passkeys know."""
    return Serving(serving.url.replace("127.0.0.1", "localhost"), serving.key, serving.desk, serving.secret_key)


@pytest.fixture
def chief(browser: Browser, home: Serving) -> Iterator[Page]:
    """The administrator, in a browser of their own."""
    page = log_in(browser.new_page(locale="en-GB"), home)
    yield page
    page.context.close()


def invite(chief: Page, home: Serving, email: str) -> str:
    """The link for this e-mail."""
    chief.goto(f"{home.url}/desk/people")
    chief.get_by_label("E-mail").fill(email)
    chief.get_by_role("button", name="Make a link").click()
    return chief.get_by_label("Link").input_value()


def give_device(context: BrowserContext, page: Page) -> None:
    """An authenticator that is always there, and always says yes."""
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def tab_to(page: Page, wanted: Locator) -> None:
    """Go there by the Tab key alone."""
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("The Tab key does not lead there.")


def press(page: Page, name: str) -> None:
    """Go to a button or link by the Tab key, and press Enter."""
    wanted = page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True))
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    """Go to a field by the Tab key, and type."""
    tab_to(page, page.get_by_label(label))
    page.keyboard.type(text)


def test_an_invited_moderator_makes_a_passkey_by_keyboard(reader: Reader, chief: Page, home: Serving) -> None:
    page = reader.page
    give_device(page.context, page)
    page.goto(invite(chief, home, "eve@home.example"))
    write(page, "Choose a password", PASSWORD)
    press(page, "Accept")
    expect(page.get_by_text("Set up a second factor now")).to_be_visible()
    write(page, "Name of the new passkey", "Laptop")
    press(page, "Make a passkey")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    press(page, "I have kept them")
    expect(page.locator(".tabs")).to_be_visible()
    press(page, "Log out")
    press(page, "Use a passkey")
    expect(page.locator(".tabs")).to_be_visible()
    press(page, "Log out")
    write(page, "E-mail", "eve@home.example")
    write(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    press(page, "Use a passkey")
    expect(page.locator(".tabs")).to_be_visible()


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_an_invited_moderator_sets_an_app_up_without_javascript(reader: Reader, chief: Page, home: Serving) -> None:
    page = reader.page
    page.goto(invite(chief, home, "frank@home.example"))
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("button", name="Make a passkey")).to_be_hidden()
    app = pyotp.TOTP(page.locator(".offer .address").inner_text().replace(" ", ""))
    page.get_by_label("The code that the app shows").fill(app.now())
    page.get_by_role("button", name="Set it up").click()
    spare = page.locator("code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator(".tabs")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    page.get_by_label("E-mail").fill("frank@home.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_label(re.compile("Code of the authenticator app")).fill(spare)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".tabs")).to_be_visible()


def test_a_passkey_that_is_not_given_is_said(reader: Reader, home: Serving) -> None:
    page = reader.page
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": False}})
    page.goto(f"{home.url}/desk/login")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The browser gave no passkey")


@LOOKS
def test_axe_finds_nothing_on_the_way_in(
    reader: Reader, chief: Page, home: Serving, request: pytest.FixtureRequest
) -> None:
    page, email = reader.page, f"{request.node.callspec.id}@home.example"
    give_device(page.context, page)
    page.goto(invite(chief, home, email))
    look(page)
    page.get_by_label("Choose a password").fill("short")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("button", name="Make a passkey")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    look(page)
    page.goto(f"{home.url}/desk/security")
    page.get_by_text("Remove", exact=False).first.click()
    expect(page.get_by_role("button", name="Remove it")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Log out").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    look(page)


@LOOKS
def test_axe_finds_nothing_on_the_pages_of_administrators(reader: Reader, home: Serving) -> None:
    page = log_in(reader.page, home)
    invite(page, home, "grace@home.example")
    look(page)
    page.get_by_text("Remove", exact=False).first.click()
    look(page)
    page.get_by_label("E-mail").fill(home.desk["email"])
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_text("moderates the site already")).to_be_visible()
    look(page)
    page.goto(f"{home.url}/desk/keys")
    page.get_by_text("Replace the secret key").click()
    look(page)
    page.goto(f"{home.url}/desk/audit")
    page.get_by_role("link", name="What else was done").click()
    expect(page.get_by_text("Invite", exact=True).first).to_be_visible()
    look(page)
