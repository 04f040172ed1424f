"""Training: from the corpora to a version.

Each label has up to four linear models over the same features: of the corpora's labels, of the teachers' logits (a
ridge; how harmless they find the harmless doesn't count), of Perspective's scores of talk pages, and of comments that
we wrote or rated. From attacks, mere swearing is taken away. The weighted sum, as it serves (half of a score is that of
the worst sentence), is calibrated to how common the label is in an ordinary comment section, and thresholds stand where
hardly any ordinary comment is held.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression, Ridge
from tqdm import tqdm

from models import compiled, ngrams, registry
from models.classifier import Classifier
from models.corpora import CLEAN, CORPORA, TAUGHT, Example, Marks, examples, ordinary, ratings, written
from models.corpora.phrases import phrases
from models.cues import DENSE, FACTS
from models.features import hashed_ngrams, naive_bayes_weights, scaled
from models.labels import SCORED
from models.text import house_tables

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Recipe:
    """How a label is learnt.

    `share` of ordinary comments deserve it: what its probabilities are calibrated to. `strength` is the inverse of
    the regularisation, `trust` how often a sentence of our own counts. `corpora`, `teachers`, `perspective` and `ours`
    are the parts of the four models; of what the teachers find obscene, `swearing` is taken away. `least` is the lowest
    probability that holds.
    """

    share: float
    strength: float = 0.3
    trust: float = 5.0
    corpora: float = 0.5
    teachers: float = 0.5
    perspective: float = 0.0
    ours: float = 0.0
    swearing: float = 0.0
    least: float = 0.09


RECIPES: Mapping[str, Recipe] = {
    # Of attacks in an argument the corpora's own labels know more than the teachers, in any other place less. And
    # all of them take swearing for an attack, although most of it is aimed at nobody who takes part.
    "personal_attack": Recipe(
        share=0.03, strength=0.15, trust=15.0, corpora=0.25, teachers=0.72, perspective=0.03, ours=0.3, swearing=0.12
    ),
    # What corpora call abuse differs too much between them.
    "abuse": Recipe(share=0.05, trust=15.0, corpora=0.0, teachers=0.72, perspective=0.28),
    # Of threats the teachers know little.
    "threat": Recipe(share=0.01, strength=1.0, trust=10.0, corpora=0.75, teachers=0.25, least=0.078),
    "identity_attack": Recipe(share=0.02, least=0.08),
    # A mild curse at nobody is let pass.
    "obscene": Recipe(share=0.02, least=0.15),
    "spam": Recipe(share=0.05, strength=10.0, corpora=1.0, teachers=0.0),
}
# Shares of ordinary talk-page comments that are held for their tone and as spam, and rejected. News comments are
# sharper: of theirs about five times as many are held.
HELD, REJECTED = (0.0033, 0.0016), 0.0004
_LEAST_REJECT = 0.8
# Much more, and what teachers know of other texts is lost.
_TAUGHT_TRUST = 0.4
# Of texts below, the teachers only guess how harmless they are.
_HARMLESS = 0.4
# Of the teachers' lessons: talk at its natural rate counts more, tweets picked for hate count less.
_LESSONS = {"wiki_context_toxicity": 2.0, "hatexplain": 0.3, "davidson": 0.3, "edos": 0.3}
_CALIBRATING = 10
_EACH_FRAME = 6
_OUR_OWN = "phrases"
# Outnumbered by others: spam, and attacks on those who took part.
_RARE = {"youtube_spam": 5.0, "comment_spam": 20.0}
_RARE |= {"convabuse": 3.0, "wiki_attack_rationale": 2.0, "github_incivility": 2.0}
_INDICATOR = 2.0
FOREIGN = ngrams.ROWS + DENSE - FACTS + 11


@dataclass(frozen=True)
class Pool:
    """All that is learnt from: `marks` and `taught` (texts, labels), Perspective's logits, severity, NaN where unknown.

    `calibrating` is a tenth.
    """

    texts: Sequence[str]
    matrix: Any
    marks: Array
    taught: Array
    perspective: Array
    severity: Array
    sources: npt.NDArray[np.str_]
    calibrating: npt.NDArray[np.bool_]


def train(out: Path, seed: int, extra: Path | None = None) -> Path:
    """Train on the shipped corpora, and on decided examples where given; write the version to `out`.

    `extra` has lines of JSON {"text": …, "labels": {label: true | false}}. The same seed gives the same version.
    """
    pool = pooled(gather(seed, extra))
    columns = np.stack([fit(pool, label) for label in tqdm(range(len(SCORED)), desc="labels", unit="label")], axis=1)
    columns = calibrated(pool, columns)
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
    found += [Example(phrase.text, _marks(phrase.frame.labels), _OUR_OWN) for phrase in phrases(seed, _EACH_FRAME)]
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
    marks, taught = np.full((2, len(found), len(SCORED)), np.nan, np.float32)
    for at, example in enumerate(found):
        for label, there in example.marks.items():
            marks[at, SCORED.index(label)] = there
        if example.taught is not None:
            taught[at, : len(TAUGHT)] = example.taught
    texts = [example.text for example in found]
    calibrating = np.array([is_calibrating(text) for text in texts])
    sources = np.array([example.source for example in found])
    perspective, severity = np.array([(example.perspective, example.severity) for example in found], np.float32).T
    return Pool(texts, hashed_ngrams().transform(texts), marks, taught, perspective, severity, sources, calibrating)


def is_calibrating(text: str) -> bool:
    """Whether a text is kept for calibration and evaluation. By content, so that copies fall on the same side."""
    return zlib.crc32(text.encode()) % _CALIBRATING == 0


def fit(pool: Pool, label: int) -> Array:
    """Weights of all columns for a label, on no particular scale."""
    chosen = ~pool.calibrating
    recipe, weights = RECIPES[SCORED[label]], np.zeros(pool.matrix.shape[1], np.float32)
    if recipe.corpora:
        weights += recipe.corpora * _standard(_learnt(pool, chosen, label), pool)
    if recipe.teachers:
        weights += recipe.teachers * _standard(_distilled(pool, chosen, label), pool)
    if recipe.perspective:
        weights += recipe.perspective * _standard(_as_perspective(pool, chosen), pool)
    if recipe.ours:
        weights += recipe.ours * _standard(_severe(pool, chosen), pool)
    if recipe.swearing:
        weights -= recipe.swearing * _standard(_distilled(pool, chosen, SCORED.index("obscene")), pool)
    # Or else a disguise in another alphabet would lower the score.
    weights[FOREIGN] = max(weights[FOREIGN], 0)
    return weights


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
    return Classifier(card, compiled.quantised(columns, ngrams.ROWS), house_tables())


def _learnt(pool: Pool, chosen: npt.NDArray[np.bool_], label: int) -> Array:
    """What the corpora's labels teach."""
    known = chosen & ~np.isnan(pool.marks[:, label])
    matrix, positive = pool.matrix[known], pool.marks[known, label] > 0
    sources = pool.sources[known]
    trust = np.where(sources == _OUR_OWN, RECIPES[SCORED[label]].trust, 1.0)
    for source, weight in _RARE.items():
        trust[sources == source] = weight
    scale = naive_bayes_weights(matrix, positive, trust)
    columns = scaled(matrix, scale)
    if SCORED[label] != "spam":
        # Corpora differ in how readily they call something an attack. An indicator of the source learns that
        # and is dropped. Spam is the exception: there the source is the difference.
        columns = sparse.hstack([columns, _indicators(sources)], format="csr")
    # With a tolerance of 1e-3 it stopped half-way, at a place that any change of the features moved.
    model = LogisticRegression(C=RECIPES[SCORED[label]].strength, max_iter=200, tol=1e-4).fit(
        columns, positive, sample_weight=trust
    )
    return np.asarray(model.coef_[0, : len(scale)] * scale, np.float32)


def _indicators(sources: npt.NDArray[np.str_]) -> Any:
    names, column = np.unique(sources, return_inverse=True)
    values = np.full(len(sources), _INDICATOR, np.float32)
    return sparse.csr_matrix((values, (np.arange(len(sources)), column)), shape=(len(sources), len(names)))


def _distilled(pool: Pool, chosen: npt.NDArray[np.bool_], label: int) -> Array:
    """What the teachers teach. Our own sentences, which they never saw, stand low or high on their scale."""
    logits = np.maximum(pool.taught[:, label], np.nanquantile(pool.taught[:, label], _HARMLESS))
    own = (pool.sources == _OUR_OWN) & ~np.isnan(pool.marks[:, label])
    low, high = np.nanquantile(logits, [0.25, 0.95])
    logits[own] = np.where(pool.marks[own, label] > 0, high, low)
    known = chosen & ~np.isnan(logits)
    matrix, logits = pool.matrix[known], logits[known]
    trust = np.where(own[known], _TAUGHT_TRUST * RECIPES[SCORED[label]].trust, 1.0)
    if SCORED[label] != "identity_attack":
        for source, weight in _LESSONS.items():
            trust[pool.sources[known] == source] = weight
    scale = naive_bayes_weights(matrix, logits > np.quantile(logits, 0.7), trust)
    model = Ridge(alpha=80.0, solver="lsqr", max_iter=30, tol=1e-4)
    model.fit(scaled(matrix, scale), logits, sample_weight=trust)
    return np.asarray(model.coef_ * scale, np.float32)


def _as_perspective(pool: Pool, chosen: npt.NDArray[np.bool_]) -> Array:
    """What Perspective's scores teach: fourteen thousand comments, and a better teacher than the two."""
    known = chosen & ~np.isnan(pool.perspective)
    matrix, logits = pool.matrix[known], pool.perspective[known]
    scale = naive_bayes_weights(matrix, logits > np.median(logits), np.ones(len(logits)))
    model = Ridge(alpha=10.0, solver="lsqr", max_iter=60, tol=1e-4).fit(scaled(matrix, scale), logits)
    return np.asarray(model.coef_ * scale, np.float32)


def _severe(pool: Pool, chosen: npt.NDArray[np.bool_]) -> Array:
    """What comments that we wrote or rated teach: a few thousand, by one definition, subtle attacks among them."""
    known = chosen & ~np.isnan(pool.severity)
    matrix, attack = pool.matrix[known], pool.severity[known] > 0
    scale = naive_bayes_weights(matrix, attack, np.ones(len(attack)))
    model = LogisticRegression(C=0.3, max_iter=200, tol=1e-4).fit(scaled(matrix, scale), attack)
    return np.asarray(model.coef_[0] * scale, np.float32)


def _standard(weights: Array, pool: Pool) -> Array:
    """Weights whose scores have a standard deviation of one."""
    return np.asarray(weights / np.std(pool.matrix[pool.calibrating] @ weights), np.float32)


def thresholds(ordinary_scores: Array) -> dict[str, dict[str, float]]:
    """Thresholds that hold set shares of ordinary comments for their tone, and as spam, and reject one of all."""
    least = np.array([RECIPES[label].least for label in SCORED])
    tone, spam = slice(len(TAUGHT)), slice(len(TAUGHT), None)
    parts = zip((tone, spam), HELD, strict=True)
    hold = np.concatenate([_together(ordinary_scores[:, part], share, least[part]) for part, share in parts])
    reject = np.maximum(_together(ordinary_scores, REJECTED, np.full(len(SCORED), _LEAST_REJECT)), hold)
    return {
        label: {"hold": round(float(hold[at]), 4), "reject": round(float(reject[at]), 4)}
        for at, label in enumerate(SCORED)
    }


def _together(scores: Array, share: float, least: npt.NDArray[np.float64]) -> Array:
    """The same quantile of all labels, `least` at least, at which `share` of the rows pass any: by bisection."""
    low, high = 0.5, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        over = float((scores >= np.maximum(np.quantile(scores, middle, axis=0), least)).any(axis=1).mean())
        low, high = (middle, high) if over > share else (low, middle)
    return np.asarray(np.maximum(np.quantile(scores, high, axis=0), least), np.float32)
