"""Training: from the corpora to a version.

The weighted sum of a label's models (`lessons`), as it serves (worst sentence and worst window), is calibrated to how
common the label is in an ordinary comment section, and thresholds stand where hardly any ordinary comment is held.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from models import compiled, ngrams, registry
from models.classifier import Classifier
from models.corpora import CLEAN, CORPORA, TAUGHT, Example, Marks, examples, ordinary, ratings, written
from models.corpora.phrases import phrases
from models.features import answers, hashed_ngrams
from models.filters import house_filters
from models.labels import SCORED
from models.lessons import OUR_OWN, RECIPES, Array, Lesson, Pool, fit, learn, lessons
from models.text import house_tables

# Shares of ordinary talk-page comments that are held for their tone and as spam, and rejected. News comments are
# sharper: of theirs about six times as many are held.
HELD, REJECTED = (0.0045, 0.0009), 0.0004
_LEAST_REJECT = 0.8
_CALIBRATING = 10
_EACH_FRAME = 6
_LEARNERS = 2


def train(out: Path, seed: int, extra: Path | None = None) -> Path:
    """Train on the shipped corpora, and on decided examples where given; write the version to `out`.

    `extra` has lines of JSON {"text": …, "labels": {label: true | false}}. The same seed gives the same version.
    """
    pool = pooled(gather(seed, extra))
    learnt = studied(pool)
    columns = calibrated(pool, np.stack([fit(label, learnt) for label in range(len(SCORED))], axis=1))
    card = {
        "version": out.name,
        "labels": list(SCORED),
        "thresholds": thresholds(serving(columns).scores(ordinary())),
        "seed": seed,
        "texts": {source: int((pool.sources == source).sum()) for source in sorted(set(pool.sources.tolist()))},
    }
    registry.save(out, card, compiled.quantised(columns, ngrams.ROWS))
    return out


def gather(seed: int, extra: Path | None = None) -> list[Example]:
    """Everything that is learnt from, in a fixed order."""
    found = [example for corpus in tqdm(CORPORA, desc="corpora", unit="corpus") for example in examples(corpus)]
    found += [Example(phrase.text, _marks(phrase.frame.labels), OUR_OWN) for phrase in phrases(seed, _EACH_FRAME)]
    found += written("train") + ratings()
    if extra is not None:
        lines = map(json.loads, extra.read_text("utf-8").splitlines())
        found += [Example(line["text"], line["labels"], "decided") for line in lines]
    return found


def _marks(labels: frozenset[str]) -> Marks:
    """What a sentence of our own has and has not. Whether a mere taunt is abuse, nobody can say."""
    marks = CLEAN | dict.fromkeys(labels, True)
    if "personal_attack" in labels and "abuse" not in labels:
        del marks["abuse"]
    return marks


def pooled(found: Sequence[Example]) -> Pool:
    """Features and labels of all examples as arrays."""
    marks, ours, taught = np.full((3, len(found), len(SCORED)), np.nan, np.float32)
    for at, example in enumerate(found):
        for known, labels in ((marks, example.marks), (ours, example.ours)):
            for label, there in labels.items():
                known[at, SCORED.index(label)] = there
        if example.taught is not None:
            taught[at, : len(TAUGHT)] = example.taught
    texts = [example.text for example in found]
    calibrating = np.array([is_calibrating(text) for text in texts])
    sources = np.array([example.source for example in found])
    perspective = np.array([example.perspective for example in found], np.float32)
    features = hashed_ngrams().transform(texts), answers(texts)
    return Pool(texts, *features, marks, taught, perspective, ours, sources, calibrating)


def studied(pool: Pool) -> dict[Lesson, Array]:
    """What all lessons teach, learnt side by side on two processors, and each in one thread: alike on any machine."""
    asked = list(dict.fromkeys(lesson for label in range(len(SCORED)) for lesson in lessons(label)))
    needed = replace(pool, texts=())
    learners = Parallel(n_jobs=_LEARNERS, return_as="generator", inner_max_num_threads=1)
    found = learners(delayed(learn)(needed, lesson) for lesson in asked)
    return dict(zip(asked, tqdm(found, total=len(asked), desc="lessons", unit="lesson"), strict=True))


def is_calibrating(text: str) -> bool:
    """Whether a text is kept for calibration and evaluation. By content, so that copies fall on the same side."""
    return zlib.crc32(text.encode()) % _CALIBRATING == 0


def calibrated(pool: Pool, columns: Array) -> Array:
    """Weights (columns, labels) and a last row of biases, scaled so that serving gives probabilities at set shares."""
    texts = [text for text, kept in zip(pool.texts, pool.calibrating, strict=True) if kept]
    scores = serving(np.vstack([columns, np.zeros((1, len(SCORED)), np.float32)])).logits(texts)
    marks = pool.marks[pool.calibrating]
    found = []
    for label, name in enumerate(SCORED):
        known, share = ~np.isnan(marks[:, label]), RECIPES[name].share
        positive = marks[known, label] > 0
        balance = np.where(positive, share / positive.mean(), (1 - share) / (1 - positive.mean()))
        model = LogisticRegression(C=1e3).fit(scores[known, label : label + 1], positive, sample_weight=balance)
        found.append(np.append(columns[:, label] * model.coef_[0, 0], model.intercept_[0]))
    return np.stack(found, axis=1).astype(np.float32)


def serving(columns: Array) -> Classifier:
    """The weights (columns and a last row of biases, labels) as they will serve; without thresholds."""
    card = {"version": "", "labels": SCORED, "thresholds": {}}
    return Classifier(card, compiled.quantised(columns, ngrams.ROWS), house_tables(), house_filters())


def thresholds(ordinary_scores: Array) -> dict[str, dict[str, float]]:
    """Thresholds that hold set shares of ordinary comments for their tone, and as spam, and reject one of all."""
    bounds = np.array([(RECIPES[label].least, RECIPES[label].most) for label in SCORED]).T
    tone, spam = slice(len(TAUGHT)), slice(len(TAUGHT), None)
    parts = zip((tone, spam), HELD, strict=True)
    hold = np.concatenate([_together(ordinary_scores[:, part], share, bounds[:, part]) for part, share in parts])
    surely = np.tile([[_LEAST_REJECT], [1.0]], len(SCORED))
    reject = np.maximum(_together(ordinary_scores, REJECTED, surely), hold)
    return {
        label: {"hold": round(float(hold[at]), 4), "reject": round(float(reject[at]), 4)}
        for at, label in enumerate(SCORED)
    }


def _together(scores: Array, share: float, bounds: npt.NDArray[np.float64]) -> Array:
    """The same quantile of all labels, within `bounds`, at which `share` of the rows pass any: by bisection."""
    low, high = 0.5, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        over = float((scores >= np.clip(np.quantile(scores, middle, axis=0), *bounds)).any(axis=1).mean())
        low, high = (middle, high) if over > share else (low, middle)
    return np.asarray(np.clip(np.quantile(scores, high, axis=0), *bounds), np.float32)
