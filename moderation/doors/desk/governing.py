"""Governing: the policy of a site, tried out on past comments before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import foresee, govern
from moderation.acts.foresee import Foresight, Weighed
from moderation.acts.govern import Superseded
from moderation.doors.desk import drafting
from moderation.doors.desk.drafting import Points
from moderation.doors.desk.visit import Visit
from moderation.errors import Invalid
from moderation.judgement.house import DEFAULTS, HOUSE_RULES, Policy
from moderation.judgement.rules import GATES, RULES
from moderation.tools.classifier import operating_points
from moderation.tools.store import figures, policies, seconds

WEEK = 7 * figures.DAY
EXAMPLES = 12
SAMPLES = (1000, 10_000)
ROWS = {"approve": "Publishes", "hold": "Holds for a person", "reject": "Rejects"}
DONE = {"approve": "publish", "hold": "hold", "reject": "reject"}
WRONG = {("approve", "rejected"), ("reject", "published")}
"""What the machine would do against what moderators decided."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A form as it was filled in, what it would change, and what is wrong with it."""

    said: Mapping[str, str]
    foresight: Foresight | None = None
    problems: Mapping[str, str] | None = None
    meanwhile: tuple[str, list[tuple[str, str, str]]] | None = None
    why: str = ""


def show_policies(visit: Visit) -> ResponseReturnValue:
    """The policy of the first site; its page leads to the others."""
    return redirect(f"/desk/policy/{visit.site_ids[0]}", 303)


def show_policy(visit: Visit, site_id: str) -> ResponseReturnValue:
    """The policy in force, as a form."""
    policy = in_force(visit, site_id)
    return draw(visit, site_id, policy, Trial(drafting.written(policy)))


def change_policy(visit: Visit, site_id: str) -> ResponseReturnValue:
    """Try the form out on past comments, or put it in force."""
    policy, form = in_force(visit, site_id), request.form
    given = {name: form[name] for name in drafting.TITLES if name in form}
    said = {**drafting.written(policy), **given}
    why, seen = form.get("why", "").strip()[: govern.MOST_WHY], form.get("version", "")
    try:
        draft = drafting.read(given, policy, points(visit))
    except Invalid as error:
        problems = {problem.field: problem.detail for problem in error.problems}
        return draw(visit, site_id, policy, Trial(said, None, problems, None, why))
    if seen != str(policy.version) and (told := overtaken(visit, site_id, policy, seen)) is not None:
        return told
    if form.get("do") != "save":
        most = 1000 if form.get("most") == "1000" else foresee.MOST
        return draw(visit, site_id, policy, Trial(said, foresee.foresee(visit.toolbox, site_id, draft, most), why=why))
    if draft == policy:
        return redirect(f"/desk/policy/{site_id}?done=same", 303)
    try:
        govern.change(visit.toolbox, site_id, draft, policy.version, (visit.email, why))
    except Superseded as error:  # in this very moment
        told = overtaken(visit, site_id, in_force(visit, site_id), str(error.seen))
        return change_policy(visit, site_id) if told is None else told
    return redirect(f"/desk/policy/{site_id}?done=saved", 303)


def overtaken(visit: Visit, site_id: str, policy: Policy, seen: str) -> ResponseReturnValue | None:
    """What somebody else changed meanwhile, and the form with both their changes and those that were typed.

    None when only the lists are different: the form says nothing about these.
    """
    if not seen.isdecimal() or not 1 <= int(seen[:9]) < policy.version:
        raise Invalid("The form does not say on which version it was filled in. Reload the page and try again.")
    with visit.toolbox.store.read() as db:
        before = drafting.written(policies.version(db, site_id, int(seen[:9]), visit.toolbox.clock()))
        latest = policies.latest(db, site_id, None, 1)[0]
    now = drafting.written(policy)
    if before == now:
        return None
    said = drafting.merged({**before, **request.form.to_dict()}, before, now)
    meanwhile = (latest.created_by, drafting.differences(before, now))
    why = request.form.get("why", "")[: govern.MOST_WHY]
    return draw(visit, site_id, policy, Trial(said, meanwhile=meanwhile, why=why))


def draw(visit: Visit, site_id: str, policy: Policy, trial: Trial) -> ResponseReturnValue:
    """The page, with what was tried."""
    html = visit.page(
        "policy",
        site=visit.site(site_id),
        policy=policy,
        trial=trial,
        problems=trial.problems or {},
        found=found_of_late(visit, site_id),
        own={**DEFAULTS, **points(visit)},
        labels=drafting.LABEL_IDS,
        gates=GATES,
        rules=[rule for rule in RULES if rule.id not in drafting.LABEL_IDS],
        house_rules=HOUSE_RULES,
        fields=drafting,
        samples=SAMPLES,
        most=request.form.get("most", ""),
        outcome=outcome(visit, trial.foresight) if trial.foresight else None,
        done=request.args.get("done", ""),
    )
    return make_response(html, 422 if trial.problems else 409 if trial.meanwhile else 200)


def outcome(visit: Visit, foresight: Foresight) -> dict[str, Any]:
    """A what-if as the page tells it: the tables, the errors, and examples, mistakes first.

    What this person may still give the second look to is no example: it would tell the first decision.
    """
    before, after = foresight.counts("before"), foresight.counts("after")
    flips = sorted(foresight.flips, key=lambda entry: (str(entry.after), entry.decided) not in WRONG)
    with visit.toolbox.store.read() as db:
        unseeing = seconds.asked_of(db, visit.email, [entry.id for entry in flips[: 2 * EXAMPLES]])
    shown = [entry for entry in flips[: 2 * EXAMPLES] if entry.id not in unseeing][:EXAMPLES]
    return {
        "total": len(foresight.weighed),
        "left": foresight.left,
        "flips": len(flips),
        "rows": [
            (
                title,
                [(decided, before[action, decided], after[action, decided]) for decided in ("published", "rejected")],
            )
            for action, title in ROWS.items()
        ],
        "errors": [sum(counts[pair] for pair in WRONG) for counts in (before, after)],
        "held": [sum(counts["hold", decided] for decided in ("published", "rejected")) for counts in (before, after)],
        "examples": [(entry, DONE[entry.before], DONE[entry.after], wrong(entry)) for entry in shown],
    }


def wrong(entry: Weighed) -> bool:
    """Whether the machine would go against the moderator."""
    return (str(entry.after), entry.decided) in WRONG


def found_of_late(visit: Visit, site_id: str) -> dict[str, int]:
    """How often each rule found something in the last seven days, also when it only noted it."""
    with visit.toolbox.store.read() as db:
        days = figures.since(db, [site_id], "day", visit.toolbox.clock() - WEEK)
    return {
        name: sum(day[f"cause:rule:{name}"] + day[f"note:{name}"] for day in days.values())
        for name in drafting.SWITCHES
    }


def points(visit: Visit) -> Points:
    """The thresholds of the classifier in use."""
    return operating_points(visit.toolbox.config.model_dir, visit.toolbox.classifier.version()).thresholds


def in_force(visit: Visit, site_id: str) -> Policy:
    """The policy of this very moment, of a site that this visit may see."""
    own = visit.own(site_id)
    with visit.toolbox.store.read() as db:
        return policies.version(db, own, policies.number(db, own), visit.toolbox.clock())
