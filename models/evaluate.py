"""Evaluation of a version on labelled rows: ranking, calibration, and what its thresholds would do."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from models.accusation import accusations
from models.classifier import Classifier

Scores = npt.NDArray[np.float32]
Truth = npt.NDArray[np.bool_]
BANDS = ((0, 60), (60, 150), (150, 400), (400, 1000), (1000, 1 << 30))
_BINS = 10
csv.field_size_limit(1 << 24)


def read(data: Path, text_column: str, target_column: str) -> tuple[list[str], Truth]:
    """Texts and truth of a CSV file, gzipped or not. A target of 0.5 or more is true; empty rows are left out."""
    opener = gzip.open if data.suffix == ".gz" else open
    with opener(data, "rt", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = {text_column, target_column} - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{data} has no column {', '.join(sorted(missing))}.")
        found = [(row[text_column], float(row[target_column])) for row in reader if row[target_column]]
    return [text for text, _ in found], np.array([value >= 0.5 for _, value in found], bool)


def scores(classifier: Classifier, texts: Sequence[str], label: str) -> Scores:
    """Probabilities of one label; of an accusation, whether the pattern finds one."""
    if label == "accusation":
        return np.array([bool(accusations(text)) for text in texts], np.float32)
    if label not in classifier.labels:
        raise ValueError(f"Version {classifier.version} has no label {label}.")
    return classifier.scores(texts)[:, classifier.labels.index(label)]


def evaluate(classifier: Classifier, texts: Sequence[str], truth: Truth, label: str) -> dict[str, Any]:
    """Figures of one label on labelled texts; None where there is only one class."""
    probability = scores(classifier, texts, label)
    result: dict[str, Any] = {
        "version": classifier.version,
        "label": label,
        "rows": len(texts),
        "positives": int(truth.sum()),
        **ranking(truth, probability),
        "brier": round(float(brier_score_loss(truth, probability)), 4) if len(texts) else None,
        "calibration_error": round(calibration_error(truth, probability), 4),
        "by_length": dict(_by_length(texts, truth, probability)),
    }
    if label in classifier.thresholds:
        pair = classifier.thresholds[label]
        result["hold"] = at_threshold(truth, probability, pair.hold)
        result["reject"] = at_threshold(truth, probability, pair.reject) if pair.reject is not None else None
    return result


def ranking(truth: Truth, probability: Scores) -> dict[str, float | None]:
    """Area under the ROC curve and average precision, or None where there is only one class."""
    if not 0 < truth.sum() < len(truth):
        return {"auc": None, "average_precision": None}
    return {
        "auc": round(float(roc_auc_score(truth, probability)), 4),
        "average_precision": round(float(average_precision_score(truth, probability)), 4),
    }


def calibration_error(truth: Truth, probability: Scores) -> float:
    """Mean distance between probability and frequency over ten bins, weighted by their size."""
    bins = np.minimum((probability * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(float(probability[bins == at].mean()) - float(truth[bins == at].mean())) * float((bins == at).mean())
        for at in np.unique(bins)
    ]
    return float(sum(gaps))


def at_threshold(truth: Truth, probability: Scores, threshold: float) -> dict[str, float | None]:
    """What a threshold would do: share of all, of the positives and of the others that pass it; precision."""
    over = probability >= threshold

    def share(part: Truth, whole: Truth) -> float | None:
        return round(float(part.sum() / whole.sum()), 4) if whole.any() else None

    return {
        "threshold": threshold,
        "flagged": share(over, np.ones_like(over)),
        "recall": share(over & truth, truth),
        "false_positive_rate": share(over & ~truth, ~truth),
        "precision": share(over & truth, over),
    }


def _by_length(texts: Sequence[str], truth: Truth, probability: Scores) -> Iterator[tuple[str, dict[str, Any]]]:
    lengths = np.array([len(text) for text in texts])
    for low, high in BANDS:
        band = (lengths >= low) & (lengths < high)
        if band.any():
            name = f"{low}–{high - 1}" if high < BANDS[-1][1] else f"{low}+"
            yield name, {"rows": int(band.sum()), **ranking(truth[band], probability[band])}
