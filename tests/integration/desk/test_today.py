"""Today: what the pictures say is what happened, and no comment is counted for it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from factories import CIVIL, Owned, judged, site_of, written
from fakes import NOON, Clock
from moderating import Moderating

from moderation.acts import forget, judge, review
from moderation.acts.review import Decision, Seen, Undo
from moderation.acts.submit import Author
from moderation.toolbox import Toolbox
from moderation.tools.store import figures
from moderation.tools.store.figures import DAY, HOUR

EVE = Author("Eve", "eve@home.example")


def day(toolbox: Toolbox, site: Owned) -> dict[str, int]:
    """All that is counted for the day of the clock, without what is nought."""
    with toolbox.store.read() as db:
        found = figures.since(db, [site.id], "day", toolbox.clock()).values()
    return {name: count for counted in found for name, count in counted.items() if count}


def decide(toolbox: Toolbox, site: Owned, comment_id: str, status: str) -> None:
    """A moderator's word."""
    review.decide(toolbox, site_of(toolbox, site), comment_id, Decision(status, "alice@paper.example", "because"))


def cells(text: str, caption: str) -> list[list[str]]:
    """The rows of the table under a heading, without their marks."""
    table = re.search(rf"{caption}.*?<tbody>(.*?)</tbody>", text, re.DOTALL)
    assert table is not None
    rows = re.findall(r"<tr>(.*?)</tr>", table[1], re.DOTALL)
    return [
        [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row)] for row in rows
    ]


def test_it_counts_verdicts_and_their_causes(toolbox: Toolbox, paper: Owned) -> None:
    judged(toolbox, paper, CIVIL)
    judged(toolbox, paper, written("You idiot.", EVE))
    counted = day(toolbox, paper)
    assert counted["verdict:approve"] == 1
    assert counted["verdict:hold"] == 1
    assert counted["cause:label:personal_attack"] == 1


def test_a_comment_that_is_judged_twice_counts_once(toolbox: Toolbox, paper: Owned) -> None:
    state = judged(toolbox, paper, CIVIL)
    judge.judge(toolbox, [state.id])
    assert day(toolbox, paper) == {"verdict:approve": 1}


def test_a_decision_counts_now_and_its_end_when_the_comment_came(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    comment_id = judged(toolbox, paper, CIVIL).id
    clock.pass_seconds(2 * 3600)
    decide(toolbox, paper, comment_id, "rejected")
    with toolbox.store.read() as db:
        by_hour = figures.since(db, [paper.id], "hour", NOON)
    assert by_hour == {
        NOON: Counter({"verdict:approve": 1, "pair:approve:rejected": 1}),
        NOON + 2 * HOUR: Counter({"decision:reject": 1}),
    }


def test_a_second_decision_moves_the_end_and_an_undo_moves_it_back(toolbox: Toolbox, paper: Owned) -> None:
    comment_id = judged(toolbox, paper, written("You idiot.", EVE)).id
    decide(toolbox, paper, comment_id, "rejected")
    decide(toolbox, paper, comment_id, "published")
    ends = {name: count for name, count in day(toolbox, paper).items() if name.startswith("pair:")}
    assert ends == {"pair:hold:published": 1}
    review.undo(toolbox, site_of(toolbox, paper), comment_id, Undo("alice@paper.example", Seen("published")))
    counted = day(toolbox, paper)
    assert {name: count for name, count in counted.items() if name.startswith("pair:")} == {"pair:hold:rejected": 1}
    assert counted["decision:undo"] == 1


def test_the_page_says_what_happened(toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock) -> None:
    kept, lost, _ = (judged(toolbox, paper, written(f"{CIVIL} {n}", Author(f"R{n}"))).id for n in "one two six".split())
    held = judged(toolbox, paper, written("You idiot.", EVE)).id
    judged(toolbox, paper, written("Another idiot, I say.", EVE))
    clock.pass_seconds(3 * 3600)
    decide(toolbox, paper, kept, "published")
    decide(toolbox, paper, lost, "rejected")
    decide(toolbox, paper, held, "rejected")
    text = alice.open("/desk/today").text
    tiles = [re.sub(r"<[^>]*>", " ", tile).split() for tile in re.findall(r"<dd>(.*?)</dd>", text, re.DOTALL)][:5]
    assert tiles[0] == ["1"]
    assert tiles[1] == ["3", "h"]
    assert tiles[2][0] == "5"
    assert tiles[3][:2] == ["20", "%"]
    assert tiles[4][:2] == ["50", "%"]
    hours = cells(text, "The last 24 hours, as numbers")
    assert len(hours) == 24
    assert hours[0] == ["15:00", "0", "0", "0", "0", "3"]
    assert hours[3] == ["12:00", "3", "2", "0", "5", "0"]
    assert len(cells(text, "The last 30 days, as numbers")) == 30
    assert cells(text, "Why comments were stopped") == [["Personal attack", "", "2", "2"]]
    assert cells(text, "Machine and people") == [["Published", "1", "1"], ["Held", "0", "1"], ["Rejected", "0", "0"]]


def test_an_empty_day_is_a_page_too(alice: Moderating) -> None:
    text = alice.open("/desk/today").text
    assert "None was, in 30 days." in text
    assert text.count('role="img"') == 2


def test_it_says_how_many_appeals_were_granted(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    with toolbox.store.write() as db:
        steps = [(NOON, "appeal:overturned", 1), (NOON, "appeal:upheld", 4), (NOON, "appeal:upheld", -1)]
        figures.add(db, "a comment", paper.id, steps)
    assert "1 of 4 answered ones were granted" in alice.open("/desk/today").text


def test_another_sites_day_is_not_shown(toolbox: Toolbox, paper: Owned, blog: Owned, carol: Moderating) -> None:
    judged(toolbox, paper, "You idiot.")
    for query in ("", f"?site={paper.id}"):
        assert "None was, in 30 days." in carol.open(f"/desk/today{query}").text


def test_old_hours_are_forgotten_and_days_stay(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    judged(toolbox, paper, CIVIL)
    clock.pass_seconds(4 * 24 * 3600)
    forget.forget(toolbox)
    with toolbox.store.read() as db:
        assert figures.since(db, [paper.id], "hour", NOON) == {}
        assert figures.since(db, [paper.id], "day", NOON) == {NOON - NOON % DAY: Counter({"verdict:approve": 1})}


@pytest.mark.parametrize("moment", [NOON, NOON + HOUR - 1])
def test_a_batch_is_one_row_for_each_name_and_span(toolbox: Toolbox, paper: Owned, moment: int) -> None:
    with toolbox.store.write() as db:
        figures.add(db, "a comment", paper.id, [(moment, "verdict:hold", 1)] * 500)
        figures.add(db, "a comment", paper.id, [(moment, "verdict:hold", 1)] * 12)
    with toolbox.store.read() as db:
        assert figures.since(db, [paper.id], "hour", NOON) == {NOON: Counter({"verdict:hold": 512})}
