"""Signing in with an OpenID provider: moderators by their verified e-mail, and nobody by anything less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openid
import pytest
from factories import Owned
from flask import Flask
from joserfc.jwk import OctKey, RSAKey
from moderating import Moderating, appointed
from openid import CLIENT, SECRET, OpenIdProvider
from werkzeug.test import TestResponse

from moderation.app import create_app
from moderation.config import Config
from moderation.errors import ConfigError
from moderation.toolbox import Toolbox, open_provider
from moderation.tools.provider import AWAY, Provider
from moderation.tools.store import accounts

ALICE = "alice@paper.example"
BACK = "/desk/login/openid/back"


@pytest.fixture
def there() -> Iterator[OpenIdProvider]:
    """The provider."""
    with openid.running() as provider:
        yield provider


@pytest.fixture
def app(config: Config, toolbox: Toolbox, paper: Owned, there: OpenIdProvider) -> Iterator[Flask]:
    """The desk with that provider, and Alice as a moderator."""
    told = {
        "oidc_issuer": there.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_name": "The House",
    }
    with_it = replace(config, **told)
    provider = open_provider(with_it)
    assert provider is not None
    appointed(toolbox, paper, ALICE, "moderator")
    yield create_app(with_it, replace(toolbox, config=with_it, provider=provider))
    provider.close()


@pytest.fixture
def browser(app: Flask) -> Moderating:
    """A browser at the login page."""
    return Moderating(app.test_client(), ALICE)


def come_back(browser: Moderating, there: OpenIdProvider, email: Any = ALICE, **claims: Any) -> TestResponse:
    """Away to the provider, log in there, and back."""
    away = browser.open("/desk/login/openid?next=/desk/today")
    assert away.status_code == 303
    return browser.open(f"{BACK}?{there.log_in(away.location, email, **claims)}")


def test_a_moderator_signs_in(browser: Moderating, there: OpenIdProvider) -> None:
    assert "Go on with The House" in browser.open("/desk/login").text
    back = come_back(browser, there, " Alice@Paper.example")
    assert (back.status_code, back.location) == (303, "/desk/today")
    assert ALICE in browser.open("/desk/").text


WRONG: tuple[tuple[Any, dict[str, Any], int], ...] = (
    ("nobody@home.example", {}, 403),
    (ALICE, {"email_verified": False}, 401),
    (ALICE, {"email_verified": None}, 401),
    (None, {}, 401),
    ([ALICE], {}, 401),
    (ALICE, {"iss": "https://evil.example"}, 401),
    (ALICE, {"aud": "another client"}, 401),
    (ALICE, {"aud": [CLIENT, "another"], "azp": "another"}, 401),
    (ALICE, {"nonce": "another"}, 401),
    (ALICE, {"nonce": None}, 401),
    (ALICE, {"exp": 1_000_000_000}, 401),
    (ALICE, {"exp": None}, 401),
)
"""E-mail and other claims that are not right, and the status of the answer."""


def test_whatever_is_not_right_opens_nothing(browser: Moderating, there: OpenIdProvider) -> None:
    for email, claims, status in WRONG:
        assert come_back(browser, there, email, **claims).status_code == status, (email, claims)
        assert browser.open("/desk/").status_code == 303


def test_a_signature_of_another_key_is_refused(browser: Moderating, there: OpenIdProvider) -> None:
    browser.open("/desk/login/openid")  # the keys are known from now on
    stranger = RSAKey.generate_key(2048, parameters={"kid": there.key.kid or ""})
    there.key = stranger
    assert come_back(browser, there).status_code == 401


def test_a_secret_is_no_signature(browser: Moderating, there: OpenIdProvider) -> None:
    away = browser.open("/desk/login/openid")
    there.algorithm, there.key = "HS256", OctKey.import_key(SECRET * 8, {"kid": there.key.kid or ""})
    assert browser.open(f"{BACK}?{there.log_in(away.location, ALICE)}").status_code == 401


def test_new_keys_of_the_provider_are_read(browser: Moderating, there: OpenIdProvider) -> None:
    browser.open("/desk/login/openid")
    there.key = RSAKey.generate_key(2048, auto_kid=True)
    assert come_back(browser, there).status_code == 303


def test_the_secret_may_travel_in_the_form(browser: Moderating, there: OpenIdProvider) -> None:
    there.methods = ["client_secret_post"]
    assert come_back(browser, there).status_code == 303


def test_only_the_browser_that_began_may_end(app: Flask, browser: Moderating, there: OpenIdProvider) -> None:
    query = there.log_in(browser.open("/desk/login/openid").location, ALICE)
    other = Moderating(app.test_client(), ALICE)
    assert other.open(f"{BACK}?{query}").status_code == 401
    other.open("/desk/login/openid")
    assert other.open(f"{BACK}?{query}").status_code == 401
    assert browser.open(f"{BACK}?{query}").status_code == 303
    assert browser.open(f"{BACK}?{query}").status_code == 401


def test_a_second_factor_is_asked_here_too(browser: Moderating, there: OpenIdProvider, toolbox: Toolbox) -> None:
    with toolbox.store.write() as db:
        accounts.set_totp(db, ALICE, toolbox.keys.seal("totp", "JBSWY3DPEHPK3PXP"))
    assert come_back(browser, there).status_code == 303
    assert browser.open("/desk/").location == "/desk/proof?next=%2Fdesk%2F"


def test_a_provider_that_is_away_is_said(browser: Moderating, there: OpenIdProvider) -> None:
    there.issuer = "http://127.0.0.1:1"
    gone = browser.open("/desk/login/openid")
    assert (gone.status_code, AWAY in gone.text) == (503, True)


def test_without_a_provider_there_is_no_way_to_it(config: Config, toolbox: Toolbox) -> None:
    browser = create_app(config, toolbox).test_client()
    assert "Go on with" not in browser.get("/desk/login").text
    assert browser.get("/desk/login/openid").status_code == browser.get(BACK).status_code == 404


@pytest.mark.parametrize("issuer", ["http://login.example.org", "login.example.org", "ftp://login.example.org"])
def test_an_issuer_that_anybody_could_pose_as_is_refused_at_the_start(issuer: str) -> None:
    with pytest.raises(ConfigError, match="ADREM_OIDC_ISSUER"):
        Provider(issuer, CLIENT, SECRET, BACK)
