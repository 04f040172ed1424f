"""Second looks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('second_look',
    sa.Column('comment_id', sa.String(length=32), nullable=False),
    sa.Column('site_id', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('first_by', sa.String(length=200), nullable=False),
    sa.Column('first_status', sa.String(length=10), nullable=False),
    sa.Column('first_decision', sa.String(length=32), nullable=False),
    sa.Column('first_at', sa.BigInteger(), nullable=False),
    sa.Column('second_by', sa.String(length=200), nullable=True),
    sa.Column('second_status', sa.String(length=10), nullable=True),
    sa.Column('second_words', sa.String(length=1000), nullable=True),
    sa.Column('settled_by', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_second_look_comment_id')),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_second_look'))
    )
    op.create_index(op.f('ix_second_look_first_decision'), 'second_look', ['first_decision'], unique=False)
    op.create_index(op.f('ix_second_look_settled_by'), 'second_look', ['settled_by'], unique=False)
    op.create_index('ix_second_look_list', 'second_look', ['site_id', 'state', 'first_at', 'comment_id'], unique=False)


def downgrade() -> None:
    op.drop_table('second_look')
