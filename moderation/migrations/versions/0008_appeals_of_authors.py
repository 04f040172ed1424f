"""Appeals of authors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

OPEN = sa.text('outcome IS NULL')


def upgrade() -> None:
    op.create_table('appeal',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('comment_id', sa.String(length=32), nullable=False),
    sa.Column('site_id', sa.String(length=32), nullable=False),
    sa.Column('against', sa.String(length=32), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=True),
    sa.Column('decision_id', sa.String(length=32), nullable=True),
    sa.Column('answer', sa.String(length=2000), nullable=False),
    sa.Column('answered_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_appeal_comment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal')),
    sa.UniqueConstraint('comment_id', 'against', name=op.f('uq_appeal_comment_id_against'))
    )
    op.create_index(op.f('ix_appeal_decision_id'), 'appeal', ['decision_id'], unique=False)
    op.create_index('ix_appeal_open', 'appeal', ['site_id', 'created_at', 'id'], unique=False,
                    sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_table('appeal')
