"""An index by which the audit of a site is read."""

from __future__ import annotations

from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_audit_site', 'audit', ['site_id', 'created_at', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_audit_site', 'audit')
