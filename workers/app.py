"""The Celery application that every worker and the beat share: settings and schedule, and nothing heavy."""

from __future__ import annotations

from celery import Celery

from moderation.config import Config
from moderation.tools.queue import open_celery

config = Config.from_env()
celery: Celery = open_celery(config.redis)
celery.conf.update(
    beat_schedule={
        "forget": {"task": "workers.tasks.forget", "schedule": 600.0},
        "remind": {"task": "workers.tasks.remind", "schedule": 600.0},
    },
    beat_schedule_filename=str(config.home / "beat"),
    worker_concurrency=config.workers,
)
