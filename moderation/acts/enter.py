"""Enter: logging in by password, and a new password."""

from __future__ import annotations

from moderation.acts import attempts, passwords, sessions
from moderation.acts.attempts import Attempt
from moderation.acts.sessions import Person, plain
from moderation.errors import FieldProblem, Forbidden, Invalid, NotFound, Unauthorised
from moderation.toolbox import Toolbox
from moderation.tools.store import accounts, logins, moderators

WRONG = "This e-mail and password do not belong together."
STRANGER = "Nobody moderates here under the e-mail that your provider told. Ask an administrator to invite it."


def log_in(toolbox: Toolbox, attempt: Attempt) -> str:
    """Open a session for whoever has this password; returns its token. A second factor may be due next."""
    attempts.check(toolbox, attempt)
    email = plain(attempt.email)
    with toolbox.store.read() as db:
        account = accounts.find(db, email)
    # An unknown e-mail takes as long as a wrong password.
    if (
        not passwords.matches(account.password_hash if account else passwords.nobodys(), attempt.secret)
        or account is None
    ):
        attempts.fail(toolbox, attempt)
        raise Unauthorised(WRONG)
    with toolbox.store.write() as db:
        return logins.open_session(db, email, False, sessions.times(toolbox))


def log_in_as(toolbox: Toolbox, email: str) -> str:
    """Open a session for a moderator whose e-mail an OpenID provider has verified, instead of the password."""
    with toolbox.store.write() as db:
        if not moderators.seats(db, plain(email)):
            raise Forbidden(STRANGER)
        return logins.open_session(db, plain(email), False, sessions.times(toolbox))


def check_password(toolbox: Toolbox, attempt: Attempt, field: str) -> None:
    """Whoever is in says the password again; guessing it here is limited like a login."""
    attempts.check(toolbox, attempt)
    with toolbox.store.read() as db:
        account = accounts.find(db, attempt.email)
    if account is None or not passwords.matches(account.password_hash, attempt.secret):
        attempts.fail(toolbox, attempt)
        raise Invalid("The present password is another one.", (FieldProblem(field, "This is not your password."),))


def change_password(toolbox: Toolbox, who: Person, attempt: Attempt, new: str) -> str:
    """Set a new password, end all sessions, and open a new one that has proved what the present one has."""
    made = passwords.hashed(new)
    check_password(toolbox, attempt, "old")
    with toolbox.store.write() as db:
        accounts.set_password(db, who.email, made)
        logins.close_sessions(db, who.email)
        moderators.note_everywhere(db, who.seats, "change-password", toolbox.clock())
        return logins.open_session(db, who.email, who.proved, sessions.times(toolbox))


def reset(toolbox: Toolbox, email: str, password_hash: str) -> None:
    """What the operator does for somebody who has lost everything: a new password, and no second factor."""
    with toolbox.store.write() as db:
        seats = moderators.seats(db, email)
        if not seats:
            raise NotFound(f"Nobody moderates here as {email}.")
        accounts.drop(db, email)
        accounts.add(db, email, password_hash, toolbox.clock())
        logins.close_sessions(db, email)
        for seat in seats:
            moderators.note(db, (seat.site_id, "operator", toolbox.clock()), "reset-login", {"email": email})
