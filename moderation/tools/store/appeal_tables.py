"""The table of authors' appeals. Conventions are those of `tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint, text

from moderation.tools.store.tables import metadata

OPEN = text("outcome IS NULL")

appeal = Table(
    "appeal",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("comment_id", ForeignKey("comment.id"), nullable=False),
    Column("site_id", String(32), nullable=False),
    # What it is against: the identifier of a decision, or `verdict`. There is one appeal against each.
    Column("against", String(32), nullable=False),
    Column("words", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # `upheld` when the rejection stands, `overturned` when it does not; the answer is the reason of the decision.
    Column("outcome", String(10)),
    Column("decision_id", String(32), index=True),
    Column("answer", String(2000), nullable=False),
    Column("answered_at", BigInteger),
    UniqueConstraint("comment_id", "against"),
    Index("ix_appeal_open", "site_id", "created_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
)
