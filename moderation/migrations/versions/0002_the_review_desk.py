"""The review desk: chained decisions, kept counts, causes, sessions."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

# As in tools/store/decisions.py on the day of this migration; later days must not change it here.
CHAINED = ('site_id', 'place', 'id', 'comment_id', 'moderator', 'action', 'from_status', 'to_status', 'reason',
           'reverts', 'classifier', 'policy', 'created_at')
ACTIONS = {'published': 'approve', 'rejected': 'reject', 'held': 'hold'}


def upgrade() -> None:
    create_tables()
    op.create_index('ix_comment_waiting', 'comment', ['site_id', 'id'], unique=False,
                    sqlite_where=sa.text("status = 'held'"), postgresql_where=sa.text("status = 'held'"))
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('action', sa.String(length=10), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('reverts', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('classifier', sa.String(length=80), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('policy', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('site_id', sa.String(length=32), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('place', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('hash', sa.String(length=64), nullable=False, server_default=''))
    chain_decisions(op.get_bind())
    with op.batch_alter_table('decision', schema=None) as batch_op:
        for name in ('action', 'classifier', 'policy', 'site_id', 'place', 'hash'):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_unique_constraint(batch_op.f('uq_decision_site_id_place'), ['site_id', 'place'])
    count(op.get_bind())
    find_causes(op.get_bind())


def create_tables() -> None:
    op.create_table('chain',
    sa.Column('site_id', sa.String(length=32), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_chain_site_id')),
    sa.PrimaryKeyConstraint('site_id', name=op.f('pk_chain'))
    )
    op.create_table('tally',
    sa.Column('site_id', sa.String(length=32), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('shard', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_tally_site_id')),
    sa.PrimaryKeyConstraint('site_id', 'status', 'shard', name=op.f('pk_tally'))
    )
    op.create_table('cause',
    sa.Column('comment_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('site_id', sa.String(length=32), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('priority', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_cause_comment_id')),
    sa.PrimaryKeyConstraint('comment_id', 'name', name=op.f('pk_cause'))
    )
    op.create_index('ix_cause_queue', 'cause', ['site_id', 'name', 'status', 'priority', 'comment_id'], unique=False)
    op.create_table('desk_session',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('seats', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('ends_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_session'))
    )
    op.create_index(op.f('ix_desk_session_email'), 'desk_session', ['email'], unique=False)
    op.create_index(op.f('ix_desk_session_ends_at'), 'desk_session', ['ends_at'], unique=False)
    op.create_table('login_failure',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('account', sa.String(length=32), nullable=False),
    sa.Column('network', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_failure'))
    )
    op.create_index('ix_login_failure_account', 'login_failure', ['account', 'created_at'], unique=False)
    op.create_index(op.f('ix_login_failure_created_at'), 'login_failure', ['created_at'], unique=False)
    op.create_index('ix_login_failure_network', 'login_failure', ['network', 'created_at'], unique=False)


def chain_decisions(db: sa.Connection) -> None:
    """Put the decisions there are into the chains of their sites, in order of time."""
    rows = db.execute(sa.text(
        'SELECT decision.*, comment.site_id AS home, verdict.classifier AS read_by, verdict.policy AS read_under'
        ' FROM decision JOIN comment ON comment.id = decision.comment_id'
        ' LEFT JOIN verdict ON verdict.comment_id = comment.id AND verdict.revision = comment.revision'
        ' ORDER BY decision.created_at, decision.id')).mappings().all()
    ends: dict[str, tuple[int, str]] = {}
    for row in rows:
        place, before = ends.get(row['home'], (0, ''))
        full = {**row, 'site_id': row['home'], 'place': place + 1, 'action': ACTIONS.get(row['to_status'], 'hold'),
                'reverts': None, 'classifier': row['read_by'] or '', 'policy': row['read_under'] or 0}
        said = json.dumps([full[name] for name in CHAINED], ensure_ascii=False, separators=(',', ':'))
        full['hash'] = hashlib.sha256((before + said).encode('utf-8', 'surrogatepass')).hexdigest()
        ends[row['home']] = (place + 1, full['hash'])
        db.execute(sa.text(
            'UPDATE decision SET site_id = :site_id, place = :place, action = :action, classifier = :classifier,'
            ' policy = :policy, hash = :hash WHERE id = :id'),
            {name: full[name] for name in ('site_id', 'place', 'action', 'classifier', 'policy', 'hash', 'id')})
    for site_id, (place, last) in ends.items():
        db.execute(sa.text('INSERT INTO chain (site_id, place, hash) VALUES (:site_id, :place, :hash)'),
                   {'site_id': site_id, 'place': place, 'hash': last})


def count(db: sa.Connection) -> None:
    """Count once; from now on the counts are kept."""
    db.execute(sa.text(
        "INSERT INTO tally (site_id, status, shard, count) SELECT site_id, status, 0, count(*) FROM comment"
        " WHERE status <> 'pending' GROUP BY site_id, status"))


def find_causes(db: sa.Connection) -> None:
    """The causes of what waits for a moderator."""
    rows = db.execute(sa.text(
        "SELECT comment.id, comment.site_id, comment.status, comment.priority, verdict.findings FROM comment"
        " JOIN verdict ON verdict.comment_id = comment.id AND verdict.revision = comment.revision"
        " WHERE comment.status = 'held'")).all()
    for row in rows:
        found = json.loads(row.findings) if isinstance(row.findings, str) else row.findings
        names = {f"{kind}:{entry[kind]}" for entry in found if entry['severity'] != 'note' for kind in ('rule', 'label')}
        for name in sorted(names):
            db.execute(sa.text('INSERT INTO cause VALUES (:comment_id, :name, :site_id, :status, :priority)'),
                       {'comment_id': row.id, 'name': name, 'site_id': row.site_id, 'status': row.status,
                        'priority': row.priority})


def downgrade() -> None:
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_decision_site_id_place'), type_='unique')
        for name in ('hash', 'place', 'site_id', 'policy', 'classifier', 'reverts', 'action'):
            batch_op.drop_column(name)
    op.drop_index('ix_comment_waiting', 'comment')
    for name in ('login_failure', 'desk_session', 'cause', 'tally', 'chain'):
        op.drop_table(name)
