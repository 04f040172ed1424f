"""A small OpenID provider: real HTTP, real keys, real signatures, and it checks what its clients send."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

first_key = cache(lambda: RSAKey.generate_key(2048, auto_kid=True))
CLIENT, SECRET = "ad-rem", "s3cret/+"


@dataclass
class OpenIdProvider:
    """Who has logged in there, and what it tells of them."""

    issuer: str = ""
    key: RSAKey = field(default_factory=first_key)
    algorithm: str = "RS256"
    granted: dict[str, dict[str, Any]] = field(default_factory=dict)
    methods: list[str] = field(default_factory=lambda: ["client_secret_basic"])

    def log_in(self, sent_to: str, email: Any, **claims: Any) -> str:
        """Somebody logs in and is sent back; the query of the address. `claims` are told instead of the right ones."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(sent_to).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code, now = secrets.token_urlsafe(16), int(time.time())
        told = {"iss": self.issuer, "aud": asked["client_id"], "sub": "4711", "iat": now, "exp": now + 300}
        told |= {"nonce": asked["nonce"], "email": email, "email_verified": True, **claims}
        self.granted[code] = {**asked, "told": {name: it for name, it in told.items() if it is not None}}
        return urlencode({"code": code, "state": asked["state"]})

    def answer(self, path: str, form: dict[str, str], headers: Any) -> dict[str, Any] | None:
        """What it says to a request; None when it refuses."""
        if path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            metadata = {name: self.issuer + place for name, place in places.items()}
            return {"issuer": self.issuer, "token_endpoint_auth_methods_supported": self.methods, **metadata}
        if path == "/keys":
            return {"keys": [self.key.as_dict(private=False)]}
        return self.exchange(form, headers) if path == "/token" else None

    def exchange(self, form: dict[str, str], headers: Any) -> dict[str, Any] | None:
        """Tokens for a code: once, for the client, the address and the verifier that it was given for."""
        grant = self.granted.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if grant is None or grant["code_challenge"] != base64.urlsafe_b64encode(verifier).decode().rstrip("="):
            return None
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        by_header, by_form = headers["Authorization"] == basic, form.get("client_secret") == SECRET
        known = by_header if "client_secret_basic" in self.methods else by_form
        if not known or form.get("redirect_uri") != grant["redirect_uri"]:
            return None
        header = {"alg": self.algorithm, "kid": self.key.kid}
        signed = jwt.encode(header, grant["told"], self.key, algorithms=[self.algorithm])
        return {"access_token": "none of our business", "token_type": "Bearer", "id_token": signed}


@contextmanager
def running() -> Iterator[OpenIdProvider]:
    """A provider on a free port."""
    provider = OpenIdProvider()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.respond({})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.respond({name: values[0] for name, values in parse_qs(sent).items()})

        def respond(self, form: dict[str, str]) -> None:
            said = provider.answer(self.path, form, self.headers)
            body = json.dumps(said or {"error": "invalid_grant"}).encode()
            self.send_response(200 if said else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield provider
        server.shutdown()
