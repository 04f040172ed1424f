"""The default house rules, in our own words. A site may reword each; the identifiers stay."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HOUSE_RULES: Mapping[str, str] = MappingProxyType(
    {
        "welcome": ("Disagree as sharply as you like with ideas, arguments and decisions: dissent is welcome here."),
        "no_personal_attacks": (
            "Argue with the point, not the person: attacks on authors, readers or anybody else stay out."
        ),
        "no_abuse": "No abuse: insults, threats and contempt for groups of people stay out.",
        "no_defamation": "Do not accuse anybody of wrongdoing without proof that others can check.",
        "no_disruption": "Let the discussion breathe: no flooding, no shouting, no repeating, no derailing.",
        "no_spam": "No advertising, and no links that have nothing to do with the article.",
    }
)
"""Identifier -> sentence. Every label and every rule names one of these identifiers."""

WELCOME = "welcome"
"""What a rule serves that blames nobody, such as a captcha: its findings quote no house rule."""
