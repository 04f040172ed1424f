"""The keys of a site at the desk: shown when public, replaced when secret, once and upon the password."""

from __future__ import annotations

import re

from factories import Owned
from flask.testing import FlaskClient
from moderating import PASSWORD, Moderating
from sqlalchemy import select

from moderation.toolbox import Toolbox
from moderation.tools.store import sites
from moderation.tools.store.tables import audit


def replaced(chief: Moderating, paper: Owned, kind: str, password: str = PASSWORD) -> str:
    """The page after the form for a key was sent."""
    fields = {"csrf": chief.fields("/desk/keys")["csrf"], "kind": kind, "password": password}
    return chief.client.post(f"/desk/keys/{paper.id}", data=fields).text


def test_the_secret_key_is_replaced_and_the_old_one_refused(
    client: FlaskClient, toolbox: Toolbox, chief: Moderating, paper: Owned
) -> None:
    page = chief.open("/desk/keys").text
    assert paper.public_key in page
    assert paper.secret_key not in page
    shown = re.search(r'readonly value="(sk_[0-9a-f]{48})"', replaced(chief, paper, "secret"))
    assert shown is not None
    asked = "/api/v1/comments/00000000000000000000000000000000"
    assert client.get(asked, headers=paper.bearer).status_code == 401
    assert client.get(asked, headers={"Authorization": f"Bearer {shown[1]}"}).status_code == 404
    assert shown[1] not in chief.open("/desk/keys").text
    with toolbox.store.read() as db:
        noted = db.execute(select(audit.c.who, audit.c.detail).where(audit.c.what == "rotate-key")).one()
    assert tuple(noted) == (chief.email, {"key": "secret"})


def test_the_akismet_key_is_replaced_alone(toolbox: Toolbox, chief: Moderating, paper: Owned) -> None:
    shown = re.search(r'readonly value="([0-9a-f]{12})"', replaced(chief, paper, "akismet"))
    assert shown is not None
    with toolbox.store.read() as db:
        found = sites.by_akismet_key(db, shown[1], 0)
        assert found is not None
        assert sites.by_secret_key(db, paper.secret_key, 0) == found


def test_nothing_is_replaced_without_the_password(chief: Moderating, paper: Owned, client: FlaskClient) -> None:
    page = replaced(chief, paper, "secret", "wrong")
    assert "This is not your password." in page
    assert "readonly" not in page
    asked = "/api/v1/comments/00000000000000000000000000000000"
    assert client.get(asked, headers=paper.bearer).status_code == 404
    assert "Choose the secret key" in replaced(chief, paper, "public")
