"""Exporting: comments with verdicts and decisions as a file, for administrators, and a line of the audit for each."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from moderation.doors.desk.moments import DAY, begins, machine
from moderation.doors.desk.sheets import FORMATS
from moderation.doors.desk.visit import Visit
from moderation.errors import Invalid
from moderation.toolbox import Toolbox
from moderation.tools.store import exports, moderators
from moderation.tools.store.exports import Wanted

PIECE = 500
"""Comments that one transaction looks at, and all that is in memory at a time."""

STATUSES = {"": "Any", "pending": "Pending", "held": "Held", "published": "Published", "rejected": "Rejected"}


def show_export(visit: Visit, problem: str = "") -> ResponseReturnValue:
    """The form, as it was filled in."""
    html = visit.page("export", statuses=STATUSES, given=request.form, problem=problem)
    return make_response(html, 422 if problem else 200)


def export(visit: Visit) -> ResponseReturnValue:
    """The file, written while it is being sent."""
    form = request.form
    try:
        wanted = read_wanted(visit)
        mimetype, head, write = FORMATS[form.get("format", "csv")]
    except (Invalid, KeyError) as error:
        return show_export(visit, error.detail if isinstance(error, Invalid) else "Choose CSV or JSON lines.")
    with visit.toolbox.store.write() as db:
        detail = {name: form.get(name, "") for name in ("format", "status", "from", "to")}
        for site_id in wanted.site_ids:
            moderators.note(db, (site_id, visit.email, visit.toolbox.clock()), "export", detail)

    def lines() -> Iterator[str]:
        yield head
        for rows in pieces(visit.toolbox, wanted):
            yield write(rows)

    answer = Response(lines(), mimetype=mimetype)
    name = f"comments-{machine(visit.toolbox.clock())[:10]}.{form.get('format', 'csv')}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def pieces(toolbox: Toolbox, wanted: Wanted) -> Iterator[list[dict[str, object]]]:
    """All that is wanted, each piece in a transaction of its own, so that no reader holds up a writer."""
    after = None
    while True:
        with toolbox.store.read() as db:
            rows, after = exports.piece(db, wanted, after, PIECE)
        if rows:
            yield rows
        if after is None:
            return


def read_wanted(visit: Visit) -> Wanted:
    """What the form asks for, on the sites that this visit administers."""
    form = request.form
    site_ids = tuple(site_id for site_id in visit.site_ids if form.get("site", "") in {"", site_id})
    if not site_ids:
        raise Invalid("You do not administer this site. Choose one of the list.")
    if form.get("status", "") not in STATUSES:
        raise Invalid("There is no such status. Choose one of the list.")
    begin, end = read_day(form.get("from") or "1970-01-01"), read_day(form.get("to") or "9998-12-31")
    if end < begin:
        raise Invalid("The last day is before the first. Exchange them.")
    return Wanted(site_ids, form.get("status", ""), begin, end + DAY)


def read_day(text: str) -> int:
    """When a day begins."""
    try:
        return begins(text)
    except ValueError as error:
        raise Invalid(f"{text[:20]!r} is no day. Write it as 2026-01-31.") from error
