"""The broker: what a worker does not survive by itself when Redis dies under it."""

from __future__ import annotations

from pathlib import Path

import servers
from patience import until
from redis import Redis
from redis.exceptions import RedisError, ResponseError

from moderation.tools.cache import Cache
from moderation.tools.queue import BROKER_ERRORS, Queue


def test_a_task_that_ends_while_redis_is_dead_leaves_its_place_to_the_next(tmp_path: Path) -> None:
    taken = []
    with servers.valkey(tmp_path) as url:
        queue = Queue(f"{url}/0")
        queue.judge(["one"])
        connection = queue.celery.connection_for_read()
        consumer = queue.celery.amqp.TaskConsumer(connection, on_message=taken.append)
        consumer.qos(prefetch_count=1)
        consumer.consume()
        connection.drain_events(timeout=10)
        assert not consumer.channel.qos.can_consume()
    [message] = taken
    message.ack()
    assert consumer.channel.qos.can_consume()


def test_the_queue_and_the_cache_follow_the_master_that_sentinels_name(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with (
        servers.valkey(first) as one,
        servers.valkey(second) as two,
        servers.sentinel(tmp_path, one) as watching,
        Redis.from_url(one) as old,
        Redis.from_url(two) as new,
        Redis.from_url(f"redis://{watching}") as sentinel,
    ):
        new.replicaof("127.0.0.1", one.rpartition(":")[2])
        until(lambda: new.info("replication")["master_link_status"] == "up", "the replica to follow")
        queue, cache = Queue(f"sentinel://{watching}/adrem"), Cache(f"sentinel://{watching}/adrem")
        queue.judge(["one"])
        assert (queue.length(), old.llen("adrem")) == (1, 1)
        sentinel.execute_command("SENTINEL DEBUG INFO-PERIOD 100 PUBLISH-PERIOD 100")
        until(lambda: failed_over(sentinel), "the Sentinel to know the replica", 30)
        until(lambda: (role(new), role(old)) == ("master", "slave"), "the two to change places", 30)
        until(lambda: remembered(cache, new), "the cache to follow", 30)
        until(lambda: sent(queue), "the queue to follow", 30)
        assert queue.length() == new.llen("adrem") >= 2


def failed_over(sentinel: Redis) -> bool:
    """Whether the Sentinel promotes the replica now."""
    try:
        return bool(sentinel.execute_command("SENTINEL FAILOVER adrem"))
    except ResponseError:
        return False


def role(client: Redis) -> str:
    """What a server is just now; one that changes closes its connections."""
    try:
        return str(client.info("replication")["role"])
    except RedisError:
        return ""


def remembered(cache: Cache, server: Redis) -> bool:
    """Whether a value reaches this server."""
    cache.store({"key": b"value"})
    return server.get("adrem:verdict:key") == b"value"


def sent(queue: Queue) -> bool:
    """Whether one more task was taken."""
    try:
        queue.judge(["two"])
    except BROKER_ERRORS:
        return False
    return True
