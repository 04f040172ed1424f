"""A crowded desk in a browser: a wave and twenty attacks, cleared by keyboard alone."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from readers import Reader, Serving
from test_desk_reviewing import held, log_in, look

WAVE, ATTACKS = 200, 20
LINES = (
    "Friends of the lagoon, the ferry company has paid for every lunch of this editor since the spring of last year. "
    "Read the receipts before they vanish, and pass them on to everybody whom you know. {}"
)
WORDS = (
    "amber birch cedar dune elm fjord gorse heath iris juniper kelp larch moss nettle oak pine quince reed sage thyme"
)


def submit(serving: Serving, text: str, number: int) -> str:
    """A comment that the site vouches for; returns its identifier."""
    body = {
        "page": {"url": f"{serving.url}/lagoon", "title": "The lagoon"},
        "author": {"name": f"Neighbour {number}", "email": f"n{number}@lagoon.example"},
        "client": {"ip": f"198.51.{number % 256}.{number // 256 + 1}"},
        "text": text,
        "wait": 0,
    }
    return str(told(serving, "", json.dumps(body).encode())["id"])


def told(serving: Serving, path: str, body: bytes | None = None) -> dict[str, Any]:
    """What the API says of a comment, to the site itself."""
    headers = {"Authorization": f"Bearer {serving.secret_key}", "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{serving.url}/api/v1/comments{path}", body, headers)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return dict(json.load(answer))


def wait_for_verdicts(serving: Serving, sent: list[str]) -> None:
    """Until the workers, who may be busy, have judged all of them."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends and (
        sent := [each for each in sent if told(serving, f"/{each}")["status"] == "pending"]
    ):
        time.sleep(0.2)
    assert sent == []


@pytest.fixture(scope="module")
def crowd(serving: Serving) -> None:
    """A wave of near-duplicates, and attacks that have one rare word in common."""
    attacks = [
        f"Heronry {word}: you are too stupid to follow an argument of three {word} sentences." for word in WORDS.split()
    ]
    wave = [submit(serving, LINES.format(number), number) for number in range(WAVE)]
    wait_for_verdicts(serving, wave + [submit(serving, text, 300 + number) for number, text in enumerate(attacks)])


def find(page: Page, words: str, many: int) -> None:
    """Type words into the search until as many as that are found, the workers being busy."""
    ends = time.monotonic() + 60
    while (words not in page.url or page.locator("[data-row]").count() < many) and time.monotonic() < ends:
        page.keyboard.press("f")
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**words={words}**")
        expect(page.locator(".tabs")).to_be_visible()
    page.keyboard.press("Escape")


def test_a_wave_is_decided_by_keyboard_and_taken_back(reader: Reader, serving: Serving, crowd: None) -> None:
    page = log_in(reader.page, serving)
    find(page, "receipts", 25)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".subject")).to_be_attached()
    page.keyboard.press("w")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Almost the same")
    ticked = page.locator(".tick input:checked").count()
    assert ticked >= WAVE - 10  # the first few of a wave are published before it is one
    look(page)
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    expect(heading).to_have_text(f"Marked as spam: {ticked} comments")
    look(page)
    page.keyboard.press("u")
    expect(heading).to_have_text(f"Taken back: {ticked} comments")
    page.keyboard.press("q")
    assert held(page) >= ticked


def test_twenty_are_cleared_by_keyboard_and_one_is_taken_back(reader: Reader, serving: Serving, crowd: None) -> None:
    page = log_in(reader.page, serving)
    find(page, "heronry", 1)
    before = held(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for number in range(ATTACKS):
        expect(page.locator(".subject")).to_be_attached()
        address = page.url
        for key in ("a", "s", "r")[number % 3], *(["Enter"] if number % 3 == 2 else []):
            page.keyboard.press(key)
        page.wait_for_url(lambda url, left=address: url != left)
        expect(page.get_by_role("status")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    page.keyboard.press("q")
    expect(page.locator(".tabs")).to_be_visible()
    assert before - held(page) == ATTACKS - 1


def test_the_pages_around_deciding_stand_before_axe(reader: Reader, serving: Serving, crowd: None) -> None:
    page = log_in(reader.page, serving)
    for path in ("comfort", "reasons", "?words=receipts&age=day&language=en", "nowhere"):
        page.goto(f"{serving.url}/desk/{path}")
        look(page)
    page.goto(f"{serving.url}/desk/?words=diary")
    page.locator("[data-row]").first.click()
    page.get_by_role("link", name="Where its").click()
    look(page)
    page.go_back()
    for key in "elm":
        page.keyboard.press(key)
        page.keyboard.press("Escape")
    look(page)
    page.keyboard.press("y")
    expect(page.get_by_role("heading", name="Judged again just now")).to_be_visible()
    page.locator(".subject").select_text()
    page.keyboard.press("b")
    expect(page.get_by_label("Its words")).to_have_value(
        "My brother drove one of those ambulances. I have put his diary here: https://holm-diary.example"
    )
    look(page)


def test_evidence_tells_what_it_is_to_the_keyboard(reader: Reader, serving: Serving) -> None:
    page = log_in(reader.page, serving)
    wait_for_verdicts(serving, [submit(serving, "What a pathetic little man this mayor is.", 998)])
    page.goto(f"{serving.url}/desk/?words=mayor")
    page.locator("[data-row]").first.click()
    tip = page.locator("mark .tip").first
    expect(tip).to_be_hidden()
    page.locator("mark").first.focus()
    expect(tip).to_contain_text("these words weigh")
    look(page)
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_what_came_meanwhile_is_said_without_taking_the_focus(reader: Reader, serving: Serving, crowd: None) -> None:
    page = log_in(reader.page, serving)
    page.clock.install()
    page.goto(f"{serving.url}/desk/")
    submit(serving, "You latecomers are too stupid to follow an argument of three sentences.", 999)
    expect(page.locator(".tabs a").first).to_be_visible()
    arrivals, ends = page.locator(".arrivals"), time.monotonic() + 60
    while arrivals.inner_text() == "" and time.monotonic() < ends:
        page.clock.run_for(21_000)
    expect(arrivals).to_contain_text("1 new comment")
    expect(page.locator(":focus")).to_have_count(0)
    look(page)
