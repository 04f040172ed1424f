"""The queue: the worst first, filters in the address, pages that neither repeat nor leave out."""

from __future__ import annotations

import re

import pytest
from factories import ARTICLE, CIVIL, Owned, judged, written
from fakes import Clock
from flask import Flask
from moderating import Moderating, appointed

from moderation.acts.submit import Author
from moderation.doors.desk.filters import read_place
from moderation.toolbox import Toolbox

WORDS = (
    "amber birch cedar dune elm fjord gorse heath iris juniper kelp larch moss nettle oak pine quince reed sage thyme"
)


def held(toolbox: Toolbox, site: Owned, number: int) -> str:
    """One more held comment."""
    word = WORDS.split()[number % 20]
    text = f"{word}{number} idiot{number} {word} idiot says {word * 2}"
    return judged(toolbox, site, written(text, Author(f"Reader {number}", f"{number}@home.example"))).id


def listed(person: Moderating, query: str = "") -> list[str]:
    """The comments on one page of the queue."""
    return re.findall(r'class="open" href="/desk/comments/(\w+)', person.open(f"/desk/?{query}").text)


def test_it_lists_what_is_held_and_counts_all(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    waiting = held(toolbox, paper, 1)
    civil = judged(toolbox, paper, CIVIL).id
    assert listed(alice) == [waiting]
    assert listed(alice, "status=published") == [civil]
    assert "Held <b>1</b>" in alice.open("/desk/").text


@pytest.mark.parametrize("order", ["urgent", "oldest", "newest"])
def test_pages_neither_repeat_nor_leave_out(
    toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock, order: str
) -> None:
    ids = []
    for number in range(57):
        ids.append(held(toolbox, paper, number))
        clock.pass_seconds(30)
    seen, query = [], f"order={order}"
    for _ in range(3):
        page = alice.open(f"/desk/?{query}").text
        seen.append(listed(alice, query))
        following = re.search(r'href="/desk/\?([^"]*)" rel="next"', page)
        query = following[1].replace("&amp;", "&") if following else ""
    assert [len(part) for part in seen] == [25, 25, 7]
    assert query == ""
    flat = [each for part in seen for each in part]
    assert sorted(flat) == sorted(ids)
    if order != "urgent":
        assert flat == (ids if order == "oldest" else ids[::-1])


def test_filters_live_in_the_address(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    attack = held(toolbox, paper, 1)
    link = judged(toolbox, paper, written("Read https://holm-diary.example please.", Author("Vera"))).id
    assert set(listed(alice)) == {attack, link}
    assert listed(alice, "cause=label:personal_attack") == [attack]
    assert listed(alice, "cause=rule:newcomer") == [link]
    assert listed(alice, "cause=label:threat") == []
    alice.decide(attack, "spam")
    assert listed(alice, "cause=label:personal_attack") == []
    assert listed(alice, "cause=label:personal_attack&status=rejected") == [attack]


def test_an_author_can_be_looked_through(toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock) -> None:
    first = judged(toolbox, paper, CIVIL).id
    clock.pass_seconds(60)
    second = judged(toolbox, paper, "Only an idiot could have written this article.").id
    held(toolbox, paper, 1)
    link = re.search(r"/desk/\?author=(\w+)", alice.open(f"/desk/comments/{first}").text)
    assert link is not None
    assert listed(alice, f"author={link[1]}") == [second, first]


def test_a_moderator_of_two_sites_sees_both_in_one_order(
    app: Flask, toolbox: Toolbox, paper: Owned, blog: Owned
) -> None:
    for site in (paper, blog):
        appointed(toolbox, site, "alice@paper.example", "moderator")
    alice = Moderating(app.test_client(), "alice@paper.example")
    alice.log_in()
    ids = [held(toolbox, site, number) for number, site in enumerate((paper, blog, paper, blog))]
    assert listed(alice, "order=oldest") == ids
    assert listed(alice, f"order=oldest&site={blog.id}") == ids[1::2]


def test_other_sites_stay_out_of_the_queue(toolbox: Toolbox, paper: Owned, blog: Owned, alice: Moderating) -> None:
    held(toolbox, blog, 1)
    assert listed(alice) == []
    assert listed(alice, f"site={blog.id}") == []
    assert "Nothing waits for you" in alice.open("/desk/").text


@pytest.mark.parametrize("place", ["", "x", "~", "nan~", "1~é", "1~a b", "1", "~a", "1" * 400 + "~" + "a" * 40])
def test_a_place_that_is_none_is_the_beginning(place: str) -> None:
    assert read_place(place) is None


def test_a_comment_shows_the_conversation_and_the_author(
    toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock
) -> None:
    parent = judged(toolbox, paper, CIVIL).id
    clock.pass_seconds(60)
    about = judged(toolbox, paper, written("What an idiot.", Author("Eve"), parent=parent)).id
    page = alice.open(f"/desk/comments/{about}").text
    assert "In answer to" in page
    assert "Around it on the page" in page
    assert ARTICLE.title in page
    assert "What an <mark>" in page or "<mark>" not in page
