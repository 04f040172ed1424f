"""Letters: what a reminder says, and the signed links in it. A link leads to the desk, and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup

from moderation.errors import NotFound
from moderation.toolbox import Toolbox
from moderation.tools.mail import Letter

LINK_LIFETIME = 30 * 24 * 3_600_000
TOO_OLD = "This link is too old, or not one of ours. The queue of the desk shows what waits."


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits on one site: how many, since when the oldest, and where they are to be seen."""

    site_id: str
    site: str
    held: int
    hours: int
    queue: str
    oldest: str

    @property
    def sentence(self) -> str:
        """It in one sentence."""
        comments = "1 comment waits" if self.held == 1 else f"{self.held:,} comments wait"
        age = "less than an hour" if not self.hours else "1 hour" if self.hours == 1 else f"{self.hours} hours"
        return f"{comments} for a moderator of {self.site}, the oldest for {age}."


def letter(toolbox: Toolbox, who: str, waiting: Waiting) -> Letter:
    """What one person reads."""
    stop = f"{toolbox.config.origin}/desk/unsubscribe/{signer(toolbox, 'stop').dumps([who, waiting.site_id])}"
    text = (
        f"{waiting.sentence}\n\nThe queue, the oldest first:\n{waiting.queue}\n\nThe oldest comment:\n{waiting.oldest}"
        f"\n\nThe links lead to the desk, where you log in; they decide nothing.\nStop these letters:\n{stop}\n"
    )
    html = Markup(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Ad Rem</title><p>{}</p>'
        '<p><a href="{}">The queue, the oldest first</a><br><a href="{}">The oldest comment</a></p>'
        '<p><small>The links lead to the desk, where you log in; they decide nothing. <a href="{}">Stop these letters'
        "</a></small></p></html>"
    ).format(waiting.sentence, waiting.queue, waiting.oldest, stop)
    return Letter(who, waiting.sentence.rstrip("."), text, str(html), stop)


def link(toolbox: Toolbox, path: str) -> str:
    """An address for a mail that leads to a path of the desk, for some weeks."""
    token = signer(toolbox, "link").dumps([path, toolbox.clock() + LINK_LIFETIME])
    return f"{toolbox.config.origin}/desk/from-mail/{token}"


def destination(toolbox: Toolbox, token: str) -> str:
    """Where one of our links leads."""
    path, until = opened(toolbox, "link", token)
    if toolbox.clock() > int(str(until)):
        raise NotFound(TOO_OLD)
    return str(path)


def reader(toolbox: Toolbox, token: str) -> tuple[str, str]:
    """Whose letters a token may stop, and of which site."""
    who, site_id = opened(toolbox, "stop", token)
    return str(who), str(site_id)


def opened(toolbox: Toolbox, purpose: str, token: str) -> tuple[object, object]:
    """What a token of ours says; NotFound for everything else."""
    try:
        first, second = signer(toolbox, purpose).loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound(TOO_OLD) from error
    return first, second


def signer(toolbox: Toolbox, purpose: str) -> URLSafeSerializer:
    """The signer of what stands in letters, one key for each purpose."""
    return URLSafeSerializer(toolbox.keys.derive(f"mail-{purpose}"), salt=purpose)
