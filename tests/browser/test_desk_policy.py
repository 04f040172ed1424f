"""The policy in a browser: tried while one types, without JavaScript too, and for everybody's eyes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from readers import Reader, Serving
from test_desk_reviewing import LOOKS, log_in, look


def policy_of(page: Page, serving: Serving) -> str:
    """Log in and open the policy; its address."""
    log_in(page, serving)
    page.goto(f"{serving.url}/desk/policy")
    return page.url


@LOOKS
def test_axe_finds_nothing_on_the_pages_of_the_policy(reader: Reader, serving: Serving) -> None:
    page = reader.page
    address = policy_of(page, serving)
    look(page)
    for path in (f"{address}/versions", f"{address}/versions/1", address.replace("/policy/", "/lists/")):
        page.goto(path)
        look(page)
    page.get_by_label("Value").fill("!?")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("a letter or a digit")
    look(page)


def test_the_answer_follows_while_one_types(reader: Reader, serving: Serving) -> None:
    page = reader.page
    policy_of(page, serving)
    page.get_by_role("group", name="Abuse").get_by_label("Holds from").fill("0.3")
    expect(page.locator("#whatif h2")).to_have_text("What would change")
    page.get_by_role("group", name="Abuse").get_by_label("Holds from").fill("often")
    expect(page.locator("#whatif")).to_contain_text("Abuse: Write a probability")


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_trying_needs_no_javascript(reader: Reader, serving: Serving) -> None:
    page = reader.page
    policy_of(page, serving)
    page.get_by_label("Links to other sites").fill("0")
    page.get_by_role("button", name="Try").click()
    expect(page.locator("#whatif h2")).to_have_text("What would change")
    expect(page.get_by_label("Links to other sites")).to_have_value("0")
    expect(page.get_by_text("Version 1 is in force.")).to_be_visible()
