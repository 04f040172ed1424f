"""Finding comments: by words, by page, language and age; who reads what; and the order that waiting makes."""

from __future__ import annotations

import re

import pytest
from factories import CIVIL, PAPER, Owned, judged, state_of, written
from fakes import Clock
from moderating import Moderating

from moderation.acts.submit import Author, Page
from moderation.doors.desk.claims import LASTS
from moderation.toolbox import Toolbox
from moderation.tools.store import listing
from moderation.tools.store.listing import Wanted

HOSTILE = [
    "'",
    '"',
    '" OR 1=1 --',
    "NEAR(",
    "a*",
    "-idiot",
    "words:idiot",
    "(",
    "!!!",
    "\0",
    "'a' | 'b'",
    "&",
    "汉字",
    "é" * 300,
]


def insult(toolbox: Toolbox, site: Owned, text: str, **fields: object) -> str:
    """A held comment."""
    name = str(fields.pop("name", text[:20]))
    sent = written(f"{text}, idiot.", Author(name, f"{len(text)}{name}@home.example".replace(" ", "")), **fields)
    state = judged(toolbox, site, sent)
    assert state.status == "held"
    return state.id


def listed(person: Moderating, **query: str) -> list[str]:
    """The comments on one page of the queue."""
    page = person.client.get("/desk/", query_string=query)
    assert page.status_code == 200
    return re.findall(r'class="open[^"]*" href="/desk/comments/(\w+)', page.text)


def test_words_are_found_whatever_their_case_and_accents(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    first = insult(toolbox, paper, "The Café of our mayor is closed")
    second = insult(toolbox, paper, "Our mayor, again")
    published = judged(toolbox, paper, "The mayor did what a mayor can do about the second round.").id
    assert listed(alice, words="MAYOR our") == [second, first]
    assert listed(alice, words="cafe") == [first]
    assert listed(alice, words="mayor", status="published") == [published]
    assert listed(alice, words="mayor wombat") == []
    alice.decide(second, "spam")
    assert listed(alice, words="mayor") == [first]
    assert listed(alice, words="mayor", status="rejected") == [second]


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_query_is_just_words(toolbox: Toolbox, paper: Owned, alice: Moderating, words: str) -> None:
    about = insult(toolbox, paper, "A quiet text")
    assert listed(alice, words=words) in ([], [about])


def test_an_address_that_names_nothing_shows_nothing(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    about = insult(toolbox, paper, "A quiet text")
    assert listed(alice, author="\0", page="a b", site="é", did="\0", after="\0") == [about]
    assert alice.open("/desk/comments/%00").status_code == 404
    alice.decide(about, "reject", words="Too \0 loud.")
    assert state_of(toolbox, about).status == "rejected"


def test_another_sites_words_are_not_found(toolbox: Toolbox, paper: Owned, blog: Owned, alice: Moderating) -> None:
    insult(toolbox, blog, "The wombat of Carol")
    assert listed(alice, words="wombat") == []


def test_found_comments_go_on_page_by_page_and_lead_to_the_next(
    toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock
) -> None:
    ids = []
    for number in range(30):
        ids.append(
            insult(toolbox, paper, f"Wombat number {number} " + "abcdefghij"[number % 10] * 9, name=f"R{number}")
        )
        clock.pass_seconds(60)
    first = alice.open("/desk/?words=wombat").text
    later = re.search(r'href="/desk/\?([^"]*)" rel="next"', first)
    assert later is not None
    second = alice.open("/desk/?" + later[1].replace("&amp;", "&")).text
    assert re.findall(r'class="open" href="/desk/comments/(\w+)', first + second) == ids[::-1]
    assert f'href="/desk/comments/{ids[8]}?words=wombat"' in alice.open(f"/desk/comments/{ids[9]}?words=wombat").text


def test_a_sifted_list_ends_where_it_was_looked_through(
    toolbox: Toolbox, paper: Owned, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(listing, "SIFTED", 4)
    ids = []
    for number in range(11):
        ids.append(
            insult(toolbox, paper, "wombat " * (number % 5 == 0) + "abcdefghijk"[number] * 12, name=f"R{number}")
        )
        clock.pass_seconds(60)
    by_words = Wanted((paper.id,), words=("wombat",))
    by_language = Wanted((paper.id,), language="en", order="newest", since=clock.now - 300_000)
    assert gone_through(toolbox, by_words) == [ids[10], ids[5], ids[0]]
    assert gone_through(toolbox, by_language) == ids[:5:-1]


def gone_through(toolbox: Toolbox, wanted: Wanted) -> list[str]:
    """All comments of a list, two a page, until it ends."""
    seen: list[str] = []
    after = None
    for _ in range(9):
        with toolbox.store.read() as db:
            found = listing.found(db, wanted, after, 2)
        seen += [entry.id for entry in found.entries]
        after = found.later
        if after is None:
            return seen
    raise AssertionError("the list has no end")


def test_filters_of_page_age_and_language(toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock) -> None:
    old = insult(toolbox, paper, "About the talks")
    clock.pass_seconds(2 * 24 * 3600)
    alice.log_in()
    here = insult(toolbox, paper, "About the harbour", page=Page(f"{PAPER}/harbour", "The harbour"))
    assert listed(alice, age="day") == [here]
    assert listed(alice, age="over-day") == [old]
    assert listed(alice, age="over-day", cause="label:personal_attack") == [old]
    assert listed(alice, language="en", age="hour") == [here]
    assert listed(alice, language="de") == []
    link = re.search(r"/desk/\?page=(\w+)", alice.open(f"/desk/comments/{here}").text)
    assert link is not None
    assert listed(alice, page=link[1]) == [here]
    assert listed(alice, page=link[1], words="talks") == []


def test_who_waits_longer_comes_first_in_the_end(
    toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock
) -> None:
    mild = judged(toolbox, paper, written("Read https://holm-diary.example please.", Author("Vera"))).id
    clock.pass_seconds(3600)
    grave = insult(toolbox, paper, "Still fresh")
    clock.pass_seconds(24 * 3600)
    fresh = insult(toolbox, paper, "Quite fresh")
    alice.log_in()
    assert listed(alice) == [grave, mild, fresh]


def test_opening_a_comment_claims_it_for_a_while(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating, clock: Clock
) -> None:
    first, second, third = (insult(toolbox, paper, text) for text in ("One thing", "Another thing", "A third thing"))
    order = listed(alice)
    assert set(order) == {first, second, third}
    alice.open(f"/desk/comments/{order[1]}")
    assert "alice@paper.example is reading this" in dora.open("/desk/").text
    assert "alice@paper.example is reading this too" in dora.open(f"/desk/comments/{order[1]}").text
    assert f'href="/desk/comments/{order[2]}?" data-key="j"' in dora.open(f"/desk/comments/{order[0]}").text
    assert dora.decide(order[1], "spam").status_code == 303
    alice.open(f"/desk/comments/{order[2]}")
    csrf = alice.fields("/desk/password")["csrf"]
    alice.client.post(f"/desk/comments/{order[2]}/leave", data={"csrf": csrf})
    assert "is reading this" not in dora.open("/desk/").text
    alice.open(f"/desk/comments/{order[2]}")
    clock.pass_seconds(LASTS / 1000)
    assert "is reading this" not in dora.open("/desk/").text


def test_what_came_is_counted_from_what_was_shown(
    toolbox: Toolbox, paper: Owned, blog: Owned, alice: Moderating
) -> None:
    insult(toolbox, paper, "Before")
    poll = re.search(r'hx-get="([^"]*)"', alice.open("/desk/").text)
    assert poll is not None
    address = poll[1].replace("&amp;", "&")
    assert alice.open(address).text == ""
    insult(toolbox, paper, "After that")
    insult(toolbox, paper, "And after that")
    insult(toolbox, blog, "Elsewhere")
    judged(toolbox, paper, CIVIL)
    assert "2 new comments" in alice.open(address).text


def test_the_readers_fragment_says_what_was_decided(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating
) -> None:
    about = insult(toolbox, paper, "One thing")
    dora.decide(about, "spam")
    assert state_of(toolbox, about).status == "rejected"
    told = alice.open(f"/desk/comments/{about}/readers?was=held").text
    assert "Somebody has decided: it is rejected now." in told
