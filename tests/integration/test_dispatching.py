"""Dispatching: whatever the queue loses, the database still has, and it is sent again."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest
from factories import Owned, alices_paper, judged, pending, state_of, written
from fakes import Clock
from kombu.exceptions import OperationalError
from servers import receiver

from moderation.acts import judge
from moderation.acts.submit import HINT_LEASE
from moderation.errors import Unavailable
from moderation.toolbox import Toolbox
from moderation.tools.queue import BATCH
from moderation.tools.webhooks import Webhooks
from workers.dispatch import LEASE, attempt, dispatch, post, repeat


def run(toolbox: Toolbox, in_flight: int = 20_000) -> int:
    """One round of the dispatcher; how many comments it sent."""
    before = len(sent(toolbox))
    dispatch(toolbox.store, toolbox.queue, in_flight, toolbox.clock())
    return len(sent(toolbox)) - before


def many(toolbox: Toolbox, paper: Owned, count: int) -> list[str]:
    """Comments that wait, and whose hint was lost."""
    ids = [pending(toolbox, paper, written(f"Thought number {number}.")) for number in range(count)]
    toolbox.clock.pass_seconds(HINT_LEASE / 1000)
    return ids


def sent(toolbox: Toolbox) -> list[str]:
    """What went to the workers."""
    return [comment_id for batch in toolbox.queue.judged for comment_id in batch]


def test_a_fresh_comment_is_left_to_its_hint(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    comment_id = pending(toolbox, paper)
    assert run(toolbox) == 0
    clock.pass_seconds(HINT_LEASE / 1000 - 0.001)
    assert run(toolbox) == 0
    clock.pass_seconds(0.001)
    assert run(toolbox) == 1
    assert sent(toolbox) == [comment_id]


def test_what_was_sent_is_not_sent_again_within_its_lease(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    ids = many(toolbox, paper, 1)
    assert [run(toolbox), run(toolbox)] == [1, 0]
    clock.pass_seconds(LEASE / 1000)
    assert run(toolbox) == 1
    assert sent(toolbox) == ids * 2


def test_what_has_its_verdict_is_not_sent(toolbox: Toolbox, paper: Owned) -> None:
    judge.judge(toolbox, many(toolbox, paper, 2))
    assert run(toolbox) == 0


def test_a_backlog_goes_out_in_batches(toolbox: Toolbox, paper: Owned) -> None:
    ids = many(toolbox, paper, BATCH + 2)
    assert run(toolbox) == BATCH + 2
    assert [len(batch) for batch in toolbox.queue.judged] == [BATCH, 2]
    assert sorted(sent(toolbox)) == sorted(ids)


def test_the_queue_is_never_fuller_than_its_cap(toolbox: Toolbox, paper: Owned) -> None:
    many(toolbox, paper, 30)
    assert run(toolbox, in_flight=20) == 20
    assert run(toolbox, in_flight=20) == 0
    toolbox.queue.judged.clear()
    assert run(toolbox, in_flight=20) == 10


@pytest.mark.parametrize("failure", [OperationalError("down"), ConnectionRefusedError()])
def test_a_broker_that_is_down_loses_nothing(toolbox: Toolbox, paper: Owned, clock: Clock, failure: Exception) -> None:
    ids = many(toolbox, paper, 3)
    toolbox.queue.fails = failure
    with pytest.raises(type(failure)):
        run(toolbox)
    toolbox.queue.fails = None
    clock.pass_seconds(LEASE / 1000)
    run(toolbox)
    assert sorted(sent(toolbox)) == sorted(ids)
    judge.judge(toolbox, sent(toolbox))
    assert {state_of(toolbox, comment_id).status for comment_id in ids} <= {"published", "held"}


def test_a_broker_that_fails_half_way_loses_nothing(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    ids = many(toolbox, paper, BATCH + 1)
    whole = toolbox.queue.judge

    class Fails(type(toolbox.queue)):
        """Takes one batch, and no more."""

        def judge(self, batch: Any) -> None:
            if self.judged:
                raise ConnectionResetError
            whole(batch)
            self.judged.append(list(batch))

    with pytest.raises(ConnectionResetError):
        dispatch(toolbox.store, Fails(), 20_000, clock())
    clock.pass_seconds(LEASE / 1000)
    run(toolbox)
    assert set(sent(toolbox)) == set(ids)


def test_it_says_whether_there_is_more(toolbox: Toolbox, paper: Owned) -> None:
    many(toolbox, paper, 1)
    assert dispatch(toolbox.store, toolbox.queue, 20_000, toolbox.clock()) is False


def test_a_defect_ends_the_process(toolbox: Toolbox) -> None:
    stopped = Event()

    def broken() -> bool:
        raise KeyError("a defect")

    with pytest.raises(KeyError):
        repeat(broken, stopped)
    assert stopped.is_set()


@pytest.mark.parametrize("failure", [OperationalError("down"), ConnectionResetError(), Unavailable("down")])
def test_what_is_down_is_waited_for(failure: Exception) -> None:
    def down() -> bool:
        raise failure

    assert attempt(down) is False


def test_due_webhooks_are_posted(toolbox: Toolbox, clock: Clock) -> None:
    webhooks = Webhooks(local=True)
    with receiver() as site, webhooks.client:
        owned = alices_paper(toolbox, webhook=site.url)
        for number in range(3):
            judged(toolbox, owned, f"Thought number {number} of this long day.")
        assert post(toolbox.store, webhooks, clock()) is False
        assert len(site.got) == 3
