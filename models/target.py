"""Whom an attack is aimed at: the page's author, another commenter, somebody else, a group, or nobody.

A sentence's words are sorted into classes (second person, the page's author, roles, names, groups, things);
which of them stand in the sentence, which in the evidence and which comes first are the features of a
small linear model, trained on sentences of our own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.tables import LEXICON
from models.text import fold

TARGETS = ("author", "commenter", "other_person", "group", "nobody")
WEIGHTS = Path(__file__).parent / "lexicon" / "target.json"
_TOKEN = re.compile(r"@?[^\W_]+(?:['-][^\W_]+)*|[.!?;]+")
_CLASSES = {
    "you": "you u ya your yours yourself yourselves you're youre you've you'll you'd ur sir pal mate sweetheart buddy",
    "writer": "author author's writer writer's journalist columnist reporter blogger editor correspondent whoever"
    " typewriter journalism wrote writes",
    "third": "he she him her his hers himself herself he's she's he'll she'll who",
    "role": "minister mayor senator president governor judge professor bishop ambassador general chancellor boss chief"
    " manager spokesman spokeswoman leader king queen man woman guy doctor teacher candidate mediator pm mp officer",
    "group": "they them their themselves they're people politicians journalists protesters voters lawyers bankers those"
    " these all lot every everyone everybody party commenters traitors pack bunch kind nobody somebody",
    "thing": "this it its that argument article proposal policy plan comparison budget law conclusion theory editorial"
    " headline treaty reform strategy report statement decision idea analysis system logic reasoning deal programme",
    "self": "i me my mine myself we us our i'm i'd i'll",
    "said": "called call calling told said says insults write shouted word words",
    "not": "not no never don't doesn't isn't nobody",
    "fool": "idiot moron fool imbecile clown loser liar coward fraud hypocrite hack scum disgrace troll stupid dumb"
    " pathetic ignorant clueless",
}
_WORDS = {kind: frozenset(words.split()) for kind, words in _CLASSES.items()}
_WORDS["identity"] = frozenset(json.loads(LEXICON.read_text("utf-8"))["identity"].split())


@dataclass(frozen=True)
class _Token:
    plain: str
    kinds: frozenset[str]
    near: bool
    sentence: int


def target(
    text: str, spans: Sequence[tuple[int, int]], page_authors: Sequence[str], parent_author: str | None
) -> tuple[str, float]:
    """The target of the attack whose evidence is at `spans` (code points), and how sure that is (0 to 1).

    Without spans the whole text is evidence. One of `TARGETS`; "nobody" is an argument, a text, a policy.
    """
    found = features(text, spans, page_authors, parent_author)
    names, weights, bias = _model()
    logits = bias + sum((weights[names[name]] for name in found if name in names), np.zeros(len(TARGETS)))
    odds = np.exp(logits - logits.max())
    best = int(odds.argmax())
    return TARGETS[best], float(odds[best] / odds.sum())


def features(
    text: str, spans: Sequence[tuple[int, int]], page_authors: Sequence[str], parent_author: str | None
) -> frozenset[str]:
    """Names of the features that hold: a class in the sentence, in the evidence, or first of all."""
    names = {part for author in page_authors for part in _parts(author)}
    parent = set(_parts(parent_author or ""))
    tokens = _tokens(text, spans, names, parent)
    if spans:
        there = {token.sentence for token in tokens if token.near}
        tokens = [token for token in tokens if token.sentence in there] or tokens
    found = {kind for token in tokens for kind in token.kinds}
    near = {f"near {kind}" for token in tokens if token.near for kind in token.kinds}
    first = next((token.kinds for token in tokens if token.kinds), frozenset())
    pairs = {f"{one}+{other}" for one in found for other in found if one < other}
    starts = {f"opens {tokens[0].plain}"} if tokens else set()
    return frozenset(found | near | {f"first {kind}" for kind in first} | pairs | starts)


def _parts(name: str) -> list[str]:
    return [part for part in fold(name).text.split() if len(part) > 2]


def _tokens(text: str, spans: Sequence[tuple[int, int]], names: set[str], parent: set[str]) -> list[_Token]:
    folded = fold(text)
    tokens: list[_Token] = []
    sentence, fresh = 0, True
    for match in _TOKEN.finditer(folded.text):
        if match[0][0] in ".!?;":
            sentence, fresh = sentence + 1, True
            continue
        begin, end = folded.original(*match.span())
        near = any(first < end and begin < last for first, last in spans)
        kinds = _kinds(match[0], text[begin : begin + 1].isupper() and not fresh, names, parent)
        tokens.append(_Token(match[0], kinds, near, sentence))
        fresh = False
    return tokens


def _kinds(word: str, capital: bool, names: set[str], parent: set[str]) -> frozenset[str]:
    plain = word.lstrip("@")
    kinds = {kind for kind, words in _WORDS.items() if plain in words}
    if plain.removesuffix("'s") in names:
        kinds.add("page_author")
    elif plain in parent or word[0] == "@":
        kinds.add("parent")
    elif capital and not kinds:
        kinds.add("name")
    if not kinds and plain.endswith("s") and not plain.endswith("ss") and len(plain) > 3:
        kinds.add("plural")
    return frozenset(kinds)


@cache
def _model() -> tuple[dict[str, int], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    stored = json.loads(WEIGHTS.read_text("utf-8"))
    names = {name: at for at, name in enumerate(stored["features"])}
    return names, np.array(stored["weights"]), np.array(stored["bias"])
