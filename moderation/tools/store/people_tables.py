"""The tables of people: accounts, their second factors, and invitations. Conventions are those of `tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, Text

from moderation.tools.store.tables import metadata

# One row a person, whatever the sites; `moderator` says where that person sits. It leaves with the last seat.
account = Table(
    "account",
    metadata,
    Column("email", String(320), primary_key=True),
    Column("password_hash", String(200), nullable=False),
    # The secret of the authenticator app, encrypted, and the last step of time whose code was used.
    Column("totp", String(400)),
    Column("totp_step", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# The key is a hash of the credential's identifier, which may be a thousand bytes long.
passkey = Table(
    "passkey",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("email", ForeignKey("account.email"), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("credential", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("used_at", BigInteger, nullable=False),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("email", ForeignKey("account.email"), primary_key=True),
    Column("hash", String(32), primary_key=True),
)

# The key is the hash of the secret in the link.
invitation = Table(
    "invitation",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False, index=True),
    Column("email", String(320), nullable=False),
    Column("role", String(20), nullable=False),
    Column("invited_by", String(320), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
)

# What counts once: challenges that were answered. A row may go when its challenge has ended by itself.
spent = Table(
    "spent",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("ends_at", BigInteger, nullable=False, index=True),
)
