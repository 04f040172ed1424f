"""Foresee: what another policy would do with the comments on which moderators decided last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from moderation.acts.carry import Known, Way, as_stored, carry, points_of
from moderation.judgement.house import Policy
from moderation.judgement.verdict import Action
from moderation.toolbox import Toolbox
from moderation.tools.store import past, policies

MOST = 10_000
READ_UNTIL = (1_300, 2_500)
"""Milliseconds until which texts are read again on the way to the policy in force, and to the draft: the answer takes
three seconds at most, and says how many of the older comments were left out."""

LISTS, THRESHOLDS = frozenset({"lists"}), frozenset({"thresholds"})
"""What may differ although two policies say the same: the lists of their time, and the classifier's own thresholds.

Those of a version that is gone are not known: then those of the champion count, before and after.
"""


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
    groups: dict[tuple[int, frozenset[str]], list[Known]] = {}
    for entry in found:
        policy = known_policies.get(entry.policy, in_force)
        other = LISTS if entry.policy < listed or entry.judged_at < over else frozenset()
        if entry.classifier and not points_of(toolbox, entry.classifier).thresholds:
            other |= THRESHOLDS
        groups.setdefault((policy.version, other), []).append(as_stored(toolbox, entry, policy))
    before: list[Known] = []
    for (number, other), group in groups.items():
        way = Way.between(known_policies.get(number, in_force), in_force, other)
        before += carry(toolbox, group, way, now + READ_UNTIL[0])
    after = carry(toolbox, before, Way.between(in_force, replace(draft, lists=in_force.lists)), now + READ_UNTIL[1])
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
