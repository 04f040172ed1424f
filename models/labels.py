"""The labels that the classifier scores: what each means, which house rule it serves, how others name it.

One row per label is all it takes to add one: training, API, dialects, desk and docs read this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Label:
    """One row: thresholds are calibrated probabilities; `reject=None` means that a machine never rejects."""

    id: str
    title: str
    definition: str
    house_rule: str
    wire: Mapping[str, str] = field(default_factory=dict)
    hold: float = 0.5
    reject: float | None = 0.95
    review_only: bool = False


LABELS: tuple[Label, ...] = (
    Label(
        id="personal_attack",
        title="Personal attack",
        definition="Demeans a person who takes part or is written about, instead of answering what was said.",
        house_rule="no_personal_attacks",
        wire={"perspective": "INSULT", "openai": "harassment"},
    ),
    Label(
        id="abuse",
        title="Abuse",
        definition="Insulting or demeaning language, at anyone, that would drive people out of a discussion.",
        house_rule="no_abuse",
        wire={"perspective": "TOXICITY", "openai": "harassment"},
    ),
    Label(
        id="threat",
        title="Threat",
        definition="Announces, wishes or calls for violence or harm to a person or a group.",
        house_rule="no_abuse",
        wire={"perspective": "THREAT", "openai": "harassment/threatening"},
    ),
    Label(
        id="identity_attack",
        title="Attack on identity",
        definition="Demeans people for their origin, religion, sex, orientation, disability or age.",
        house_rule="no_abuse",
        wire={"perspective": "IDENTITY_ATTACK", "openai": "hate"},
    ),
    Label(
        id="obscene",
        title="Obscene language",
        definition="Swear words or sexual vulgarity, whoever they are aimed at.",
        house_rule="no_abuse",
        wire={"perspective": "PROFANITY", "openai": "sexual"},
    ),
    Label(
        id="spam",
        title="Spam",
        definition="Advertising, self-promotion or bait that has nothing to do with the page.",
        house_rule="no_spam",
        wire={"perspective": "SPAM", "akismet": "spam"},
    ),
    Label(
        id="accusation",
        title="Risk of defamation",
        definition="Accuses a named person or role of a crime, bribery, fraud, perversion or treason.",
        house_rule="no_defamation",
        reject=None,
        review_only=True,
    ),
)

SCORED: tuple[str, ...] = tuple(label.id for label in LABELS if not label.review_only)
