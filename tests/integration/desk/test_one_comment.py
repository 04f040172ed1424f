"""One comment: the conversation one can act in, links on request, evidence with its weight, and what spares people."""

from __future__ import annotations

import re

from factories import Owned, change_policy, judged, state_of, written
from fakes import Clock
from moderating import Moderating

from moderation.acts.submit import Author
from moderation.judgement.house import Threshold
from moderation.toolbox import Toolbox

ATTACK = "Only an idiot could have written this article."


def send(person: Moderating, path: str, **fields: object) -> str:
    """Send a form; where it leads."""
    csrf = person.fields("/desk/password")["csrf"]
    answer = person.client.post(f"/desk/{path}", data={"csrf": csrf, **fields})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_one_can_act_inside_the_conversation(toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock) -> None:
    parent = judged(toolbox, paper).id
    clock.pass_seconds(60)
    about = judged(toolbox, paper, written("What an idiot.", Author("Eve"), parent=parent)).id
    clock.pass_seconds(60)
    sibling = judged(toolbox, paper, written("You idiot, again.", Author("Mallory"), parent=parent)).id
    answer = judged(toolbox, paper, written("Idiots, idiot and idiot.", Author("Trent"), parent=about)).id
    page = alice.open(f"/desk/comments/{about}").text
    assert [f'id="c-{each}"' in page for each in (sibling, answer, parent)] == [True, True, False]
    there = send(alice, f"comments/{sibling}/decision", status="held", unseen="yes", stay=about, action="spam")
    assert there == f"/desk/comments/{about}?did={sibling}#c-{sibling}"
    assert [state_of(toolbox, each).status for each in (sibling, about)] == ["rejected", "held"]
    assert "Marked as spam" in alice.open(there).text


def test_links_are_named_on_a_page_of_their_own(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    text = (
        "idiot, see https://evil.example/x?<b> and javascript:alert(1) and www.other.example or hxxp:\\\\third.example"
    )
    about = judged(toolbox, paper, written(text, Author("Eve", "", "javascript://own.example/%0aalert(1)"))).id
    assert "https://evil.example" not in re.findall(r'href="([^"]*)"', alice.open(f"/desk/comments/{about}").text)
    page = alice.open(f"/desk/comments/{about}/links").text
    targets = re.findall(r'href="(http[^"]*)" target="_blank" rel="noreferrer noopener nofollow"', page)
    assert targets[:3] == ["https://evil.example/x?", "https://www.other.example/", "https://third.example/"]
    assert "javascript:alert" not in "".join(re.findall(r'href="([^"]*)"', page))


def test_evidence_says_its_finding_and_its_weight(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    about = judged(toolbox, paper, ATTACK).id
    page = alice.open(f"/desk/comments/{about}").text
    assert "<b>Personal attack</b>, score 0.90; these words weigh +1.50. Holds." in page


def test_it_is_judged_again_under_todays_policy_when_asked(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    about = judged(toolbox, paper, ATTACK).id
    assert "Judged again" not in alice.open(f"/desk/comments/{about}").text
    change_policy(toolbox, paper, thresholds={"personal_attack": Threshold(0.95, None)})
    page = re.sub(r"\s+", " ", alice.open(f"/desk/comments/{about}?today=1").text)
    assert "would be <b>published</b> by classifier words-1 and policy 2" in page
    assert state_of(toolbox, about).status == "held"


def test_severe_texts_are_veiled_until_asked_for(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    about = judged(toolbox, paper, "Off to the gallows with her.").id
    assert "Show the text: threat" in alice.open(f"/desk/comments/{about}").text
    assert "veiled" in alice.open("/desk/").text
    send(alice, "comfort", grey="on")
    assert "Show the text" not in alice.open(f"/desk/comments/{about}").text
    assert '<html lang="en" class="grey">' in alice.open("/desk/").text


def test_after_many_decisions_it_is_time_to_pause(
    toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock
) -> None:
    about = judged(toolbox, paper, ATTACK).id
    for _ in range(8):
        alice.decide(about, "spam")
        clock.pass_seconds(300)
        alice.decide(about, "approve")
        clock.pass_seconds(30)
    assert "Look out of the window" not in alice.open("/desk/").text
    alice.decide(about, "spam")
    clock.pass_seconds(60)
    alice.decide(about, "approve")
    assert "in 45 minutes" in alice.open("/desk/").text
    send(alice, "comfort/rest")
    assert "Look out of the window" not in alice.open("/desk/").text


def test_an_address_without_a_page_is_told_at_the_desk(alice: Moderating) -> None:
    answer = alice.open("/desk/nothing/here")
    assert answer.status_code == 404
    assert "There is no such page at the desk" in answer.text
    assert "Log out" in answer.text
