"""Securing: a person's own second factors and recovery codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import codes, enter, passwords, secure
from moderation.doors.desk.entering import attempt
from moderation.doors.desk.visit import Visit
from moderation.errors import Conflict, Invalid, Unauthorised
from moderation.tools.store import accounts
from moderation.tools.store import passkeys as kept

DONE = {
    "app": "The authenticator app is set up.",
    "passkey": "The passkey is set up.",
    "app-removed": "The authenticator app counts no longer.",
    "passkey-removed": "The passkey counts no longer.",
}


def add_app(visit: Visit) -> ResponseReturnValue:
    """The app shows the right code: it counts from now on."""
    try:
        spares = secure.add_app(visit.toolbox, visit.somebody, visit.token, request.form.get("code", "")[:40])
    except Invalid as error:
        return make_response(show_security(visit, {"code": error.detail}), error.status)
    return added(visit, "app", spares)


def add_passkey(visit: Visit) -> ResponseReturnValue:
    """The browser has made a passkey: it counts from now on."""
    form = request.form
    try:
        given = form.get("credential", ""), form.get("name", "")
        spares = secure.add_passkey(visit.toolbox, visit.somebody, visit.token, given)
    except (Unauthorised, Conflict) as error:
        return make_response(show_security(visit, {"passkey": error.detail}), error.status)
    return added(visit, "passkey", spares)


def remove_app(visit: Visit) -> ResponseReturnValue:
    """Take the app away, upon the password."""
    if problem := unsure(visit):
        return make_response(show_security(visit, {"app": problem}), 422)
    secure.remove_app(visit.toolbox, visit.somebody)
    return redirect("/desk/security?done=app-removed", 303)


def remove_passkey(visit: Visit, passkey_id: str) -> ResponseReturnValue:
    """Take a passkey away, upon the password."""
    if problem := unsure(visit):
        return make_response(show_security(visit, {passkey_id: problem}), 422)
    secure.remove_passkey(visit.toolbox, visit.somebody, passkey_id)
    return redirect("/desk/security?done=passkey-removed", 303)


def renew_codes(visit: Visit) -> ResponseReturnValue:
    """Ten new recovery codes, upon the password."""
    if problem := unsure(visit):
        return make_response(show_security(visit, {"codes": problem}), 422)
    return visit.page("codes", spares=secure.new_codes(visit.toolbox, visit.somebody))


def unsure(visit: Visit) -> str:
    """What is wrong with the password that was said again; empty when nothing is."""
    said = request.form.get("password", "")[: passwords.MOST]
    try:
        enter.check_password(visit.toolbox, attempt(visit, visit.email, said), "password")
    except Invalid as error:
        return error.problems[0].detail
    return ""


def added(visit: Visit, what: str, spares: Sequence[str]) -> ResponseReturnValue:
    """Show new recovery codes this one time, or go back to the page."""
    return visit.page("codes", spares=spares) if spares else redirect(f"/desk/security?done={what}", 303)


def show_security(visit: Visit, problems: Mapping[str, str] | None = None) -> str:
    """What there is and what can be added, with what is wrong beside the form that it is about."""
    from moderation.acts import passkeys  # its library is slow to load: not when the server starts

    toolbox, token = visit.toolbox, visit.token
    account = secure.account_of(toolbox, visit.somebody)
    with toolbox.store.read() as db:
        known, left = kept.of(db, visit.email), accounts.codes_left(db, visit.email)
    secret = "" if account.totp else codes.offered(toolbox, visit.email, token, account)
    return visit.page(
        "security",
        known=known,
        left=left,
        secret=secret,
        picture=codes.picture(codes.address(toolbox, visit.email, secret)) if secret else "",
        options=passkeys.options_to_make(toolbox, visit.email, known, token),
        problems=problems or {},
        done=DONE.get(request.args.get("done", ""), ""),
        welcome="welcome" in request.args,
        now=toolbox.clock(),
    )
