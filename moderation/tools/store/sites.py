"""Sites: their keys, and the policy in force."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from moderation.judgement.house import Policy
from moderation.tools.store import policies
from moderation.tools.store.tables import site


@dataclass(frozen=True, slots=True)
class Site:
    """One tenant, with the policy in force."""

    id: str
    name: str
    public_key: str
    origins: tuple[str, ...]
    webhook_url: str | None
    webhook_secret: str
    policy: Policy


@dataclass(frozen=True, slots=True)
class SiteKeys:
    """The keys of a site in plain text. Only the public one can be read again later."""

    public_key: str
    secret_key: str
    akismet_key: str

    @classmethod
    def fresh(cls) -> SiteKeys:
        """New random keys; the prefix says which is which, so that a leaked one is recognised."""
        return cls(
            public_key="pk_" + secrets.token_hex(16),
            secret_key="sk_" + secrets.token_hex(24),
            akismet_key=secrets.token_hex(6),
        )

    def columns(self) -> dict[str, str]:
        """As stored: secrets only as hashes."""
        return {
            "public_key": self.public_key,
            "secret_hash": hash_key(self.secret_key),
            "akismet_hash": hash_key(self.akismet_key),
        }


def hash_key(key: str) -> str:
    """SHA-256: keys are long and random, so a slow hash would add nothing."""
    return hashlib.sha256(key.encode()).hexdigest()


def add(db: Connection, name: str, origins: tuple[str, ...], now: int) -> tuple[str, SiteKeys]:
    """A new site with default policy; returns its identifier and its keys."""
    keys, site_id = SiteKeys.fresh(), secrets.token_hex(16)
    row = {
        "id": site_id,
        "name": name,
        "origins": list(origins),
        "webhook_secret": "whsec_" + b64encode(secrets.token_bytes(32)).decode(),
        "policy_version": 1,
        "created_at": now,
        **keys.columns(),
    }
    db.execute(insert(site).values(row))
    policies.begin(db, site_id, now)
    return site_id, keys


def rotate_keys(db: Connection, site_id: str) -> SiteKeys:
    """Replace all keys of a site; the old ones stop working at once."""
    keys = SiteKeys.fresh()
    db.execute(update(site).where(site.c.id == site_id).values(keys.columns()))
    return keys


def rotate_key(db: Connection, site_id: str, kind: str) -> str:
    """Replace one of a site's two secret keys, `secret` or `akismet`; the old one stops working at once."""
    keys = SiteKeys.fresh()
    column, key = {"secret": ("secret_hash", keys.secret_key), "akismet": ("akismet_hash", keys.akismet_key)}[kind]
    db.execute(update(site).where(site.c.id == site_id).values({column: hash_key(key)}))
    return key


def set_webhook(db: Connection, site_id: str, url: str | None) -> None:
    """Where the site wants to hear what became of its comments."""
    db.execute(update(site).where(site.c.id == site_id).values(webhook_url=url))


def by_id(db: Connection, site_id: str, now: int) -> Site | None:
    """The site with this identifier."""
    return one(db, site.c.id == site_id, now)


def by_name(db: Connection, name: str, now: int) -> Site | None:
    """The site with this name or identifier, as an operator types it."""
    return one(db, or_(site.c.name == name, site.c.id == name), now)


def by_public_key(db: Connection, key: str, now: int) -> Site | None:
    """The site whose form carries this key."""
    return one(db, site.c.public_key == key, now)


def by_secret_key(db: Connection, key: str, now: int) -> Site | None:
    """The site whose server holds this key."""
    return one(db, site.c.secret_hash == hash_key(key), now)


def by_akismet_key(db: Connection, key: str, now: int) -> Site | None:
    """The site whose Akismet client holds this key."""
    return one(db, site.c.akismet_hash == hash_key(key), now)


def every(db: Connection) -> list[tuple[str, str, str]]:
    """(identifier, name, public key) of every site."""
    rows = db.execute(select(site.c.id, site.c.name, site.c.public_key).order_by(site.c.created_at))
    return [(row.id, row.name, row.public_key) for row in rows]


def origins(db: Connection) -> frozenset[str]:
    """The web origins of all sites."""
    return frozenset(origin for listed in db.execute(select(site.c.origins)).scalars() for origin in listed)


def one(db: Connection, where: Any, now: int) -> Site | None:
    """Read one site with its policy and the list entries that have not ended."""
    row = db.execute(select(site).where(where)).first()
    if row is None:
        return None
    return Site(
        id=row.id,
        name=row.name,
        public_key=row.public_key,
        origins=tuple(row.origins),
        webhook_url=row.webhook_url,
        webhook_secret=row.webhook_secret,
        policy=policies.version(db, row.id, row.policy_version, now),
    )
