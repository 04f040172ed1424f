"""Claims: who reads a comment just now, so that two do not read the same. A courtesy, never a lock."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from moderation.doors.desk.visit import Visit
from moderation.errors import Unavailable
from moderation.tools.store import passing, seconds
from moderation.tools.store.dossier import Subject

LASTS = 2 * 60_000
"""Milliseconds for which an opened comment is claimed; its page renews that while it is open."""


def claim(visit: Visit, about: Subject) -> None:
    """Say that this moderator reads the comment. A database that is busy does not keep anybody from reading."""
    now = visit.toolbox.clock()
    if about.status != "held":
        return
    try:
        with visit.toolbox.store.write() as db:
            passing.take(db, about.id, visit.email, now + LASTS, now)
    except Unavailable:
        return


def show_readers(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Renew the claim, and tell who else reads this: a fragment, asked for every now and then by the page."""
    about = visit.subject(comment_id)
    claim(visit, about)
    with visit.toolbox.store.read() as db:
        reader = passing.readers(db, [about.id], visit.email, visit.toolbox.clock()).get(about.id, "")
        unseeing = seconds.asked_of(db, visit.email, [about.id])
    was = request.args.get("was", about.status)
    return render_template("desk/_reading.html", reader=reader, was=was, status="" if unseeing else about.status)


def leave(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Give the claim back: the page was left."""
    about = visit.subject(comment_id)
    with visit.toolbox.store.write() as db:
        passing.release(db, about.id, visit.email)
    return Response(status=204)
