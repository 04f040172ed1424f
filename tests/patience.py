"""Waiting for a condition, never for a clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(condition: Callable[[], T], what: str, seconds: float = 20.0) -> T:
    """Poll until the condition holds and return its value; whoever gives up says what it waited for."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {seconds:.0f} seconds for {what}; in vain.")
        time.sleep(0.01)
    return value
