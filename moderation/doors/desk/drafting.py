"""Drafts: a policy as the fields of its form have it, what differs between two, and what a form makes of one.

A field is text under a name such as `hold.abuse` or `mode.links`. The fields follow from the labels, the rules and
the table below, so that a new one of them stands on the page by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.labels import LABELS
from moderation.errors import FieldProblem, Invalid
from moderation.judgement.house import DEFAULTS, HOUSE_RULES, Mode, Policy, Threshold
from moderation.judgement.rules import GATES, RULES

Points = Mapping[str, Threshold]
"""The thresholds of the classifier in use: they count where the site says nothing."""

Given = Mapping[str, str]
MOST_WORDS = 300
NEVER = "never"
LINES = {"hold": "holds from", "reject": "rejects from"}
MODES = {"on": "On", "log_only": "Log only", "off": "Off"}
CHOICES = {
    "captcha": (
        "What the form asks",
        {"either": "A sum or a proof of work", "math": "A sum", "pow": "A proof of work", "off": "Nothing"},
    ),
    "other_languages": ("Other languages", {"hold": "Hold for a moderator", "pass": "Leave to the other rules"}),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the policy: what it is called, and its bounds."""

    title: str
    least: float
    most: float
    kind: Callable[[str], float] = int


NUMBERS = {
    "per_minute": Number("Comments by one author in a minute", 1, 1000),
    "per_hour": Number("Comments by one author in an hour", 1, 10_000),
    "network_per_minute": Number("Comments from one network in a minute", 1, 10_000),
    "max_links": Number("Links to other sites in one comment", 0, 100),
    "newcomer_comments": Number("Published comments from which an author is known", 0, 100),
    "double_review": Number("Share of decisions that a second person makes too, unseeing", 0, 1, float),
    "report_threshold": Number("Weight of readers' reports that holds a published comment", 0.1, 1000, float),
}
LANGUAGES = "Languages that the site reads"
LABEL_IDS = {label.id: label for label in LABELS}
SWITCHES = {rule.id: rule for rule in (*GATES, *RULES)}
RULE_TITLES = {name: rule.title for name, rule in SWITCHES.items()}
TITLES = {
    **{f"{line}.{label.id}": f"{label.title}: {words}" for label in LABELS for line, words in LINES.items()},
    **{f"mode.{name}": f"Rule “{title}”" for name, title in RULE_TITLES.items()},
    **{name: title for name, (title, _) in CHOICES.items()},
    **{name: number.title for name, number in NUMBERS.items()},
    "languages": LANGUAGES,
    **{f"rule.{name}": f"House rule “{name.replace('_', ' ')}”" for name in HOUSE_RULES},
}
"""Every field of the form by its name."""


def written(policy: Policy) -> dict[str, str]:
    """The policy as its form says it."""
    said = {name: f"{getattr(policy, name):g}" for name in NUMBERS}
    said |= {name: getattr(policy, name) for name in CHOICES}
    said["languages"] = ", ".join(policy.languages)
    said |= {f"rule.{name}": words for name, words in policy.house_rules.items()}
    said |= {f"mode.{name}": policy.modes.get(name, Mode.ON).value for name in SWITCHES}
    for name in LABEL_IDS:
        pair = policy.thresholds.get(name)
        for line in LINES:
            said[f"{line}.{name}"] = "" if pair is None else shown(getattr(pair, line))
    return said


def shown(line: float | None) -> str:
    """A probability as people write it."""
    return NEVER if line is None else f"{line:g}"


def differences(before: Given, after: Given) -> list[tuple[str, str, str]]:
    """What is different: title, the words before and the words after."""
    return [
        (title, words_for(name, before.get(name, "")), words_for(name, after.get(name, "")))
        for name, title in TITLES.items()
        if before.get(name, "") != after.get(name, "")
    ]


def words_for(name: str, value: str) -> str:
    """A field's value in words."""
    if name.startswith("mode."):
        return MODES.get(value, value)
    if name in CHOICES:
        return CHOICES[name][1].get(value, value)
    return value or "as the classifier has it"


def merged(mine: Given, seen: Given, now: Given) -> dict[str, str]:
    """What I changed since I saw the form, upon what others have changed meanwhile."""
    return {name: mine[name] if mine.get(name, seen[name]) != seen[name] else now[name] for name in now}


def read(given: Given, base: Policy, points: Points) -> Policy:
    """The policy that a form asks for; Invalid names each field that will not do. What it does not name stays."""
    said, problems = {**written(base), **{name: text.strip() for name, text in given.items()}}, list[FieldProblem]()

    def take(name: str, read_one: Callable[..., Any], *more: Any) -> Any:
        try:
            return read_one(said[name], *more)
        except ValueError as error:
            problems.append(FieldProblem(name, str(error)))
            return None

    fields = {name: take(name, read_number, number) for name, number in NUMBERS.items()}
    fields |= {name: take(name, read_choice, choices) for name, (_, choices) in CHOICES.items()}
    fields["languages"] = take("languages", read_languages)
    fields["house_rules"] = {name: take(f"rule.{name}", read_words, ours) for name, ours in HOUSE_RULES.items()}
    modes = {name: take(f"mode.{name}", read_choice, MODES) for name in SWITCHES}
    pairs = {
        name: take(f"hold.{name}", read_threshold, said[f"reject.{name}"], points.get(name) or DEFAULTS[name])
        for name in LABEL_IDS
    }
    if problems:
        raise Invalid("Some fields need your attention; nothing was saved.", tuple(problems))
    fields["modes"] = {name: Mode(mode) for name, mode in modes.items() if mode != "on"}
    fields["thresholds"] = {name: pair for name, pair in pairs.items() if pair is not None}
    return replace(base, **fields)


def read_number(text: str, number: Number) -> float:
    """A number within its bounds."""
    try:
        found = number.kind(text)
    except ValueError:
        found = number.most + 1
    if not number.least <= found <= number.most:
        raise ValueError(f"Write a number from {number.least:g} to {number.most:g}.")
    return found


def read_choice(text: str, choices: Mapping[str, str]) -> str:
    """One of the choices."""
    if text not in choices:
        raise ValueError("Choose one of the list.")
    return text


def read_languages(text: str) -> tuple[str, ...]:
    """Codes of languages, parted by commas or spaces."""
    codes = tuple(dict.fromkeys(re.split(r"[\s,;]+", text.casefold().strip(" ,;"))))
    if len(codes) > 20 or not all(re.fullmatch(r"[a-z]{2,3}", code) for code in codes):
        raise ValueError("Write codes of two or three letters, such as: en, de.")
    return codes


def read_words(text: str, ours: str) -> str:
    """A house rule in the site's words; empty means ours."""
    plain = " ".join("".join(c if unicodedata.category(c) not in {"Cc", "Cs"} else " " for c in text).split())
    if len(plain) > MOST_WORDS:
        raise ValueError(f"A house rule may have {MOST_WORDS} characters; this has {len(plain)}.")
    return plain or ours


def read_threshold(hold: str, reject: str, own: Threshold) -> Threshold | None:
    """A label's thresholds; None leaves them to the classifier. Of two, an empty one is as the classifier has it."""
    if not hold and not reject:
        return None
    found = Threshold(read_line(hold, own.hold), read_line(reject, own.reject))
    if found.hold is not None and found.reject is not None and found.hold > found.reject:
        raise ValueError(f"It rejects from {found.reject:g}, so it cannot hold from {found.hold:g}.")
    return found


def read_line(text: str, usual: float | None) -> float | None:
    """A probability; `never` is none."""
    if not text:
        return usual
    if text.casefold() == NEVER:
        return None
    if not re.fullmatch(r"(0|1)?([.,]\d{1,4})?", text) or not 0 < (found := float(text.replace(",", "."))) <= 1:
        raise ValueError(f"Write a probability such as 0.35, or “{NEVER}”, or nothing for the classifier's own.")
    return found
