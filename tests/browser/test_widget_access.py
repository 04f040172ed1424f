"""Everybody can use the form: by keyboard, by ear, on a phone, in the dark and from right to left."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from readers import Reader

SCHEMES = pytest.mark.parametrize(
    "context", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"]
)


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds against WCAG 2.2 AA and its best practices."""
    found = Axe().run(page).response["violations"]
    return [{"id": rule["id"], "nodes": [node["html"] for node in rule["nodes"]]} for rule in found]


@SCHEMES
def test_axe_finds_nothing_on_the_demo_article(reader: Reader) -> None:
    page = reader.open()
    expect(page.locator(".adrem-comment").first).to_be_visible()
    assert violations(page) == []


@SCHEMES
def test_axe_finds_nothing_while_the_author_thinks_again_or_errs(reader: Reader) -> None:
    page = reader.open()
    reader.write("The author is a stupid idiot and a pathetic liar.")
    reader.send()
    expect(page.get_by_role("group", name="A second thought")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Your comment").fill(" ")
    reader.send()
    expect(page.locator(".adrem-error")).to_be_visible()
    assert violations(page) == []


@SCHEMES
def test_axe_finds_nothing_on_the_plain_form_and_its_result(reader: Reader, serving: Any) -> None:
    page = reader.open(f"/form?site={serving.key}&page=https://example.org/a&title=Tables")
    assert violations(page) == []
    reader.write("A plain form is a fine thing, and it is older than all of us remember.", answer="99")
    reader.send()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []


def test_the_keyboard_is_enough(reader: Reader) -> None:
    page = reader.open()
    page.get_by_label("Your comment").focus()
    page.keyboard.type("A keyboard has sat at more negotiating tables than any ambassador ever did.")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Mona")
    for label in ("E-mail", "Website", "Remember me", "solve this sum"):
        page.keyboard.press("Tab")
        expect(page.get_by_label(label)).to_be_focused()
    page.keyboard.type(reader.sum())
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="I can’t do sums")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send the comment")).to_be_focused()
    page.keyboard.press("Enter")
    reader.status("published")


def test_the_sum_is_said_in_words(reader: Reader) -> None:
    page = reader.open()
    words = re.compile(r"^Please solve this sum: \w+ (plus|minus|times) \w+$")
    expect(page.get_by_role("textbox", name=words)).to_be_visible()


def test_the_verdict_is_announced_in_a_live_region(reader: Reader) -> None:
    page = reader.open()
    live = page.locator(".adrem-status")
    expect(live).to_have_attribute("aria-live", "polite")
    reader.write("Announced or not, the winter in that city deserves more than one sentence.", name="Nils")
    reader.send()
    expect(live).to_contain_text("published")


@pytest.mark.parametrize("context", [{"viewport": {"width": 320, "height": 640}}], indirect=True)
def test_nothing_scrolls_sideways_on_a_narrow_phone(reader: Reader) -> None:
    page = reader.open()
    reader.write("W" * 400 + " The author is a stupid idiot and a pathetic liar.", name="N" * 80)
    reader.send()
    expect(page.get_by_role("group", name="A second thought")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("context", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_every_target_is_large_enough_for_a_thumb(reader: Reader) -> None:
    page = reader.open()
    expect(page.locator(".adrem-comment").first).to_be_visible()
    small = page.locator(".adrem :is(button, input, textarea):visible").evaluate_all(
        "nodes => nodes.map(node => [node.outerHTML, node.getBoundingClientRect()])"
        ".filter(([, box]) => box.width > 1 && Math.min(box.width, box.height) < 24).map(([html]) => html)"
    )
    assert small == []


@SCHEMES
def test_it_follows_the_colours_that_the_reader_prefers(reader: Reader) -> None:
    page = reader.open()
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    paper = page.locator(".adrem").evaluate("node => getComputedStyle(node).backgroundColor")
    assert paper == ("rgb(28, 28, 26)" if dark else "rgb(255, 255, 255)")


def test_it_turns_round_from_right_to_left(reader: Reader) -> None:
    page = reader.page
    page.add_init_script("addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl'; })")
    reader.open()
    box = page.locator(".adrem").bounding_box()
    send = page.get_by_role("button", name="Send the comment").bounding_box()
    assert box is not None
    assert send is not None
    assert send["x"] > box["x"] + box["width"] / 2
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(
    ("language", "label"), [("de", "Ihr Kommentar"), ("fr", "Votre commentaire"), ("xx", "Your comment")]
)
def test_it_speaks_the_language_of_the_page(reader: Reader, language: str, label: str) -> None:
    reader.page.add_init_script(
        f"addEventListener('DOMContentLoaded', () => {{ document.documentElement.lang = '{language}'; }})"
    )
    reader.open()
    expect(reader.page.get_by_label(label)).to_be_visible()
