"""Scoring speed: the compiled kernels against the same model through scikit-learn's own vectorisers.

Prints a table and writes JSON to stdout, or to --out. Both are measured in one run, so the ratio holds
on any machine.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_union

from models import registry
from models.classifier import load
from models.compiled import FILTERS, PLACES
from models.corpora import rows
from models.filters import house_filters
from models.folding import MULTI
from models.repair import NONE, UNKNOWN
from models.tables import LEXICON
from models.text import house_tables, stream

ONE = "I think that the author is right about the treaty, but I doubt the numbers in the last part."
ROUNDS, PART = 12, 10
SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")


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
    sample = comments[: max(1, len(comments) // PART)]
    ways = {
        "HashingVectorizer": (HashingVectorizer, folded()),
        "TfidfVectorizer": (TfidfVectorizer, folded()),
        "HashingVectorizer, unfolded": (HashingVectorizer, str.lower),
    }
    peers = {name: partial(peer(*way, sample, len(classifier.labels)), sample) for name, way in ways.items()}
    long = (ONE + " ") * (65_536 // len(ONE))
    seconds = cpu(
        {
            "ours": lambda: classifier.scores(comments),
            "one": lambda: [classifier.scores([ONE]) for _ in range(1000)],
            "long": lambda: classifier.scores([long]),
        }
        | peers
    )
    rates = {name: len(sample) / seconds[name] for name in peers}
    ours = len(comments) / seconds["ours"]
    return {
        "comments a second": round(ours, 1),
        **{f"comments a second, {name}": round(rate, 1) for name, rate in rates.items()},
        **{f"ratio to {name}": round(ours / rate, 1) for name, rate in rates.items()},
        "one comment, microseconds": round(seconds["one"] * 1e3, 2),
        "64 kB, milliseconds": round(seconds["long"] * 1e3, 2),
        "load, seconds": round(loaded, 3),
    }


def peer(kind: Any, folding: Any, sample: list[str], labels: int) -> Callable[[list[str]], object]:
    """The same n-grams, words with cues and filters of each sentence, and the mean of a text and its worst sentence.

    It does less than ours: it neither repairs spellings nor sees which cues follow each other nor what is quoted, and
    its filters hear a whole text at once.
    """
    options = {"preprocessor": None, "lowercase": False, "binary": True, "norm": "l2", "dtype": np.float32}
    options |= {"n_features": 1 << 18, "alternate_sign": False} if kind is HashingVectorizer else {"use_idf": False}
    letters = kind(analyzer="char_wb", ngram_range=(2, 5), **options)
    words = kind(ngram_range=(1, 3), token_pattern=r"\S+", **options)
    known = sorted({word for cue in json.loads(LEXICON.read_text("utf-8")).values() for word in cue.split()})
    cues = CountVectorizer(vocabulary=known, lowercase=False, token_pattern=r"\S+", dtype=np.float32)
    both = make_union(letters, words, cues).fit(sentences(sample, folding)[0])
    model = LogisticRegression()
    model.classes_, model.intercept_ = np.arange(labels), np.zeros(labels, np.float32)
    model.coef_ = np.ones((labels, both.transform(["a word"]).shape[1]), np.float32)
    heard, weights = hearing(sentences(sample, folding)[0]), np.ones((FILTERS, labels), np.float32)

    def scores(texts: list[str]) -> object:
        parts, begins = sentences(texts, folding)
        answers = np.maximum.reduceat(heard(parts), begins)
        single = both.transform(parts)
        owner = np.repeat(np.arange(len(texts)), np.diff([*begins, len(parts)]))
        joined = sparse.csr_matrix((np.ones(len(parts), np.float32), (owner, np.arange(len(parts)))))
        worst = np.maximum.reduceat(model.decision_function(single), begins)
        return (model.decision_function(joined @ single) + worst) / 2 + answers @ weights

    return scores


def hearing(sample: list[str]) -> Callable[[list[str]], Any]:
    """The highest answers of the filters to each sentence, by NumPy, for sentences whose words the sample has."""
    known = house_filters()
    words = sorted({word for part in sample for word in part.split()})
    alone = [stream([word]) for word in words]
    numbers = [int(found.number[0]) if found.bounds[1, 1] else UNKNOWN for found in alone]
    vocabulary = dict(zip(words, numbers, strict=True)) | {"": NONE}

    def heard(parts: list[str]) -> Any:
        spoken = [["", *part.split(), ""] for part in parts]
        numbers = np.array([vocabulary.get(word, UNKNOWN) for words in spoken for word in words], np.int64)
        begins = np.cumsum([0, *map(len, spoken)])[:-1]
        before, here, after = np.split(known[numbers], PLACES, axis=1)
        answers = np.zeros((len(numbers), FILTERS), np.int16)
        answers[1:-1] = before[:-2].astype(np.int16) + here[1:-1] + after[2:]
        answers[numbers == NONE] = 0
        return np.maximum(np.maximum.reduceat(answers, begins), 0)

    return heard


def sentences(texts: list[str], folding: Callable[[str], str]) -> tuple[list[str], list[int]]:
    """The folded sentences of all texts in a row, and where each text's begin."""
    parts, begins = [], []
    for text in texts:
        begins.append(len(parts))
        parts += [folding(part) for part in SENTENCE_END.split(text)]
    return parts, begins


def folded() -> Callable[[str], str]:
    """Folding in Python: look-alikes and marks by the same table, and no letter more than twice in a row."""
    known = house_tables()
    table = dict(enumerate(map(chr, (known.simple & 0x1FFFF).tolist())))
    table |= dict.fromkeys(np.flatnonzero(known.simple == 0).tolist())
    for code in np.flatnonzero(known.simple >= MULTI).tolist():
        first = int(known.simple[code] & 0xFFFFFF)
        table[code] = "".join(map(chr, known.multi[first + 1 : first + 1 + known.multi[first]].tolist()))
    stretched = re.compile(r"(.)\1\1+")
    return lambda text: stretched.sub(r"\1\1", text.translate(table))


def cpu(works: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of processor time of each, the best of many rounds: whoever disturbs one disturbs the others too."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, work in works.items():
            begun = time.process_time()
            work()
            best[name] = min(best[name], time.process_time() - begun)
    return best


if __name__ == "__main__":
    main()
