"""Foresee: what another policy would do with the comments on which moderators decided last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from moderation.acts.carry import Known, Way, as_stored, carry
from moderation.judgement.house import Policy
from moderation.judgement.verdict import Action
from moderation.toolbox import Toolbox
from moderation.tools.store import past, policies

MOST = 10_000
LISTS = frozenset({"lists"})


@dataclass(frozen=True, slots=True)
class Weighed:
    """A comment on which a moderator decided, with what the policy in force and the draft would do."""

    id: str
    author: str
    text: str
    decided: str
    before: Action
    after: Action


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a draft would change. `left` counts comments that there was no time to read again."""

    weighed: tuple[Weighed, ...]
    left: int

    @property
    def flips(self) -> list[Weighed]:
        """Those with which another thing would happen."""
        return [entry for entry in self.weighed if entry.before is not entry.after]

    def counts(self, when: str) -> Counter[tuple[str, str]]:
        """How many by what the machine does, before or after, and what moderators decided."""
        return Counter((str(getattr(entry, when)), entry.decided) for entry in self.weighed)


def foresee(toolbox: Toolbox, site_id: str, draft: Policy, most: int = MOST) -> Foresight:
    """Weigh the last decided comments under the policy in force, and under the draft with the same lists."""
    now = toolbox.clock()
    with toolbox.store.read() as db:
        found = past.decided(db, site_id, most)
        in_force = policies.version(db, site_id, policies.number(db, site_id), now)
        written = past.bodies(db, site_id, sorted({entry.policy for entry in found}))
        listed, over = past.lists_changed(db, site_id, now)
    known_policies = {number: policies.read(body, number) for number, body in written.items()}
    groups: dict[tuple[int, bool], list[Known]] = {}
    for entry in found:
        other_lists = entry.policy < listed or entry.judged_at < over
        policy = known_policies.get(entry.policy, in_force)
        groups.setdefault((policy.version, other_lists), []).append(as_stored(toolbox, entry, policy))
    before: list[Known] = []
    for (number, other_lists), group in groups.items():
        start = known_policies.get(number, in_force)
        before += carry(toolbox, group, Way.between(start, in_force, LISTS if other_lists else frozenset()))
    after = carry(toolbox, before, Way.between(in_force, replace(draft, lists=in_force.lists)))
    return compared(before, after, len(found))


def compared(before: list[Known], after: list[Known], asked: int) -> Foresight:
    """Both ends side by side, the latest decision first."""
    ends = {known.past.row.id: known.action for known in after}
    weighed = [
        Weighed(
            known.past.row.id, known.past.row.author_name, known.past.row.text, known.past.status, known.action, end
        )
        for known in before
        if (end := ends.get(known.past.row.id)) is not None
    ]
    return Foresight(tuple(weighed), asked - len(weighed))
