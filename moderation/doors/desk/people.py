"""People: logging in and out, and a new password."""

from __future__ import annotations

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import enter, submit
from moderation.acts.enter import SESSION as DAY
from moderation.acts.enter import Attempt
from moderation.doors.desk.cookies import keep
from moderation.doors.desk.visit import KNOWN, SESSION, YEAR, Visit, unsealed
from moderation.errors import Invalid, TooMany, Unauthorised

HOME = "/desk/"


def show_login(visit: Visit) -> ResponseReturnValue:
    """The form. Whoever is in already goes on."""
    if visit.person is not None:
        return redirect(destination(), 303)
    return visit.page("login", email="", problem=None, following=destination())


def log_in(visit: Visit) -> ResponseReturnValue:
    """Open a session under a new token, or say what is wrong."""
    email, toolbox = request.form.get("email", "")[:320], visit.toolbox
    account = toolbox.keys.digest("known", enter.plain(email))
    known = unsealed(toolbox, request.cookies.get(KNOWN)) == account
    network = submit.network(request.remote_addr or "") or "unknown"
    try:
        password = request.form.get("password", "")[: enter.MOST_PASSWORD]
        token = enter.log_in(toolbox, Attempt(email, password, network, known))
    except (Unauthorised, TooMany) as error:
        html = visit.page("login", email=email, problem=error.detail, following=destination())
        refused = make_response(html, error.status)
        if isinstance(error, TooMany):
            refused.headers["Retry-After"] = str(error.retry_after)
        return refused
    answer = moved(destination())
    keep(answer, toolbox, SESSION, token, DAY // 1000)
    keep(answer, toolbox, KNOWN, account, YEAR)
    return answer


def log_out(visit: Visit) -> ResponseReturnValue:
    """End the session; its token is worth nothing from now on."""
    enter.log_out(visit.toolbox, visit.token)
    answer = moved("/desk/login")
    answer.delete_cookie(SESSION, path="/desk", httponly=True, samesite="Lax")
    return answer


def show_password(visit: Visit) -> ResponseReturnValue:
    """The form for a new password."""
    return visit.page("password", problems={}, done="done" in request.args)


def change_password(visit: Visit) -> ResponseReturnValue:
    """A new password; every other session of this person ends."""
    form = request.form
    if visit.person is None:
        raise Unauthorised("Log in first.")
    try:
        token = enter.change_password(visit.toolbox, visit.person, form.get("old", ""), form.get("new", ""))
    except Invalid as error:
        problems = {entry.field: entry.detail for entry in error.problems}
        return make_response(visit.page("password", problems=problems, done=False), error.status)
    answer = moved("/desk/password?done")
    keep(answer, visit.toolbox, SESSION, token, DAY // 1000)
    return answer


def moved(path: str) -> Response:
    """Go on there."""
    return make_response(redirect(path, 303))


def destination() -> str:
    """Where to go after the login: a page of the desk, and nowhere else."""
    wanted = request.values.get("next", HOME)
    plain = wanted.isprintable() and "\\" not in wanted and "//" not in wanted
    return wanted if wanted.startswith(HOME) and plain else HOME
