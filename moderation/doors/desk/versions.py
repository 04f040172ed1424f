"""Versions: every policy that a site ever had, what differs between any two, and the way back."""

from __future__ import annotations

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import govern
from moderation.acts.enlist import ACTIONS, KINDS
from moderation.doors.desk import drafting
from moderation.doors.desk.governing import in_force
from moderation.doors.desk.visit import Visit
from moderation.errors import NotFound
from moderation.judgement.house import Listed, Policy
from moderation.tools.store import policies

PER_PAGE = 50
MOST_SHOWN = 200
"""Entries of the lists that a difference names; of more it says how many."""


def show_versions(visit: Visit, site_id: str) -> ResponseReturnValue:
    """The versions, the latest first."""
    policy = in_force(visit, site_id)
    before = number_of(request.args.get("before", ""), policy.version + 1)
    with visit.toolbox.store.read() as db:
        found = policies.latest(db, site_id, before, PER_PAGE + 1)
    context = {"site": visit.site(site_id), "policy": policy, "now": visit.toolbox.clock()}
    later = found[PER_PAGE - 1].version if len(found) > PER_PAGE else None
    return visit.page("versions", found=found[:PER_PAGE], later=later, **context)


def show_version(visit: Visit, site_id: str, number: str) -> ResponseReturnValue:
    """One version beside another, by default the one before it; the first beside the one in force."""
    policy = in_force(visit, site_id)
    chosen = number_of(number, 0)
    other = number_of(request.args.get("against", ""), chosen - 1 or policy.version)
    if not 1 <= chosen <= policy.version or not 1 <= other <= policy.version:
        raise NotFound("There is no such version of this policy.")
    with visit.toolbox.store.read() as db:
        # With all entries of the lists, also those whose time is over: they belong to the version.
        before, after = (policies.version(db, site_id, each, 0) for each in (other, chosen))
        about = policies.latest(db, site_id, chosen + 1, 1)[0]
    ended, added = (listed(*pair) for pair in ((before, after), (after, before)))
    html = visit.page(
        "version",
        site=visit.site(site_id),
        policy=policy,
        about=about,
        other=other,
        changes=drafting.differences(drafting.written(before), drafting.written(after)),
        lists=(("Added to the lists", added), ("Ended on the lists", ended)),
        kinds=KINDS,
        actions=ACTIONS,
        most=MOST_SHOWN,
        now=visit.toolbox.clock(),
    )
    return make_response(html)


def restore(visit: Visit, site_id: str, number: str) -> ResponseReturnValue:
    """An earlier version in force again, as a new one."""
    policy = in_force(visit, site_id)
    seen = number_of(request.form.get("version", ""), policy.version)
    by = (visit.email, request.form.get("why", "").strip())
    govern.restore(visit.toolbox, site_id, number_of(number, 0), seen, by)
    return redirect(f"/desk/policy/{site_id}/versions", 303)


def listed(more: Policy, less: Policy) -> list[Listed]:
    """The entries that one policy has and the other has not."""
    return sorted(set(more.lists) - set(less.lists), key=lambda entry: (entry.kind, entry.value))


def number_of(text: str, usual: int) -> int:
    """A number as an address carries it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else usual
