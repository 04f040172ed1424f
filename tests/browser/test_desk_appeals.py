"""Appeals and fairness in a browser: by keyboard, without JavaScript, and for everybody's eyes."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from readers import Reader, Serving


def log_in(page: Page, serving: Serving, path: str) -> None:
    """In by the form, and to this page."""
    page.goto(f"{serving.url}/desk/login")
    page.get_by_label("E-mail").fill(serving.desk["email"])
    page.get_by_label("Password").fill(serving.desk["password"])
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.goto(f"{serving.url}/desk/{path}")


def look(page: Page) -> None:
    """Nothing for axe to find, and nothing that scrolls sideways."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_an_appeal_is_answered_and_the_answer_taken_back_by_keyboard(reader: Reader, serving: Serving) -> None:
    page = reader.page
    log_in(page, serving, "appeals")
    look(page)
    for key in ("j", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Appeal of")
    look(page)
    page.get_by_label("What the author will read").focus()
    page.keyboard.type("We have read it again, and it stays.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Appeal turned down")
    expect(page.get_by_text("No appeal waits.")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_role("link", name="The author appeals: read it, and answer")).to_be_visible()


@pytest.mark.parametrize(
    "context",
    [
        {"color_scheme": "light", "viewport": {"width": 320, "height": 900}},
        {"color_scheme": "dark", "viewport": {"width": 1440, "height": 900}},
    ],
    indirect=True,
    ids=["light-320", "dark-1440"],
)
def test_axe_finds_nothing_where_fairness_is_shown(reader: Reader, serving: Serving) -> None:
    log_in(reader.page, serving, "fairness")
    look(reader.page)
    for path in ("second", "appeals"):
        reader.page.goto(f"{serving.url}/desk/{path}")
        look(reader.page)


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_an_author_appeals_without_javascript(reader: Reader) -> None:
    page = reader.open()
    reader.write_as_people_do("The author is a stupid idiot and a pathetic liar who should shut up for good.", "Ada")
    reader.send()
    expect(page.get_by_role("heading", name="How this was decided")).to_be_visible()
    page.get_by_label("Why was the decision wrong?").fill("I meant the character in the play.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_text("It waits for another person to read it.")).to_be_visible()
