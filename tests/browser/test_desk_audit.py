"""The audit in a browser: a chain that is too long for one page is walked to its end by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from stages import Stage, log_in

from moderation.doors.desk import auditing
from moderation.tools.store import decisions

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_chain_in_pieces_is_walked_to_its_end(
    browser: Browser, staged: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "PATIENCE", 0)
    monkeypatch.setattr(decisions, "PIECE", 1)
    context = browser.new_context()
    page = log_in(context, staged)
    with staged.toolbox.store.read() as db:
        walk = decisions.walk(db, staged.paper.id, 0, lambda: False)
    assert walk.length > 1
    page.goto(f"{staged.url}/desk/audit")
    expect(page.locator(f"#chain-{staged.paper.id}")).to_contain_text(
        f"{walk.length} decisions, all as they were written"
    )
    context.close()


def test_without_javascript_a_link_walks_on(browser: Browser, staged: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "PATIENCE", 0)
    monkeypatch.setattr(decisions, "PIECE", 1)
    context = browser.new_context(java_script_enabled=False)
    page = log_in(context, staged)
    page.goto(f"{staged.url}/desk/audit")
    page.locator(f"#chain-{staged.paper.id}").get_by_role("link", name="Check on").click()
    expect(page.locator(f"#chain-{staged.paper.id}")).to_contain_text("as they were written")
    context.close()
