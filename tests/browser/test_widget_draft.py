"""Not a word that was typed is lost."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect
from readers import Reader, problem

WORDS = "Half a thought about the table, and the other half"


def stored(reader: Reader) -> str:
    """All that the browser keeps for the page."""
    return str(reader.page.evaluate("JSON.stringify(Object.values(localStorage))"))


def test_a_draft_survives_a_reload_and_is_explained(reader: Reader) -> None:
    page = reader.open()
    page.get_by_label("Your comment").press_sequentially(WORDS)
    reader.open()
    expect(page.get_by_label("Your comment")).to_have_value(WORDS)
    expect(page.locator(".adrem-note")).to_contain_text(["", "It was kept here and has not been accepted yet."])


def test_a_draft_survives_offline_and_a_crash(reader: Reader, context: BrowserContext) -> None:
    page = reader.open()
    reader.write(WORDS)
    context.set_offline(True)
    reader.send()
    expect(page.locator(".adrem-status")).to_contain_text("You seem to be offline.")
    expect(page.get_by_label("Your comment")).to_have_value(WORDS)
    context.set_offline(False)
    expect(page.locator(".adrem-status")).to_contain_text("You are online again.")
    page.close()
    reader.page = context.new_page()
    reader.open()
    expect(reader.page.get_by_label("Your comment")).to_have_value(WORDS)


def test_a_draft_survives_a_server_that_is_down(reader: Reader) -> None:
    page = reader.open()
    page.route("**/api/**", lambda route: route.fulfill(**problem(503)))
    reader.write(WORDS)
    reader.send()
    expect(reader.status("problem")).to_contain_text("could not be sent")
    page.unroute("**/api/**")
    reader.open()
    expect(page.get_by_label("Your comment")).to_have_value(WORDS)


def test_a_draft_is_cleared_only_when_the_comment_is_accepted(reader: Reader) -> None:
    page = reader.open()
    text = "Procedure is dull until it is missing; then everybody learns the word for it in an afternoon."
    reader.write(text, name="Jo", answer="99")
    reader.send()
    expect(page.locator(".adrem-error")).to_be_visible()
    assert text in stored(reader)
    page.get_by_label("solve this sum").fill(reader.sum())
    reader.send()
    reader.status("published")
    assert text not in stored(reader)
    reader.open()
    expect(page.get_by_label("Your comment")).to_have_value("")


def test_a_draft_can_be_discarded(reader: Reader) -> None:
    page = reader.open()
    page.get_by_label("Your comment").fill(WORDS)
    reader.open()
    page.get_by_role("button", name="Discard this draft").click()
    expect(page.get_by_label("Your comment")).to_have_value("")
    assert WORDS not in stored(reader)


def test_it_works_where_nothing_can_be_stored(reader: Reader) -> None:
    page = reader.page
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})")
    reader.open()
    expect(page.get_by_text("What you write is kept in this browser")).to_be_hidden()
    reader.write("A browser that forgets everything can still take part in a debate about memory.", name="Kim")
    reader.send()
    reader.status("published")


def test_the_author_is_remembered_only_when_asked(reader: Reader) -> None:
    page = reader.open()
    reader.write("One more voice for the carpenter, whose name the article should have given us.", name="Lou")
    reader.send()
    reader.status("published")
    reader.open()
    expect(page.get_by_label("Name")).to_have_value("")
    page.get_by_label("Remember me").check()
    reader.write("And a second one, because the saw was the real diplomat in that dining room.", name="Lou")
    reader.send()
    reader.status("published")
    reader.open()
    expect(page.get_by_label("Name")).to_have_value("Lou")
