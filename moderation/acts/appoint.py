"""Appoint: inviting moderators, giving them another role, and removing them."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from moderation.acts import passwords, sessions
from moderation.acts.sessions import HOUR, Person, plain
from moderation.errors import Conflict, FieldProblem, Invalid, NotFound
from moderation.toolbox import Toolbox
from moderation.tools.store import accounts, invitations, logins, moderators
from moderation.tools.store.invitations import Invitation
from moderation.tools.store.moderators import Moderator, Seat

ROLES = ("moderator", "senior", "administrator")
LASTS = 7 * 24 * HOUR
"""Milliseconds for which an invitation stands."""

EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
GONE = "This invitation has been used, was withdrawn, or is older than seven days. Ask for a new one."
LAST = "This is the last administrator of the site. Make somebody else an administrator first."


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers, and whether its e-mail has an account already."""

    invitation: Invitation
    site: str
    known: bool


def invite(toolbox: Toolbox, who: str, site_id: str, email: str, role: str) -> str:
    """Invite an e-mail to a site; returns the secret of the link, which nobody can read again."""
    email, now, token = plain(email), toolbox.clock(), secrets.token_urlsafe(32)
    if not EMAIL.fullmatch(email) or not email.isprintable():
        raise Invalid("This is no e-mail.", (FieldProblem("email", "Write it as name@example.org."),))
    if role not in ROLES:
        raise Invalid("This is no role.", (FieldProblem("role", "Choose moderator, senior or administrator."),))
    made = Invitation(logins.key_of(token), site_id, email, role, who, now, now + LASTS)
    with toolbox.store.write() as db:
        if any(seat.site_id == site_id for seat in moderators.seats(db, email)):
            raise Invalid("Already there.", (FieldProblem("email", "This person moderates the site already."),))
        invitations.add(db, made)
        moderators.note(db, (site_id, who, now), "invite", {"email": email, "role": role})
    return token


def link(toolbox: Toolbox, token: str) -> str:
    """The address to send, at the host where passkeys work."""
    return f"{toolbox.config.origin}/desk/invitation/{token}"


def offered(toolbox: Toolbox, token: str) -> Offer:
    """What the link with this secret offers."""
    with toolbox.store.read() as db:
        found = invitations.find(db, logins.key_of(token), toolbox.clock())
        known = found is not None and accounts.find(db, found[0].email) is not None
    if found is None:
        raise NotFound(GONE)
    return Offer(found[0], found[1], known)


def accept(toolbox: Toolbox, token: str, who: Person | None, password: str) -> str | None:
    """Take the seat: whoever has an account by being logged in to it, others by setting a password.

    Returns the token of a new session for those who had none.
    """
    made = offered(toolbox, token).invitation
    mine = who is not None and who.email == made.email
    hashed, now = "" if mine else passwords.hashed(password), toolbox.clock()
    with toolbox.store.write() as db:
        if not mine and not accounts.add(db, made.email, hashed, now):
            raise Conflict(f"There is a login for {made.email} already. Log in with it, and open the link again.")
        if not invitations.take(db, made.id):
            raise NotFound(GONE)
        if any(seat.site_id == made.site_id for seat in moderators.seats(db, made.email)):
            raise Conflict("You moderate this site already.")
        moderators.add(db, Moderator(made.site_id, made.email, hashed, made.role), now, made.email)
        return None if mine else logins.open_session(db, made.email, False, sessions.times(toolbox))


def revoke(toolbox: Toolbox, who: str, site_ids: tuple[str, ...], key: str) -> None:
    """Withdraw an open invitation to one of these sites."""
    now = toolbox.clock()
    with toolbox.store.write() as db:
        found = invitations.find(db, key, now)
        if found is None or found[0].site_id not in site_ids or not invitations.take(db, key):
            raise NotFound("There is no such invitation.")
        moderators.note(db, (found[0].site_id, who, now), "revoke-invitation", {"email": found[0].email})


def change_role(toolbox: Toolbox, who: str, seat: Seat, role: str) -> None:
    """Another role on a site, in force with the next page."""
    if role not in ROLES:
        raise Invalid("This is no role. Choose moderator, senior or administrator.")
    with toolbox.store.write() as db:
        if role != "administrator":
            keep_one(moderators.administrators(db, seat.site_id), seat)
        moderators.set_role(db, seat.id, role)
        told = {"email": seat.email, "from": seat.role, "to": role}
        moderators.note(db, (seat.site_id, who, toolbox.clock()), "change-role", told)


def remove(toolbox: Toolbox, who: str, seat: Seat) -> None:
    """End somebody's part in a site, and their sessions everywhere. With the last seat the account goes."""
    with toolbox.store.write() as db:
        keep_one(moderators.administrators(db, seat.site_id), seat)
        moderators.remove(db, seat.id)
        logins.close_sessions(db, seat.email)
        if not moderators.seats(db, seat.email):
            accounts.drop(db, seat.email)
        moderators.note(db, (seat.site_id, who, toolbox.clock()), "remove-moderator", {"email": seat.email})


def keep_one(administrators: list[str], seat: Seat) -> None:
    """A site without an administrator could never have one again."""
    if administrators == [seat.id]:
        raise Conflict(LAST)
