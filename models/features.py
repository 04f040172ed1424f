"""The compiled features as a scikit-learn transformer, for training and evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.preprocessing import FunctionTransformer

from models import compiled, filters, ngrams
from models.text import stream

COLUMNS = ngrams.ROWS + ngrams.DENSE + compiled.FILTERS
_BATCH = 2000
# About the highest answer there is.
LOUD = np.float32(128)


def hashed_ngrams() -> Any:
    """A transformer of texts to a sparse matrix of hashed n-grams, then cues. It learns nothing."""
    return FunctionTransformer(_matrix, accept_sparse=True)


def _matrix(texts: Sequence[str]) -> Any:
    parts = [_rows(texts[begin : begin + _BATCH]) for begin in range(0, len(texts), _BATCH)]
    return sparse.vstack(parts, format="csr", dtype=np.float32)


def _rows(texts: Sequence[str]) -> Any:
    columns, bounds, dense = ngrams.features(stream(texts))
    lengths = np.diff(bounds)
    owner = np.repeat(np.arange(len(texts)), lengths)
    half = (columns >= ngrams.HALF).astype(np.int64)
    count = np.zeros((len(texts), 2))
    np.add.at(count, (owner, half), 1)
    values = (count[owner, half] ** ngrams.SHARING).astype(np.float32)
    hashed = sparse.csr_matrix((values, columns, bounds), shape=(len(texts), ngrams.ROWS))
    # A row that stands in several sentences counts in each.
    hashed.sum_duplicates()
    return sparse.hstack([hashed, sparse.csr_matrix(dense)], format="csr")


def answers(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """The highest answers of the filters (texts, filters), anywhere in a text."""
    found = np.zeros((len(texts), compiled.FILTERS), np.float32)
    for begin in range(0, len(texts), _BATCH):
        highest, _, owner = filters.answers(stream(texts[begin : begin + _BATCH]), filters.house_filters())
        np.maximum.at(found, begin + owner, highest / LOUD)
    return found


def naive_bayes_weights(
    matrix: Any, positive: npt.NDArray[np.bool_], trust: npt.NDArray[np.float64]
) -> npt.NDArray[np.float32]:
    """How strongly each column tells positives from the rest: |log ratio|, 1 on average; 1 for every cue."""
    first = matrix.T @ (trust * positive) + 1
    second = matrix.T @ (trust * ~positive) + 1
    ratio = np.abs(np.log(first / first.sum()) - np.log(second / second.sum()))
    total = (first + second)[: ngrams.ROWS]
    ratio /= np.sqrt(np.average(ratio[: ngrams.ROWS] ** 2, weights=total))
    ratio[ngrams.ROWS :] = 1
    return np.asarray(ratio, np.float32)


def scale_columns(matrix: Any, weights: npt.NDArray[np.float32]) -> None:
    """Multiply each column of a matrix by its weight, in place: it may be most of what there is of memory."""
    matrix.data *= weights[matrix.indices]
