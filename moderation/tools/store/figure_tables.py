"""The table of the pictures: what happened on each site, hour by hour and day by day. Conventions as in `tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table

from moderation.tools.store.tables import metadata

# Several shards a count, as in `tally`, so that workers do not wait for one row.
figure = Table(
    "figure",
    metadata,
    Column("site_id", ForeignKey("site.id"), primary_key=True),
    Column("span", String(4), primary_key=True),
    Column("begins", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(90), primary_key=True),
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)
