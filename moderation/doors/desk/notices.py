"""Notices: what was done a moment ago, with the way back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from moderation.acts.review import DONE
from moderation.doors.desk.visit import Visit, known
from moderation.tools.store import decisions, dossier, seconds
from moderation.tools.store.dossier import Subject


@dataclass(frozen=True, slots=True)
class Notice:
    """The last decision on a comment, and what an undo form needs."""

    about: Subject
    done: str
    last: str
    undoable: bool


def notice(visit: Visit) -> Notice | None:
    """What the address says was done just now, if it was done on a comment that this visit may see."""
    comment_id = known(request.args.get("did", ""))
    if not comment_id:
        return None
    with visit.toolbox.store.read() as db:
        about = dossier.subject(db, visit.site_ids, comment_id)
        told = decisions.history(db, comment_id) if about else []
        unseeing = seconds.asked_of(db, visit.email, [comment_id])
    if about is None or not told or unseeing:
        return None
    return Notice(about, DONE[told[-1].action], told[-1].id, decisions.standing(told) is not None)
