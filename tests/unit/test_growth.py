"""What grows in one place must not be forgotten in another."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import fields
from pathlib import Path

from moderation.config import Config
from moderation.doors.api import OPERATIONS
from moderation.doors.api.document import openapi
from moderation.tools import queue
from workers.app import celery

ROOT = Path(__file__).parents[2]
SETTINGS = ROOT / "docs" / "settings.md"
KINDS = {int: "number", bool: "yes or no"}
HEADING = """\
# Settings

Every setting is read from the environment; `NAME_FILE` may name a file that holds the value of `NAME`. This page is
generated from `moderation/config.py` by `python tests/unit/test_growth.py`.

| name | type | default | meaning |
|---|---|---|---|
"""


def settings_page() -> str:
    """docs/settings.md as the fields of Config make it."""
    rows = (
        f"| `{entry.metadata['name']}` | {KINDS.get(type(entry.default), 'text')} | "
        f"{f'`{entry.default}`' if str(entry.default) else 'empty'} | {entry.metadata['meaning']} |\n"
        for entry in fields(Config)
    )
    return HEADING + "".join(rows)


def test_every_setting_is_documented() -> None:
    assert SETTINGS.read_text(encoding="utf-8") == settings_page(), "Run: python tests/unit/test_growth.py"


def test_every_job_of_the_queue_has_a_task_of_the_same_name() -> None:
    sends = re.compile(r'self\.send\("(\w+)"')
    jobs = {
        name: match.group(1)
        for name, function in inspect.getmembers(queue.Queue, inspect.isfunction)
        if (match := sends.search(inspect.getsource(function)))
    }
    assert jobs, 'No job was found in tools/queue.py: this test looks for self.send("…").'
    assert all(name == job for name, job in jobs.items())
    assert set(jobs) <= tasks()


def test_the_beat_starts_tasks_that_there_are() -> None:
    started = {entry["task"].removeprefix("workers.tasks.") for entry in celery.conf.beat_schedule.values()}
    assert started >= {"forget", "remind"}
    assert started <= tasks()


def tasks() -> set[str]:
    """The names of the tasks."""
    tree = ast.parse((ROOT / "workers" / "tasks.py").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list}


def test_the_document_has_every_operation_that_is_served() -> None:
    documented = {
        (method.upper(), path.replace("{", "<").replace("}", ">"))
        for path, methods in openapi(OPERATIONS)["paths"].items()
        for method in methods
    }
    assert documented >= {(operation.method, operation.path) for operation in OPERATIONS}


def test_operations_have_names_of_their_own() -> None:
    names = [operation.name for operation in OPERATIONS]
    assert len(names) == len(set(names))


if __name__ == "__main__":
    SETTINGS.write_text(settings_page(), encoding="utf-8")
