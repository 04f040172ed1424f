"""Versions of a policy: immutable, in force at once, one at a time, and with a way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import ALICE, Owned, block, judged, rules_of, site_of
from sqlalchemy import select

from moderation.acts import enlist, govern
from moderation.acts.govern import Superseded
from moderation.errors import Invalid
from moderation.judgement.house import Listed, Mode, Threshold
from moderation.toolbox import Toolbox
from moderation.tools.store import policies
from moderation.tools.store.connection import Store
from moderation.tools.store.lists import Entry
from moderation.tools.store.tables import audit

SHOUT = "THIS IS ALL WRONG AND EVERYBODY WHO WAS THERE KNOWS THAT IT IS WRONG"
CHIEF = ("chief@paper.example", "Too much shouting.")


def test_a_saved_policy_is_in_force_at_once_also_for_other_processes(toolbox: Toolbox, paper: Owned) -> None:
    other = replace(toolbox, store=Store(toolbox.config.database, clock=toolbox.clock))
    first = judged(other, paper, SHOUT)
    draft = replace(site_of(toolbox, paper).policy, modes={"shouting": Mode.OFF})
    assert govern.change(toolbox, paper.id, draft, 1, CHIEF) == 2
    second = judged(other, paper, f"{SHOUT} AND SAD")
    other.store.close()
    assert (rules_of(first), rules_of(second), second.verdict["policy"]) == (["shouting"], [], 2)


def test_earlier_versions_stay_as_they_were(toolbox: Toolbox, paper: Owned) -> None:
    draft = replace(site_of(toolbox, paper).policy, max_links=0, thresholds={"spam": Threshold(0.4, None)})
    govern.change(toolbox, paper.id, draft, 1, CHIEF)
    with toolbox.store.read() as db:
        first, second = (policies.version(db, paper.id, number, toolbox.clock()) for number in (1, 2))
        shown = policies.latest(db, paper.id, None, 10)
    assert (first.max_links, second.max_links, second.thresholds["spam"]) == (3, 0, Threshold(0.4, None))
    assert [(entry.version, entry.created_by, entry.why) for entry in shown] == [
        (2, *CHIEF),
        (1, "init", "The site was made."),
    ]


def test_the_second_of_two_at_once_is_refused(toolbox: Toolbox, paper: Owned) -> None:
    seen = site_of(toolbox, paper).policy
    govern.change(toolbox, paper.id, replace(seen, max_links=1), seen.version, CHIEF)
    with pytest.raises(Superseded) as refused:
        govern.change(toolbox, paper.id, replace(seen, max_links=2), seen.version, CHIEF)
    assert (refused.value.seen, refused.value.now) == (1, 2)
    assert site_of(toolbox, paper).policy.max_links == 1


def test_the_way_back_is_a_new_version_with_the_lists_of_the_old(toolbox: Toolbox, paper: Owned) -> None:
    block(toolbox, paper, Listed("word", "wombat"))
    (numbat,) = enlist.add(toolbox, paper.id, [Entry("word", "numbat", "note", "Rare.")], ALICE)
    govern.change(toolbox, paper.id, replace(site_of(toolbox, paper).policy, max_links=0), 3, CHIEF)
    enlist.end(toolbox, paper.id, [numbat], ALICE)
    block(toolbox, paper, Listed("domain", "evil.example"))
    assert govern.restore(toolbox, paper.id, 3, 6, (ALICE, "It was better.")) == 7
    policy = site_of(toolbox, paper).policy
    assert (policy.max_links, sorted(entry.value for entry in policy.lists)) == (3, ["numbat", "wombat"])
    with toolbox.store.read() as db:
        before = policies.version(db, paper.id, 6, toolbox.clock())
        why = policies.latest(db, paper.id, None, 1)[0].why
    assert (before.max_links, sorted(entry.value for entry in before.lists)) == (0, ["evil.example", "wombat"])
    assert why == "Back to version 3. It was better."


@pytest.mark.parametrize("number", [0, 1, 2])
def test_there_is_no_way_back_to_what_is_not_earlier(toolbox: Toolbox, paper: Owned, number: int) -> None:
    with pytest.raises(Invalid):
        govern.restore(toolbox, paper.id, number, 1, CHIEF)


def test_every_change_is_a_row_of_the_audit(toolbox: Toolbox, paper: Owned) -> None:
    govern.change(toolbox, paper.id, replace(site_of(toolbox, paper).policy, max_links=0), 1, CHIEF)
    with toolbox.store.read() as db:
        row = db.execute(select(audit.c.what, audit.c.detail).where(audit.c.who == CHIEF[0])).one()
    assert tuple(row) == ("change-policy", {"version": 2, "why": "Too much shouting."})
