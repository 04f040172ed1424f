"""The tables around the queue: claims, what was put aside, the search, and a site's reasons. As in `tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, text
from sqlalchemy.dialects.postgresql import TSVECTOR

from moderation.tools.store.tables import metadata

# Who reads a comment just now. A claim is a courtesy, never a lock.
claim = Table(
    "claim",
    metadata,
    Column("comment_id", ForeignKey("comment.id"), primary_key=True),
    Column("moderator", String(320), nullable=False),
    Column("until", BigInteger, nullable=False),
)

# Held comments that somebody passed on: not in the queue of this moderator, or of nobody below senior when empty.
aside = Table(
    "aside",
    metadata,
    Column("comment_id", ForeignKey("comment.id"), primary_key=True),
    Column("moderator", String(320), primary_key=True),
)

# The words of judged comments, in the order of judging. SQLite keeps them in the FTS5 table search_words instead.
search = Table(
    "search",
    metadata,
    Column("number", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("comment_id", ForeignKey("comment.id"), nullable=False, unique=True),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql")),
    Index("ix_search_words", "words", postgresql_using="gin", sqlite_where=text("words IS NOT NULL")),
)

# Reasons that a site's moderators choose from, beside the house rules.
canned_reason = Table(
    "canned_reason",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False, index=True),
    Column("words", String(1000), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
)
