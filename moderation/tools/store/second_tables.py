"""The table of second looks. Conventions are those of `tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table

from moderation.tools.store.tables import metadata

# A decided comment of the sample. `open` until a second person has said what they would do, without seeing what was
# done; then `agreed`, or `disputed` until a senior has `settled` it.
second_look = Table(
    "second_look",
    metadata,
    Column("comment_id", ForeignKey("comment.id"), primary_key=True),
    Column("site_id", String(32), nullable=False),
    Column("state", String(10), nullable=False),
    Column("first_by", String(200), nullable=False),
    Column("first_status", String(10), nullable=False),
    Column("first_decision", String(32), nullable=False, index=True),
    Column("first_at", BigInteger, nullable=False),
    Column("second_by", String(200)),
    Column("second_status", String(10)),
    Column("second_words", String(1000)),
    Column("settled_by", String(32), index=True),
    Index("ix_second_look_list", "site_id", "state", "first_at", "comment_id"),
)
