"""Shelves: the entries of lists as lines of text or CSV, to be taken in and given out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

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
        found = [(number, from_row(row)) for number, row in enumerate(csv.DictReader(io.StringIO(text.strip())), 2)]
    else:
        lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
        found = [(number, Entry(kind, line, action)) for number, line in lines if line and not line.startswith("#")]
    if not 0 < len(found) <= MOST_LINES:
        raise Invalid(f"Paste 1 to {MOST_LINES:,} lines; these are {len(found):,}.")
    return [checked(number, entry) for number, entry in found]


def from_row(row: dict[str, str]) -> Entry:
    """A line of our CSV, without the apostrophe that kept a spreadsheet from running it. Ends are not taken over."""
    cells = {name: (row.get(name) or "") for name in COLUMNS}
    plain = {
        name: cell[1:] if cell.startswith("'") and inert(cell[1:]) == cell else cell for name, cell in cells.items()
    }
    return Entry(plain["kind"] if plain["kind"] in KINDS else "", plain["value"], plain["action"], plain["note"])


def checked(number: int, entry: Entry) -> Entry:
    """The entry, or what is wrong with its line."""
    try:
        return enlist.proper(entry)
    except Invalid as error:
        raise Invalid(f"Line {number}: {error.detail} Nothing was imported.", error.problems) from error
