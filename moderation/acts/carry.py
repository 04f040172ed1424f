"""Carry: a past comment with its verdict from one policy to another.

Only the rules are asked again that the difference touches, by the same code that judges: upon the stored scores and
facts, and upon a new reading where the other policy looks at what nobody looked at before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from moderation.acts import gather, score
from moderation.judgement.case import Captcha, Case, Reading
from moderation.judgement.house import Calibration, Mode, Policy, lines_of
from moderation.judgement.policy import GRAVITY, decide, found
from moderation.judgement.revising import changed, revise, touched
from moderation.judgement.rules import GATES, RULES
from moderation.judgement.rules.labels import AIMED, NOBODY, softened, weighed
from moderation.judgement.verdict import Action, Finding, Rule, Severity
from moderation.toolbox import Toolbox
from moderation.tools.classifier import ATTACKS, operating_points
from moderation.tools.store import facts
from moderation.tools.store.facts import Around
from moderation.tools.store.past import Past

PIECE, READ_AT_ONCE = 500, 100
GATE_IDS = frozenset(gate.id for gate in GATES)
COUNTING = frozenset({"pace", "duplicate", "near_duplicate"})
"""The gates that ask what else was sent around a comment."""

ALONE = Around(author_minute=False, author_hour=False, network_minute=False, same_text_author=None, near_duplicate=None)


@dataclass(frozen=True, slots=True)
class Known:
    """A past comment under one policy: what gates and rules found, and the reading that this rests on.

    `content` is None when a gate turned the comment away before anybody read it. `aimed` is the policy under
    which it was found out at whom the comment is aimed; None when it was not.
    """

    past: Past
    gates: tuple[Finding, ...]
    content: tuple[Finding, ...] | None
    reading: Reading
    aimed: Policy | None

    @property
    def action(self) -> Action:
        """What the machine does."""
        first = decide(self.gates) if self.gates else Action.APPROVE
        return decide(self.gates + self.content) if self.content and first is not Action.REJECT else first


@dataclass(frozen=True, slots=True)
class Way:
    """From one policy to another: the gates and rules that must be asked again."""

    start: Policy
    end: Policy
    gates: tuple[Rule, ...]
    rules: tuple[Rule, ...]

    @classmethod
    def between(cls, start: Policy, end: Policy, also: frozenset[str] = frozenset()) -> Way:
        """With the fields that differ, and those that the caller knows to differ."""
        changes = changed(start, end) | also
        return cls(start, end, touched(GATES, start, end, changes), touched(RULES, start, end, changes))

    @property
    def empty(self) -> bool:
        """Whether nothing is different at its end."""
        return not self.gates and not self.rules and self.start.modes == self.end.modes

    @property
    def aims(self) -> bool:
        """Whether it matters on it at whom a comment is aimed."""
        return any(rule.id in AIMED for rule in self.rules)


def as_stored(toolbox: Toolbox, past: Past, policy: Policy) -> Known:
    """A past comment under the policy of its verdict."""
    findings = [score.read_finding(dict(finding)) for finding in past.findings]
    gates = tuple(finding for finding in findings if finding.rule in GATE_IDS)
    content = tuple(finding for finding in findings if finding.rule not in GATE_IDS)
    scores = past.scores if past.classifier else None
    calibration = points_of(toolbox, past.classifier)
    if not calibration.thresholds:
        calibration = points_of(toolbox, toolbox.classifier.version())
    known = past.facts
    reading = Reading(scores, {}, known.get("target"), known.get("language"), past.classifier, calibration)
    unread = bool(gates) and decide(gates) is Action.REJECT
    return Known(past, gates, None if unread else content, reading, policy if "target" in known else None)


def points_of(toolbox: Toolbox, classifier: str) -> Calibration:
    """The thresholds that a version of the classifier was calibrated to; none when it is gone."""
    return operating_points(toolbox.config.model_dir, classifier)


def carry(toolbox: Toolbox, group: Sequence[Known], way: Way, until: int) -> list[Known]:
    """These comments at the other end of the way, without those that could not be read again until then."""
    if way.empty:
        return list(group)
    counted = COUNTING.intersection(gate.id for gate in way.gates)
    around = surroundings(toolbox, group, way) if counted else {}
    arrived: list[Known] = []
    unread: list[tuple[Known, Case]] = []
    unaimed: list[tuple[Known, Case]] = []
    for start in group:
        known, case = through_gates(start, way, around.get(start.past.row.id, ALONE))
        if needs_reading(known, case):
            unread.append((known, case))
            continue
        end = through_rules(known, case, way)
        if way.aims and needs_target(end, case):
            unaimed.append((known, case))
        else:
            arrived.append(end)
    for pairs, again in ((unread, read), (unaimed, aim)):
        for begin in range(0, len(pairs), READ_AT_ONCE):
            if toolbox.clock() < until:
                arrived += again(toolbox, pairs[begin : begin + READ_AT_ONCE], way)
    return arrived


def surroundings(toolbox: Toolbox, group: Sequence[Known], way: Way) -> Mapping[str, Around]:
    """What was sent around these comments, counted up to the limits at the end of the way."""
    ids, around = [known.past.row.id for known in group], dict[str, Around]()
    with toolbox.store.read() as db:
        for begin in range(0, len(ids), PIECE):
            around.update(facts.neighbours(db, ids[begin : begin + PIECE], gather.paces(way.end)))
    return around


def through_gates(known: Known, way: Way, around: Around) -> tuple[Known, Case]:
    """The comment past the gates, and its case under the policy at the end."""
    spoken = way.end.speaks(known.reading.language)
    reading = known.reading if spoken else Reading(language=known.reading.language)
    captcha = Captcha(known.past.facts.get("captcha", Captcha.NOT_ASKED))
    case = gather.case(known.past.row, way.end, around, captcha, reading)
    if known.gates or way.gates:
        known = replace(known, gates=revise(known.gates, case, way.gates))
    return known, case


def through_rules(known: Known, case: Case, way: Way) -> Known:
    """The comment past the rules."""
    if known.content is None or not (known.content or way.rules):
        return known
    return replace(known, content=revise(known.content, case, way.rules))


def needs_reading(known: Known, case: Case) -> bool:
    """Whether the classifier has to read a text that nobody has read, and that no gate turns away."""
    unread = known.content is None or (case.reading.scores is None and case.policy.speaks(known.reading.language))
    return unread and decide(known.gates) is not Action.REJECT


def needs_target(end: Known, case: Case) -> bool:
    """Whether it must be found out anew at whom an attack is aimed: other words are looked at, and it matters."""
    wanted = attacks(case.reading, case.policy)
    if end.content is None or AIMED.isdisjoint(wanted):
        return False
    if end.aimed is not None and wanted == attacks(end.reading, end.aimed):
        return False
    others = [Severity.NOTE] + [finding.severity for finding in end.gates + end.content if finding.rule not in AIMED]
    hard, soft = (max([*others, *aimed_at(case, whom)], key=GRAVITY.__getitem__) for whom in (None, NOBODY))
    return hard is not soft


def aimed_at(case: Case, whom: str | None) -> Iterator[Severity]:
    """What the labels that need a target ask for, if this were the target."""
    scores, supposed = case.reading.scores or {}, replace(case, reading=case.reading._replace(target=whom))
    for label in AIMED.intersection(scores):
        found = softened(label, supposed, weighed(scores[label], case.threshold(label), review_only=False))
        mode = case.policy.modes.get(label, Mode.ON)
        if found is not None and mode is not Mode.OFF:
            yield found if mode is Mode.ON else Severity.NOTE


def attacks(reading: Reading, policy: Policy) -> list[str]:
    """The labels whose evidence tells at whom a comment is aimed."""
    scores = {label: p for label, p in (reading.scores or {}).items() if label in ATTACKS}
    return lines_of(policy, reading.calibration).crossed(scores)


def read(toolbox: Toolbox, pairs: Sequence[tuple[Known, Case]], _: Way) -> list[Known]:
    """Comments that nobody has read, with what the classifier and all rules find in them."""
    readings = toolbox.classifier.read([case for _, case in pairs])
    return [
        replace(known, content=found(replace(case, reading=reading), RULES), reading=reading, aimed=case.policy)
        for (known, case), reading in zip(pairs, readings, strict=True)
    ]


def aim(toolbox: Toolbox, pairs: Sequence[tuple[Known, Case]], way: Way) -> list[Known]:
    """Comments with scores, once it is found out at whom they are aimed, past the rules."""
    readings = toolbox.classifier.aim_again([case for _, case in pairs])
    return [
        through_rules(replace(known, reading=reading, aimed=case.policy), replace(case, reading=reading), way)
        for (known, case), reading in zip(pairs, readings, strict=True)
    ]
