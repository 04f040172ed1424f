"""The tables. Moments are UTC milliseconds since 1970; identifiers are text made before the insert."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
PENDING = text("status = 'pending'")
ANSWERS = text("parent_id IS NOT NULL")
PASSED = text("passed")
UNDELIVERED = text("done_at IS NULL")

secret = Table(
    "secret",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)

site = Table(
    "site",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("public_key", String(64), nullable=False, unique=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("akismet_hash", String(64), nullable=False, unique=True),
    Column("origins", JSON, nullable=False),
    Column("webhook_url", String(2000)),
    Column("webhook_secret", String(100), nullable=False),
    Column("policy_version", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

policy = Table(
    "policy",
    metadata,
    Column("site_id", ForeignKey("site.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", JSON, nullable=False),
    Column("why", String(500), nullable=False, server_default=""),
    Column("created_by", String(200), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

moderator = Table(
    "moderator",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("email", String(320), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("site_id", "email"),
)

list_entry = Table(
    "list_entry",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("value", String(500), nullable=False),
    Column("action", String(20), nullable=False),
    Column("note", String(500), nullable=False, server_default=""),
    Column("until", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    # An entry is in force from one version of the policy up to, but not in, another; NULL has no end.
    Column("since", Integer, nullable=False, server_default="1"),
    Column("ended", Integer),
    Index("ix_list_entry_ended", "site_id", "ended", "id"),
)

page = Table(
    "page",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("url", String(2000), nullable=False),
    Column("title", String(500), nullable=False),
    Column("authors", JSON, nullable=False),
    Column("closed_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
)

author = Table(
    "author",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("published", Integer, nullable=False, server_default="0"),
    Column("rejected", Integer, nullable=False, server_default="0"),
    Column("trusted", Boolean, nullable=False, server_default=text("false")),
    Column("banned_until", BigInteger),
    Column("created_at", BigInteger, nullable=False),
)

comment = Table(
    "comment",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("page_id", ForeignKey("page.id"), nullable=False),
    Column("author_id", ForeignKey("author.id"), nullable=False),
    Column("parent_id", ForeignKey("comment.id")),
    Column("status", String(10), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("author_name", String(200), nullable=False),
    Column("author_url", String(2000), nullable=False),
    Column("text", Text, nullable=False),
    Column("text_hash", String(32), nullable=False),
    Column("network_hash", String(32), nullable=False),
    # Plain contact data, emptied when the retention of Config ends.
    Column("author_email", String(320)),
    Column("address", String(45)),
    Column("user_agent", String(500)),
    Column("referrer", String(2000)),
    # What the visitor answered; the worker checks it. None when a secret key vouched for the comment.
    Column("challenge", JSON),
    Column("honeypot", Boolean, nullable=False),
    # The outbox: a pending comment belongs to whoever set the lease until it runs out.
    Column("lease_until", BigInteger, nullable=False),
    # How urgently a moderator should look; set with the verdict.
    Column("priority", Float, nullable=False, server_default="0"),
    Column("challenge_failed", Boolean, nullable=False, server_default=text("false")),
    # What it is written in, as the verdict says; empty when that is unknown.
    Column("language", String(10), nullable=False, server_default=""),
    Index("ix_comment_pending", "lease_until", sqlite_where=PENDING, postgresql_where=PENDING),
    Index("ix_comment_page", "page_id", "status", "created_at", "id"),
    Index("ix_comment_queue", "site_id", "status", "priority", "id"),
    Index("ix_comment_author", "author_id", "created_at"),
    Index("ix_comment_network", "site_id", "network_hash", "created_at"),
    Index("ix_comment_text", "site_id", "text_hash", "created_at"),
    Index("ix_comment_retention", "created_at"),
    # The lists of the desk by age: identifiers are in order of time.
    Index("ix_comment_time", "site_id", "status", "id"),
    Index("ix_comment_answers", "parent_id", "id", sqlite_where=ANSWERS, postgresql_where=ANSWERS),
)

fingerprint = Table(
    "fingerprint",
    metadata,
    Column("comment_id", String(32), primary_key=True),
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("site_id", String(32), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_fingerprint_band", "site_id", "band", "created_at", "comment_id"),
    Index("ix_fingerprint_age", "created_at"),
    sqlite_with_rowid=False,
)

verdict = Table(
    "verdict",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("comment_id", ForeignKey("comment.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("action", String(10), nullable=False),
    Column("scores", JSON, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("classifier", String(80), nullable=False),
    Column("policy", Integer, nullable=False),
    Column("uncertainty", Float, nullable=False),
    Column("cached", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # What it rests on and cannot be found out later.
    Column("facts", JSON, nullable=False, server_default="{}"),
    UniqueConstraint("comment_id", "revision"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("comment_id", ForeignKey("comment.id"), nullable=False, index=True),
    Column("moderator", String(200), nullable=False),
    Column("from_status", String(10), nullable=False),
    Column("to_status", String(10), nullable=False),
    Column("reason", String(2000), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # What was done in the moderator's words, the decision that an undo takes back, and what the machine knew.
    Column("action", String(10), nullable=False),
    Column("reverts", String(32)),
    Column("classifier", String(80), nullable=False),
    Column("policy", Integer, nullable=False),
    # The chain of the site: every row carries a hash over the one before and its own words.
    Column("site_id", String(32), nullable=False),
    Column("place", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    # What belongs to this action alone, and the step with which others were decided; the hash covers both.
    Column("detail", JSON(none_as_null=True)),
    Column("batch", String(32), index=True),
    UniqueConstraint("site_id", "place"),
)

challenge_try = Table(
    "challenge_try",
    metadata,
    Column("nonce", String(64), primary_key=True),
    Column("comment_id", String(32), primary_key=True),
    Column("network_hash", String(32), nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
    # A challenge is passed once, whoever comes at the same moment.
    Index("ix_challenge_try_passed", "nonce", unique=True, sqlite_where=PASSED, postgresql_where=PASSED),
    Index("ix_challenge_try_network", "network_hash", "passed", "created_at"),
)

webhook_event = Table(
    "webhook_event",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("comment_id", ForeignKey("comment.id"), nullable=False),
    Column("type", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("done_at", BigInteger),
    Column("outcome", String(200), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_webhook_event_due", "next_at", sqlite_where=UNDELIVERED, postgresql_where=UNDELIVERED),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("site_id", ForeignKey("site.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("comment_id", ForeignKey("comment.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
)

audit = Table(
    "audit",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site_id", String(32)),
    Column("who", String(200), nullable=False),
    Column("what", String(80), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_audit_site", "site_id", "created_at", "id"),
)
