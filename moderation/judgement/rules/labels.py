"""Labels: one rule for each label that the classifier scores, made from the table of labels."""

from __future__ import annotations

from dataclasses import replace

from models.labels import LABELS, Label
from moderation.judgement.case import Case
from moderation.judgement.house import Threshold
from moderation.judgement.verdict import Cases, Finding, Rule, Severity

NOBODY = "nobody"
AIMED = frozenset({"personal_attack", "abuse"})
"""Labels that need somebody at whom they are aimed."""

TARGETS = {
    "author": "the author of the article",
    "commenter": "another reader",
    "other_person": "a person",
    "group": "a group",
}
SAW = {
    "personal_attack": "Your comment reads as an attack on {target} rather than an answer to what was said.",
    "abuse": "Your comment reads as abuse of {target}.",
    "threat": "Your comment reads as a threat against {target}.",
    "identity_attack": "Your comment reads as contempt for {target}, for what they are.",
    "obscene": "Your comment uses language that is too coarse for this discussion.",
    "spam": "Your comment reads as advertising.",
    "accusation": "Your comment seems to accuse {target} of wrongdoing that a moderator must check.",
}
OTHERWISE = "Your comment seems to go against the house rules."
OUTCOMES = {
    Severity.HOLD: "A moderator will read it before it appears.",
    Severity.REJECT: "It was not published; you may put your point in other words and send it again.",
}


def rule_for(label: Label) -> Rule:
    """The rule of one label: it holds and rejects from the site's thresholds, or else the label's own."""

    def find(case: Case) -> Finding | None:
        scores = case.reading.scores
        score = scores.get(label.id) if scores else None
        if score is None:
            return None
        threshold = case.threshold(label.id)
        if score < threshold.lowest:
            return None
        severity = softened(label.id, case, weighed(score, threshold, label.review_only))
        if severity is None:
            return None
        spans = case.reading.spans.get(label.id, ())
        found = rule.found(severity, sentence(label, case, severity), note(score, case, threshold), spans)
        known = case.reading.weights.get(label.id, {})
        weights = tuple(round(known.get(span, 0.0), 2) for span in found.spans) if known else ()
        return replace(found, score=score, weights=weights)

    reads = ("thresholds", "languages")  # what stands in another language is not scored
    rule = Rule(label.id, label.title, label.id, label.house_rule, find, cases_for(label), reads, scored=True)
    return rule


def weighed(score: float, threshold: Threshold, review_only: bool) -> Severity | None:
    """What a score asks for. A label that only people may judge is never rejected by machine."""
    if not review_only and threshold.reject is not None and score >= threshold.reject:
        return Severity.REJECT
    return Severity.HOLD if score >= threshold.lowest else None


def softened(label: str, case: Case, severity: Severity | None) -> Severity | None:
    """Hard words for an argument, a text or a policy are dissent: nobody is attacked, so nobody is turned away.

    Words that read as abuse all the same are looked at by a person when the classifier would have rejected.
    """
    if case.reading.target != NOBODY or label not in AIMED or severity is None:
        return severity
    return Severity.HOLD if label == "abuse" and severity is Severity.REJECT else Severity.NOTE


def sentence(label: Label, case: Case, severity: Severity) -> str:
    """What the author reads: what was seen, at whom, and what happens now."""
    target = TARGETS.get(case.reading.target or "", "somebody")
    return f"{SAW.get(label.id, OTHERWISE).format(target=target)} {OUTCOMES.get(severity, '')}".strip()


def note(score: float, case: Case, threshold: Threshold) -> str:
    """What a moderator reads: the score beside the thresholds, and the target where it is known."""
    named = (("holds", threshold.hold), ("rejects", threshold.reject))
    lines = ", ".join(f"{what} from {line}" for what, line in named if line is not None)
    target = f" Target: {case.reading.target}." if case.reading.target else ""
    return f"Score {score:.3f}: {lines}.{target}"


def cases_for(label: Label) -> Cases:
    """Examples around thresholds of .5 and .9."""
    thresholds = {label.id: Threshold(0.5, 0.9)}
    gravest = Severity.HOLD if label.review_only else Severity.REJECT
    return (
        ({"scores": {label.id: 0.49}, "thresholds": thresholds}, None),
        ({"scores": {label.id: 0.5}, "thresholds": thresholds}, Severity.HOLD),
        ({"scores": {label.id: 0.9}, "thresholds": thresholds}, gravest),
        ({"scores": {label.id: 1.0}, "thresholds": {label.id: Threshold(None, None)}}, None),
        ({"scores": {}, "thresholds": thresholds}, None),
        ({"scores": None, "thresholds": thresholds}, None),
    )


RULES = tuple(rule_for(label) for label in LABELS)
