"""Lists: words, domains and senders that a site keeps out or looks at first."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import enlist, gather
from moderation.acts.enlist import ACTIONS, KINDS
from moderation.doors.desk import shelves
from moderation.doors.desk.moments import DAY, begins
from moderation.doors.desk.visit import Visit
from moderation.errors import Invalid
from moderation.judgement.case import Case, Moment, Writer
from moderation.judgement.rules import blocked, domains, words
from moderation.judgement.verdict import Finding
from moderation.tools.store import lists, policies
from moderation.tools.store.lists import Entry, Search

PER_PAGE = 50
MOST_TEXT = 20_000
WRITTEN = tuple(kind for kind in KINDS if kind != "author")
"""The kinds that people write by hand; an author is put on the list from a comment."""


def show_all_lists(visit: Visit) -> ResponseReturnValue:
    """The lists of the first site; its page leads to the others."""
    return redirect(f"/desk/lists/{visit.site_ids[0]}", 303)


def add_entry(visit: Visit, site_id: str) -> ResponseReturnValue:
    """One more entry."""
    own, form = visit.own(site_id), request.form
    try:
        until = read_until(form.get("until", ""), visit.toolbox.clock())
        entry = Entry(form.get("kind", ""), form.get("value", ""), form.get("action", ""), form.get("note", ""), until)
        enlist.add(visit.toolbox, own, [entry], visit.email, "Added to the lists.")
    except Invalid as error:
        return show_lists(visit, own, problem=error)
    return redirect(f"/desk/lists/{own}?done=added", 303)


def end_entries(visit: Visit, site_id: str) -> ResponseReturnValue:
    """End the entries that were ticked."""
    own, ticked = visit.own(site_id), [each[:32] for each in request.form.getlist("id")[:PER_PAGE]]
    enlist.end(visit.toolbox, own, ticked, visit.email, "Ended on the lists.")
    return redirect(f"/desk/lists/{own}?done=ended", 303)


def import_entries(visit: Visit, site_id: str) -> ResponseReturnValue:
    """Many entries at once, or none of them and the line that is wrong."""
    own, form = visit.own(site_id), request.form
    try:
        entries = shelves.read(form.get("lines", ""), form.get("kind", ""), form.get("action", ""))
        enlist.add(visit.toolbox, own, entries, visit.email, f"Imported: {len(entries):,} lines.")
    except Invalid as error:
        return show_lists(visit, own, problem=error)
    return redirect(f"/desk/lists/{own}?done=added", 303)


def export_entries(visit: Visit, site_id: str) -> ResponseReturnValue:
    """All entries in force, as CSV that no spreadsheet runs."""
    own = visit.own(site_id)
    with visit.toolbox.store.read() as db:
        rows = lists.search(db, own, Search(), None, enlist.MOST_ENTRIES)
    answer = Response(shelves.write(rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="lists.csv"'
    return answer


def try_lists(visit: Visit, site_id: str) -> ResponseReturnValue:
    """What a comment would meet."""
    own = visit.own(site_id)
    return show_lists(visit, own, matched=matches(visit, own), tried=True)


def matches(visit: Visit, site_id: str) -> list[Finding]:
    """What the rules of the lists find in a comment that is not sent, whatever their modes are."""
    form, now = request.form, visit.toolbox.clock()
    with visit.toolbox.store.read() as db:
        policy = policies.version(db, site_id, policies.number(db, site_id), now)
    text, name, address = (form.get(field, "")[:MOST_TEXT] for field in ("text", "name", "address"))
    known = {"author": "", "name": name, "email": "", "address": address.strip()}
    moment = Moment(blocked_by=gather.known_by(policy, known))
    case = Case(text, policy, Writer(name), moment=moment)
    return [finding for rule in (words.RULE, domains.RULE, blocked.RULE) if (finding := rule.find(case))]


def show_lists(visit: Visit, site_id: str, problem: Invalid | None = None, **more: Any) -> ResponseReturnValue:
    """A page of the entries in force, with what was typed."""
    own, asked = visit.own(site_id), request.args
    wanted = Search(asked.get("kind", "")[:20], asked.get("words", "").strip()[:100])
    after = asked.get("after", "")[:32] or None
    with visit.toolbox.store.read() as db:
        rows = lists.search(db, own, wanted, after, PER_PAGE + 1)
        total = lists.length(db, own)
    html = visit.page(
        "lists",
        site=visit.site(own),
        rows=rows[:PER_PAGE],
        later=rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else "",
        total=total,
        wanted=wanted,
        kinds=KINDS,
        written={kind: KINDS[kind] for kind in WRITTEN},
        actions=ACTIONS,
        given=request.form,
        problem=problem,
        done=asked.get("done", ""),
        now=visit.toolbox.clock(),
        **{"matched": (), "tried": False, **more},
    )
    return make_response(html, 422 if problem else 200)


def read_until(text: str, now: int) -> int | None:
    """The end of a day in UTC; empty is none."""
    if not text:
        return None
    try:
        until = begins(text) + DAY
    except ValueError as error:
        raise enlist.wrong(
            "until", "There is no such day. Write the last one as 2026-12-31, or leave it empty."
        ) from error
    if until <= now:
        raise enlist.wrong("until", "This day is over already.")
    return until
