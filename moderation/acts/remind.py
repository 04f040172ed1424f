"""Remind: tell moderators by mail, and a chat, that a queue is long or old. Counts, ages and links; never a text."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice

import orjson
from uuid_utils import uuid7

from moderation.acts.letters import Waiting, letter, link
from moderation.toolbox import Toolbox
from moderation.tools import mail
from moderation.tools.store import listing, reminders, sites, tally

log = logging.getLogger("adrem.remind")

HOUR = 3_600_000
CHAT = "chat"
MOST_LETTERS = 200
"""Letters in one go, so that it ends well before Celery would end it."""


def remind(toolbox: Toolbox) -> int:
    """Tell whoever wants to know of the queues that are long or old; returns how many were told."""
    config = toolbox.config
    if not (config.smtp_host or config.chat_webhook):
        return 0
    with toolbox.store.read() as db:
        every = [(site_id, name) for site_id, name, _ in sites.every(db)]
    told = 0
    for site_id, name in every:
        waiting = look(toolbox, site_id, name)
        if waiting is not None:
            told += write_letters(toolbox, waiting) if config.smtp_host else 0
            told += chat(toolbox, waiting) if config.chat_webhook else 0
    return told


def look(toolbox: Toolbox, site_id: str, name: str) -> Waiting | None:
    """The queue of a site, when it is longer or older than the settings allow."""
    with toolbox.store.read() as db:
        oldest = listing.oldest(db, (site_id,))
        held = tally.counts(db, (site_id,))["held"]
    if oldest is None:
        return None
    hours = int(toolbox.clock() - oldest[0]) // HOUR
    if held < toolbox.config.remind_length and hours < toolbox.config.remind_age:
        return None
    queue, comment = f"/desk/?site={site_id}&order=oldest", f"/desk/comments/{oldest[1]}?order=oldest"
    return Waiting(site_id, name, held, hours, link(toolbox, queue), link(toolbox, comment))


def write_letters(toolbox: Toolbox, waiting: Waiting) -> int:
    """A letter to every moderator of the site whose turn it is. Whom the server did not take stays to be told."""
    with toolbox.store.read() as db:
        people = reminders.people(db, waiting.site_id)
    claimed = list(islice((who for who in people if claim(toolbox, who, waiting.site_id)), MOST_LETTERS))
    missed = set(claimed)
    try:
        for sent in mail.send(toolbox.config, [letter(toolbox, who, waiting) for who in claimed]):
            missed.discard(sent.to)
    finally:
        give_back(toolbox, sorted(missed), waiting.site_id)
    log.info("site=%s letters=%d missed=%d", waiting.site_id, len(claimed) - len(missed), len(missed))
    return len(claimed) - len(missed)


def chat(toolbox: Toolbox, waiting: Waiting) -> int:
    """The same for a chat: a post that is signed with the site's secret, as all are; most chats show its `text`."""
    if not claim(toolbox, CHAT, waiting.site_id):
        return 0
    site = toolbox.store.site("id", waiting.site_id, sites.by_id)
    payload = {
        "type": "queue.waiting",
        "timestamp": datetime.fromtimestamp(toolbox.clock() / 1000, UTC).isoformat(),
        "text": f"{waiting.sentence} {waiting.queue}",
        "data": {"site": waiting.site_id, "held": waiting.held, "hours": waiting.hours, "queue": waiting.queue},
    }
    words, event_id = orjson.dumps(payload).decode(), f"msg_{uuid7().hex}"
    secret = site.webhook_secret if site else ""
    delivery = toolbox.webhooks.post(toolbox.config.chat_webhook, secret, event_id, words)
    if not delivery.delivered:
        give_back(toolbox, [CHAT], waiting.site_id)
    log.info("site=%s chat=%s", waiting.site_id, delivery.outcome)
    return int(delivery.delivered)


def claim(toolbox: Toolbox, who: str, site_id: str) -> bool:
    """Whether it is somebody's turn; from now on it is not."""
    now = toolbox.clock()
    with toolbox.store.write() as db:
        return reminders.claim(db, who, site_id, now, now - toolbox.config.remind_every * HOUR)


def give_back(toolbox: Toolbox, people: Sequence[str], site_id: str) -> None:
    """Let the next look try again."""
    with toolbox.store.write() as db:
        for who in people:
            reminders.give_back(db, who, site_id)


def choose(toolbox: Toolbox, who: str, site_id: str, wanted: bool) -> None:
    """Whether somebody is to be reminded of a site."""
    with toolbox.store.write() as db:
        reminders.choose(db, who, site_id, wanted)
