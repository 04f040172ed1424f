"""Entering: logging in and out, the second factor, and a new password."""

from __future__ import annotations

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import enter, passwords, prove, sessions, submit
from moderation.acts.attempts import Attempt
from moderation.acts.sessions import SESSION as DAY
from moderation.acts.sessions import Stage
from moderation.doors.desk.cookies import keep
from moderation.doors.desk.visit import KNOWN, SESSION, YEAR, Visit, unsealed
from moderation.errors import Invalid, Refused, TooMany, Unauthorised, Unavailable
from moderation.tools.store import passkeys as kept

HOME = "/desk/"


def show_login(visit: Visit) -> ResponseReturnValue:
    """The form. Whoever is in already goes on."""
    if visit.person is not None:
        return redirect(destination(), 303)
    return login_page(visit, "", None)


def log_in(visit: Visit) -> ResponseReturnValue:
    """Open a session under a new token, or say what is wrong."""
    email = request.form.get("email", "")[:320]
    password = request.form.get("password", "")[: passwords.MOST]
    try:
        token = enter.log_in(visit.toolbox, attempt(visit, email, password))
    except (Unauthorised, TooMany) as error:
        return refused(login_page(visit, email, error.detail), error)
    return let_in(visit, token, destination())


def log_in_by_passkey(visit: Visit) -> ResponseReturnValue:
    """A passkey says who it is, and stands for the password and the second factor."""
    try:
        token = prove.log_in(visit.toolbox, visit.token, attempt(visit, "", request.form.get("credential", "")))
    except (Unauthorised, TooMany) as error:
        return refused(login_page(visit, "", error.detail), error)
    return let_in(visit, token, destination())


def login_page(visit: Visit, email: str, problem: str | None) -> str:
    """The form, with what was typed."""
    from moderation.acts import passkeys  # its library is slow to load: not when the server starts

    options = passkeys.options_to_use(visit.toolbox, "enter", [], visit.token)
    return visit.page("login", email=email, problem=problem, following=destination(), options=options)


def show_proof(visit: Visit) -> ResponseReturnValue:
    """The password was right; now the second factor."""
    if visit.somebody.stage is not Stage.PROVING:
        return redirect(destination(), 303)
    return proof_page(visit, None)


def give_proof(visit: Visit) -> ResponseReturnValue:
    """A code or a passkey: the session goes on under a new token."""
    who, form = visit.somebody, request.form
    try:
        if form.get("credential"):
            token = prove.by_passkey(visit.toolbox, who, visit.token, form["credential"])
        else:
            tried = attempt(visit, who.email, form.get("code", "")[:80])
            token = prove.by_code(visit.toolbox, who, visit.token, tried)
    except (Unauthorised, TooMany) as error:
        return refused(proof_page(visit, error.detail), error)
    return let_in(visit, token, destination())


def proof_page(visit: Visit, problem: str | None) -> str:
    """What this person can show."""
    from moderation.acts import passkeys  # its library is slow to load: not when the server starts

    with visit.toolbox.store.read() as db:
        known = kept.of(db, visit.email)
    options = passkeys.options_to_use(visit.toolbox, "prove", known, visit.token) if known else ""
    return visit.page("proof", options=options, problem=problem, following=destination())


def log_out(visit: Visit) -> ResponseReturnValue:
    """End the session; its token is worth nothing from now on."""
    sessions.end(visit.toolbox, visit.token)
    answer = moved("/desk/login")
    answer.delete_cookie(SESSION, path="/desk", httponly=True, samesite="Lax")
    return answer


def show_password(visit: Visit) -> ResponseReturnValue:
    """The form for a new password."""
    return visit.page("password", problems={}, done="done" in request.args)


def change_password(visit: Visit) -> ResponseReturnValue:
    """A new password; every other session of this person ends."""
    form, who = request.form, visit.somebody
    old = attempt(visit, who.email, form.get("old", "")[: passwords.MOST])
    try:
        token = enter.change_password(visit.toolbox, who, old, form.get("new", ""))
    except Invalid as error:
        problems = {entry.field: entry.detail for entry in error.problems}
        return make_response(visit.page("password", problems=problems, done=False), error.status)
    return let_in(visit, token, "/desk/password?done")


def attempt(visit: Visit, email: str, secret: str) -> Attempt:
    """What was typed, by which network, in a browser that has been in before or not."""
    known = unsealed(visit.toolbox, request.cookies.get(KNOWN)) == account_key(visit, email)
    return Attempt(email, secret, submit.network(request.remote_addr or "") or "unknown", known)


def account_key(visit: Visit, email: str) -> str:
    """What a browser remembers of an account that was in."""
    return visit.toolbox.keys.digest("known", sessions.plain(email))


def let_in(visit: Visit, token: str, path: str) -> Response:
    """Go on there in a new session. The browser is known from the moment that the login is complete."""
    person = sessions.person(visit.toolbox, token)
    answer = moved(path)
    keep(answer, visit.toolbox, SESSION, token, DAY // 1000)
    if person is not None and person.stage is not Stage.PROVING:
        keep(answer, visit.toolbox, KNOWN, account_key(visit, person.email), YEAR)
    return answer


def refused(html: str, error: Refused | Unavailable) -> Response:
    """The page again, with what is wrong."""
    answer = make_response(html, error.status)
    if isinstance(error, TooMany | Unavailable):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def moved(path: str) -> Response:
    """Go on there."""
    return make_response(redirect(path, 303))


def destination() -> str:
    """Where to go after the login: a page of the desk, and nowhere else."""
    wanted = request.values.get("next", HOME)
    plain = wanted.isprintable() and "\\" not in wanted and "//" not in wanted
    return wanted if wanted.startswith(HOME) and plain else HOME
