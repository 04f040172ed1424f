"""What is learnt of a label, and from whom.

Each label has up to five linear models: over n-grams and cues of the corpora's labels, of the teachers' logits (a
ridge; how harmless they find the harmless doesn't count), of Perspective's scores of talk pages, and of comments that
we wrote or rated; and one over the filters' answers. From attacks, mere swearing is taken away. Each of these is a
lesson, learnt by itself, so that they can be learnt side by side and one that two labels share only once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression, Ridge

from models import ngrams
from models.compiled import FILTERS
from models.cues import DENSE, FACTS
from models.features import LOUD, naive_bayes_weights, scale_columns
from models.labels import SCORED

Array = npt.NDArray[np.float32]
OUR_OWN = "phrases"


@dataclass(frozen=True)
class Recipe:
    """How a label is learnt.

    `share` of ordinary comments deserve it: what its probabilities are calibrated to. `strength` is the inverse of
    the regularisation, `trust` how often a sentence of our own counts. `corpora`, `teachers`, `perspective`, `ours` and
    `filters` are the parts of the five models; of what the teachers find obscene, `swearing` is taken away. No
    probability below `least` holds, and every one from `most` on.
    """

    share: float
    strength: float = 0.3
    trust: float = 5.0
    corpora: float = 0.5
    teachers: float = 0.5
    perspective: float = 0.0
    ours: float = 0.0
    filters: float = 0.0
    swearing: float = 0.0
    least: float = 0.09
    most: float = 1.0


RECIPES: Mapping[str, Recipe] = {
    # Of attacks in an argument the corpora's own labels know more than the teachers, in any other place less. And
    # all of them take swearing for an attack, although most of it is aimed at nobody who takes part.
    "personal_attack": Recipe(
        share=0.03,
        strength=0.15,
        trust=15.0,
        corpora=0.25,
        teachers=0.72,
        perspective=0.03,
        ours=0.7,
        filters=1.0,
        swearing=0.12,
        # A dozen of the ordinary comments pass any line for tone: between two of them it may stand anywhere, and at the
        # lower one more healthy news comments are held than should be.
        least=0.235,
    ),
    # What corpora call abuse differs too much between them. On talk pages there is more of it, and of swearing, than
    # below the news: the lines stand where news comments hardly ever pass them by mistake. A lower one for abuse held
    # rude words for the matter, and hardly an attack of the writers apart that wasn't held as an attack anyway.
    "abuse": Recipe(
        share=0.05, trust=15.0, corpora=0.0, teachers=0.72, perspective=0.28, filters=0.5, least=0.55, most=0.55
    ),
    # Of threats and contempt for groups corpora and teachers know the words and little more ("Kill the bill!"): of
    # threats by writers apart they tell .57, with what we wrote .86. Lines as for attacks.
    "threat": Recipe(
        share=0.01, strength=1.0, trust=10.0, corpora=0.3, teachers=0.15, ours=0.9, filters=1.0, least=0.105
    ),
    "identity_attack": Recipe(share=0.02, corpora=0.3, teachers=0.2, ours=0.9, filters=1.0, least=0.115),
    # A mild curse at nobody is let pass.
    "obscene": Recipe(share=0.02, least=0.2, most=0.2),
    "spam": Recipe(share=0.05, strength=10.0, corpora=1.0, teachers=0.0, filters=0.12, least=0.76),
}
# Much more, and what teachers know of other texts is lost.
_TAUGHT_TRUST = 0.4
# Of texts below, the teachers only guess how harmless they are.
_HARMLESS = 0.4
# Of the teachers' lessons: talk at its natural rate counts more, tweets picked for hate count less.
_LESSONS = {"wiki_context_toxicity": 2.0, "hatexplain": 0.3, "davidson": 0.3, "edos": 0.3}
# Outnumbered by others: spam, and attacks on those who took part.
_RARE = {"youtube_spam": 5.0, "comment_spam": 20.0}
_RARE |= {"convabuse": 3.0, "wiki_attack_rationale": 2.0, "github_incivility": 2.0}
_INDICATOR = 2.0
# Inverse of the regularisation of a model over some hundred answers.
_ANSWERED = 0.05
# Of a lesson that is the same for every label.
_ANY = -1
FOREIGN = ngrams.ROWS + DENSE - FACTS + 11


@dataclass(frozen=True, eq=False)
class Pool:
    """All that is learnt from: `marks` and `taught` (texts, labels), Perspective's logits, `ours`, NaN where unknown.

    `matrix` has n-grams and cues, `answers` (texts, filters) the highest anywhere. `calibrating` is a tenth.
    """

    texts: Sequence[str]
    matrix: Any
    answers: Array
    marks: Array
    taught: Array
    perspective: Array
    ours: Array
    sources: npt.NDArray[np.str_]
    calibrating: npt.NDArray[np.bool_]


Lesson = tuple[Callable[[Pool, int], Array], int]


def lessons(label: int) -> dict[Lesson, float]:
    """The lessons of a label, each a way to learn and what it is told, and what each counts."""
    recipe = RECIPES[SCORED[label]]
    shares: dict[Lesson, float] = {
        (from_corpora, label): recipe.corpora,
        (from_teachers, label): recipe.teachers,
        (from_perspective, _ANY): recipe.perspective,
        (from_us, label): recipe.ours,
        (from_filters, label): recipe.filters,
    }
    if recipe.swearing:
        shares[from_teachers, SCORED.index("obscene")] = -recipe.swearing
    return {lesson: share for lesson, share in shares.items() if share}


def learn(pool: Pool, lesson: Lesson) -> Array:
    """Weights of n-grams and cues, or of filters, whose scores have a standard deviation of one."""
    how, what = lesson
    weights = how(pool, what)
    columns = pool.answers if how is from_filters else pool.matrix
    return np.asarray(weights / np.std(columns[pool.calibrating] @ weights), np.float32)


def fit(label: int, learnt: Mapping[Lesson, Array]) -> Array:
    """Weights of all n-grams, cues and filters for a label, on no particular scale."""
    weights, heard = np.zeros(ngrams.ROWS + DENSE, np.float32), np.zeros(FILTERS, np.float32)
    for lesson, share in lessons(label).items():
        if lesson[0] is from_filters:
            heard += share / LOUD * learnt[lesson]
        else:
            weights += share * learnt[lesson]
    # Or else a disguise in another alphabet would lower the score.
    weights[FOREIGN] = max(weights[FOREIGN], 0)
    return np.concatenate([weights, heard])


def from_corpora(pool: Pool, label: int) -> Array:
    """What the corpora's labels teach."""
    known = ~pool.calibrating & ~np.isnan(pool.marks[:, label])
    matrix, positive = pool.matrix[known], pool.marks[known, label] > 0
    sources = pool.sources[known]
    trust = np.where(sources == OUR_OWN, RECIPES[SCORED[label]].trust, 1.0)
    for source, weight in _RARE.items():
        trust[sources == source] = weight
    scale = naive_bayes_weights(matrix, positive, trust)
    scale_columns(matrix, scale)
    if SCORED[label] != "spam":
        # Corpora differ in how readily they call something an attack. An indicator of the source learns that
        # and is dropped. Spam is the exception: there the source is the difference.
        matrix = sparse.hstack([matrix, _indicators(sources)], format="csr")
    # With a tolerance of 1e-3 it stopped half-way, at a place that any change of the features moved.
    model = LogisticRegression(C=RECIPES[SCORED[label]].strength, max_iter=200, tol=1e-4).fit(
        matrix, positive, sample_weight=trust
    )
    return np.asarray(model.coef_[0, : len(scale)] * scale, np.float32)


def _indicators(sources: npt.NDArray[np.str_]) -> Any:
    names, column = np.unique(sources, return_inverse=True)
    values = np.full(len(sources), _INDICATOR, np.float32)
    return sparse.csr_matrix((values, (np.arange(len(sources)), column)), shape=(len(sources), len(names)))


def from_teachers(pool: Pool, label: int) -> Array:
    """What the teachers teach. Our own sentences, which they never saw, stand low or high on their scale."""
    logits = np.maximum(pool.taught[:, label], np.nanquantile(pool.taught[:, label], _HARMLESS))
    own = (pool.sources == OUR_OWN) & ~np.isnan(pool.marks[:, label])
    low, high = np.nanquantile(logits, [0.25, 0.95])
    logits[own] = np.where(pool.marks[own, label] > 0, high, low)
    known = ~pool.calibrating & ~np.isnan(logits)
    matrix, logits = pool.matrix[known], logits[known]
    trust = np.where(own[known], _TAUGHT_TRUST * RECIPES[SCORED[label]].trust, 1.0)
    if SCORED[label] != "identity_attack":
        for source, weight in _LESSONS.items():
            trust[pool.sources[known] == source] = weight
    scale = naive_bayes_weights(matrix, logits > np.quantile(logits, 0.7), trust)
    model = Ridge(alpha=80.0, solver="lsqr", max_iter=30, tol=1e-4)
    scale_columns(matrix, scale)
    model.fit(matrix, logits, sample_weight=trust)
    return np.asarray(model.coef_ * scale, np.float32)


def from_perspective(pool: Pool, _: int) -> Array:
    """What Perspective's scores teach: fourteen thousand comments, and a better teacher than the two."""
    known = ~pool.calibrating & ~np.isnan(pool.perspective)
    matrix, logits = pool.matrix[known], pool.perspective[known]
    scale = naive_bayes_weights(matrix, logits > np.median(logits), np.ones(len(logits)))
    scale_columns(matrix, scale)
    model = Ridge(alpha=10.0, solver="lsqr", max_iter=60, tol=1e-4).fit(matrix, logits)
    return np.asarray(model.coef_ * scale, np.float32)


def from_us(pool: Pool, label: int) -> Array:
    """What comments that we wrote or rated teach: by one definition each, and what is easily mistaken among them."""
    known = ~pool.calibrating & ~np.isnan(pool.ours[:, label])
    matrix, attack = pool.matrix[known], pool.ours[known, label] > 0
    scale = naive_bayes_weights(matrix, attack, np.ones(len(attack)))
    scale_columns(matrix, scale)
    model = LogisticRegression(C=0.3, max_iter=200, tol=1e-4).fit(matrix, attack)
    return np.asarray(model.coef_[0] * scale, np.float32)


def from_filters(pool: Pool, label: int) -> Array:
    """What filters' answers tell: by what we wrote or rated where that counts, of spam by labels, else by teachers."""
    truth = pool.marks[:, label] if SCORED[label] == "spam" else pool.ours[:, label]
    if SCORED[label] == "spam" or RECIPES[SCORED[label]].ours:
        known = ~pool.calibrating & ~np.isnan(truth)
        trust = np.array([_RARE.get(source, 1.0) for source in pool.sources[known].tolist()])
        model = LogisticRegression(C=_ANSWERED, max_iter=500).fit(pool.answers[known], truth[known] > 0, trust)
        return np.asarray(model.coef_[0], np.float32)
    known = ~pool.calibrating & ~np.isnan(pool.taught[:, label])
    logits = pool.taught[known, label]
    logits = np.maximum(logits, np.quantile(logits, _HARMLESS))
    trust = np.array([_LESSONS.get(source, 1.0) for source in pool.sources[known].tolist()])
    ridge = Ridge(alpha=80.0, solver="cholesky").fit(pool.answers[known], logits, sample_weight=trust)
    return np.asarray(ridge.coef_, np.float32)
