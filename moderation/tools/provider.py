"""The OpenID provider: where moderators may sign in, and whose e-mail it vouches for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from moderation.errors import ConfigError, Unauthorised, Unavailable

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
FRESH = 3600.0
"""Seconds for which what the provider publishes about itself is believed."""

SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY = 60
AWAY = "The OpenID provider cannot be reached right now. Try again, or use your password."
REFUSED = "The OpenID provider's answer was not accepted. Try again, or use your password."
UNVERIFIED = "The OpenID provider does not vouch for your e-mail. Verify it there first, or use your password."
ISSUER = "ADREM_OIDC_ISSUER must be an address such as https://login.example.org, and ADREM_OIDC_CLIENT_ID be set."


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that has begun: the secrets that only the browser which began it has."""

    state: str
    nonce: str
    verifier: str


class Provider:
    """Owns the connections to the OpenID provider. The code flow with PKCE, a state and a nonce, through Authlib."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, back: str) -> None:
        parts = urlsplit(issuer)
        if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"} or not client_id:
            raise ConfigError(ISSUER)
        self.issuer, self.client_id, self.client_secret, self.back = issuer, client_id, client_secret, back
        self.client = httpx.Client(timeout=TIMEOUT, follow_redirects=False)
        self.published: tuple[float, dict[str, Any], KeySet] | None = None

    def begin(self) -> tuple[str, Begun]:
        """Where to send the browser, and what it has to bring back."""
        begun = Begun(generate_token(32), generate_token(32), generate_token(64))
        metadata, _ = self.read()
        url, _ = self.oauth().create_authorization_url(
            metadata["authorization_endpoint"], state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier
        )
        return str(url), begun

    def email(self, code: str, begun: Begun) -> str:
        """The verified e-mail of whoever came back with this code."""
        try:
            token = self.exchange(code, begun)
            claims = self.claims(token, begun)
        except httpx.HTTPError as error:
            raise Unavailable(AWAY) from error
        except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError) as error:
            raise Unauthorised(REFUSED) from error
        email = claims.get("email")
        if not isinstance(email, str) or claims.get("email_verified") not in {True, "true"}:
            raise Unauthorised(UNVERIFIED)
        return email

    def exchange(self, code: str, begun: Begun) -> dict[str, Any]:
        """The tokens for a code. The client says who it is as the provider wants it: by header, or in the form."""
        metadata, _ = self.read()
        by_header = "client_secret_basic" in metadata.get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        )
        said = {"client_id": self.client_id, "client_secret": self.client_secret}
        auth = httpx.BasicAuth(self.client_id, self.client_secret) if by_header else httpx.Auth()
        told = self.oauth().fetch_token(
            metadata["token_endpoint"],
            code=code,
            code_verifier=begun.verifier,
            grant_type="authorization_code",
            auth=auth,
            **({} if by_header else said),
        )
        return dict(told)

    def claims(self, token: dict[str, Any], begun: Begun) -> dict[str, Any]:
        """What the identity token says, if the provider signed it, just now, for us and for this sign-in."""
        _, keys = self.read()
        try:
            decoded = jwt.decode(token["id_token"], keys, algorithms=SIGNATURES)
        except InvalidKeyIdError:  # the provider has new keys
            self.published = None
            decoded = jwt.decode(token["id_token"], self.read()[1], algorithms=SIGNATURES)
        expected = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client_id},
        }
        params = {"nonce": begun.nonce, "client_id": self.client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(decoded.claims, decoded.header, expected, params)
        claims.validate(leeway=LEEWAY)
        return dict(claims)

    def oauth(self) -> Any:
        """Authlib's client, on our connections."""
        return OAuth2Client(
            self.client,
            client_id=self.client_id,
            client_secret=self.client_secret,
            scope="openid email",
            redirect_uri=self.back,
            code_challenge_method="S256",
        )

    def read(self) -> tuple[dict[str, Any], KeySet]:
        """What the provider publishes: its addresses and its keys."""
        if self.published and time.monotonic() - self.published[0] < FRESH:
            return self.published[1], self.published[2]
        try:
            metadata = self.get(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
            if metadata["issuer"] != self.issuer:
                raise ValueError("The issuer calls itself by another name.")
            keys = KeySet.import_key_set(self.get(metadata["jwks_uri"]))
        except (httpx.HTTPError, JoseError, ValueError, TypeError, KeyError) as error:
            raise Unavailable(AWAY) from error
        self.published = (time.monotonic(), metadata, keys)
        return metadata, keys

    def get(self, url: str) -> Any:
        """A JSON document."""
        return self.client.get(url).raise_for_status().json()

    def close(self) -> None:
        """Return every connection."""
        self.client.close()
