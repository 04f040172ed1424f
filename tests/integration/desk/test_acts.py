"""What administrators read of what was done: the latest first, page by page, and only of their own sites."""

from __future__ import annotations

import re

import pytest
from factories import Owned
from fakes import Clock
from moderating import Moderating
from sqlalchemy import select

from moderation.doors.desk import auditing
from moderation.toolbox import Toolbox
from moderation.tools.store import moderators
from moderation.tools.store.tables import audit


def told(page: str) -> list[str]:
    """What a page of acts says was done, from its top."""
    return re.findall(r"<li>\s*<p><b>([^<]+)</b>", page)


def test_the_latest_act_stands_first_and_pages_lose_none(
    toolbox: Toolbox, paper: Owned, chief: Moderating, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "PAGE", 2)
    for number in range(5):
        clock.pass_seconds((number + 1) % 2)  # some at the same moment
        with toolbox.store.write() as db:
            moderators.note(db, (paper.id, "chief", clock()), f"act-{number}", {"note": "<b>\u202e"})
    page, seen = chief.open(f"/desk/audit/{paper.id}").text, []
    assert "note: &lt;b&gt;" in page
    assert "\u202e" not in page
    while True:
        seen += told(page)
        earlier = re.search(r'href="([^"]+before=[^"]+)"', page)
        if earlier is None:
            break
        page = chief.open(earlier[1]).text
    assert seen[0] == "Act 4"
    assert sorted(seen[:5]) == ["Act 0", "Act 1", "Act 2", "Act 3", "Act 4"]
    with toolbox.store.read() as db:
        assert len(seen) == len(db.execute(select(audit.c.id).where(audit.c.site_id == paper.id)).all())


def test_a_place_that_cannot_be_read_is_the_beginning(paper: Owned, chief: Moderating) -> None:
    for odd in ("", "x", "1", "1.", "9" * 30 + ".a", "1.é", "²." + "0" * 32, "-1.a", "1.'"):
        answer = chief.open(f"/desk/audit/{paper.id}?before={odd}")
        assert (answer.status_code, sorted(told(answer.text))) == (200, ["Add moderator", "Change policy"]), odd
