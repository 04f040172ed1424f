"""A visit: who asks, from which browser, and for which sites."""

from __future__ import annotations

import hmac
from collections.abc import Container
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import render_template, request
from itsdangerous import BadSignature, Signer

from moderation.acts.sessions import Person
from moderation.errors import Forbidden, Invalid, NotFound, Unauthorised
from moderation.toolbox import Toolbox
from moderation.tools.store import dossier, sites
from moderation.tools.store.dossier import Subject
from moderation.tools.store.moderators import Seat
from moderation.tools.store.sites import Site

SESSION, KNOWN = "adrem_desk", "adrem_known"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to the desk. `token` is the browser's secret; `seats` are those that may do what is asked."""

    toolbox: Toolbox
    token: str
    person: Person | None = None
    seats: tuple[Seat, ...] = ()

    @property
    def site_ids(self) -> tuple[str, ...]:
        """The sites for which this visit may do what is asked."""
        return tuple(seat.site_id for seat in self.seats)

    @property
    def senior_of(self) -> tuple[str, ...]:
        """The sites on which this visit may do what needs a senior."""
        return tuple(seat.site_id for seat in self.seats if seat.role in {"senior", "administrator"})

    def administers(self, site_id: str) -> bool:
        """Whether this visit may do on a site what needs an administrator."""
        return any(seat.site_id == site_id and seat.role == "administrator" for seat in self.seats)

    @property
    def somebody(self) -> Person:
        """Who asks, where nobody can be a stranger."""
        if self.person is None:
            raise Unauthorised("Log in first.")
        return self.person

    @property
    def email(self) -> str:
        """In whose name things are done."""
        return self.person.email if self.person else ""

    @property
    def csrf(self) -> str:
        """What every form carries: only our pages know it, and only this browser can use it."""
        return self.toolbox.keys.digest("csrf", self.token)

    def check_form(self) -> None:
        """Refuse a form that did not come from our own page in this browser."""
        origin = request.headers.get("Origin")
        ours = {request.host_url.rstrip("/"), self.toolbox.config.url}
        if (origin is not None and origin not in ours) or request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise Forbidden("This form was sent by another website. Open the desk itself and try again.")
        if not hmac.compare_digest(request.form.get("csrf", "").encode(), self.csrf.encode()):
            raise Forbidden("This page was too old, or from another login. Go back, reload it, and try again.")

    def said(self, name: str, limit: int) -> str:
        """What somebody wrote into a field of the form, without what no database takes."""
        return request.form.get(name, "").replace("\0", "").strip()[:limit]

    def choice(self, name: str, allowed: Container[str]) -> str:
        """What the button of a form stands for, one of these."""
        said = request.form.get(name, "")
        if said not in allowed:
            raise Invalid("The form did not say what to do. Go back and use one of its buttons.")
        return said

    def own(self, site_id: str) -> str:
        """A site on which this visit may do what is asked; others are not there."""
        if site_id not in self.site_ids:
            raise NotFound("There is no such site among yours.")
        return site_id

    def page(self, template: str, **context: Any) -> str:
        """A page of the desk."""
        return render_template(f"desk/{template}.html", visit=self, **context)

    def subject(self, comment_id: str) -> Subject:
        """A comment of one of the sites of this visit; others are not there."""
        with self.toolbox.store.read() as db:
            found = dossier.subject(db, self.site_ids, known(comment_id))
        if found is None:
            raise NotFound("There is no such comment on the sites that you moderate.")
        return found

    def site(self, site_id: str) -> Site:
        """The site of a comment, with its policy."""
        found = self.toolbox.store.site("id", site_id, sites.by_id)
        if found is None:
            raise NotFound("This site is gone.")
        return found


def known(identifier: str) -> str:
    """An identifier as an address or a form gives it; empty when it cannot be one."""
    return identifier if identifier.isascii() and identifier.isalnum() and len(identifier) <= 32 else ""


def sealed(toolbox: Toolbox, value: str) -> str:
    """A value for a cookie, signed."""
    return signer(toolbox).sign(value).decode()


def unsealed(toolbox: Toolbox, cookie: str | None) -> str:
    """The value of a signed cookie; empty when there is none, or it is not ours."""
    try:
        return signer(toolbox).unsign(cookie or "").decode()
    except (BadSignature, UnicodeDecodeError):
        return ""


def signer(toolbox: Toolbox) -> Signer:
    """The signer of cookies, under a key that serves nothing else."""
    return Signer(toolbox.keys.derive("session"), salt=b"desk", digest_method=sha256)
