"""Delivering: a site hears of its comments, signed, for three days, and never where it should not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from factories import Owned, alices_paper, judged, site_of
from fakes import Clock
from servers import Receiver, free_port, receiver
from sqlalchemy import Row, func, select
from standardwebhooks import Webhook, WebhookVerificationError

from moderation.acts import deliver, forget
from moderation.toolbox import Toolbox
from moderation.tools.store import outbox, sites
from moderation.tools.store.tables import webhook_event
from moderation.tools.webhooks import Webhooks

HOUR = 3_600


@pytest.fixture
def hears() -> Iterator[Receiver]:
    """The server of Alice's paper."""
    with receiver() as site:
        yield site


@pytest.fixture
def local(toolbox: Toolbox) -> Iterator[Toolbox]:
    """A toolbox whose operator allows webhooks to loopback."""
    allowed = replace(toolbox, webhooks=Webhooks(local=True))
    toolbox.queue.toolbox = allowed
    yield allowed
    allowed.webhooks.close()


def due(toolbox: Toolbox) -> list[str]:
    """The events that a dispatcher would send now."""
    with toolbox.store.write() as db:
        return outbox.lease(db, toolbox.clock(), toolbox.clock() + 120_000, 100)


def sent(toolbox: Toolbox, ids: list[str]) -> int:
    """Post these events; how many arrived."""
    return deliver.deliver(toolbox.store, toolbox.webhooks, toolbox.clock, ids)


def event(toolbox: Toolbox) -> Row:
    """The only event."""
    with toolbox.store.read() as db:
        return db.execute(select(webhook_event)).one()


def secret_of(toolbox: Toolbox, site: Owned) -> str:
    """What signs the events of a site."""
    return site_of(toolbox, site).webhook_secret


def test_an_event_arrives_signed(local: Toolbox, hears: Receiver) -> None:
    site = alices_paper(local, webhook=hears.url)
    comment_id = judged(local, site).id
    assert sent(local, due(local)) == 1
    ((headers, payload),) = hears.got
    told = Webhook(secret_of(local, site)).verify(payload, headers)
    assert told["type"] == "comment.published"
    assert told["timestamp"] == "2026-01-01T12:00:00+00:00"
    assert (told["data"]["id"], told["data"]["status"]) == (comment_id, "published")
    assert told["data"]["verdict"]["action"] == "approve"
    assert headers["content-type"] == "application/json"
    assert headers["host"] == hears.url.split("/")[2]
    assert headers["webhook-id"] == event(local).id


def test_another_secret_does_not_verify(local: Toolbox, hears: Receiver, blog: Owned) -> None:
    judged(local, alices_paper(local, webhook=hears.url))
    sent(local, due(local))
    headers, payload = hears.got[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_of(local, blog)).verify(payload, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_of(local, blog)).verify(payload + b" ", headers)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A civil thought about the second round of talks.", "comment.published"),
        ("Only an idiot could have written this article.", "comment.held"),
        ("Buy viagra at the best price of the whole town.", "comment.rejected"),
    ],
)
def test_each_status_has_its_event(local: Toolbox, text: str, kind: str) -> None:
    judged(local, alices_paper(local, webhook="https://paper.example/hook"), text)
    assert event(local).type == kind
    assert text not in event(local).payload


def test_what_arrived_is_not_sent_again(local: Toolbox, hears: Receiver, clock: Clock) -> None:
    judged(local, alices_paper(local, webhook=hears.url))
    ids = due(local)
    assert sent(local, ids) == 1
    clock.pass_seconds(HOUR)
    assert due(local) == []
    assert sent(local, ids) == 0
    assert len(hears.got) == 1


@pytest.mark.parametrize("status", [301, 307, 400, 404, 410, 429, 500, 503])
def test_an_answer_that_is_no_success_is_tried_again(local: Toolbox, hears: Receiver, status: int) -> None:
    hears.answer, hears.location = status, hears.url
    judged(local, alices_paper(local, webhook=hears.url))
    assert sent(local, due(local)) == 0
    assert len(hears.got) == 1  # a redirect is not followed
    row = event(local)
    assert (row.attempts, row.done_at, row.outcome) == (1, None, f"HTTP {status}")


def test_a_server_that_is_away_hears_all_within_three_days(local: Toolbox, hears: Receiver, clock: Clock) -> None:
    hears.answer = 503
    judged(local, alices_paper(local, webhook=hears.url))
    begin, moments = clock.now, []
    while not event(local).done_at:
        clock.now = event(local).next_at
        moments.append((clock.now - begin) // 1000)
        sent(local, due(local))
        assert len(moments) < 40
    pauses = [later - sooner for sooner, later in zip(moments, moments[1:], strict=False)]
    assert pauses[:9] == [5, 30, 120, 600, 1800, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]
    assert set(pauses[9:]) == {8 * HOUR}
    assert 72 * HOUR < moments[-1] <= 80 * HOUR
    assert {headers["webhook-id"] for headers, _ in hears.got} == {event(local).id}
    assert {payload for _, payload in hears.got} == {event(local).payload.encode()}


def test_a_server_that_comes_back_hears_it(local: Toolbox, hears: Receiver, clock: Clock) -> None:
    hears.answer = 503
    judged(local, alices_paper(local, webhook=hears.url))
    for _ in range(3):
        sent(local, due(local))
        clock.now = event(local).next_at
    hears.answer = 200
    assert sent(local, due(local)) == 1
    assert event(local).outcome == "HTTP 200"


def test_a_server_that_refuses_connections_is_tried_again(local: Toolbox) -> None:
    judged(local, alices_paper(local, webhook=f"http://127.0.0.1:{free_port()}/"))
    assert sent(local, due(local)) == 0
    assert (event(local).outcome, event(local).done_at) == ("ConnectError", None)


def test_an_address_of_the_operators_network_hears_nothing(toolbox: Toolbox, hears: Receiver) -> None:
    judged(toolbox, alices_paper(toolbox, webhook=hears.url))
    assert sent(toolbox, due(toolbox)) == 0
    assert hears.got == []
    assert "not public" in event(toolbox).outcome


def test_one_bad_address_does_not_keep_others_from_hearing(local: Toolbox, hears: Receiver) -> None:
    judged(local, alices_paper(local, webhook="http://[::1"))
    judged(local, alices_paper(local, webhook=hears.url))
    assert sent(local, due(local)) == 1


def test_the_events_of_a_site_come_in_their_order(local: Toolbox, hears: Receiver, clock: Clock) -> None:
    site = alices_paper(local, webhook=hears.url)
    ids = []
    for number in range(12):
        ids.append(judged(local, site, f"Thought number {number} of this very long day.").id)
        clock.pass_seconds(30)
    assert sent(local, due(local)) == 12
    assert [json.loads(payload)["data"]["id"] for _, payload in hears.got] == ids


def test_a_server_that_is_not_there_is_asked_once_for_all_its_events(local: Toolbox, clock: Clock) -> None:
    site = alices_paper(local, webhook=f"http://127.0.0.1:{free_port()}/")
    for number in range(3):
        judged(local, site, f"Thought number {number} of this very long day.")
    assert sent(local, due(local)) == 0
    assert due(local) == []
    clock.pass_seconds(5)
    assert len(due(local)) == 3


def test_a_site_that_wants_no_more_ends_its_events(local: Toolbox) -> None:
    site = alices_paper(local, webhook="https://paper.example/hook")
    judged(local, site)
    with local.store.write() as db:
        sites.set_webhook(db, site.id, None)
    sent(local, due(local))
    assert event(local).done_at is not None


def test_a_site_without_an_address_has_no_events(local: Toolbox, paper: Owned) -> None:
    judged(local, paper)
    with local.store.read() as db:
        assert db.execute(select(func.count()).select_from(webhook_event)).scalar_one() == 0


def test_an_event_names_nobody(local: Toolbox) -> None:
    judged(local, alices_paper(local, webhook="https://paper.example/hook"))
    told = json.dumps(json.loads(event(local).payload))
    assert [word for word in ("Bob", "bob@home.example", "second round") if word in told] == []


def test_old_events_are_forgotten_and_undelivered_ones_kept(local: Toolbox, hears: Receiver, clock: Clock) -> None:
    judged(local, alices_paper(local, webhook=hears.url))
    sent(local, due(local))
    judged(local, alices_paper(local, webhook="https://paper.example/hook"), "Another thought, not delivered yet.")
    clock.pass_seconds(31 * 24 * HOUR)
    forget.forget(local)
    assert event(local).done_at is None
