"""The table of reminders: who wants them, and when the last one went out. Conventions as in `tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, String, Table

from moderation.tools.store.tables import metadata

reminder = Table(
    "reminder",
    metadata,
    # An e-mail in lower case, or `chat`.
    Column("who", String(320), primary_key=True),
    Column("site_id", ForeignKey("site.id"), primary_key=True),
    Column("wanted", Boolean, nullable=False),
    Column("sent_at", BigInteger, nullable=False),
)
