"""People: one account an e-mail, second factors, invitations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables()
    # Whoever sat on several sites with several passwords keeps that of the oldest seat.
    op.execute("UPDATE moderator SET email = lower(email)")
    op.execute(
        "INSERT INTO account (email, password_hash, totp_step, seen_at, created_at)"
        " SELECT email, password_hash, 0, 0, created_at FROM moderator WHERE NOT EXISTS (SELECT 1 FROM moderator AS older"
        " WHERE older.email = moderator.email AND (older.created_at < moderator.created_at"
        " OR (older.created_at = moderator.created_at AND older.id < moderator.id)))")
    op.create_index(op.f('ix_moderator_email'), 'moderator', ['email'], unique=False)
    with op.batch_alter_table('moderator', schema=None) as batch_op:
        batch_op.drop_column('password_hash')
    op.execute("DELETE FROM desk_session")
    with op.batch_alter_table('desk_session', schema=None) as batch_op:
        batch_op.drop_column('seats')
        batch_op.add_column(sa.Column('proved', sa.Boolean(), nullable=False))


def create_tables() -> None:
    op.create_table('account',
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('totp', sa.String(length=400), nullable=True),
    sa.Column('totp_step', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('email', name=op.f('pk_account'))
    )
    op.create_table('passkey',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('credential', sa.Text(), nullable=False),
    sa.Column('public_key', sa.Text(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['email'], ['account.email'], name=op.f('fk_passkey_email')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey'))
    )
    op.create_index(op.f('ix_passkey_email'), 'passkey', ['email'], unique=False)
    op.create_table('recovery_code',
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('hash', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['email'], ['account.email'], name=op.f('fk_recovery_code_email')),
    sa.PrimaryKeyConstraint('email', 'hash', name=op.f('pk_recovery_code'))
    )
    op.create_table('invitation',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('site_id', sa.String(length=32), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('invited_by', sa.String(length=320), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('ends_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_invitation_site_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation'))
    )
    op.create_index(op.f('ix_invitation_site_id'), 'invitation', ['site_id'], unique=False)
    op.create_table('spent',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('ends_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spent'))
    )
    op.create_index(op.f('ix_spent_ends_at'), 'spent', ['ends_at'], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM desk_session")
    with op.batch_alter_table('desk_session', schema=None) as batch_op:
        batch_op.drop_column('proved')
        batch_op.add_column(sa.Column('seats', sa.JSON(), nullable=False))
    with op.batch_alter_table('moderator', schema=None) as batch_op:
        batch_op.add_column(sa.Column('password_hash', sa.String(length=200), nullable=False, server_default=''))
    op.execute(
        "UPDATE moderator SET password_hash = (SELECT account.password_hash FROM account"
        " WHERE account.email = moderator.email)")
    with op.batch_alter_table('moderator', schema=None) as batch_op:
        batch_op.alter_column('password_hash', server_default=None)
    op.drop_index(op.f('ix_moderator_email'), 'moderator')
    for name in ('spent', 'invitation', 'recovery_code', 'passkey', 'account'):
        op.drop_table(name)
