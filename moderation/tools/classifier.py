"""The classifier in this process: loads the champion, notices a new one, and reads cases with it."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import orjson

from models.accusation import accusations
from models.pointer import SHIPPED, VersionError, champion, installed
from models.text import language
from moderation.judgement.case import NOTHING, UNCALIBRATED, Case, Reading
from moderation.judgement.house import Calibration, Threshold, lines_of

if TYPE_CHECKING:
    from models.classifier import Classifier

log = logging.getLogger("adrem.classifier")

ATTACKS = frozenset({"personal_attack", "abuse", "threat", "identity_attack"})
SURE, SURE_OF_NOBODY = 0.5, 0.7
"""How sure the target must be to be named; that nobody is attacked changes the verdict, so it must be surer."""

LOOK_EVERY = 2.0
"""Seconds between looks at which version is the champion."""


class Reader:
    """Owns the loaded champion of one process. When none can be loaded it says so; it never guesses."""

    def __init__(self, model_dir: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.model_dir = model_dir
        self.clock = clock
        self.look_at = 0.0
        self.loaded: Classifier | None = None
        self.lock = Lock()

    def current(self) -> Classifier | None:
        """The champion, loaded again without a restart when it has changed."""
        if self.clock() < self.look_at:
            return self.loaded
        with self.lock:
            if self.clock() >= self.look_at:  # nobody else looked while this thread waited for the lock
                self.loaded = load_champion(self.model_dir, self.loaded)
                self.look_at = self.clock() + LOOK_EVERY
        return self.loaded

    def version(self) -> str:
        """The champion's version; empty when there is none."""
        loaded = self.current()
        return loaded.version if loaded else ""

    def ready(self) -> bool:
        """Whether it can read. Before anybody wanted it to, whether it has what to load: that takes a second of CPU."""
        return bool(self.version()) if self.look_at else installed(self.model_dir)

    def read(self, cases: Sequence[Case]) -> list[Reading]:
        """What the champion reads in these cases. Texts in languages that a site does not have are not scored."""
        loaded = self.current()
        languages = [language(case.text, case.spoken) for case in cases]
        ours = [found is None or found in case.policy.languages for case, found in zip(cases, languages, strict=True)]
        if loaded is None or not any(ours):
            return [Reading(language=found) for found in languages]
        # Rounded as they are stored: a verdict must come out the same when it is weighed again.
        rows = loaded.scores([case.text for case, own in zip(cases, ours, strict=True) if own])
        scores = (dict(zip(loaded.labels, row, strict=True)) for row in rows.astype(float).round(4).tolist())
        return [
            explain(loaded, case, next(scores), found) if own else Reading(language=found)
            for case, found, own in zip(cases, languages, ours, strict=True)
        ]

    def aim_again(self, cases: Sequence[Case]) -> list[Reading]:
        """The readings of these cases, with the target that their policies' own thresholds make out."""
        loaded = self.current()
        return [case.reading if loaded is None else aimed(loaded, case) for case in cases]


def load_champion(model_dir: Path, loaded: Classifier | None) -> Classifier | None:
    """The champion, as it is loaded already or anew; None when it cannot be loaded."""
    # Imported late: loading the compiled kernels would double the time in which a web process starts.
    from models.classifier import load

    try:
        folder = champion(model_dir)
        if loaded is not None and loaded.version == folder.name:
            return loaded
        fresh = load(folder)
    except (VersionError, OSError) as error:
        log.error("no classifier can be loaded; comments are held: %s", error)
        return None
    log.info("classifier=%s loaded", fresh.version)
    return fresh


@lru_cache(maxsize=1)
def calibration_of(loaded: Classifier) -> Calibration:
    """The thresholds that the loaded classifier was calibrated to."""
    return Calibration({label: Threshold(pair.hold, pair.reject) for label, pair in loaded.thresholds.items()})


def explain(loaded: Classifier, case: Case, scores: dict[str, float], found: str | None) -> Reading:
    """The reading of one case: with the words behind those labels that anybody will hear of."""
    calibration = calibration_of(loaded)
    over, accused = lines_of(case.policy, calibration).crossed(scores), accusations(case.text)
    scores["accusation"] = 1.0 if accused else 0.0
    if not over and not accused:  # as with most texts
        return Reading(scores, NOTHING, None, found, loaded.version, calibration)
    phrases = loaded.explain(case.text, over) if over else {}
    weights = {label: {(span.begin, span.end): span.weight for span in own} for label, own in phrases.items()}
    spans = {label: tuple(known) for label, known in weights.items()}
    if accused:
        spans["accusation"] = accused
    return Reading(scores, spans, target_of(case, over, spans), found, loaded.version, calibration, weights)


def aimed(loaded: Classifier, case: Case) -> Reading:
    """A reading that has its scores already, with the target of what its policy looks at."""
    scores = {label: p for label, p in (case.reading.scores or {}).items() if label in ATTACKS}
    over = case.lines.crossed(scores)
    phrases = loaded.explain(case.text, over) if over else {}
    spans = {label: tuple((span.begin, span.end) for span in own) for label, own in phrases.items()}
    return case.reading._replace(target=target_of(case, over, spans))


def target_of(case: Case, over: Sequence[str], spans: Mapping[str, tuple[tuple[int, int], ...]]) -> str | None:
    """Whom the words that read as an attack are aimed at; None when nothing does, or it cannot be told."""
    attacks = [label for label in over if label in ATTACKS]
    if not attacks:
        return None
    from models.target import target  # with the compiled kernels, see load_champion

    evidence = [span for label in attacks for span in spans.get(label, ())]
    whom, sure = target(case.text, evidence, case.place.authors, case.place.parent_author)
    return whom if sure >= (SURE_OF_NOBODY if whom == "nobody" else SURE) else None


@lru_cache(maxsize=64)
def operating_points(model_dir: Path, version: str) -> Calibration:
    """The thresholds that a version of the classifier was calibrated to; none when its card is gone."""
    if not re.fullmatch(r"\w[\w.-]*", version):
        return UNCALIBRATED
    for folder in (model_dir, SHIPPED):  # what ships serves until another is promoted
        try:
            card = orjson.loads((folder / version / "card.json").read_bytes())
        except OSError:
            continue
        pairs = card.get("thresholds", {})
        return Calibration({label: Threshold(pair["hold"], pair["reject"]) for label, pair in pairs.items()})
    return UNCALIBRATED
