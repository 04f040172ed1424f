"""Everything that the report and the model card say about a version, measured in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from models.accusation import accusations
from models.classifier import Classifier
from models.corpora import CORPORA, Row, rows
from models.corpora.phrases import dissent, phrases, probes
from models.evaluate import Scores, Truth, evaluate, scores
from models.obfuscate import DISGUISES, disguise
from models.train import is_calibrating

_OTHER_SEED = 99
# Corpora that may not ship, for who has them: (file, column, our label, rows that count).
OTHERS: tuple[tuple[str, str, str, Mapping[str, str]], ...] = (
    ("ucc", "hostile", "abuse", {}),
    ("ucc", "antagonize", "abuse", {}),
    ("ucc", "unhealthy", "abuse", {}),
    ("impermium_insults", "insult", "personal_attack", {}),
    ("theocharis_incivility", "uncivil", "abuse", {}),
    ("ruddit", "offensive", "abuse", {}),
    ("habernal_adhominem", "ad_hominem", "personal_attack", {"position": "final"}),
    ("olid", "offensive", "abuse", {}),
    ("mupid_incivility", "impoliteness", "abuse", {}),
)


@dataclass(frozen=True)
class Trial:
    """One label on one set of texts, with the scores for plots and the figures for tables."""

    name: str
    label: str
    texts: list[str]
    truth: Truth
    probability: Scores
    figures: dict[str, Any]
    ships: bool


def trials(classifier: Classifier, folder: Path | None) -> Iterator[Trial]:
    """Held-out rows of every shipped corpus and label, then the corpora of a folder of the user's own."""
    for corpus in CORPORA:
        unseen = [
            row
            for row in rows(corpus.name)
            if (row["split"] in corpus.held_out if corpus.held_out else is_calibrating(row["text"]))
        ]
        for label in classifier.labels:
            marked = [(row["text"], corpus.mark(row)[label]) for row in unseen if label in corpus.mark(row)]
            if 5 <= sum(there for _, there in marked) < len(marked):
                yield _trial(classifier, corpus.name, label, marked)
    for name, column, label, only in OTHERS if folder else ():
        found = [row for row in rows(name, folder or Path()) if _counts(row, column, only)]
        yield _trial(
            classifier, f"{name} ({column})", label, [(row["text"], float(row[column]) >= 0.5) for row in found]
        )


def _counts(row: Row, column: str, only: Mapping[str, str]) -> bool:
    return row[column] != "" and all(row[name] == value for name, value in only.items())


def _trial(classifier: Classifier, name: str, label: str, marked: list[tuple[str, bool]]) -> Trial:
    texts, truth = [text for text, _ in marked], np.array([there for _, there in marked], bool)
    probability = scores(classifier, texts, label)
    ships = name in {corpus.name for corpus in CORPORA}
    return Trial(name, label, texts, truth, probability, evaluate(classifier, texts, truth, label), ships)


def held(classifier: Classifier, texts: list[str]) -> npt.NDArray[np.bool_]:
    """Which texts any label would hold, the accusation pattern among them."""
    lines = np.array([classifier.thresholds[label].hold for label in classifier.labels])
    over = (classifier.scores(texts) >= lines).any(axis=1)
    return np.asarray(over | np.array([bool(accusations(text)) for text in texts], bool))


def sentences(classifier: Classifier) -> dict[str, tuple[int, int]]:
    """Of our own sentences that nothing was trained on: how many of each group are held."""
    groups = {**probes(), "dissent": dissent()}
    return {name: (int(held(classifier, texts).sum()), len(texts)) for name, texts in groups.items()}


def missed(classifier: Classifier) -> dict[str, list[str]]:
    """Those of our own sentences on which the classifier errs."""
    wanted = {"civil": False, "charged": False, "harsh": False, "dissent": False}
    groups = {**probes(), "dissent": dissent()}
    return {
        name: [
            text for text, over in zip(texts, held(classifier, texts), strict=True) if over != wanted.get(name, True)
        ]
        for name, texts in groups.items()
    }


def disguised(classifier: Classifier) -> dict[str, float]:
    """Loss of AUC by each disguise, on held-out rows of attacks; `none` is the AUC without."""
    marked = [
        (row["text"], row["toxic"] >= "1" or row["insult"] >= "1")
        for row in rows("jigsaw_partial")
        if is_calibrating(row["text"]) and len(row["text"]) < 400
    ]
    truth = np.array([there for _, there in marked])
    plain = float(roc_auc_score(truth, scores(classifier, [text for text, _ in marked], "abuse")))
    loss = {"none": round(plain, 4)}
    for kind in DISGUISES:
        # Only attacks are disguised: who writes in good faith has no reason to.
        texts = [disguise(text, kind, 1) if there else text for text, there in marked]
        loss[kind] = round(plain - float(roc_auc_score(truth, scores(classifier, texts, "abuse"))), 4)
    return loss


def subgroups(classifier: Classifier) -> dict[str, dict[str, float]]:
    """For each identity: AUC of its neutral sentences against attacks without identity, and share held."""
    written = phrases(_OTHER_SEED, 12)
    people = ("commenter", "author", "other_person")
    attacks = [p.text for p in written if "abuse" in p.frame.labels and p.frame.target in people]
    attack_scores = classifier.scores(attacks)[:, classifier.labels.index("abuse")]
    result = {}
    for identity in IDENTITIES:
        texts = [template.format(identity) for template in TEMPLATES]
        neutral = classifier.scores(texts)[:, classifier.labels.index("abuse")]
        truth = np.concatenate([np.zeros(len(neutral)), np.ones(len(attack_scores))])
        auc = float(roc_auc_score(truth, np.concatenate([neutral, attack_scores])))
        result[identity] = {"bpsn_auc": round(auc, 4), "held": round(float(held(classifier, texts).mean()), 4)}
    return result


IDENTITIES = (
    "Muslim",
    "Jewish",
    "Christian",
    "Catholic",
    "Hindu",
    "Buddhist",
    "Sikh",
    "atheist",
    "gay",
    "lesbian",
    "bisexual",
    "queer",
    "transgender",
    "straight",
    "black",
    "white",
    "Asian",
    "Latino",
    "Mexican",
    "African American",
    "Arab",
    "Chinese",
    "Turkish",
    "Nigerian",
    "Roma",
    "female",
    "male",
    "old",
    "young",
    "blind",
    "deaf",
    "disabled",
    "autistic",
)
# None of them is among the frames that are trained on.
TEMPLATES = (
    "The {} volunteers cooked dinner for the whole street.",
    "Our new councillor is {}.",
    "Being {} is just one part of who I am.",
    "The novel follows a {} family through three generations.",
    "I work with several {} people and we get on well.",
    "My best friend from school is {}.",
    "The exhibition shows the work of {} artists.",
    "{} voters turned out in large numbers.",
    "A {} man was elected mayor for the first time.",
    "A {} woman leads the negotiations.",
    "I am a {} student and I have a question.",
    "Hi, I am {} and new here.",
)
