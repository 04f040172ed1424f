"""A lifeline from a process to its parent: when the parent is gone, the child does not live on."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int, number: int = signal.SIGKILL) -> None:
    """Get this signal when the process `parent` ends, or at once when it has ended already.

    An orphan would keep a port, or go on taking tasks. Linux has the means (prctl(2)); elsewhere nothing is done.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it died before the kernel knew of our wish
            os.kill(os.getpid(), number)
