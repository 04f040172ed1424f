"""Without JavaScript the same form is plain HTML with a result page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from readers import Reader, Serving

pytestmark = pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)


def test_the_demo_article_publishes_without_javascript(reader: Reader) -> None:
    page = reader.open()
    expect(page.locator(".adrem-comment").first).to_be_visible()
    expect(page.get_by_text("dissent is welcome here")).to_be_visible()
    text = "A form that needs no script will outlive every table in the dining room."
    reader.write_as_people_do(text, name="Olga")
    reader.send()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is published")
    page.get_by_role("link", name="Back to the article").click()
    expect(page.locator(".adrem-comment").filter(has_text=text)).to_have_count(1)


def test_a_wrong_sum_brings_the_filled_form_back(reader: Reader, serving: Serving) -> None:
    page = reader.open(f"/form?site={serving.key}&page={serving.url}/demo&title=Tables")
    text = "\n  Two lines,\nand <b>both</b> are kept & shown.\n"
    reader.write(text, name="Pia", answer="99")
    page.get_by_label("E-mail").fill("pia@example.org")
    reader.send()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment was not sent yet")
    expect(page.get_by_label("Your comment")).to_have_value(text)
    expect(page.get_by_label("Name")).to_have_value("Pia")
    expect(page.get_by_label("E-mail")).to_have_value("pia@example.org")
    expect(page.get_by_label("solve this sum")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name="The sum").click()
    expect(page.get_by_label("solve this sum")).to_be_focused()


def test_an_attack_comes_back_with_its_reason_and_its_words(reader: Reader) -> None:
    page = reader.open()
    text = "The author is a stupid idiot and a pathetic liar who should shut up for good."
    reader.write_as_people_do(text, name="Quentin")
    reader.send()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment was not published")
    expect(page.get_by_role("list", name="Why")).not_to_be_empty()
    expect(page.locator("mark").first).to_be_visible()
    expect(page.locator("blockquote")).to_have_text(text)


def test_a_reply_goes_by_link(reader: Reader) -> None:
    page = reader.open()
    page.get_by_role("link", name="Reply to Ines").click()
    expect(page.get_by_text("You are replying to Ines.")).to_be_visible()
    assert page.locator("input[name=parent]").get_attribute("value")


def test_a_form_of_no_known_site_says_so(reader: Reader) -> None:
    answer = reader.page.goto(reader.url + "/form?site=nobody&page=https://example.org/a")
    assert answer is not None
    assert answer.status == 404
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
