"""The what-if of a policy over 10,000 decided comments: seconds of CPU for each of some drafts."""

from __future__ import annotations

import time
from dataclasses import replace

from benchmarks.store import fill_pending, opened
from models.labels import LABELS
from moderation.acts import foresee, judge, review
from moderation.acts.review import Decision
from moderation.judgement.house import Mode, Policy, Threshold
from moderation.judgement.rules import RULES
from moderation.toolbox import Toolbox
from moderation.tools.queue import BATCH
from moderation.tools.store import policies, sites
from moderation.tools.store.policies import Change

DECIDED = 10_000
JUDGED_BY = Policy(thresholds={"personal_attack": Threshold(0.0, None)})
"""It holds everything, so that everything can be decided on."""

LOW = {label.id: Threshold(0.01, None) for label in LABELS}
DRAFTS = {
    "nothing": {},
    "attacks from .1": {"thresholds": {"personal_attack": Threshold(0.1, 0.9)}},
    "attacks never": {"thresholds": {"personal_attack": Threshold(None, None)}},
    "every label from .01": {"thresholds": LOW},
    "all rules log only": {"modes": {rule.id: Mode.LOG_ONLY for rule in RULES}},
    "two in a minute": {"per_minute": 2},
    "another language": {"languages": ("de",)},
}


def measure(decided: int = DECIDED) -> dict[str, float]:
    """Seconds of CPU until each draft has its answer; what is left out is said beside."""
    with opened() as (toolbox, site_id):
        fill(toolbox, site_id, decided)
        figures = {}
        for start in (JUDGED_BY, Policy()):
            save(toolbox, site_id, start)
            for name, change in DRAFTS.items():
                begin = time.process_time()
                found = foresee.foresee(toolbox, site_id, replace(start, **change))
                took = time.process_time() - begin
                words = f"{'judged under' if start is JUDGED_BY else 'in force'}, {name}: {len(found.flips)} flip"
                figures[f"{words}, {found.left} left out, s"] = took
        return figures


def save(toolbox: Toolbox, site_id: str, policy: Policy) -> None:
    """Put a policy in force."""
    with toolbox.store.write() as db:
        policies.save(db, site_id, policy, Change("ana@bench.example", "", toolbox.clock()))
    toolbox.store.forget(site_id)


def fill(toolbox: Toolbox, site_id: str, decided: int) -> None:
    """Comments with real texts, all held and decided on."""
    save(toolbox, site_id, JUDGED_BY)
    ids = fill_pending(toolbox, site_id, decided)
    with toolbox.store.read() as db:
        site = sites.by_id(db, site_id, toolbox.clock())
    if site is None:
        raise RuntimeError("the site is gone")
    for begin in range(0, decided, BATCH):
        own = ids[begin : begin + BATCH]
        judge.judge(toolbox, own)
        for status, half in (("published", own[::2]), ("rejected", own[1::2])):
            review.decide_all(toolbox, site, half, Decision(status, "ana@bench.example", "So says the house."))


def main() -> None:
    """Measure and tell."""
    for name, figure in measure().items():
        print(f"{name:70} {figure:8.2f}")


if __name__ == "__main__":
    main()
