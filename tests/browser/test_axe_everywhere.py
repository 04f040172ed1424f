"""Axe finds nothing on any page of the desk. They come from the table of permissions, so that none is forgotten."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page
from stages import Stage, log_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = "axe.run().then(({violations}) => violations.map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 120)}`))"
LOOKS = (("light", 320), ("dark", 1440))
"""Colours do not depend on the width, nor the layout on the colours; the main pages are tried in all four looks."""


def found(page: Page, scheme: str, width: int) -> list[str]:
    """What axe-core finds on the page in this look, and whether it scrolls sideways."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    lines = [*page.evaluate(RUN), *([f"{wide} px too wide"] if wide > 0 else [])]
    return [f"{scheme} {width}: {line}" for line in lines]


def look(page: Page, stage: Stage, path: str) -> list[str]:
    """One page in all looks. Details stand open, so that everything is looked at."""
    page.goto(stage.url + path)
    if page.locator("main").count() == 0:  # a file, or a piece of a page
        return []
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    page.evaluate(AXE)
    lines = [line for scheme, width in LOOKS for line in found(page, scheme, width)]
    return [f"{path.split('?')[0]} {line}" for line in lines]


def test_axe_finds_nothing_on_any_page_of_the_table(browser: Browser, staged: Stage) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    lines = look(page, staged, "/desk/login")
    page = log_in(context, staged)
    for path in staged.staged.desk():
        lines += look(page, staged, path)
    context.clear_cookies()
    lines += look(page, staged, f"/desk{staged.staged.filled('/invitation/<token>')}")
    context.close()
    assert lines == []
