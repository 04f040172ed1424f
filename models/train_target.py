"""Training of the target model on our own sentences, and how well it does on frames that it has not seen."""

from __future__ import annotations

import json
import re

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from models.corpora.phrases import Phrase, phrases
from models.tables import LEXICON
from models.target import TARGETS, WEIGHTS, features

_SEED, _EACH, _FOLDS = 7, 4, 6
_LEXICON: dict[str, str] = json.loads(LEXICON.read_text("utf-8"))
_INSULTS = re.compile(
    rf"\b(?:{'|'.join(' '.join(_LEXICON[cue] for cue in ('fool', 'scum', 'insulting', 'swear', 'harm')).split())})\b",
    re.IGNORECASE,
)


def train() -> float:
    """Train, write the weights beside the lexicon; give the accuracy across frames, each target counting alike."""
    chosen = [phrase for phrase in phrases(_SEED, _EACH) if _is_about(phrase)]
    vectorizer = DictVectorizer(dtype=np.float32)
    # Once with the evidence and once without, as callers may have it or not.
    found = [dict.fromkeys(features(p.text, spans, [p.author], p.nick), 1) for spans, p in _with_spans(chosen)]
    chosen = [phrase for _, phrase in _with_spans(chosen)]
    matrix = vectorizer.fit_transform(found)
    truth = np.array([TARGETS.index(phrase.frame.target) for phrase in chosen])
    model = LogisticRegression(C=0.3, max_iter=1000, class_weight="balanced")
    frames = np.unique([phrase.frame.text for phrase in chosen], return_inverse=True)[1]
    guessed = cross_val_predict(model, matrix, truth, groups=frames, cv=GroupKFold(_FOLDS))
    model.fit(matrix, truth)
    used = np.flatnonzero(np.abs(model.coef_).max(axis=0) > 0.02)
    stored = {
        "features": vectorizer.get_feature_names_out()[used].tolist(),
        "weights": model.coef_.T[used].round(3).tolist(),
        "bias": model.intercept_.round(3).tolist(),
    }
    WEIGHTS.write_text(json.dumps(stored, separators=(",", ":")) + "\n", "utf-8")
    return balanced_accuracy(truth, guessed)


def balanced_accuracy(truth: npt.NDArray[np.int64], guessed: npt.NDArray[np.int64]) -> float:
    """Mean over targets of the share that is guessed right."""
    return float(np.mean([(guessed[truth == at] == at).mean() for at in np.unique(truth)]))


def _is_about(phrase: Phrase) -> bool:
    return phrase.frame.target in TARGETS and (phrase.frame.attack or phrase.frame.target == "nobody")


def _with_spans(chosen: list[Phrase]) -> list[tuple[list[tuple[int, int]], Phrase]]:
    return [pair for phrase in chosen for pair in (([], phrase), (_evidence(phrase.text), phrase))]


def _evidence(text: str) -> list[tuple[int, int]]:
    """The insulting words of a sentence, or all of it where none is known."""
    return [match.span() for match in _INSULTS.finditer(text)] or [(0, len(text))]
