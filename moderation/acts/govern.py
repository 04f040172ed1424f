"""Govern: change a site's policy, or go back to an earlier one. Each time is a new version."""

from __future__ import annotations

from moderation.errors import Conflict, Invalid
from moderation.judgement.house import Policy
from moderation.toolbox import Toolbox
from moderation.tools.store import lists, policies
from moderation.tools.store.policies import Change

MOST_WHY = 500


class Superseded(Conflict):
    """Somebody else changed the policy meanwhile: `seen` is the version that the change was made upon."""

    title = "Somebody changed the policy before you"

    def __init__(self, seen: int, now: int) -> None:
        super().__init__(f"You began with version {seen}; version {now} is in force by now. Nothing was saved.")
        self.seen = seen
        self.now = now


def change(toolbox: Toolbox, site_id: str, draft: Policy, seen: int, by: tuple[str, str]) -> int:
    """Put everything but the lists of a draft in force, upon the version that was seen; `by` says who and why."""
    with toolbox.store.write() as db:
        now = policies.lock(db, site_id)
        if now != seen:
            raise Superseded(seen, now)
        saved = policies.save(db, site_id, draft, Change(by[0], by[1][:MOST_WHY], toolbox.clock()))
    toolbox.store.forget(site_id)
    return saved.version


def restore(toolbox: Toolbox, site_id: str, number: int, seen: int, by: tuple[str, str]) -> int:
    """An earlier version with its lists, in force again as a new one."""
    who, why = by[0], f"Back to version {number}. {by[1]}".strip()[:MOST_WHY]
    with toolbox.store.write() as db:
        now = policies.lock(db, site_id)
        if now != seen:
            raise Superseded(seen, now)
        if not 1 <= number < now:
            raise Invalid("There is no such earlier version.")
        at = toolbox.clock()
        saved = policies.save(db, site_id, policies.version(db, site_id, number, at), Change(who, why, at))
        lists.restore(db, site_id, number, saved.version)
    toolbox.store.forget(site_id)
    return saved.version
