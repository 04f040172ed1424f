"""The widget inside a theme's own comment form, on another origin."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from readers import Reader, Serving

THEME = """<!doctype html><html lang="en"><head><title>A theme's article</title></head><body><div id="respond">
<form action="/wp-comments-post.php" method="post" id="commentform">
<p><label for="comment">Comment</label><textarea id="comment" name="comment" required></textarea></p>
<p><label for="author">Name</label><input id="author" name="author"></p>
<p><label for="email">Email</label><input id="email" name="email" type="email"></p>
<p><label for="url">Website</label><input id="url" name="url"></p>
<p class="form-submit"><input name="submit" type="submit" id="submit" value="Post Comment"></p>
</form></div><script src="{url}/widget.js" data-site="{key}" data-form="#commentform" async></script></body></html>"""


def themed(reader: Reader, serving: Serving) -> Page:
    """An article of a WordPress theme, on another origin of the site Demo than the service's own."""
    page, html = reader.page, THEME.format(url=serving.url, key=serving.key)
    page.route("**/article", lambda route: route.fulfill(status=200, content_type="text/html", body=html))
    page.route("**/wp-comments-post.php", lambda route: route.fulfill(status=200, body="The theme took it."))
    page.goto(serving.url.replace("127.0.0.1", "localhost") + "/article")
    return page


def fill(page: Page, text: str, name: str) -> None:
    """Fill in the theme's form."""
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_label("Name").fill(name)


def test_a_theme_form_goes_through_ad_rem(reader: Reader, serving: Serving) -> None:
    page = themed(reader, serving)
    expect(page.get_by_role("heading", name="House rules")).to_be_visible()
    expect(page.locator(".adrem-question")).to_contain_text("=")
    text = "Themes come and go, and the argument about the chairs goes on beneath all of them."
    fill(page, text, "Rosa")
    page.get_by_label("solve this sum").fill(reader.sum())
    page.get_by_role("button", name="Post Comment").click()
    reader.status("published")
    expect(page.locator(".adrem-comment").filter(has_text=text)).to_be_visible()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")


def test_a_theme_form_falls_back_to_its_own_way(reader: Reader, serving: Serving) -> None:
    reader.page.route("**/api/**", lambda route: route.abort())
    page = themed(reader, serving)
    expect(page.get_by_text("What you write is kept")).to_be_visible()
    fill(page, "Ad Rem is away, and the theme does it alone.", "Sam")
    page.get_by_role("button", name="Post Comment").click()
    expect(page.get_by_text("The theme took it.")).to_be_visible()


def test_a_draft_in_a_theme_form_survives_a_reload(reader: Reader, serving: Serving) -> None:
    page = themed(reader, serving)
    expect(page.get_by_text("What you write is kept")).to_be_visible()
    fill(page, "Half a thought in a theme", "Tara")
    page.reload()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Half a thought in a theme")
