"""The tables of the review desk: chains, kept counts, causes, sessions. Conventions are those of `tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table

from moderation.tools.store.tables import metadata

# The end of each site's chain, so that rows which are missing there are missed.
chain = Table(
    "chain",
    metadata,
    Column("site_id", ForeignKey("site.id"), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

# Comments by status, counted as they move. Several shards a count, so that workers do not wait for one row.
tally = Table(
    "tally",
    metadata,
    Column("site_id", ForeignKey("site.id"), primary_key=True),
    Column("status", String(10), primary_key=True),
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)

# Why a comment was stopped: a rule or a label, beside what the queue is sorted by, so that one index serves both.
cause = Table(
    "cause",
    metadata,
    Column("comment_id", ForeignKey("comment.id"), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("site_id", String(32), nullable=False),
    Column("status", String(10), nullable=False),
    Column("priority", Float, nullable=False),
    Index("ix_cause_queue", "site_id", "name", "status", "priority", "comment_id"),
)

desk_session = Table(
    "desk_session",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("email", String(320), nullable=False, index=True),
    # Whether a second factor was shown, beside the password or instead of it.
    Column("proved", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False, index=True),
)

login_failure = Table(
    "login_failure",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account", String(32), nullable=False),
    Column("network", String(32), nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
    Index("ix_login_failure_account", "account", "created_at"),
    Index("ix_login_failure_network", "network", "created_at"),
)
