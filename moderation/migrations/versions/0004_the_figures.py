"""The figures of the day: what happened by hour and by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('figure',
    sa.Column('site_id', sa.String(length=32), nullable=False),
    sa.Column('span', sa.String(length=4), nullable=False),
    sa.Column('begins', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=90), nullable=False),
    sa.Column('shard', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_figure_site_id')),
    sa.PrimaryKeyConstraint('site_id', 'span', 'begins', 'name', 'shard', name=op.f('pk_figure'))
    )


def downgrade() -> None:
    op.drop_table('figure')
