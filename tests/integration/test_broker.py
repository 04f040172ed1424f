"""The broker: what a worker does not survive by itself when Redis dies under it."""

from __future__ import annotations

from pathlib import Path

import servers

from moderation.tools.queue import Queue


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
