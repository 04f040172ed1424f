"""Review: a moderator's decision, which always wins over the machine's verdict."""

from __future__ import annotations

from dataclasses import dataclass

from uuid_utils import uuid7

from moderation.errors import Conflict, NotFound
from moderation.toolbox import Toolbox
from moderation.tools.store import decisions, outbox
from moderation.tools.store.sites import Site


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator says: published, held or rejected, in whose name, and why."""

    status: str
    moderator: str
    reason: str


def decide(toolbox: Toolbox, site: Site, comment_id: str, said: Decision) -> str:
    """Move a judged comment to its decided status and append who, when and why; returns the status before."""
    now = toolbox.clock()
    with toolbox.store.write() as db:
        before = decisions.status_of(db, site.id, comment_id)
        if before is None:
            raise NotFound("There is no such comment on this site.")
        if before == "pending":
            raise Conflict("The comment is still being judged; decide when it has its verdict.")
        decisions.add(
            db,
            {
                "id": uuid7().hex,
                "comment_id": comment_id,
                "moderator": said.moderator,
                "from_status": before,
                "to_status": said.status,
                "reason": said.reason,
                "created_at": now,
            },
        )
        told = {"id": comment_id, "from": before, "status": said.status, "reason": said.reason}
        if event := outbox.event_row(site, "comment.decided", told, now):
            outbox.add(db, event)
    return before
