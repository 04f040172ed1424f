"""The policy, in order: first what the moment says, then what the comment says. Read it aloud."""

from __future__ import annotations

from moderation.judgement.rules import (
    advertising,
    banned,
    belittling,
    blocked,
    captcha,
    closed,
    contact_details,
    domains,
    duplicate,
    gibberish,
    honeypot,
    labels,
    language,
    links,
    menace,
    near_duplicate,
    newcomer,
    off_topic,
    pace,
    provocation,
    repetition,
    shouting,
    unreadable,
    words,
)
from moderation.judgement.verdict import Rule

GATES: tuple[Rule, ...] = (
    # Is there a discussion, and may this author take part in it?
    closed.RULE,
    banned.RULE,
    blocked.RULE,
    # Did a person fill in the form?
    honeypot.RULE,
    captcha.RULE,
    # Has this been said already, or is it too much at once?
    duplicate.RULE,
    near_duplicate.RULE,
    pace.RULE,
)
"""Facts of the moment: asked of every comment anew, and never remembered."""

RULES: tuple[Rule, ...] = (
    # Can we read it at all? What nobody has read is held.
    language.RULE,
    unreadable.RULE,
    # Is it an attack, abuse, a threat, hate, spam? One rule for each label of the classifier.
    *labels.RULES,
    menace.RULE,
    belittling.RULE,
    # Does it hold what this site keeps out?
    words.RULE,
    domains.RULE,
    # Does it sell something, or send people elsewhere?
    advertising.RULE,
    links.RULE,
    newcomer.RULE,
    contact_details.RULE,
    # Does it let others talk?
    shouting.RULE,
    repetition.RULE,
    provocation.RULE,
    gibberish.RULE,
    off_topic.RULE,
)
"""What the comment itself says: the same text by the same author always gets the same answer."""
