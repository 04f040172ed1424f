"""Scoring speed: the compiled kernels against the same kind of model through scikit-learn's own vectorisers.

Prints a table and writes JSON to stdout, or to --out. Both are measured in one run, so the ratio holds
on any machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.pipeline import make_pipeline, make_union

from models import registry
from models.classifier import load
from models.corpora import rows

ONE = "I think that the author is right about the treaty, but I doubt the numbers in the last part."
REPEATS = 3


def main() -> None:
    """Measure, print the table to stderr and the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="file for the JSON; stdout by default")
    parser.add_argument("--comments", type=int, default=10_000)
    options = parser.parse_args()
    figures = measure([row["text"][:300] for row in rows("wiki_context_toxicity")][: options.comments])
    for name, value in figures.items():
        sys.stderr.write(f"{name:<44}{value:>14,.2f}\n")
    text = json.dumps(figures, indent=1) + "\n"
    if options.out:
        options.out.write_text(text, "utf-8")
    else:
        sys.stdout.write(text)


def measure(comments: list[str]) -> dict[str, float]:
    """Figures by name: comments a second, microseconds, milliseconds, and the ratio."""
    begun = time.perf_counter()
    classifier = load(registry.champion())
    loaded = time.perf_counter() - begun
    peer = vectorisers()
    weights = np.zeros((peer.transform(["a"]).shape[1], len(classifier.labels)), np.float32)
    sample = comments[: max(1, len(comments) // 10)]
    ours = len(comments) / cpu(lambda: classifier.scores(comments))
    theirs = len(sample) / cpu(lambda: peer.transform(sample) @ weights)
    single = cpu(lambda: [classifier.scores([ONE]) for _ in range(1000)]) / 1000
    long = cpu(lambda: classifier.scores([(ONE + " ") * (65_536 // len(ONE))]))
    return {
        "comments a second": round(ours, 1),
        "comments a second, scikit-learn's vectorisers": round(theirs, 1),
        "ratio": round(ours / theirs, 1),
        "one comment, microseconds": round(single * 1e6, 2),
        "64 kB, milliseconds": round(long * 1e3, 2),
        "load, seconds": round(loaded, 3),
    }


def vectorisers() -> Any:
    """The same n-grams, hashed by scikit-learn."""
    letters = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=1 << 18)
    words = HashingVectorizer(ngram_range=(1, 3), n_features=1 << 18)
    return make_pipeline(make_union(letters, words))


def cpu(work: Callable[[], object]) -> float:
    """Seconds of processor time, the best of a few runs."""
    best = float("inf")
    for _ in range(REPEATS):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


if __name__ == "__main__":
    main()
