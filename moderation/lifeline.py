"""A lifeline from a process to its parent: when the parent is gone, the child does not live on."""

from __future__ import annotations

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """On Linux, get this signal when the parent ends (prctl(2)). An orphan would keep a port, or take tasks."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def end_with_parent() -> None:
    """The same, with time to put things in order."""
    die_with_parent(signal.SIGTERM)
