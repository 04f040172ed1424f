"""Permissions: the one table of what the desk serves, and the least role that each needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from flask.typing import ResponseReturnValue

from moderation.doors.desk import auditing, comment, deciding, exporting, people, queue, today


class Role(IntEnum):
    """Who somebody is on one site; each may do what those before may."""

    ANYBODY = 0
    MODERATOR = 1
    SENIOR = 2
    ADMINISTRATOR = 3


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. On a site it is open to those whose role there is at least `least`."""

    method: str
    path: str
    view: Callable[..., ResponseReturnValue]
    least: Role

    @property
    def name(self) -> str:
        """The endpoint."""
        return self.view.__name__


ROUTES = (
    Route("GET", "/login", people.show_login, Role.ANYBODY),
    Route("POST", "/login", people.log_in, Role.ANYBODY),
    Route("POST", "/logout", people.log_out, Role.MODERATOR),
    Route("GET", "/password", people.show_password, Role.MODERATOR),
    Route("POST", "/password", people.change_password, Role.MODERATOR),
    Route("GET", "/today", today.show_today, Role.MODERATOR),
    Route("GET", "/", queue.show_queue, Role.MODERATOR),
    Route("GET", "/comments/<comment_id>", comment.show_comment, Role.MODERATOR),
    Route("POST", "/comments/<comment_id>/decision", deciding.decide, Role.MODERATOR),
    Route("POST", "/comments/<comment_id>/undo", deciding.undo, Role.MODERATOR),
    Route("GET", "/comments/<comment_id>/alike", deciding.show_alike, Role.MODERATOR),
    Route("POST", "/comments/<comment_id>/alike", deciding.decide_alike, Role.MODERATOR),
    Route("GET", "/export", exporting.show_export, Role.ADMINISTRATOR),
    Route("POST", "/export", exporting.export, Role.ADMINISTRATOR),
    Route("GET", "/audit", auditing.show_audit, Role.ADMINISTRATOR),
)
