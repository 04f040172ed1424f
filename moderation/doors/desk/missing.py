"""Missing: addresses under the desk at which there is nothing, told as a page of the desk."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from moderation.doors.desk.visit import Visit
from moderation.errors import NotFound


def show_nothing(visit: Visit, rest: str) -> ResponseReturnValue:
    """There is no such page."""
    raise NotFound("There is no such page at the desk. The address may be mistyped, or from an older version.")
