"""Sentences of our own: frames with slots, written out with a fixed seed.

`frames.txt` holds them: `@slot = filler | filler` lines, then sections `## labels | target | attack`. They
teach the difference between an attack on somebody and harsh words on something, and that naming people
is no attack.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

FRAMES = Path(__file__).parent / "frames.txt"
DISSENT = Path(__file__).parent / "dissent.txt"
PROBES = Path(__file__).parent / "probes.txt"
# Attacks on identity and neutral sentences about people need every identity in every place.
_IDENTITY = 5
_SLOT = re.compile(r"\{(a )?(\w+)\}")


@dataclass(frozen=True)
class Frame:
    """A sentence with slots; `target` is whom it speaks of, `attack` whether it attacks them."""

    text: str
    labels: frozenset[str]
    target: str
    attack: bool


@dataclass(frozen=True)
class Phrase:
    """A written-out sentence, with the names of the page's author and of the parent comment's author."""

    text: str
    frame: Frame
    author: str
    nick: str


def phrases(seed: int, each: int, file: Path = FRAMES) -> list[Phrase]:
    """Every frame of a file written out `each` times with different fillers, in a fixed order."""
    slots, _ = _read(FRAMES)
    _, frames = _read(file)
    draw = random.Random(seed)
    written = {}
    for frame in frames:
        about_identity = frame.target == "identity" or "identity_attack" in frame.labels
        for _ in range(each * (_IDENTITY if about_identity else 1)):
            phrase = _write(frame, slots, draw)
            written[phrase.text] = phrase
    return list(written.values())


def probes() -> dict[str, list[str]]:
    """Sentences that nothing is trained on, by group: civil ones, attacks of each strength, spam, trolling."""
    groups: dict[str, list[str]] = {}
    for line in filter(None, PROBES.read_text("utf-8").splitlines()):
        if line.startswith("# "):
            groups[line[2:]] = []
        else:
            groups[list(groups)[-1]].append(line)
    return groups


def dissent() -> list[str]:
    """Civil dissent that nothing is trained on: harsh on arguments, policies and institutions, on charged topics."""
    return [phrase.text for phrase in phrases(1, 3, DISSENT)]


def _read(file: Path) -> tuple[dict[str, list[str]], list[Frame]]:
    slots: dict[str, list[str]] = {}
    frames: list[Frame] = []
    section: tuple[frozenset[str], str, bool] = (frozenset(), "nobody", False)
    for line in filter(None, file.read_text("utf-8").splitlines()):
        if line.startswith("@") and " = " in line:
            name, _, fillers = line[1:].partition(" = ")
            slots[name] = fillers.split(" | ")
        elif line.startswith("## "):
            labels, target, attack = (part.strip() for part in line[3:].split("|"))
            section = frozenset(labels.split()), target, attack == "1"
        else:
            frames.append(Frame(line, *section))
    return slots, frames


def _write(frame: Frame, slots: dict[str, list[str]], draw: random.Random) -> Phrase:
    author, nick, he = draw.choice(slots["name"]), draw.choice(slots["nick"]), draw.choice(["he", "she"])
    fixed = {"author": author, "nick": nick, "he": he, "He": he.capitalize(), "n": str(draw.randint(45, 9800))}

    def fill(match: re.Match[str]) -> str:
        filler = fixed.get(match[2]) or draw.choice(slots[match[2]])
        article = ("an " if filler[0] in "aeiou" else "a ") if match[1] else ""
        return article + filler

    text = _SLOT.sub(fill, frame.text)
    return Phrase(text[0].upper() + text[1:], frame, author, nick)
