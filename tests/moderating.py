"""Moderators of the tests: each with a browser of their own, who read pages and send the forms on them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from argon2 import PasswordHasher
from factories import Owned
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from moderation.toolbox import Toolbox
from moderation.tools.store import moderators
from moderation.tools.store.moderators import Moderator

PASSWORD = "correct horse battery staple"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(slots=True)
class Moderating:
    """Somebody at the desk."""

    client: FlaskClient
    email: str

    def open(self, path: str) -> TestResponse:
        """Look at a page."""
        return self.client.get(path)

    def fields(self, page: str, action: str = "") -> dict[str, str]:
        """The hidden fields of the form on a page which names this action, or of its first form."""
        forms = re.findall(r"<form.*?</form>", self.open(page).text, re.DOTALL)
        form = next(
            form for form in forms if not action or f'value="{action}"' in form or f'/{action.lstrip("/")}"' in form
        )
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
        return {name: unescape(value) for name, value in found}

    def send(self, page: str, action: str, **fields: str) -> TestResponse:
        """Fill in the form of a page whose address ends in this, and send it."""
        return self.client.post(self.form(page, action), data={**self.fields(page, action), **fields})

    def form(self, page: str, action: str) -> str:
        """Where the form of a page goes whose address ends in this."""
        found = re.findall(r'<form method="post" action="([^"]*)"', self.open(page).text)
        return next(unescape(each) for each in found if each.endswith(action))

    def options(self, page: str) -> dict[str, Any]:
        """What the page tells the browser about passkeys."""
        found = re.search(r'data-passkey="([^"]*)"', self.open(page).text)
        assert found is not None
        return dict(json.loads(unescape(found[1])))

    def decide(self, comment_id: str, action: str, **fields: str) -> TestResponse:
        """Open a comment and decide on it."""
        page = f"/desk/comments/{comment_id}"
        return self.client.post(f"{page}/decision", data={**self.fields(page, action), **fields})

    def undo(self, comment_id: str) -> TestResponse:
        """Open a comment and take the last decision back."""
        page = f"/desk/comments/{comment_id}"
        return self.client.post(f"{page}/undo", data=self.fields(page, "undo"))

    def log_in(self, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Fill in the form."""
        shown = self.fields("/desk/login")
        return self.client.post("/desk/login", data={**shown, "email": self.email, "password": password, **fields})


def appointed(toolbox: Toolbox, site: Owned, email: str, role: str) -> None:
    """Make somebody a moderator."""
    with toolbox.store.write() as db:
        moderators.add(db, Moderator(site.id, email, HASH, role), toolbox.clock())


def seated(app: Flask, toolbox: Toolbox, site: Owned, email: str, role: str) -> Moderating:
    """A moderator who has logged in."""
    appointed(toolbox, site, email, role)
    person = Moderating(app.test_client(), email)
    assert person.log_in().status_code == 303
    return person
