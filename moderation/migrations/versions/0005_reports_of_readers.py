"""Reports of readers, and how often each reader was right."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('report',
    sa.Column('comment_id', sa.String(length=32), nullable=False),
    sa.Column('reporter', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.Column('words', sa.String(length=1000), nullable=False),
    sa.Column('was_right', sa.Boolean(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_report_comment_id')),
    sa.PrimaryKeyConstraint('comment_id', 'reporter', name=op.f('pk_report'))
    )
    op.create_index(op.f('ix_report_created_at'), 'report', ['created_at'], unique=False)
    op.create_table('reporter',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('upheld', sa.Integer(), nullable=False),
    sa.Column('dismissed', sa.Integer(), nullable=False),
    sa.Column('last_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reporter'))
    )
    op.create_index(op.f('ix_reporter_last_at'), 'reporter', ['last_at'], unique=False)
    op.create_table('reported',
    sa.Column('comment_id', sa.String(length=32), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Float(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('held_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_reported_comment_id')),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_reported'))
    )


def downgrade() -> None:
    for name in ('reported', 'reporter', 'report'):
        op.drop_table(name)
