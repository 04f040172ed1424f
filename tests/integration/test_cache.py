"""The verdict cache: it saves reading a text twice, knows nobody, and may die at any time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from factories import BOB, CIVIL, Owned, change_policy, from_address, judged, written
from fakes import Clock
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from servers import free_port

from moderation.acts.submit import Author, Page
from moderation.toolbox import Toolbox
from moderation.tools.cache import COUNTERS_TTL, PAUSE, TTL, Cache


@pytest.fixture
def redis(toolbox: Toolbox) -> Iterator[Redis]:
    """The same Valkey, to look into."""
    with Redis.from_url(toolbox.config.redis) as client:
        yield client


@pytest.fixture
def other(toolbox: Toolbox) -> Iterator[Toolbox]:
    """Another process beside the same Valkey: it has nothing in its own memory."""
    second = replace(toolbox, cache=Cache(toolbox.config.redis))
    yield second
    second.cache.redis.close()


def again(toolbox: Toolbox, paper: Owned, number: int, **fields: object) -> bool:
    """Whether the verdict on the same text, of another moment, came from the cache."""
    toolbox.clock.pass_seconds(86_400 * number)
    return judged(toolbox, paper, written(CIVIL, **fields)).verdict["cached"]


def test_the_same_text_is_read_once(toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, newcomer_comments=0)
    assert [again(toolbox, paper, number) for number in range(3)] == [False, True, True]
    assert toolbox.classifier.read_texts == [CIVIL]


def test_another_process_finds_it_too(toolbox: Toolbox, other: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, newcomer_comments=0)
    first = again(toolbox, paper, 1)
    second = again(other, paper, 2)
    assert (first, second) == (False, True)


def test_a_cached_verdict_is_the_same_verdict(toolbox: Toolbox, other: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, newcomer_comments=0)
    text = "Only an idiot could have written this article."
    first = judged(toolbox, paper, text).verdict
    toolbox.clock.pass_seconds(86_400)
    second = judged(other, paper, text).verdict
    assert {**second, "cached": False} == first
    assert second["cached"] is True


def test_hits_and_misses_are_counted(toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, newcomer_comments=0)
    for number in range(3):
        again(toolbox, paper, number)
    assert toolbox.cache.counters() == {"hits": 2, "misses": 1}


def test_a_change_of_policy_empties_it(toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, newcomer_comments=0)
    again(toolbox, paper, 1)
    change_policy(toolbox, paper, max_links=4)
    assert again(toolbox, paper, 2) is False


def test_a_new_champion_empties_it(toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, newcomer_comments=0)
    again(toolbox, paper, 1)
    toolbox.classifier.name = "words-2"
    assert again(toolbox, paper, 2) is False


def test_it_is_of_one_site(toolbox: Toolbox, paper: Owned, blog: Owned) -> None:
    again(toolbox, paper, 1)
    assert judged(toolbox, blog, CIVIL).verdict["cached"] is False


def test_an_author_who_is_called_otherwise_is_judged_anew(toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, newcomer_comments=0)
    again(toolbox, paper, 1)
    assert again(toolbox, paper, 2, author=Author("Bob, cheap watches", BOB.email)) is False


def test_what_no_classifier_read_is_not_remembered(toolbox: Toolbox, paper: Owned) -> None:
    toolbox.classifier.name = ""
    again(toolbox, paper, 1)
    toolbox.classifier.name = "words-1"
    assert again(toolbox, paper, 2) is False


def test_facts_of_the_moment_are_not_remembered(toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, newcomer_comments=0)
    states = [judged(toolbox, paper, CIVIL) for _ in range(2)]
    assert [state.status for state in states] == ["published", "rejected"]


def test_every_key_has_a_time_to_live(toolbox: Toolbox, paper: Owned, redis: Redis) -> None:
    again(toolbox, paper, 1)
    lives = {key.decode(): redis.ttl(key) for key in redis.keys("*")}
    assert len(lives) == 2
    assert all(0 < seconds <= max(TTL, COUNTERS_TTL) for seconds in lives.values())


def test_no_text_name_or_address_is_in_it(toolbox: Toolbox, paper: Owned, redis: Redis) -> None:
    page = Page("https://paper.example/secretpath", "Secret title", "Secret writer")
    sent = written("Secret words of an idiot, for nobody's eyes.", page=page, client=from_address("192.0.2.77"))
    judged(toolbox, paper, sent)
    kept = b" ".join([*redis.keys("*"), *(redis.get(key) for key in redis.keys("adrem:verdict:*"))]).lower()
    assert b"personal_attack" in kept
    words = (b"secret", b"bob", b"home.example", b"192.0.2", b"nobody", b"words")
    assert [word for word in words if word in kept.replace(b"words-1", b"")] == []


def dead() -> Cache:
    """A cache whose Redis is not there, with a clock of its own."""
    ticks = Clock()
    return Cache(f"redis://127.0.0.1:{free_port()}/0", clock=lambda: ticks.now / 1000)


def test_a_redis_that_is_dead_is_a_miss() -> None:
    cache = dead()
    assert cache.lookup(["a", "b"]) == {}
    assert cache.counters() == {"hits": 0, "misses": 2}
    assert cache.alive() is False
    cache.store({"a": b"1"})
    assert cache.lookup(["a"]) == {"a": b"1"}  # this process remembers by itself


def test_a_redis_that_failed_is_left_alone_for_a_moment(valkey_url: str) -> None:
    now = [0.0]
    cache = Cache(f"{valkey_url}/0", clock=lambda: now[0])
    asked: list[float] = []

    def question() -> str:
        asked.append(now[0])
        raise RedisConnectionError

    for moment in (0.0, PAUSE / 2, PAUSE - 0.01, PAUSE, PAUSE * 1.5):
        now[0] = moment
        cache.ask(question)
    assert asked == [0.0, PAUSE]
    now[0] = PAUSE * 3
    assert cache.alive() is True
    cache.redis.close()


def test_judging_goes_on_without_redis(toolbox: Toolbox, paper: Owned) -> None:
    without = replace(toolbox, cache=dead())
    begin = time.monotonic()
    assert judged(without, paper, CIVIL).status == "published"
    assert time.monotonic() - begin < 5
