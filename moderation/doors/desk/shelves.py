"""Shelves: the entries of lists as lines of text or CSV, to be taken in and given out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial

from moderation.acts import enlist
from moderation.acts.enlist import KINDS
from moderation.doors.desk.moments import machine
from moderation.doors.desk.sheets import inert
from moderation.errors import Invalid
from moderation.tools.store.lists import Entry, Kept

COLUMNS = ("kind", "value", "action", "note", "until", "added_by", "added_at")
MOST_LINES = 5000
MOST_CHARACTERS = 500_000


def write(rows: Iterable[Kept]) -> str:
    """CSV with a head; nothing in it is a formula."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in rows:
        until = machine(row.until) if row.until else ""
        cells = (row.kind, row.value, row.action, row.note, until, row.created_by, machine(row.created_at))
        writer.writerow([inert(cell) for cell in cells])
    return written.getvalue()


def read(text: str, kind: str, action: str) -> list[Entry]:
    """Entries from our own CSV, known by its head, or from plain lines: an entry each, all of one kind and action."""
    if len(text) > MOST_CHARACTERS:
        raise Invalid(f"That is more than {MOST_CHARACTERS:,} characters. Import it in parts.")
    head = text.lstrip("\ufeff \r\n").partition("\n")[0].replace('"', "").strip().split(",")
    if tuple(head[:3]) == COLUMNS[:3]:
        found = [(number, partial(from_row, row)) for number, row in enumerate(rows_of(text), 2)]
    else:
        lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
        written = ((number, line) for number, line in lines if line and not line.startswith("#"))
        found = [(number, partial(Entry, kind, line, action)) for number, line in written]
    if not 0 < len(found) <= MOST_LINES:
        raise Invalid(f"Paste 1 to {MOST_LINES:,} lines; these are {len(found):,}.")
    return [checked(number, make) for number, make in found]


def rows_of(text: str) -> list[dict[str, str]]:
    """The lines of a CSV under its head."""
    try:
        return list(csv.DictReader(io.StringIO(text.strip())))
    except csv.Error as error:
        raise Invalid(f"That is not CSV: {error}.") from error


def from_row(row: dict[str, str]) -> Entry:
    """A line of our CSV, without the apostrophe that kept a spreadsheet from running it."""
    cells = {name: (row.get(name) or "") for name in COLUMNS}
    plain = {name: cell.removeprefix("'") if guarded(cell) else cell for name, cell in cells.items()}
    kind = plain["kind"] if plain["kind"] in KINDS else ""
    return Entry(kind, plain["value"], plain["action"], plain["note"], moment(plain["until"]))


def guarded(cell: str) -> bool:
    """Whether the apostrophe before a cell is ours."""
    return cell.startswith("'") and inert(cell[1:]) == cell


def moment(text: str) -> int | None:
    """An end as the export writes it; empty is none."""
    if not text:
        return None
    try:
        return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp() * 1000)
    except ValueError as error:
        raise enlist.wrong("until", "Write the end as 2026-12-31T23:00:00Z, or leave it empty.") from error


def checked(number: int, make: Callable[[], Entry]) -> Entry:
    """The entry, or what is wrong with its line."""
    try:
        return enlist.proper(make())
    except Invalid as error:
        raise Invalid(f"Line {number}: {error.detail} Nothing was imported.", error.problems) from error
