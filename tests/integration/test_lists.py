"""The lists of a site: changed by versions of its policy, at once, and without effect when their time is over."""

from __future__ import annotations

import pytest
from factories import ALICE, CIVIL, Owned, from_address, judged, rules_of, site_of, written
from fakes import Clock
from sqlalchemy import select

from moderation.acts import enlist, gather
from moderation.errors import Invalid
from moderation.judgement.house import Listed
from moderation.toolbox import Toolbox
from moderation.tools.store import policies
from moderation.tools.store.lists import Entry
from moderation.tools.store.tables import audit

WOMBAT = Entry("word", "wombat", "reject", "A word of our trolls.")


def values(toolbox: Toolbox, site: Owned, version: int) -> list[str]:
    """What the lists of a version hold."""
    with toolbox.store.read() as db:
        return [entry.value for entry in policies.version(db, site.id, version, toolbox.clock()).lists]


def test_an_entry_takes_effect_with_the_next_comment(toolbox: Toolbox, paper: Owned) -> None:
    assert judged(toolbox, paper, "The wombat of the talks.").status == "published"
    (entry_id,) = enlist.add(toolbox, paper.id, [WOMBAT], ALICE, "They keep coming.")
    state = judged(toolbox, paper, "Another wombat of the talks.")
    assert (state.status, rules_of(state), state.verdict["policy"]) == ("rejected", ["words"], 2)
    assert enlist.end(toolbox, paper.id, [entry_id], ALICE) == 1
    assert judged(toolbox, paper, "The last wombat of the talks.").status == "published"


def test_every_version_keeps_its_own_lists(toolbox: Toolbox, paper: Owned) -> None:
    (first,) = enlist.add(toolbox, paper.id, [WOMBAT], ALICE)
    enlist.add(toolbox, paper.id, [Entry("domain", "*.Evil.Example.")], ALICE)
    enlist.end(toolbox, paper.id, [first], ALICE)
    assert [values(toolbox, paper, version) for version in (1, 2, 3, 4)] == [
        [],
        ["wombat"],
        ["wombat", "evil.example"],
        ["evil.example"],
    ]


def test_ending_what_has_ended_makes_no_version(toolbox: Toolbox, paper: Owned, blog: Owned) -> None:
    (entry_id,) = enlist.add(toolbox, paper.id, [WOMBAT], ALICE)
    assert enlist.end(toolbox, blog.id, [entry_id], "carol") == 0
    assert enlist.end(toolbox, paper.id, [entry_id], ALICE) == 1
    assert enlist.end(toolbox, paper.id, [entry_id], ALICE) == 0
    assert (site_of(toolbox, paper).policy.version, site_of(toolbox, blog).policy.version) == (3, 1)


def test_the_same_word_again_replaces_the_entry(toolbox: Toolbox, paper: Owned) -> None:
    enlist.add(toolbox, paper.id, [WOMBAT, Entry("word", "wombat", "hold")], ALICE)
    enlist.add(toolbox, paper.id, [Entry("word", "wombat", "note")], ALICE)
    assert [(entry.value, entry.action) for entry in site_of(toolbox, paper).policy.lists] == [("wombat", "note")]


def test_an_entry_has_no_effect_when_its_time_is_over(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    enlist.add(toolbox, paper.id, [Entry("word", "wombat", "reject", "", clock.now + 60_000)], ALICE)
    assert judged(toolbox, paper, "The wombat of the talks.").status == "rejected"
    clock.now += 25 * 3_600_000
    toolbox.store.forget(paper.id)
    assert judged(toolbox, paper, "The wombat of the talks.").status == "published"


def test_every_change_is_a_row_of_the_audit_without_the_words(toolbox: Toolbox, paper: Owned) -> None:
    enlist.add(toolbox, paper.id, [WOMBAT], ALICE, "They keep coming.")
    with toolbox.store.read() as db:
        rows = db.execute(select(audit.c.who, audit.c.what, audit.c.detail).where(audit.c.who == ALICE)).all()
    assert [tuple(row) for row in rows] == [(ALICE, "change-policy", {"version": 2, "why": "They keep coming."})]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (Entry("animal", "wombat"), "kind"),
        (Entry("word", "wombat", "burn"), "action"),
        (Entry("word", " \n "), "value"),
        (Entry("word", "!?"), "value"),
        (Entry("word", "w" * 201), "value"),
        (Entry("word", "wombat", "hold", "n" * 501), "note"),
        (Entry("domain", "not a domain"), "value"),
        (Entry("address", "192.0.2.0/24"), "value"),
        (Entry("network", "0.0.0.0/0"), "value"),
        (Entry("network", "2001:db8::/16"), "value"),
    ],
)
def test_an_entry_that_cannot_work_is_refused(toolbox: Toolbox, paper: Owned, entry: Entry, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        enlist.add(toolbox, paper.id, [WOMBAT, entry], ALICE)
    assert refused.value.problems[0].field == field
    assert site_of(toolbox, paper).policy.version == 1


@pytest.mark.parametrize("action", ["note", "hold", "reject"])
def test_a_sender_meets_the_action_of_the_gravest_entry(toolbox: Toolbox, paper: Owned, action: str) -> None:
    entries = [Entry("name", "bob", "note"), Entry("network", "192.0.2.0/24", action)]
    enlist.add(toolbox, paper.id, entries, ALICE)
    state = judged(toolbox, paper, written(CIVIL, client=from_address("192.0.2.7")))
    assert state.status == {"note": "published", "hold": "held", "reject": "rejected"}[action]
    assert rules_of(state)[0] == "blocked"


@pytest.mark.parametrize("address", ["192.0.2.7", "::ffff:192.0.2.7", "2001:DB8:0:0:0:0:0:7"])
def test_an_address_matches_however_it_is_written(toolbox: Toolbox, paper: Owned, address: str) -> None:
    entries = [Entry("address", "192.0.2.7", "hold"), Entry("address", "2001:db8::7", "hold")]
    enlist.add(toolbox, paper.id, entries, ALICE)
    assert rules_of(judged(toolbox, paper, written(CIVIL, client=from_address(address)))) == ["blocked"]


def test_one_comment_does_not_wait_for_thousands_of_networks(toolbox: Toolbox, paper: Owned) -> None:
    entries = [Entry("network", f"10.{n % 250}.{n // 250}.0/24", "reject") for n in range(2000)]
    enlist.add(toolbox, paper.id, entries, ALICE)
    policy = site_of(toolbox, paper).policy
    assert gather.known_by(policy, {"address": "10.7.1.9"}) == Listed("network", "10.7.1.0/24", "reject")
    assert len(list(gather.containing("10.7.1.9", gather.senders(policy)[2]))) == 1
