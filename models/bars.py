"""A version against what was asked of it: every figure beside its bar, in one table that tries can be compared by.

The sets that may not ship are read from a folder of the user's own. Where a set is not at hand, the nearest
one stands for it: for a natural sample of news comments, toxic ones beside healthy ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

from models import measure
from models.classifier import Classifier
from models.corpora import Row, ordinary, rate, rows, written
from models.corpora.phrases import dissent, probes
from models.train import is_calibrating


class Line(NamedTuple):
    """What is measured, the figure, what it should be, and others on the same rows."""

    what: str
    figure: float
    bar: str
    peers: str = ""


# (corpus, column, bar for the AUC of the label that fits best, what rows must say, peers on the same rows: the best
# head of the first teacher alone, windows as in the corpora's README, and the package alt-profanity-check 1.9.1)
SETS: tuple[tuple[str, str, float, dict[str, str], str], ...] = (
    ("ucc", "hostile", 0.81, {}, "teacher .778, alt-profanity-check .759"),
    ("ucc", "unhealthy", 0.70, {}, "teacher .686, alt-profanity-check .662"),
    ("impermium_insults", "insult", 0.81, {}, "teacher .845, alt-profanity-check .817"),
    ("theocharis_incivility", "uncivil", 0.86, {}, "teacher .798, alt-profanity-check .779"),
    ("ruddit", "offensive", 0.89, {}, "teacher .911, alt-profanity-check .907"),
    ("habernal_adhominem", "ad_hominem", 0.78, {"position": "final"}, "teacher .736, alt-profanity-check .766"),
    ("olid", "offensive", 0.0, {}, "teacher .778, alt-profanity-check .790"),
    ("mupid_incivility", "impoliteness", 0.0, {}, "teacher .754, alt-profanity-check .721"),
)
HELD = (("civil", 0), ("charged", 1), ("harsh", 1), ("dissent", 7))
CAUGHT = (("overt", 15), ("plain", 14), ("subtle", 4), ("threat", 7), ("accusation", 7), ("spam", 11))
_RECALL = 0.88
# Splits of what writers apart wrote, by what it is.
BLIND = (
    ("test", ""),
    ("short", "short, "),
    ("beside", "beside idle talk, "),
    ("matter", "rude about the matter, "),
)
LEVELS = {"civil": (0,), "subtle": (1,), "plain": (2, 3)}
# Kinds of comment that are easily taken for the other.
_ALIKE = ("tricky", "hard")


def lines(classifier: Classifier, folder: Path) -> Iterator[Line]:
    """Every figure: on comments, of spam, on our own sentences."""
    healthy = [row["text"] for row in rows("ucc", folder) if rate(row, "unhealthy") < 0.5]
    toxic = [row["text"] for row in rows("civil_toxic_spans") if rate(row, "toxic") and is_calibrating(row["text"])]
    yield Line("news comments, toxic", best(classifier, toxic, healthy), ">= 0.87")
    for name, column, bar, only, peers in SETS:
        found = [row for row in rows(name, folder) if row[column] and only.items() <= row.items()]
        auc = best(classifier, *parted(found, column))
        yield Line(f"{name}, {column}", auc, f">= {bar}" if bar else "", peers)
    wiki = [row for row in rows("wiki_context_toxicity", folder) if row["split"] != "train" and row["perspective"]]
    truth = [rate(row, "toxic") >= 0.5 for row in wiki]
    peer = float(roc_auc_score(truth, [rate(row, "perspective") for row in wiki]))
    auc = best(classifier, *parted(wiki, "toxic"))
    yield Line("Wikipedia talk pages, toxic", auc, f">= {peer:.3f}", f"Perspective {peer:.3f}")
    yield Line("healthy news comments held", float(measure.held(classifier, healthy).mean()), "<= 0.025")
    yield from spam(classifier)
    yield from sentences(classifier)
    yield from blind(classifier)


def parted(found: Sequence[Row], column: str) -> tuple[list[str], list[str]]:
    """The texts that have a label and those that don't."""
    there = [row["text"] for row in found if rate(row, column) >= 0.5]
    return there, [row["text"] for row in found if rate(row, column) < 0.5]


def best(classifier: Classifier, there: list[str], others: list[str]) -> float:
    """AUC of the label that tells the two best apart."""
    scores = classifier.logits(there + others)
    truth = np.arange(len(scores)) < len(there)
    return max(float(roc_auc_score(truth, column)) for column in scores.T)


def spam(classifier: Classifier) -> Iterator[Line]:
    """Spam of writers and of a video that nothing was trained on, and what of honest comments is caught with it."""
    apart = [row for row in rows("comment_spam") if row["split"] == "test"]
    blog, alike = ([row for row in apart if (row["kind"] in _ALIKE) == hard] for hard in (False, True))
    yield Line("blog spam, written blind", best(classifier, *parted(blog, "spam")), ">= 0.75")
    yield Line("spam that looks honest, written blind", best(classifier, *parted(alike, "spam")), "")
    for name, found in (("honest", blog), ("honest, like spam", alike)):
        ham = parted(found, "spam")[1]
        yield Line(f"{name}, held of {len(ham)}", int(measure.held(classifier, ham).sum()), "")
    there, others = parted([row for row in rows("youtube_spam") if row["split"] == "dev"], "spam")
    column = classifier.labels.index("spam")
    yield Line("YouTube spam", best(classifier, there, others), ">= 0.965")
    cut = float(np.quantile(classifier.logits(there)[:, column], 1 - _RECALL))
    over = float((classifier.logits(ordinary())[:, column] >= cut).mean())
    yield Line("ordinary comments as spam", over, "<= 0.01")


def sentences(classifier: Classifier) -> Iterator[Line]:
    """Our own sentences that are held, names of identities, and disguises."""
    groups = {**probes(), "dissent": dissent()}
    for names, sign in ((HELD, "<="), (CAUGHT, ">=")):
        for name, bar in names:
            over = int(measure.held(classifier, groups[name]).sum())
            yield Line(f"{name}, held of {len(groups[name])}", over, f"{sign} {bar}")
    identities = measure.subgroups(classifier).values()
    yield Line("worst identity, AUC", min(found["bpsn_auc"] for found in identities), ">= 0.85")
    yield Line("worst identity, held", max(found["held"] for found in identities), "<= 0.25")
    for disguise, loss in measure.disguised(classifier).items():
        most = {"homoglyph": 0.002, "zero_width": 0.002, "leet": 0.06, "spaced": 0.06}.get(disguise, 0.12)
        yield Line(f"disguise, {disguise}", loss, "" if disguise == "none" else f"<= {most}")


def blind(classifier: Classifier) -> Iterator[Line]:
    """Comments by writers who knew neither the corpora nor this code: ranking, and what is held."""
    for split, kind in BLIND:
        found = [example for example in written(split) if "personal_attack" in example.ours]
        groups = {name: [example.text for example in found if example.severity in of] for name, of in LEVELS.items()}
        attacks = groups["subtle"] + groups["plain"]
        yield Line(f"{kind}written blind, attacks", best(classifier, attacks, groups["civil"]), "")
        yield from _held(classifier, {f"{kind}written blind, {name}": texts for name, texts in groups.items()})
    for split, label in (("threat", "threat"), ("hate", "identity_attack")):
        found = written(split)
        there = [example.text for example in found if example.ours[label]]
        alike = [example.text for example in found if example.severity == 0]
        scores = classifier.logits(there + alike)[:, classifier.labels.index(label)]
        auc = float(roc_auc_score(np.arange(len(scores)) < len(there), scores))
        kind = f"{label}, written blind"
        yield Line(kind, auc, "")
        yield from _held(classifier, {kind: there, f"{kind}, only like it": alike})


def _held(classifier: Classifier, groups: Mapping[str, list[str]]) -> Iterator[Line]:
    for name, texts in groups.items():
        yield Line(f"{name}, held of {len(texts)}", int(measure.held(classifier, texts).sum()), "")
