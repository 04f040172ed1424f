"""Secure: setting up second factors, and taking them away."""

from __future__ import annotations

from collections.abc import Sequence

from moderation.acts import codes
from moderation.acts.sessions import Person
from moderation.errors import Conflict, FieldProblem, Invalid, NotFound
from moderation.toolbox import Toolbox
from moderation.tools.store import accounts, logins, moderators
from moderation.tools.store import passkeys as kept
from moderation.tools.store.accounts import Account

MOST_PASSKEYS = 20
NOT_THE_CODE = "This is not the code that the app shows now. Wait for the next one, and check the clock of the device."


def account_of(toolbox: Toolbox, who: Person) -> Account:
    """What somebody logs in with."""
    with toolbox.store.read() as db:
        found = accounts.find(db, who.email)
    if found is None:
        raise NotFound("This account is gone.")
    return found


def add_app(toolbox: Toolbox, who: Person, token: str, code: str) -> Sequence[str]:
    """Keep the app whose code this is. Returns recovery codes, if it is the first factor."""
    account = account_of(toolbox, who)
    if account.totp:
        raise Conflict("There is an authenticator app already. Remove it first.")
    secret = codes.offered(toolbox, who.email, token, account)
    step = codes.step_of(toolbox, secret, code)
    with toolbox.store.write() as db:
        if step is None or not accounts.spend_step(db, who.email, step):
            raise Invalid(NOT_THE_CODE, (FieldProblem("code", NOT_THE_CODE),))
        accounts.set_totp(db, who.email, toolbox.keys.seal("totp", secret))
        logins.prove_session(db, token)
        moderators.note_everywhere(db, who.seats, "add-totp", toolbox.clock())
    return first_codes(toolbox, who)


def add_passkey(toolbox: Toolbox, who: Person, token: str, given: tuple[str, str]) -> Sequence[str]:
    """Keep a passkey; `given`: the browser's answer, and a name. Returns recovery codes, if it is the first factor."""
    from moderation.acts import passkeys  # its library is slow to load: not when the server starts

    answer, name = given
    made = passkeys.made(toolbox, answer, token, (who.email, name.strip()[:80] or "Passkey"))
    with toolbox.store.write() as db:
        if kept.find(db, made.credential) is not None:
            raise Conflict("This passkey is known already.")
        if kept.count(db, who.email) >= MOST_PASSKEYS:
            raise Conflict(f"{MOST_PASSKEYS} passkeys are enough. Remove one first.")
        kept.add(db, made)
        logins.prove_session(db, token)
        moderators.note_everywhere(db, who.seats, "add-passkey", toolbox.clock())
    return first_codes(toolbox, who)


def remove_app(toolbox: Toolbox, who: Person) -> None:
    """The app counts no longer."""
    with toolbox.store.write() as db:
        accounts.set_totp(db, who.email, None)
        moderators.note_everywhere(db, who.seats, "remove-totp", toolbox.clock())
    drop_codes_without_factor(toolbox, who)


def remove_passkey(toolbox: Toolbox, who: Person, key: str) -> None:
    """A passkey of this person counts no longer."""
    with toolbox.store.write() as db:
        if not kept.remove(db, who.email, key):
            raise NotFound("You have no such passkey.")
        moderators.note_everywhere(db, who.seats, "remove-passkey", toolbox.clock())
    drop_codes_without_factor(toolbox, who)


def first_codes(toolbox: Toolbox, who: Person) -> Sequence[str]:
    """Recovery codes for whoever has none yet."""
    with toolbox.store.read() as db:
        left = accounts.codes_left(db, who.email)
    return new_codes(toolbox, who) if left == 0 else ()


def new_codes(toolbox: Toolbox, who: Person) -> Sequence[str]:
    """Ten new recovery codes; those before count no longer. This is the one time that they can be read."""
    spares = codes.spares()
    with toolbox.store.write() as db:
        accounts.replace_codes(db, who.email, [codes.hash_spare(toolbox, who.email, code) for code in spares])
        moderators.note_everywhere(db, who.seats, "new-recovery-codes", toolbox.clock())
    return spares


def drop_codes_without_factor(toolbox: Toolbox, who: Person) -> None:
    """Recovery codes stand in for a factor; without one they are of no use."""
    with toolbox.store.write() as db:
        account = accounts.find(db, who.email)
        if account and not account.totp and kept.count(db, who.email) == 0:
            accounts.replace_codes(db, who.email, ())
