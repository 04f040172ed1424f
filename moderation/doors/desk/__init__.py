"""The desk's door: where moderators read what was held, and decide."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, g, make_response, render_template
from werkzeug.exceptions import HTTPException

from moderation.doors.desk import comfort, moments, seeing
from moderation.doors.desk.entrance import dress, serve
from moderation.doors.desk.permissions import ROUTES
from moderation.errors import AdRemError, TooMany, Unavailable
from moderation.toolbox import Toolbox

log = logging.getLogger("adrem.desk")


def desk(toolbox: Toolbox) -> Blueprint:
    """Every page of the desk, each behind the entrance."""
    door = Blueprint("desk", __name__, url_prefix="/desk", template_folder="templates", static_folder="static")
    for route in ROUTES:
        serve(door, toolbox, route)
    door.after_request(dress)
    door.register_error_handler(AdRemError, refuse)
    door.register_error_handler(HTTPException, turn_away)
    door.register_error_handler(Exception, break_off)
    for wellness in (comfort.comfort, comfort.veiled, comfort.tired):
        door.add_app_template_global(wellness, f"desk_{wellness.__name__}")
    for function in (seeing.plainly, seeing.snippet, seeing.pieces, moments.ago, moments.when, moments.machine):
        door.add_app_template_global(function, f"desk_{function.__name__}")
    return door


def refuse(error: AdRemError) -> Response:
    """What cannot be done, and what to do about it, as a page."""
    answer = problem(error.title, error.detail, error.status)
    if isinstance(error, TooMany | Unavailable):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def turn_away(error: HTTPException) -> Response:
    """What Flask itself refuses, such as a form that is too long, or one sent to where none is read."""
    detail = "Nothing can be sent to this address." if error.code == 405 else error.description or error.name
    answer = dress(problem(error.name, detail, error.code or 500))
    answer.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
    return answer


def break_off(error: Exception) -> Response:
    """A defect of ours. The log has it all; the page says nothing about the inside."""
    log.error("crashed", exc_info=error)
    return problem("Something broke", "The fault is ours, and is in the log. Nothing was changed; try again.", 500)


def problem(title: str, detail: str, status: int) -> Response:
    """A page that says why there is no other."""
    html = render_template("desk/problem.html", title=title, detail=detail, visit=g.get("visit"))
    return make_response(html, status)
