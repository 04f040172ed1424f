"""The memo: answers that were given a moment ago to the very same request, ready as bytes."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from flask import Request

FRESH = 2.0
"""Seconds for which an answer may be given again: as long as a process may use a site as it last read it."""

MOST_ANSWERS = 1_024
MOST_BYTES = 4_096
"""Longer requests are not remembered, so that the memo stays within a few megabytes."""

Key = tuple[bytes | str | None, ...]


class Memo:
    """Owns the last answers of this process. It stands before reading and validating, which cost more."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.answers: dict[Key, tuple[float, bytes]] = {}
        self.lock = Lock()

    def key(self, request: Request) -> Key | None:
        """All of a request that its answer depends on; None when it is too long to be remembered."""
        environ = request.environ
        if not 0 < (request.content_length or 0) <= MOST_BYTES:
            return None
        names = ("PATH_INFO", "CONTENT_TYPE", "HTTP_AUTHORIZATION", "HTTP_ORIGIN", "HTTP_HOST", "HTTP_CONTENT_ENCODING")
        return (request.get_data(), *(environ.get(name) for name in names))

    def recall(self, key: Key | None) -> bytes | None:
        """The answer to this request, if it was given within FRESH seconds."""
        if key is None or (found := self.answers.get(key)) is None:
            return None
        until, answer = found
        return answer if self.clock() < until else None

    def keep(self, key: Key | None, answer: bytes) -> None:
        """Remember an answer; the oldest go first."""
        if key is None:
            return
        with self.lock:
            self.answers.pop(key, None)
            self.answers[key] = (self.clock() + FRESH, answer)
            while len(self.answers) > MOST_ANSWERS:
                del self.answers[next(iter(self.answers))]
