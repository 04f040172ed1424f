"""The desk's door: where moderators read what was held, and decide."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template

from moderation.doors.desk import comfort, moments, seeing
from moderation.doors.desk.entrance import dress, serve
from moderation.doors.desk.permissions import ROUTES
from moderation.errors import AdRemError, TooMany, Unavailable
from moderation.toolbox import Toolbox


def desk(toolbox: Toolbox) -> Blueprint:
    """Every page of the desk, each behind the entrance."""
    door = Blueprint("desk", __name__, url_prefix="/desk", template_folder="templates", static_folder="static")
    for route in ROUTES:
        serve(door, toolbox, route)
    door.after_request(dress)
    door.register_error_handler(AdRemError, refuse)
    for wellness in (comfort.comfort, comfort.veiled, comfort.tired):
        door.add_app_template_global(wellness, f"desk_{wellness.__name__}")
    for function in (seeing.plainly, seeing.snippet, seeing.pieces, moments.ago, moments.when, moments.machine):
        door.add_app_template_global(function, f"desk_{function.__name__}")
    return door


def refuse(error: AdRemError) -> Response:
    """What cannot be done, and what to do about it, as a page."""
    answer = make_response(render_template("desk/problem.html", error=error, visit=g.get("visit")), error.status)
    if isinstance(error, TooMany | Unavailable):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer
