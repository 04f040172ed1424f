"""An authenticator made of software: it holds one passkey, and answers as a browser would."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass(slots=True)
class Authenticator:
    """A passkey on a device. `flags` and `origin` may be changed to be those of a bad one.

    Passkeys that travel between devices do not count how often they have signed.
    """

    origin: str = ORIGIN
    flags: int = PRESENT | VERIFIED
    signed: int = 0
    counts: bool = True
    user: str = ""
    id: str = field(default_factory=lambda: bytes_to_base64url(secrets.token_bytes(32)))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> str:
        """What navigator.credentials.create gives, as JSON."""
        self.user = options["user"]["id"]
        raw = base64url_to_bytes(self.id)
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(raw).to_bytes(2, "big") + raw + cbor2.dumps(public)
        data = self.data(options["rp"]["id"], self.flags | ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self.client("webauthn.create", options)
        return self.answer(clientDataJSON=client, attestationObject=attestation, transports=["internal"])

    def use(self, options: dict[str, Any]) -> str:
        """What navigator.credentials.get gives, as JSON."""
        self.signed += self.counts
        data, client = self.data(options["rpId"], self.flags), self.client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        told = {"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": self.user}
        return self.answer(**told)

    def data(self, rp_id: str, flags: int) -> bytes:
        """Authenticator data: for whom, how, how often."""
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.signed.to_bytes(4, "big")

    def client(self, kind: str, options: dict[str, Any]) -> bytes:
        """Client data, as the browser writes it."""
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def answer(self, **response: Any) -> str:
        """The credential as JSON."""
        told = {name: bytes_to_base64url(it) if isinstance(it, bytes) else it for name, it in response.items()}
        credential = {"id": self.id, "rawId": self.id, "type": "public-key", "clientExtensionResults": {}}
        return json.dumps({**credential, "response": told})
