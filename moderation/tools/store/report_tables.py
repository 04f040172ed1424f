"""The tables of readers' reports. Conventions are those of `tables`."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, ForeignKey, Integer, String, Table

from moderation.tools.store.tables import metadata

# One reader's report of one comment. The reader is a keyed hash; the row goes when the retention ends.
report = Table(
    "report",
    metadata,
    Column("comment_id", ForeignKey("comment.id"), primary_key=True),
    Column("reporter", String(32), primary_key=True),
    Column("reason", String(64), nullable=False),
    Column("words", String(1000), nullable=False),
    # Whether a moderator came to the same view; None until somebody has decided.
    Column("was_right", Boolean),
    Column("created_at", BigInteger, nullable=False, index=True),
)

# How often a reader was right: what weighs the next report. Forgotten when the retention ends without another.
reporter = Table(
    "reporter",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("upheld", Integer, nullable=False),
    Column("dismissed", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False, index=True),
)

# All reports of one comment, added up. It names no reader, so it stays.
reported = Table(
    "reported",
    metadata,
    Column("comment_id", ForeignKey("comment.id"), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("weight", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    # When the reports took a published comment back to held.
    Column("held_at", BigInteger),
)
