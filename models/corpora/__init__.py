"""The corpora: where each comes from, whether it may ship, and how its columns map to our labels.

Those that may ship stand here, compressed, with the scores of the teachers. Others are read, in the same
shape, from a folder of the user's own.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.labels import SCORED

FOLDER = Path(__file__).parent
TEACHERS = FOLDER / "teachers.npz"
Row = Mapping[str, str]
Marks = dict[str, bool]
CLEAN: Marks = dict.fromkeys(SCORED, False)
TAUGHT = tuple(label for label in SCORED if label != "spam")
TONE: Marks = dict.fromkeys(TAUGHT, False)
csv.field_size_limit(1 << 24)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_FREQUENT = 3
_LEAST_WORDS = 4
_MOST_SENTENCES = 34_000
_UNSAID, _STEPS = -128, 32
_FLAGS = {"threat": "t", "identity_attack": "i", "obscene": "o"}


@dataclass(frozen=True)
class Corpus:
    """One corpus. `mark` says of a row which labels it has and which not; what it leaves out is unknown."""

    name: str
    licence: str
    mark: Callable[[Row], Marks]
    held_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Example:
    """One text with what is known of it: labels that are surely there or not, the teachers' logits, Perspective's.

    `ours` are the labels of what we wrote or rated, by our own definitions, and `severity` how severe its attack on
    anybody is: 0 none, 1 subtle, 2 plain, 3 overt abuse.
    """

    text: str
    marks: Mapping[str, bool]
    source: str
    taught: npt.NDArray[np.float32] | None = None
    perspective: float = math.nan
    ours: Mapping[str, bool] = field(default_factory=dict)
    severity: float = math.nan


def rate(row: Row, column: str) -> float:
    """A label or rate of a row, 0 where it is not given."""
    return float(row.get(column) or 0)


def _civil(row: Row) -> Marks:
    # toxic = 0 only says that no words stand out, so nothing here is taken for clean.
    marks = {"spam": False} | ({"abuse": True} if rate(row, "toxic") else {})
    columns = ("insult", "threat", "identity_based_attack", "profane_obscene")
    for label, column in zip(("personal_attack", "threat", "identity_attack", "obscene"), columns, strict=True):
        if not 0.2 <= rate(row, column) < 0.5:
            marks[label] = rate(row, column) >= 0.5
    return marks


def _jigsaw(row: Row) -> Marks:
    columns = ("insult", "toxic", "threat", "identity_hate", "obscene")
    labels = ("personal_attack", "abuse", "threat", "identity_attack", "obscene")
    return {label: rate(row, column) > 0 for label, column in zip(labels, columns, strict=True)} | {"spam": False}


def _toxic(row: Row) -> Marks:
    return {"abuse": True} if rate(row, "toxic") >= 0.5 else CLEAN


def _attack(row: Row) -> Marks:
    return {"personal_attack": rate(row, "attack") > 0, "abuse": rate(row, "attack") > 0}


def _bot(row: Row) -> Marks:
    abuse = rate(row, "abuse") > 0
    return {"personal_attack": abuse, "abuse": abuse}


def _tweets(row: Row) -> Marks:
    # "Offensive" here is mostly slang: it says nothing of attacks.
    if rate(row, "hate"):
        return {"identity_attack": True, "abuse": True}
    return TONE if rate(row, "neither") else {"identity_attack": False, "obscene": True}


def _sexism(row: Row) -> Marks:
    return {"identity_attack": rate(row, "sexist") > 0, "threat": rate(row, "threat") > 0, "spam": False}


def _issues(row: Row) -> Marks:
    if rate(row, "insulting"):
        return {"personal_attack": True, "abuse": True}
    return {} if rate(row, "uncivil") else CLEAN


def _hate(row: Row) -> Marks:
    if rate(row, "hate"):
        return {"identity_attack": True, "abuse": True}
    return {"abuse": True} if rate(row, "offensive") else {"identity_attack": False, "abuse": False}


def _misogyny(row: Row) -> Marks:
    attack = rate(row, "personal_attack") > 0
    return {"identity_attack": rate(row, "misogynistic") > 0, "personal_attack": attack, "spam": False}


def _spam(row: Row) -> Marks:
    return {"spam": rate(row, "spam") > 0}


CORPORA: tuple[Corpus, ...] = (
    Corpus("civil_toxic_spans", "CC0-1.0", _civil),
    Corpus("jigsaw_partial", "CC0-1.0 AND CC-BY-SA-3.0", _jigsaw),
    Corpus("jigsaw_lower_toxic", "CC0-1.0 AND CC-BY-SA-3.0", _toxic),
    Corpus("wiki_context_toxicity", "Apache-2.0", _toxic, held_out=("dev", "test")),
    Corpus("wiki_attack_rationale", "CC0-1.0 AND Apache-2.0", _attack),
    Corpus("convabuse", "CC-BY-4.0", _bot),
    Corpus("davidson", "MIT", _tweets),
    Corpus("edos", "CC0-1.0", _sexism),
    Corpus("github_incivility", "MIT", _issues),
    Corpus("hatexplain", "MIT AND Apache-2.0", _hate),
    Corpus("reddit_misogyny_attacks", "MIT", _misogyny),
    Corpus("youtube_spam", "CC-BY-4.0", _spam),
    Corpus("comment_spam", "MIT", _spam, held_out=("test",)),
)

# The only corpus in which every kind of comment is as common as in life.
NATURAL = "wiki_context_toxicity"


def rows(name: str, folder: Path = FOLDER) -> Iterator[dict[str, str]]:
    """The rows of a corpus file NAME.csv.gz."""
    with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def examples(corpus: Corpus, folder: Path = FOLDER) -> list[Example]:
    """The rows of a corpus and, where teachers judged them, its sentences. What is held out is left out."""
    taught = _taught(corpus.name)
    found = [
        Example(row["text"], corpus.mark(row), corpus.name, None if taught is None else taught[at], _perspective(row))
        for at, row in enumerate(rows(corpus.name, folder))
        if row["split"] not in corpus.held_out
    ]
    judged = _taught(f"{corpus.name}.sentences")
    if judged is None:
        return found
    return found + [
        Example(text, {}, corpus.name, logits) for text, logits in zip(sentences(corpus, folder), judged, strict=True)
    ]


def written(split: str) -> list[Example]:
    """Comments of our own with how severely they attack anybody; none is spam. All but `train` measure only.

    `test` are threads, `short` single remarks, and `beside` have an attack in one sentence and idle talk in others;
    `threat` and `hate` have what only sounds like it as well, `matter` rude words for things and for persons.
    """
    return [
        Example(row["text"], {"spam": False}, "written", ours=_ours(row), severity=float(row["severity"]))
        for row in rows("written")
        if row["split"] == split
    ]


def ratings() -> list[Example]:
    """Rows of the corpora that we rated anew, all by one definition. What labels they have stays with the corpus."""
    rated = {(row["corpus"], int(row["row"])): row for row in rows("ratings")}
    return [
        Example(row["text"], {}, "rated", ours=_ours(judged), severity=float(judged["severity"]))
        for corpus in CORPORA
        for at, row in enumerate(rows(corpus.name))
        if (judged := rated.get((corpus.name, at)))
    ]


def _ours(row: Row) -> Marks:
    """The labels of a row that we wrote or rated. What is said of a group is an attack on nobody in particular."""
    severity, group = int(row["severity"]), row["target"] == "group"
    marks = {label: flag in row["flags"] for label, flag in _FLAGS.items()}
    if severity == 0 or not group:
        marks["personal_attack"] = severity > 0
    if severity != 1:
        marks["abuse"] = severity > 1
    return marks


def ordinary() -> list[str]:
    """Comments that nobody objected to, from splits that nothing is trained on: what thresholds are set by."""
    (natural,) = (corpus for corpus in CORPORA if corpus.name == NATURAL)
    return [
        row["text"] for row in rows(NATURAL) if row["split"] in natural.held_out and not any(natural.mark(row).values())
    ]


def frequent_words() -> set[str]:
    """Words of at least three texts that nobody objected to: what no other word may be taken for."""
    seen: Counter[str] = Counter()
    for corpus in CORPORA:
        for row in rows(corpus.name):
            if not any(corpus.mark(row).values()):
                seen.update(set(_WORD.findall(row["text"].lower())))
    return {word for word, texts in seen.items() if texts >= _FREQUENT}


def sentences(corpus: Corpus, folder: Path = FOLDER) -> list[str]:
    """The single sentences of a corpus, most of them harmless."""
    found: dict[str, None] = {}
    for row in rows(corpus.name, folder):
        parts = _SENTENCE_END.split(row["text"])
        if len(parts) > 1 and row["split"] not in corpus.held_out:
            found.update(dict.fromkeys(part for part in parts if len(part.split()) >= _LEAST_WORDS))
    return list(found)[:_MOST_SENTENCES]


def _perspective(row: Row) -> float:
    """Perspective's score of a row as a logit, NaN where it gave none."""
    score = row.get("perspective")
    if not score:
        return math.nan
    bounded = min(max(float(score), 0.01), 0.99)
    return math.log(bounded / (1 - bounded))


def _taught(name: str) -> npt.NDArray[np.float32] | None:
    """The teachers' logits (rows, tone labels), NaN where they said nothing: see the folder's README."""
    with np.load(TEACHERS, allow_pickle=False) as stored:
        if name not in stored.files:
            return None
        steps = stored[name]
    return np.where(steps == _UNSAID, np.nan, steps / _STEPS).astype(np.float32)
