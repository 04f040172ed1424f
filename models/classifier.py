"""The loaded classifier: calibrated scores, and the words that they rest on.

A version is a folder of plain numbers and JSON with a SHA-256 manifest; nothing in it is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from models import compiled, filters, ngrams, scoring, tables
from models.compiled import Array, Stream, Tables, Weights
from models.cues import COUNTS
from models.pointer import MANIFEST, VersionError
from models.text import packed, quoted, stream

CARD = "card.json"
WEIGHTS = ("weights.npy", "steps.npy", "cues.npy")
TABLES, FILTERS = "folding.npz", "filters.npz"
# Kind and length of each of the weights; they have a column for each label.
_SHAPES = (("int8", ngrams.ROWS), ("float32", 2), ("float32", filters.BIAS + 1))
Scores = npt.NDArray[np.float32]
_BATCH = 256
_BATCH_LETTERS = 80_000
_PHRASES = 5
_WEAK = 0.3
_DOUBTFUL = -3.0
# Beyond, the exponential of a number in single precision has no end.
_MOST = np.float32(80)
_LEAST_OWN_WORDS = 3


@dataclass(frozen=True)
class Thresholds:
    """Calibrated probabilities from which a comment is held or rejected; `reject=None` never rejects."""

    hold: float
    reject: float | None


class Span(NamedTuple):
    """Code points [begin, end) of the author's text and what they add to the logit."""

    begin: int
    end: int
    weight: float


@dataclass(frozen=True)
class Contributions:
    """What a logit is made of: `bias` + all `spans` + all `cues` = the calibrated logit, to 1e-4.

    The spans are of n-grams, and of the three words at most that a filter answers to.
    """

    bias: float
    spans: tuple[Span, ...]
    cues: tuple[float, ...]

    def logit(self) -> float:
        return self.bias + sum(span.weight for span in self.spans) + sum(self.cues)


class Classifier:
    """A version in memory. Safe to share between threads: nothing in it changes."""

    def __init__(self, card: Mapping[str, Any], weights: Weights, known: Tables, listening: Array) -> None:
        self.version = str(card["version"])
        self.labels: tuple[str, ...] = tuple(card["labels"])
        self.thresholds: Mapping[str, Thresholds] = {
            label: Thresholds(**pair) for label, pair in card["thresholds"].items()
        }
        self._weights = weights
        self._tables = known
        self._filters = listening

    def scores(self, texts: Sequence[str]) -> Scores:
        """Calibrated probabilities (texts, labels) in the order of `labels`.

        What a text owes to the words that it quotes counts half.
        """
        logits = self.logits(texts)
        doubtful = (logits.max(axis=1) > _DOUBTFUL).nonzero()[0].tolist()
        quoting = [(at, spans) for at in doubtful if (spans := quoted(texts[at]))]
        if quoting:
            rows = [at for at, _ in quoting]
            own = self.logits([_without(texts[at], spans) for at, spans in quoting])
            logits[rows] = np.minimum(logits[rows], (logits[rows] + own) / 2)
        return np.asarray(1 / (1 + np.exp(np.minimum(-logits, _MOST))), np.float32)

    def logits(self, texts: Sequence[str]) -> Scores:
        """Calibrated logits (texts, labels): the mean of text and worst sentence, and the worst window's filters."""
        result = np.empty((len(texts), len(self.labels)), np.float32)
        for begin, end in _batches(texts):
            found = scoring.logits(*packed(texts[begin:end]), self._tables, self._filters, self._weights)
            result[begin:end] = found[:, : len(self.labels)]
        return result

    def explain(self, text: str, labels: Sequence[str]) -> Mapping[str, tuple[Span, ...]]:
        """For each label the phrases of the text that speak for it, strongest first, at most five."""
        folded = stream([text], self._tables)
        parts = _Parts.of(folded, self._filters)
        return {label: _phrases(folded, self._shares(parts, label)) for label in labels}

    def contributions(self, text: str, label: str) -> Contributions:
        """Every n-gram's, filter's and cue's exact share of the logit of one label."""
        folded = stream([text], self._tables)
        shares = self._shares(_Parts.of(folded, self._filters), label)
        begins, ends = folded.begin[shares.first].tolist(), folded.end[shares.last - 1].tolist()
        spans = zip(begins, ends, shares.weight.tolist(), strict=True)
        bias = float(self._weights.cues[-1, self.labels.index(label)])
        return Contributions(bias, tuple(Span(*span) for span in spans), tuple(shares.cues.tolist()))

    def _shares(self, parts: _Parts, label: str) -> _Shares:
        """What n-grams and cues add, half as part of all and half of the worst sentence, and what filters do."""
        column = self.labels.index(label)
        weight = compiled.weights_of(self._weights, parts.rows, column) / parts.times
        cues = self._weights.cues[: ngrams.DENSE, column]
        shares, dense = weight * parts.scale / 2, parts.dense * cues
        dense[:COUNTS] /= 2
        if not len(parts.sentences):
            return _Shares(parts.first, parts.last, shares, dense)
        own = weight * parts.own_scale
        size = np.bincount(parts.sentence, own, len(parts.sentences)) + parts.sentences @ cues[: COUNTS + 2]
        worst = int(size.argmax())
        shares += np.where(parts.sentence == worst, own, 0) / 2
        dense[: COUNTS + 2] += parts.sentences[worst] * cues[: COUNTS + 2] / 2
        heard = parts.answers * self._weights.cues[ngrams.DENSE : -1, column]
        window = int(heard.sum(axis=1).argmax())
        known = parts.answers[window] > 0
        first, last = np.concatenate([[parts.first, parts.last], parts.reach[:, window, known]], axis=1)
        return _Shares(first, last, np.concatenate([shares, heard[window, known]]), dense)


class _Shares(NamedTuple):
    """What the letters [first, last) of each n-gram and filter add to a logit, and what the cues do."""

    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float64]
    cues: Scores


class _Parts(NamedTuple):
    """What a text is made of: its n-grams, and cues of each sentence and of all.

    Each n-gram has its row, letters [first, last), sentence, how many times it stands there, and what a row counts in
    the text and in the sentence. Of each window: the filters' answers, and the letters (2, windows, filters) that
    they rest on.
    """

    rows: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    sentence: npt.NDArray[np.int32]
    times: npt.NDArray[np.int64]
    scale: npt.NDArray[np.float64]
    own_scale: npt.NDArray[np.float64]
    sentences: Scores
    dense: Scores
    answers: npt.NDArray[np.int16]
    reach: npt.NDArray[np.int32]

    @classmethod
    def of(cls, folded: Stream, listening: Array) -> _Parts:
        """The parts of the first text of a stream."""
        rows, first, last, sentence = ngrams.occurrences(folded)
        half = 2 * sentence.astype(np.int64) + (rows >= ngrams.HALF)
        distinct, inverse, times = np.unique(half * ngrams.ROWS + rows, return_inverse=True, return_counts=True)
        count = np.bincount(distinct // ngrams.ROWS, minlength=2)
        total = np.array([count[::2].sum(), count[1::2].sum()])
        scale, own_scale = (np.maximum(number, 1.0) ** ngrams.SHARING for number in (total[half % 2], count[half]))
        cues = ngrams.sentences(folded), ngrams.features(folded)[2][0]
        answers, words, _ = filters.answers(folded, listening)
        heard = answers, filters.reach(folded, words)
        return cls(rows, first, last, sentence, times[inverse], scale, own_scale, *cues, *heard)


def _phrases(folded: Stream, shares: _Shares) -> tuple[Span, ...]:
    """Sum the shares by word and merge neighbouring words that speak for the label."""
    first, last, weight, _ = shares
    if not len(first):
        return ()
    change = np.zeros(int(folded.bounds[1, 0]) + 1)
    np.add.at(change, first, weight / (last - first))
    np.add.at(change, last, -weight / (last - first))
    total = np.concatenate([[0.0], np.cumsum(np.cumsum(change)[:-1])])
    words = folded.word[: folded.bounds[1, 1]]
    weights = total[words[:, 1]] - total[words[:, 0]]
    least = max(_WEAK * float(weights.max()), 1e-6)
    spans: list[Span] = []
    previous = -2
    for at in np.flatnonzero(weights >= least).tolist():
        begin, end = int(folded.begin[words[at, 0]]), int(folded.end[words[at, 1] - 1])
        if at == previous + 1:
            begin, weight_before = spans[-1].begin, spans.pop().weight
            spans.append(Span(begin, end, weight_before + float(weights[at])))
        else:
            spans.append(Span(begin, end, float(weights[at])))
        previous = at
    return tuple(sorted(spans, key=lambda span: -span.weight)[:_PHRASES])


def _batches(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Cut texts into batches [begin, end) that need little memory however long the texts are."""
    begin = letters = 0
    for at, text in enumerate(texts):
        letters += len(text)
        if letters > _BATCH_LETTERS or at - begin >= _BATCH:
            if at > begin:
                yield begin, at
            begin, letters = at, len(text)
    if begin < len(texts):
        yield begin, len(texts)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text without its quoted parts; all of it where nothing else is left."""
    kept, end = [], 0
    for begin, after in spans:
        kept.append(text[end:begin])
        end = after
    rest = "".join([*kept, text[end:]])
    return rest if len(rest.split()) >= _LEAST_OWN_WORDS else text


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load(folder: Path) -> Classifier:
    """Load a version after checking every file against its manifest. Raises VersionError."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        for name, expected in manifest.items():
            if digest(folder / name) != expected:
                raise VersionError(f"Version {folder.name}: {name} is not the file that its manifest names.")
        card = json.loads((folder / CARD).read_text("utf-8"))
        weights = Weights(*(np.load(folder / name, allow_pickle=False) for name in WEIGHTS))
        known = tables.load(folder / TABLES)
        listening = filters.load(known, folder / FILTERS)
    except (OSError, ValueError) as error:
        raise VersionError(f"Version {folder.name} can't be read, promote another or train anew: {error}") from error
    labels, shapes = len(card["labels"]), [(part.dtype.name, part.shape) for part in weights]
    if shapes != [(kind, (length, labels)) for kind, length in _SHAPES]:
        raise VersionError(
            f"Version {folder.name} was trained for other code than this: promote another or train anew."
        )
    return Classifier(card, compiled.padded(weights), known, listening)
