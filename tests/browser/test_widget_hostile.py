"""Whatever anybody writes is shown as text."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from readers import Reader, Serving

EVIL = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "{{ 7 * 7 }}${alert(1)}",
)
LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    " javascript:alert(1)",
)


def comment(number: int, text: str, url: str = "") -> dict[str, object]:
    """A published comment that somebody got past everything."""
    return {
        "id": f"e{number}", "author": text, "url": url, "text": text, "parent": None,
        "created_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip


def test_published_comments_are_text(reader: Reader) -> None:
    found = [comment(i, text) for i, text in enumerate(EVIL)]
    found += [comment(10 + i, "link", url) for i, url in enumerate(LINKS)]
    found.append(comment(20, "good", "https://example.org/good"))
    body = json.dumps({"comments": found, "next": None})
    reader.page.route("**/api/v1/comments?**", lambda route: route.fulfill(status=200, body=body))
    page = reader.open()
    for text in EVIL:
        expect(page.locator(".adrem-words").filter(has_text=text).first).to_be_visible()
    links = page.locator(".adrem-by a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("rel", "nofollow ugc noopener")
    assert page.locator(".adrem script, .adrem img, .adrem svg").count() == 0


@pytest.mark.parametrize("text", EVIL)
def test_what_the_author_sends_comes_back_as_text(reader: Reader, text: str) -> None:
    page = reader.open()
    body = {
        "id": "1", "receipt": "r", "status": "rejected", "created_at": "2026-01-01T00:00:00Z",
        "verdict": {"findings": [{"severity": "reject", "label": "spam", "sentence": text, "spans": [[0, 9]]}]},
    }  # fmt: skip
    page.route("**/api/v1/comments", lambda route: route.fulfill(status=201, body=json.dumps(body)))
    reader.write(text, name=text)
    reader.send()
    expect(reader.status("rejected")).to_contain_text(text)
    reader.open()
    expect(page.get_by_label("Your comment")).to_have_value(text)
    assert page.locator(".adrem script, .adrem img, .adrem svg").count() == 0


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
@pytest.mark.parametrize("text", EVIL)
def test_the_result_page_shows_text(reader: Reader, text: str) -> None:
    page = reader.open()
    reader.write(text, name=text, answer="99")
    page.get_by_label("Website").fill("https://example.org/?" + text)
    reader.send()
    expect(page.get_by_label("Your comment")).to_have_value(text)
    expect(page.get_by_label("Name")).to_have_value(text)
    assert page.locator("main script, main img, main svg").count() == 0


def test_the_address_of_the_form_is_text(reader: Reader, serving: Serving) -> None:
    page = reader.open(
        f"/form?site={serving.key}&page=https://e.org/%22%3E%3Cscript%3E&title=%3Cscript%3Ealert(1)%3C/script%3E"
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("<script>alert(1)</script>")
    assert page.locator("main script").count() == 0
