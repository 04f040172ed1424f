"""The cookies of the desk: signed, out of reach of scripts, and not sent along with other sites' forms."""

from __future__ import annotations

from flask import Response, request

from moderation.doors.desk.visit import sealed
from moderation.toolbox import Toolbox


def keep(answer: Response, toolbox: Toolbox, name: str, value: str, seconds: int | None = None) -> None:
    """Give the browser a cookie; without `seconds` it ends with the browser."""
    answer.set_cookie(
        name,
        sealed(toolbox, value),
        max_age=seconds,
        path="/desk",
        secure=request.is_secure or toolbox.config.url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )
