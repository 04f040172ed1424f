"""Prove: the second factor of a login, or a passkey instead of the password."""

from __future__ import annotations

from moderation.acts import attempts, codes, sessions
from moderation.acts.attempts import Attempt
from moderation.acts.sessions import Person
from moderation.errors import Unauthorised
from moderation.toolbox import Toolbox
from moderation.tools.store import accounts, logins, moderators

WRONG = "This code is not valid, or was used before. Wait for the next one, or use a recovery code."


def by_code(toolbox: Toolbox, who: Person, token: str, attempt: Attempt) -> str:
    """Go in by a code of the app or a recovery code; returns the token of the session that takes over."""
    attempts.check(toolbox, attempt)
    with toolbox.store.read() as db:
        account = accounts.find(db, who.email)
    secret = toolbox.keys.unseal("totp", account.totp) if account and account.totp else None
    step = codes.step_of(toolbox, secret, attempt.secret) if secret else None
    spare = codes.hash_spare(toolbox, who.email, attempt.secret)
    with toolbox.store.write() as db:
        if step is not None and accounts.spend_step(db, who.email, step):
            return logins.renew_session(db, token, who.email, sessions.times(toolbox))
        if accounts.spend_code(db, who.email, spare):
            moderators.note_everywhere(db, who.seats, "use-recovery-code", toolbox.clock())
            return logins.renew_session(db, token, who.email, sessions.times(toolbox))
    attempts.fail(toolbox, attempt)
    raise Unauthorised(WRONG)


def by_passkey(toolbox: Toolbox, who: Person, token: str, answer: str) -> str:
    """Go in by a passkey after the password; returns the token of the session that takes over."""
    from moderation.acts import passkeys  # its library is slow to load: not when the server starts

    if passkeys.used(toolbox, answer, "prove", token).email != who.email:
        raise Unauthorised(passkeys.REFUSED)
    with toolbox.store.write() as db:
        return logins.renew_session(db, token, who.email, sessions.times(toolbox))


def log_in(toolbox: Toolbox, token: str, attempt: Attempt) -> str:
    """A passkey instead of the password: it is two factors at once, for the browser has checked who holds it."""
    from moderation.acts import passkeys  # its library is slow to load: not when the server starts

    attempts.check(toolbox, attempt)
    try:
        known = passkeys.used(toolbox, attempt.secret, "enter", token)
    except Unauthorised:
        attempts.fail(toolbox, attempt)
        raise
    with toolbox.store.write() as db:
        return logins.open_session(db, known.email, True, sessions.times(toolbox))
