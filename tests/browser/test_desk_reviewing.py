"""The desk in a browser: by keyboard alone, without JavaScript, for two at once, and for everybody's eyes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from readers import Reader, Serving

LOOKS = pytest.mark.parametrize(
    "context",
    [
        {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
        for scheme in ("light", "dark")
        for width in (320, 1440)
    ],
    indirect=True,
    ids=["light-320", "light-1440", "dark-320", "dark-1440"],
)


def log_in(page: Page, serving: Serving) -> Page:
    """In by the form; the queue is shown, and its scripts have run: keys pressed before do nothing."""
    page.goto(f"{serving.url}/desk/")
    page.get_by_label("E-mail").fill(serving.desk["email"])
    page.get_by_label("Password").fill(serving.desk["password"])
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".tabs")).to_be_visible()
    page.wait_for_load_state()
    return page


def held(page: Page) -> int:
    """How many comments are held, as the desk says."""
    return int(page.locator(".tabs a").first.locator("b").inner_text().replace(",", ""))


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds against WCAG 2.2 AA and its best practices."""
    found = Axe().run(page).response["violations"]
    return [{"id": rule["id"], "nodes": [node["html"] for node in rule["nodes"]]} for rule in found]


def look(page: Page) -> None:
    """Nothing for axe to find, and nothing that scrolls sideways."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@LOOKS
def test_axe_finds_nothing_on_any_page(reader: Reader, serving: Serving) -> None:
    page = reader.page
    page.goto(f"{serving.url}/desk/login")
    look(page)
    log_in(page, serving)
    for path in ("", "?status=rejected", "?cause=label:threat&order=oldest", "audit", "password", "comments/none"):
        page.goto(f"{serving.url}/desk/{path}")
        look(page)
    page.goto(f"{serving.url}/desk/?cause=rule:near_duplicate")
    page.locator("[data-row]").first.click()
    page.get_by_text("Reject with a reason").click()
    look(page)
    page.get_by_role("link", name=re.compile("Decide on them together")).click()
    expect(page.get_by_role("heading", name="Almost the same")).to_be_visible()
    look(page)


def test_the_keyboard_clears_the_queue_and_takes_one_back(reader: Reader, serving: Serving) -> None:
    page = log_in(reader.page, serving)
    before = held(page)
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".subject")).to_be_visible()
    first = page.url
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("Approved")
    page.keyboard.press("r")
    expect(page.locator("details.refusal input[type=radio]:checked")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Rejected")
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    expect(page.locator(".subject")).to_be_visible()
    page.keyboard.press("q")
    expect(page.locator(".tabs")).to_be_visible()
    assert held(page) == before - 1
    page.goto(first)
    page.keyboard.press("u")
    expect(page.locator("header .status")).to_have_text("held")


def test_the_pages_stand_in_one_row_and_the_rarer_ones_in_a_menu(reader: Reader, serving: Serving) -> None:
    page = log_in(reader.page, serving)
    page.set_viewport_size({"width": 1024, "height": 700})
    heights = page.locator(".top > *").evaluate_all("parts => parts.map((part) => part.getBoundingClientRect().height)")
    assert max(heights) < 40
    site, link = page.get_by_text("Site", exact=True), page.get_by_role("link", name="People")
    expect(link).to_be_hidden()
    site.focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(site).to_be_focused()
    site.click()
    page.locator(".tabs").click()
    expect(link).to_be_hidden()
    site.click()
    link.click()
    expect(page.get_by_role("heading", name="People")).to_be_visible()


def test_all_are_ticked_by_one_key_and_only_a_rejection_asks_for_a_rule(reader: Reader, serving: Serving) -> None:
    page = log_in(reader.page, serving)
    expect(page.get_by_role("button", name="Tick all")).to_be_visible()
    boxes, rules = page.locator("[name=id]"), page.get_by_role("group", name="House rule")
    for expected in (boxes.count(), 0, boxes.count()):
        page.keyboard.press("c")
        expect(page.locator("[name=id]:checked")).to_have_count(expected)
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="Decide together")).to_be_visible()
    for key, shown in (("a", False), ("r", True), ("s", False)):
        page.keyboard.press(key)
        expect(rules).to_be_visible(visible=shown)


def test_the_keys_are_shown_and_can_be_switched_off(reader: Reader, serving: Serving) -> None:
    page = log_in(reader.page, serving)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Keys are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).not_to_be_focused()


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_javascript(reader: Reader, serving: Serving) -> None:
    page = log_in(reader.page, serving)
    before = held(page)
    page.locator("[data-row]").last.click()
    page.get_by_text("Reject with a reason").click()
    page.get_by_label("No advertising").check()
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Rejected")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    page.get_by_role("link", name="← Queue").click()
    expect(page.locator(".tabs")).to_be_visible()
    assert held(page) == before


def test_two_browsers_on_one_comment_give_one_decision(reader: Reader, browser: Browser, serving: Serving) -> None:
    page = log_in(reader.page, serving)
    page.locator("[data-row]").first.click()
    other = log_in(browser.new_page(), serving)
    other.goto(page.url)
    page.get_by_role("button", name="Spam s").click()
    expect(page.get_by_role("status")).to_contain_text("Marked as spam")
    other.get_by_role("button", name="Approve a").click()
    expect(other.get_by_role("heading", name="Somebody decided before you")).to_be_visible()
    expect(other.locator(".card")).to_contain_text(serving.desk["email"])
    assert violations(other) == []
    other.close()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Taken back")
