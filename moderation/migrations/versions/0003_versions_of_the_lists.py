"""Versions of the lists, and why a policy was changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('policy', schema=None) as batch_op:
        batch_op.add_column(sa.Column('why', sa.String(length=500), nullable=False, server_default=''))
    with op.batch_alter_table('list_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_list_entry_site_id'))
        batch_op.add_column(sa.Column('since', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('ended', sa.Integer(), nullable=True))
        batch_op.create_index('ix_list_entry_ended', ['site_id', 'ended', 'id'], unique=False)


def downgrade() -> None:
    op.execute('DELETE FROM list_entry WHERE ended IS NOT NULL')
    with op.batch_alter_table('list_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_list_entry_ended')
        batch_op.drop_column('ended')
        batch_op.drop_column('since')
        batch_op.create_index(batch_op.f('ix_list_entry_site_id'), ['site_id'], unique=False)
    with op.batch_alter_table('policy', schema=None) as batch_op:
        batch_op.drop_column('why')
