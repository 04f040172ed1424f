"""A reader reports a comment, with the script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from readers import Reader


def test_a_reader_reports_a_comment_in_place(reader: Reader) -> None:
    page = reader.open()
    said = page.locator(".adrem-comment").filter(has_text="Procedure gives the stronger side time")
    control = said.get_by_role("button", name="Report the comment by Ines")
    control.click()
    first = said.get_by_role("radio").first
    expect(first).to_be_focused()
    control.click()
    expect(first).to_have_count(0)
    control.click()
    said.get_by_label("Something else").check()
    said.get_by_role("button", name="Send the report").click()
    expect(said.get_by_role("status")).to_have_text("Say what is wrong.")
    said.get_by_label("In your words").fill("She answers another article.")
    said.get_by_role("button", name="Send the report").click()
    expect(said.get_by_role("status")).to_have_text("Thank you. A moderator will see your report.")
    expect(said.get_by_role("radio")).to_have_count(0)


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_a_reader_reports_without_javascript(reader: Reader) -> None:
    page = reader.open()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Report the comment by Old Harbour").click()
    form = opened.value
    form.get_by_label("Argue with the point").check()
    form.get_by_role("button", name="Send the report").click()
    expect(form.get_by_role("heading", level=1)).to_have_text("Thank you")
