"""Reminders: who wants them, and when the last one went out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reminder',
    sa.Column('who', sa.String(length=320), nullable=False),
    sa.Column('site_id', sa.String(length=32), nullable=False),
    sa.Column('wanted', sa.Boolean(), nullable=False),
    sa.Column('sent_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_reminder_site_id')),
    sa.PrimaryKeyConstraint('who', 'site_id', name=op.f('pk_reminder'))
    )


def downgrade() -> None:
    op.drop_table('reminder')
