"""Review: a moderator's decision, which always wins over the machine's verdict, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from uuid_utils import uuid7

from moderation.errors import Conflict, Invalid, NotFound
from moderation.toolbox import Toolbox
from moderation.tools.store import decisions, outbox
from moderation.tools.store.decisions import Told
from moderation.tools.store.sites import Site


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a moderator may do: its name, key, and the status that it leads to."""

    id: str
    title: str
    done: str
    key: str
    status: str
    needs_reason: bool = False


ACTIONS = {
    action.id: action
    for action in (
        Action("approve", "Approve", "Approved", "a", "published"),
        Action("reject", "Reject", "Rejected", "r", "rejected", needs_reason=True),
        Action("spam", "Spam", "Marked as spam", "s", "rejected"),
    )
}
DONE = {**{action.id: action.done for action in ACTIONS.values()}, "hold": "Held", "undo": "Taken back"}
PLAIN = {"published": "approve", "rejected": "reject", "held": "hold"}
"""What a decision is called that names only the status it leads to."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the moderator had before them: the comment's status, and its last decision; None leaves that open."""

    status: str
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator says: published, held or rejected, in whose name, and why.

    With `seen` it counts only if nobody has decided since; without, it counts whatever was decided before.
    """

    status: str
    moderator: str
    reason: str
    action: str = ""
    seen: Seen | None = None


class Overtaken(Conflict):
    """Somebody else decided meanwhile. `told` is what they decided, `now` where the comment is."""

    title = "Somebody decided before you"

    def __init__(self, status: str, told: Told | None) -> None:
        who = f"{told.moderator} has decided on this comment" if told else "This comment has moved"
        super().__init__(f"{who} since you opened it, so yours was not counted. Nothing is lost.")
        self.now = status
        self.told = told


def permitted(status: str) -> list[Action]:
    """What may be done with a comment of this status; page and act both use it. A pending one is the machine's."""
    return [] if status == "pending" else [action for action in ACTIONS.values() if action.status != status]


def decide(toolbox: Toolbox, site: Site, comment_id: str, said: Decision) -> str:
    """Move a judged comment to its decided status and append who, when and why; returns the status before."""
    with toolbox.store.write() as db:
        before = decisions.status_of(db, site.id, comment_id)
        if before is None:
            raise NotFound("There is no such comment on this site.")
        if before == "pending":
            raise Conflict("The comment is still being judged; decide when it has its verdict.")
        if said.seen is not None:
            check_seen(said.seen, before, decisions.history(db, comment_id))
        entry = row(comment_id, before, said, toolbox.clock())
        decisions.add(db, site.id, entry, told_to(site, entry))
    return before


def decide_all(toolbox: Toolbox, site: Site, ids: Sequence[str], said: Decision) -> list[str]:
    """The same decision on each of these that is still held; returns those that it moved."""
    moved, said = [], replace(said, seen=Seen("held"))
    for comment_id in ids:
        try:
            decide(toolbox, site, comment_id, said)
        except (Conflict, NotFound):
            continue
        moved.append(comment_id)
    return moved


def undo(toolbox: Toolbox, site: Site, comment_id: str, moderator: str, seen: Seen) -> Told:
    """Take back the last decision that stands, by a decision of its own; returns the one taken back."""
    with toolbox.store.write() as db:
        before = decisions.status_of(db, site.id, comment_id)
        if before is None:
            raise NotFound("There is no such comment on this site.")
        told = decisions.history(db, comment_id)
        check_seen(seen, before, told)
        back = decisions.standing(told)
        if back is None:
            raise Invalid("There is no decision to take back.")
        said = Decision(back.from_status, moderator, f"Takes back: {DONE[back.action]}.", "undo")
        entry = {**row(comment_id, before, said, toolbox.clock()), "reverts": back.id}
        decisions.add(db, site.id, entry, told_to(site, entry))
    return back


def check_seen(seen: Seen, status: str, told: Sequence[Told]) -> None:
    """Refuse what was decided upon an older state of the comment."""
    last = told[-1] if told else None
    if seen.status != status or (seen.last is not None and seen.last != (last.id if last else "")):
        raise Overtaken(status, last)


def row(comment_id: str, before: str, said: Decision, now: int) -> dict[str, Any]:
    """A decision as a row."""
    return {
        "id": uuid7().hex,
        "comment_id": comment_id,
        "moderator": said.moderator,
        "action": said.action or PLAIN[said.status],
        "from_status": before,
        "to_status": said.status,
        "reason": said.reason,
        "reverts": None,
        "created_at": now,
    }


def told_to(site: Site, entry: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the site is told, as a row of the webhook outbox."""
    data = {
        "id": entry["comment_id"],
        "from": entry["from_status"],
        "status": entry["to_status"],
        "reason": entry["reason"],
    }
    return outbox.event_row(site, "comment.decided", data, entry["created_at"])
