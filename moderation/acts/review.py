"""Review: a moderator's decision, which always wins over the machine's verdict, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uuid_utils import uuid7

from moderation.acts import measures, sample
from moderation.acts.measures import Measure
from moderation.errors import Conflict, Invalid, NotFound
from moderation.toolbox import Toolbox
from moderation.tools.store import decisions, outbox, seconds
from moderation.tools.store.connection import Transaction
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
DONE = {
    **{action.id: action.done for action in ACTIONS.values()},
    "hold": "Held",
    "undo": "Taken back",
    **measures.DONE,
    "uphold": "Appeal turned down",
    "overturn": "Appeal granted",
    "settle": "Settled between two",
}
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
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """Who takes something back: the decision that they name, else the last one; and what they had before them."""

    moderator: str
    seen: Seen
    decision: str = ""


class Overtaken(Conflict):
    """Somebody else decided meanwhile. `told` is what they decided, `now` where the comment is."""

    title = "Somebody decided before you"

    def __init__(self, status: str, told: Told | None) -> None:
        who = f"{told.moderator} has decided on this comment" if told else "This comment has moved"
        super().__init__(f"{who} since you opened it, so yours was not counted. Nothing is lost.")
        self.now = status
        self.told = told


def permitted(status: str, doubted: bool) -> list[Action]:
    """What may be done with a comment of this status. A pending one is the machine's; a published one can be approved
    where readers doubt it, so that their reports have an answer."""
    wanted = [action for action in ACTIONS.values() if action.status != status or (doubted and action.id == "approve")]
    return [] if status == "pending" else wanted


def decide(toolbox: Toolbox, site: Site, comment_id: str, said: Decision) -> str:
    """Move a judged comment to its decided status and append who, when and why; returns the status before."""
    with toolbox.store.write() as db:
        before = decidable(db, site, comment_id)
        if said.seen is not None:
            check_seen(said.seen, before, decisions.history(db, comment_id))
        entry = row(comment_id, before, said, toolbox.clock())
        decisions.add(db, site.id, entry, told_to(site, entry))
        seconds.begin(db, sample.looks(toolbox, site, [entry]))
    return before


def decide_all(toolbox: Toolbox, site: Site, ids: Sequence[str], said: Decision) -> list[str]:
    """The same decision on each of these on which nobody else has decided, in one transaction; returns those moved."""
    with toolbox.store.write() as db:
        found = decisions.statuses(db, site.id, ids)
        open_to_all = undecided(db, found)
        moved = [each for each in dict.fromkeys(ids) if each in open_to_all and found[each] != said.status]
        rows = [row(comment_id, found[comment_id], said, toolbox.clock()) for comment_id in moved]
        append_all(db, site, rows)
        seconds.begin(db, sample.looks(toolbox, site, rows))
    return moved


def undecided(db: Transaction, found: Mapping[str, str]) -> set[str]:
    """Those of these comments, by their status, that can be decided together: they wait, or only the machine has
    published them, as it does with the first ones of a wave."""
    told = decisions.histories(db, [comment_id for comment_id, status in found.items() if status == "published"])
    waiting = {comment_id for comment_id, status in found.items() if status == "held"}
    return waiting | {comment_id for comment_id, own in told.items() if decisions.standing(own) is None}


def measure(toolbox: Toolbox, site: Site, comment_id: str, said: Measure) -> str:
    """Do what a moderator may do beside moving the comment, and append it to the chain; returns the row's id."""
    with toolbox.store.write() as db:
        status, now = decidable(db, site, comment_id), toolbox.clock()
        if said.action in measures.MARKS and status != "held":
            raise Overtaken(status, next(iter(decisions.history(db, comment_id)[-1:]), None))
        detail = measures.take(db, site, comment_id, said, now)
        entry = row(comment_id, status, Decision(status, said.moderator, said.reason, said.action), now)
        decisions.add(db, site.id, {**entry, "detail": detail}, None)
    toolbox.store.forget(site.id)
    return str(entry["id"])


def undo(toolbox: Toolbox, site: Site, comment_id: str, taken: Undo) -> Told:
    """Take back a decision or a measure that stands, by a row of its own; returns the one taken back."""
    with toolbox.store.write() as db:
        before, told, now = decidable(db, site, comment_id), decisions.history(db, comment_id), toolbox.clock()
        back = wanted_back(told, taken.decision)
        if back is None or back.action not in decisions.MEASURES:
            check_seen(taken.seen, before, told)
        if back is None:
            raise Invalid("There is no decision to take back.")
        if back.action in decisions.MEASURES:
            measures.take_back(db, site, back, taken.moderator, now)
        entry = undone(back, before, taken.moderator, now)
        decisions.add(db, site.id, entry, told_to(site, entry) if entry["to_status"] != before else None)
    toolbox.store.forget(site.id)
    return back


def undo_batch(toolbox: Toolbox, site: Site, batch: str, moderator: str) -> list[str]:
    """Take back all that one step decided on this site and nobody has decided on since; returns those comments."""
    with toolbox.store.write() as db:
        ids = [told.comment_id for told in decisions.of_batch(db, [site.id], batch)]
        found, histories, now = decisions.statuses(db, site.id, ids), decisions.histories(db, ids), toolbox.clock()
        backs = [
            back for back in map(decisions.standing, histories.values()) if back is not None and back.batch == batch
        ]
        append_all(db, site, [undone(back, found[back.comment_id], moderator, now) for back in backs])
    return [back.comment_id for back in backs]


def append_all(db: Transaction, site: Site, rows: Sequence[dict[str, Any]]) -> None:
    """Append these rows, and tell the site of each."""
    if rows:
        events = (told_to(site, entry) for entry in rows)
        decisions.add_all(db, site.id, rows, [event for event in events if event is not None])


def decidable(db: Transaction, site: Site, comment_id: str) -> str:
    """The status of a comment that can be decided on: it is the site's, and has its verdict."""
    before = decisions.status_of(db, site.id, comment_id)
    if before is None:
        raise NotFound("There is no such comment on this site.")
    if before == "pending":
        raise Conflict("The comment is still being judged; decide when it has its verdict.")
    return before


def wanted_back(told: Sequence[Told], decision_id: str) -> Told | None:
    """The decision that an undo means: the one that it names, else the last that moved the comment."""
    if not decision_id:
        return decisions.standing(told)
    found = next((entry for entry in decisions.undoable(told) if entry.id == decision_id), None)
    if found is None:
        raise Overtaken(told[-1].to_status if told else "", told[-1] if told else None)
    return found


def truth(told: Sequence[Told]) -> Mapping[str, bool] | None:
    """What moderators say the labels of a comment are: what a classifier learns from. None when nobody said."""
    said = next((entry for entry in decisions.undoable(told) if entry.action == "labels"), None)
    return (said.detail or {}).get("labels") if said else None


def undone(back: Told, before: str, moderator: str, now: int) -> dict[str, Any]:
    """The row that takes a decision back."""
    status = before if back.action in decisions.MEASURES else back.from_status
    said = Decision(status, moderator, f"Takes back: {DONE[back.action]}.", "undo")
    return {**row(back.comment_id, before, said, now), "reverts": back.id}


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
        "batch": said.batch,
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
