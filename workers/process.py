"""A worker process: its toolbox is opened after the fork, and it does not outlive its parent."""

from __future__ import annotations

import gc
import logging
import os
from importlib import import_module
from pathlib import Path
from typing import Any

from celery.signals import worker_init, worker_process_init, worker_process_shutdown, worker_ready

from moderation.lifeline import die_with_parent
from moderation.toolbox import Toolbox, open_toolbox
from workers.app import celery, config

MAIN_PROCESS = os.getpid()
"""Celery's main process: it imports this module before it forks."""


@worker_init.connect
def load_kernels(**_: Any) -> None:
    """Load the classifier's code before the fork: once, in memory that all processes share."""
    import_module("models.classifier")


@worker_process_init.connect
def open_process(**_: Any) -> None:
    """A toolbox for this process; connections do not survive a fork."""
    if os.getpid() != MAIN_PROCESS:  # the solo pool works in the main process itself
        die_with_parent(MAIN_PROCESS)
    logging.basicConfig(level=config.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    celery.toolbox = open_toolbox(config, pool_size=2, durable=False)
    celery.toolbox.classifier.version()
    # What is loaded stays: collecting garbage in it again and again would cost a tenth of the judging.
    gc.freeze()


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
