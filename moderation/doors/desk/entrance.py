"""The entrance: every request passes it, is checked against its entry in the table, and leaves with its headers."""

from __future__ import annotations

import secrets
from functools import partial
from urllib.parse import quote

from flask import Blueprint, Response, g, make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import sessions
from moderation.acts.sessions import Stage
from moderation.doors.desk.cookies import keep
from moderation.doors.desk.permissions import Role, Route
from moderation.doors.desk.visit import SESSION, Visit, unsealed
from moderation.errors import Forbidden
from moderation.toolbox import Toolbox

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def serve(door: Blueprint, toolbox: Toolbox, route: Route) -> None:
    """Put one entry of the table behind the entrance."""
    door.add_url_rule(route.path, route.name, partial(pass_in, toolbox, route), methods=[route.method])


def pass_in(toolbox: Toolbox, route: Route, **values: str) -> ResponseReturnValue:
    """Who asks, may they, and is it their own form? Only then the view is asked."""
    token = unsealed(toolbox, request.cookies.get(SESSION))
    person = sessions.person(toolbox, token) if token else None
    seats = tuple(seat for seat in person.seats if Role[seat.role.upper()] >= route.least) if person else ()
    visit = g.visit = Visit(toolbox, token or secrets.token_urlsafe(32), person, seats)
    if route.least > Role.ANYBODY and person is None:
        return aside("login")
    if route.method == "POST" and not route.by_address:
        visit.check_form()
    if route.least > Role.ANYBODY and person is not None and person.stage < route.stage:
        return aside("proof" if person.stage is Stage.PROVING else "security")
    if route.least > Role.ANYBODY and not seats:
        raise Forbidden(f"This is for the role {route.least.name.lower()}. Ask an administrator of your site.")
    answer = make_response(route.view(visit, **values))
    if not token and not answer.headers.getlist("Set-Cookie"):
        keep(answer, toolbox, SESSION, visit.token)
    return answer


def aside(page: str) -> ResponseReturnValue:
    """First to that page, then to where the visitor wanted to go."""
    wanted = quote(request.full_path.rstrip("?"), safe="")
    return redirect(f"/desk/{page}" + (f"?next={wanted}" if request.method == "GET" else ""), 303)


def dress(response: Response) -> Response:
    """The headers of every page: nothing foreign is loaded, nobody frames it, nothing is kept."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
    return response
