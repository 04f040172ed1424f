"""The tasks: one per job, each calling one act. They take identifiers only, and may run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from moderation.acts import forget as forgetting
from moderation.acts import judge as judging
from moderation.acts import remind as reminding
from workers.app import celery
from workers.process import toolbox

log = logging.getLogger("adrem.tasks")


@celery.task(name="workers.tasks.judge")
def judge(ids: Sequence[str]) -> None:
    """Judge these comments. What fails stays pending, and the dispatcher sends it again."""
    guarded("judge", lambda: judging.judge(toolbox(), ids))


@celery.task(name="workers.tasks.forget")
def forget() -> None:
    """Forget what need not be known any longer."""
    guarded("forget", lambda: forgetting.forget(toolbox()))


@celery.task(name="workers.tasks.remind")
def remind() -> None:
    """Tell moderators that a queue is long or old."""
    guarded("remind", lambda: reminding.remind(toolbox()))


def guarded(job: str, act: Callable[[], int]) -> None:
    """Run an act. Celery need not retry: whatever is undone stands in the database with a lease that runs out."""
    try:
        done = act()
    except Exception:
        log.exception("job=%s failed; the dispatcher will send it again", job)
        return
    log.debug("job=%s done=%d", job, done)
