"""Sheets: exported comments as lines of CSV that no spreadsheet takes for a formula, and as lines of JSON."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from moderation.doors.desk.moments import machine

Row = Mapping[str, Any]

COLUMNS = (
    "id site page_url page_title parent author author_name author_url created_at status text "
    "verdict rules scores classifier policy decisions decided_at decided_by decision reason"
).split()
FORMULA = re.compile(r"[\t\r\n]|[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\uff0b\uff0d\uff1d\uff20]")
"""How a cell begins that some spreadsheet would run, behind characters that it may skip and in their wide forms."""


def inert(cell: str) -> str:
    """The cell as text for every spreadsheet: an apostrophe stands before what could be a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def as_csv(rows: Iterable[Row]) -> str:
    """Lines of CSV, everything quoted (RFC 4180)."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerows([inert(cell) for cell in cells(row)] for row in rows)
    return written.getvalue()


def head_of_csv() -> str:
    """The names of the columns."""
    return ",".join(f'"{name}"' for name in COLUMNS) + "\r\n"


def cells(row: Row) -> list[str]:
    """One comment as the cells of COLUMNS; of the decisions their number and the last one."""
    told = row["decisions"][-1] if row["decisions"] else None
    found = {
        **row,
        "parent": row["parent_id"],
        "author": row["author_id"],
        "created_at": machine(row["created_at"]),
        "verdict": row["action"],
        "rules": " ".join(dict.fromkeys(finding["rule"] for finding in row["findings"] or ())),
        "scores": " ".join(f"{label}={score:.2f}" for label, score in (row["scores"] or {}).items()),
        "decisions": len(row["decisions"]),
        "decided_at": machine(told["created_at"]) if told else "",
        "decided_by": told["moderator"] if told else "",
        "decision": told["action"] if told else "",
        "reason": told["reason"] if told else "",
    }
    return ["" if found[name] is None else str(found[name]) for name in COLUMNS]


def as_json(rows: Iterable[Row]) -> str:
    """Lines of JSON, one comment each, with all findings and all decisions."""
    return "".join(orjson.dumps(whole(row), option=orjson.OPT_APPEND_NEWLINE).decode() for row in rows)


def whole(row: Row) -> dict[str, Any]:
    """One comment with everything that the machine and people said about it."""
    judged = row["action"] is not None
    return {
        "id": row["id"],
        "site": row["site"],
        "page": {"url": row["page_url"], "title": row["page_title"]},
        "parent": row["parent_id"],
        "author": {"id": row["author_id"], "name": row["author_name"], "url": row["author_url"]},
        "created_at": machine(row["created_at"]),
        "status": row["status"],
        "text": row["text"],
        "verdict": {name: row[name] for name in "action classifier policy scores findings".split()} if judged else None,
        "decisions": [
            {
                "at": machine(told["created_at"]),
                "by": told["moderator"],
                "action": told["action"],
                "detail": told["detail"],
                "from": told["from_status"],
                "to": told["to_status"],
                "reason": told["reason"],
            }
            for told in row["decisions"]
        ],
    }


Writer = Callable[[Iterable[Row]], str]
FORMATS: Mapping[str, tuple[str, str, Writer]] = {
    "csv": ("text/csv", head_of_csv(), as_csv),
    "jsonl": ("application/jsonl", "", as_json),
}
"""What each format calls itself, begins with, and how its rows are written."""
