"""Deciding together: a look first, one step for all that is still held, and one step back."""

from __future__ import annotations

import re

from factories import Owned, judged, state_of, written
from fakes import Clock
from moderating import Moderating
from sqlalchemy import delete, insert

from moderation.acts.submit import Author
from moderation.toolbox import Toolbox
from moderation.tools.store import decisions, tally
from moderation.tools.store.tables import fingerprint

WAVE = "Only an idiot reads this paper: come to the harbour gazette for the truth about the second round. {}"
NAMES = ("Anna", "Boris", "Clara", "Dmitri")


def wave(toolbox: Toolbox, site: Owned, clock: Clock) -> list[str]:
    """Four near-duplicates, all held."""
    ids = []
    for name in NAMES:
        ids.append(judged(toolbox, site, written(WAVE.format(name), Author(name, f"{name}@home.example"))).id)
        clock.pass_seconds(60)
    return ids


def together(person: Moderating, step: str, **fields: object) -> str:
    """Send one of the forms for many comments; the page that answers."""
    csrf = person.fields("/desk/password")["csrf"]
    answer = person.client.post(f"/desk/bulk{step}", data={"csrf": csrf, **fields})
    assert answer.status_code == 200, answer.text
    return answer.text


def statuses(toolbox: Toolbox, ids: list[str]) -> list[str]:
    """Where comments are."""
    return [state_of(toolbox, each).status for each in ids]


def test_a_wave_is_decided_together_and_taken_back_in_one_go(
    toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock
) -> None:
    ids = wave(toolbox, paper, clock)
    shown = alice.open(f"/desk/comments/{ids[0]}/alike").text
    assert [shown.count(each) for each in ('href="#decide-title"', 'id="decide-title"')] == [1, 1]
    assert re.findall(r'name="id" value="(\w+)" checked', shown) == ids
    alice.decide(ids[3], "approve")
    done = together(alice, "/decide", id=ids, action="spam")
    assert "Marked as spam: 3 comments" in done
    assert "1 of those that were ticked" in done
    assert statuses(toolbox, ids) == ["rejected"] * 3 + ["published"]
    alice.undo(ids[0])
    batch = re.search(r'name="batch" value="(\w+)"', done)
    assert batch is not None
    assert "Taken back: 2 comments" in together(alice, "/undo", batch=batch[1])
    assert statuses(toolbox, ids) == ["held"] * 3 + ["published"]
    with toolbox.store.read() as db:
        assert decisions.verify(db, paper.id) is None
        assert tally.counts(db, [paper.id]) == {"held": 3, "published": 1, "rejected": 0}
    csrf = alice.fields("/desk/password")["csrf"]
    assert alice.client.post("/desk/bulk/undo", data={"csrf": csrf, "batch": batch[1]}).status_code == 422


def test_a_wave_reaches_the_neighbours_of_its_neighbours(toolbox: Toolbox, paper: Owned, alice: Moderating) -> None:
    ids = [judged(toolbox, paper, written(WAVE.format(name), Author(name))).id for name in NAMES]
    bands = ((1, 2), (2, 3), (3, 4), (4, 5))
    rows = [{"comment_id": each, "band": band} for each, own in zip(ids, bands, strict=True) for band in own]
    with toolbox.store.write() as db:
        db.execute(delete(fingerprint))
        db.execute(insert(fingerprint), [{**row, "site_id": paper.id, "created_at": 0} for row in rows])
    shown = alice.open(f"/desk/comments/{ids[0]}/alike").text
    assert re.findall(r'name="id" value="(\w+)" checked', shown) == ids[:3]


def test_the_first_of_a_wave_can_go_with_it_although_they_were_published(
    toolbox: Toolbox, paper: Owned, alice: Moderating, dora: Moderating
) -> None:
    texts = (WAVE.format("Anna"), "A fine day.", "A fine night.")
    held, first, kept = (judged(toolbox, paper, written(text, Author(text))).id for text in texts)
    dora.decide(kept, "reject", rule="no_spam")
    dora.decide(kept, "approve")
    rows = [{"comment_id": each, "band": 1, "site_id": paper.id, "created_at": 0} for each in (held, first, kept)]
    with toolbox.store.write() as db:
        db.execute(delete(fingerprint))
        db.execute(insert(fingerprint), rows)
    shown = alice.open(f"/desk/comments/{held}/alike").text
    boxes = dict(re.findall(r'name="id" value="(\w+)"( \w+)?>', shown))
    assert boxes == {held: " checked", first: "", kept: " disabled"}
    assert "1 was published by the machine" in shown
    done = together(alice, "/decide", id=[held, first, kept], action="spam")
    assert "Marked as spam: 2 comments" in done
    assert statuses(toolbox, [held, first, kept]) == ["rejected", "rejected", "published"]
    batch = re.search(r'name="batch" value="(\w+)"', done)
    assert batch is not None
    together(alice, "/undo", batch=batch[1])
    assert statuses(toolbox, [held, first, kept]) == ["held", "published", "published"]
    ticked = together(alice, "", id=[first, kept])
    assert f'value="{first}" checked' in ticked
    assert "will touch: 1 comment;" in ticked


def test_what_was_ticked_is_shown_before_anything_happens(
    toolbox: Toolbox, paper: Owned, blog: Owned, alice: Moderating, clock: Clock
) -> None:
    ids = wave(toolbox, paper, clock)
    foreign = judged(toolbox, blog, "What an idiot.").id
    shown = together(alice, "", id=[*ids[:2], foreign])
    assert "Decide together on 2 comments" in shown
    assert statuses(toolbox, [*ids, foreign]) == ["held"] * 5
    together(alice, "/decide", id=[*ids[:2], foreign], action="approve")
    assert statuses(toolbox, [*ids, foreign]) == ["published"] * 2 + ["held"] * 3


def test_rejecting_together_needs_a_reason_too(toolbox: Toolbox, paper: Owned, alice: Moderating, clock: Clock) -> None:
    ids = wave(toolbox, paper, clock)
    csrf = alice.fields("/desk/password")["csrf"]
    answer = alice.client.post("/desk/bulk/decide", data={"csrf": csrf, "id": ids, "action": "reject"})
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert statuses(toolbox, ids) == ["held"] * 4


def test_nobody_takes_back_what_another_sites_people_did(
    toolbox: Toolbox, paper: Owned, alice: Moderating, carol: Moderating, clock: Clock
) -> None:
    ids = wave(toolbox, paper, clock)
    batch = re.search(r'name="batch" value="(\w+)"', together(alice, "/decide", id=ids, action="spam"))
    assert batch is not None
    csrf = carol.fields("/desk/password")["csrf"]
    assert carol.client.post("/desk/bulk/undo", data={"csrf": csrf, "batch": batch[1]}).status_code == 422
    assert statuses(toolbox, ids) == ["rejected"] * 4
