"""Sites: their keys, policy and lists."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from moderation.judgement.house import HOUSE_RULES, Listed, Mode, Policy, Threshold
from moderation.tools.store.tables import list_entry, policy, site


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
    db.execute(insert(policy).values(policy_row(site_id, Policy(), "init", now)))
    return site_id, keys


def rotate_keys(db: Connection, site_id: str) -> SiteKeys:
    """Replace all keys of a site; the old ones stop working at once."""
    keys = SiteKeys.fresh()
    db.execute(update(site).where(site.c.id == site_id).values(keys.columns()))
    return keys


def set_webhook(db: Connection, site_id: str, url: str | None) -> None:
    """Where the site wants to hear what became of its comments."""
    db.execute(update(site).where(site.c.id == site_id).values(webhook_url=url))


def save_policy(db: Connection, site_id: str, changed: Policy, who: str, now: int) -> Policy:
    """Store a policy as the next version and put it in force; earlier versions stay."""
    latest = db.execute(select(func.max(policy.c.version)).where(policy.c.site_id == site_id)).scalar_one()
    saved = Policy(**{**shallow(changed), "version": latest + 1})
    db.execute(insert(policy).values(policy_row(site_id, saved, who, now)))
    db.execute(update(site).where(site.c.id == site_id).values(policy_version=saved.version))
    return saved


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
    joined = site.join(policy, (policy.c.site_id == site.c.id) & (policy.c.version == site.c.policy_version))
    row = db.execute(select(site, policy.c.body).select_from(joined).where(where)).first()
    if row is None:
        return None
    entries = db.execute(
        select(list_entry)
        .where(list_entry.c.site_id == row.id, or_(list_entry.c.until.is_(None), list_entry.c.until > now))
        .order_by(list_entry.c.id)
    )
    lists = tuple(Listed(entry.kind, entry.value, entry.action, entry.until) for entry in entries)
    return read_site(row, lists)


def read_site(row: Row[Any], lists: tuple[Listed, ...]) -> Site:
    """A row of the join as a Site."""
    return Site(
        id=row.id,
        name=row.name,
        public_key=row.public_key,
        origins=tuple(row.origins),
        webhook_url=row.webhook_url,
        webhook_secret=row.webhook_secret,
        policy=read_policy(row.body, row.policy_version, lists),
    )


def read_policy(body: Mapping[str, Any], version: int, lists: tuple[Listed, ...]) -> Policy:
    """A policy from its JSON body. Fields that the body does not name have their defaults."""
    given = dict(body)
    if "thresholds" in given:
        given["thresholds"] = {label: Threshold(**pair) for label, pair in given["thresholds"].items()}
    if "modes" in given:
        given["modes"] = {rule: Mode(mode) for rule, mode in given["modes"].items()}
    if "languages" in given:
        given["languages"] = tuple(given["languages"])
    given["house_rules"] = {**HOUSE_RULES, **given.get("house_rules", {})}
    return Policy(**given, version=version, lists=lists)


def policy_row(site_id: str, saved: Policy, who: str, now: int) -> dict[str, Any]:
    """A policy as a row; the lists live in their own table and the version in its own column."""
    body = {name: value for name, value in shallow(saved).items() if name not in {"version", "lists"}}
    body["thresholds"] = {label: asdict(pair) for label, pair in saved.thresholds.items()}
    body["house_rules"] = dict(saved.house_rules)
    body["modes"] = dict(saved.modes)
    return {"site_id": site_id, "version": saved.version, "body": body, "created_by": who, "created_at": now}


def shallow(saved: Policy) -> dict[str, Any]:
    """The fields of a policy by name, values as they are."""
    return {name: getattr(saved, name) for name in Policy.__dataclass_fields__}
