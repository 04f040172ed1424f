"""The peer of the awaited verdict: a Celery task that does nothing, whose result is waited for with `.get()`."""

from __future__ import annotations

import os

from celery import Celery

celery = Celery("peer", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
celery.conf.task_default_queue = "peer"


@celery.task(name="peer.nothing")
def nothing() -> int:
    """Do nothing."""
    return 1
