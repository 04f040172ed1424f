"""Policies: every change of a site's policy is a new version that stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from moderation.judgement.house import HOUSE_RULES, Listed, Mode, Policy, Threshold
from moderation.tools.store import lists, moderators
from moderation.tools.store.tables import policy, site


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes a policy, why, and when."""

    who: str
    why: str
    at: int


@dataclass(frozen=True, slots=True)
class Version:
    """One version as the page of versions shows it."""

    version: int
    why: str
    created_by: str
    created_at: int


def begin(db: Connection, site_id: str, now: int) -> None:
    """The first version: everything as it is by default."""
    put(db, site_id, 1, body_of(Policy()), Change("init", "The site was made.", now))


def number(db: Connection, site_id: str) -> int:
    """The version in force."""
    return int(db.execute(select(site.c.policy_version).where(site.c.id == site_id)).scalar_one())


def lock(db: Connection, site_id: str) -> int:
    """The version in force, which nobody else may follow until the transaction ends."""
    asked = select(site.c.policy_version).where(site.c.id == site_id)
    return int(db.execute(asked.with_for_update()).scalar_one())


def save(db: Connection, site_id: str, changed: Policy, by: Change) -> Policy:
    """Put everything but the lists of a policy in force as the next version, and say so in the audit."""
    saved = Policy(**{**shallow(changed), "version": lock(db, site_id) + 1})
    put(db, site_id, saved.version, body_of(saved), by)
    return saved


def advance(db: Connection, site_id: str, by: Change) -> int:
    """The next version, as the one in force: its lists are about to change."""
    latest = lock(db, site_id)
    put(db, site_id, latest + 1, body(db, site_id, latest), by)
    return latest + 1


def put(db: Connection, site_id: str, number: int, words: Mapping[str, Any], by: Change) -> None:
    """Write one version and put it in force."""
    row = {"site_id": site_id, "version": number, "body": words, "why": by.why}
    db.execute(insert(policy).values(**row, created_by=by.who, created_at=by.at))
    db.execute(update(site).where(site.c.id == site_id).values(policy_version=number))
    told = {"version": number, "why": by.why}
    moderators.note(db, (site_id, by.who, by.at), "change-policy", told)


def version(db: Connection, site_id: str, number: int, now: int) -> Policy:
    """The policy of this version; `now` leaves out the entries of its lists whose time is over."""
    return read(body(db, site_id, number), number, lists.of_version(db, site_id, number, now))


def latest(db: Connection, site_id: str, before: int | None, limit: int) -> list[Version]:
    """The versions before this one, or the last of all, the latest first."""
    columns = [policy.c[name] for name in Version.__annotations__]
    asked = select(*columns).where(policy.c.site_id == site_id)
    if before is not None:
        asked = asked.where(policy.c.version < before)
    return [Version(*row) for row in db.execute(asked.order_by(policy.c.version.desc()).limit(limit))]


def body(db: Connection, site_id: str, number: int) -> Mapping[str, Any]:
    """A version as it was written."""
    asked = select(policy.c.body).where(policy.c.site_id == site_id, policy.c.version == number)
    found: Mapping[str, Any] = db.execute(asked).scalar_one()
    return found


def read(words: Mapping[str, Any], number: int, listed: tuple[Listed, ...] = ()) -> Policy:
    """A policy from its JSON body. Fields that the body does not name have their defaults."""
    given = dict(words)
    if "thresholds" in given:
        given["thresholds"] = {label: Threshold(**pair) for label, pair in given["thresholds"].items()}
    if "modes" in given:
        given["modes"] = {rule: Mode(mode) for rule, mode in given["modes"].items()}
    if "languages" in given:
        given["languages"] = tuple(given["languages"])
    given["house_rules"] = {**HOUSE_RULES, **given.get("house_rules", {})}
    return Policy(**given, version=number, lists=listed)


def body_of(saved: Policy) -> dict[str, Any]:
    """A policy as JSON; the lists live in their own table and the version in its own column."""
    words = {name: value for name, value in shallow(saved).items() if name not in {"version", "lists"}}
    words["thresholds"] = {label: asdict(pair) for label, pair in saved.thresholds.items()}
    words["house_rules"] = dict(saved.house_rules)
    words["modes"] = dict(saved.modes)
    return words


def shallow(saved: Policy) -> dict[str, Any]:
    """The fields of a policy by name, values as they are."""
    return {name: getattr(saved, name) for name in Policy.__dataclass_fields__}
