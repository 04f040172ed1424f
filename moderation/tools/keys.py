"""Keyed hashes: one master key, one derived key for each purpose."""

from __future__ import annotations

import hashlib
import json


class Keys:
    """Owns the master key of the installation. Nothing outside sees it; others get digests or derived keys."""

    def __init__(self, master: str) -> None:
        self.master = hashlib.sha256(master.encode()).digest()

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose (BLAKE2b in keyed mode, RFC 7693)."""
        return hashlib.blake2b(purpose.encode(), key=self.master, digest_size=32).digest()

    def digest(self, purpose: str, *parts: str) -> str:
        """128 bits in hexadecimal over a structure: a JSON array, in which no two parts can pose as one."""
        structure = json.dumps(parts).encode("ascii")
        return hashlib.blake2b(structure, key=self.master, digest_size=16, person=purpose.encode()[:16]).hexdigest()
