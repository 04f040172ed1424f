"""The Celery application: a toolbox per process, the beat schedule, and the log's context."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_process_shutdown, worker_ready

from moderation.config import Config
from moderation.lifeline import die_with_parent
from moderation.toolbox import Toolbox, open_toolbox
from moderation.tools.queue import open_celery

config = Config.from_env()
celery: Celery = open_celery(config.redis)
celery.conf.update(
    include=["workers.tasks"],
    beat_schedule={"forget": {"task": "workers.tasks.forget", "schedule": 600.0}},
    beat_schedule_filename=str(config.home / "beat"),
    worker_concurrency=config.workers,
)


@worker_process_init.connect
def open_process(**_: Any) -> None:
    """A toolbox for this process, opened after the fork: connections do not survive one."""
    die_with_parent()
    logging.basicConfig(level=config.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    celery.toolbox = open_toolbox(config, pool_size=2)
    celery.toolbox.classifier.version()


@worker_process_shutdown.connect
def close_process(**_: Any) -> None:
    """Give the connections back."""
    if hasattr(celery, "toolbox"):
        celery.toolbox.close()


@worker_ready.connect
def tell_ready(**_: Any) -> None:
    """Let whoever started the processes know that this one takes tasks."""
    Path(config.home, "run").mkdir(parents=True, exist_ok=True)
    Path(config.home, "run", "worker.ready").touch()


def toolbox() -> Toolbox:
    """The toolbox of this process."""
    opened: Toolbox = celery.toolbox
    return opened

