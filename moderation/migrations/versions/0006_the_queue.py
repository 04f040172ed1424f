"""The queue: claims, comments put aside, full-text search, a site's reasons; decisions with details and in batches."""

from __future__ import annotations

import math
import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

# As in acts/judge.py and tools/store/search.py on the day of this migration.
HALF_DAY = 43_200_000
WORD = re.compile(r'[^\W_]+')
ANSWERS = sa.text('parent_id IS NOT NULL')
PIECE = 1000


def upgrade() -> None:
    create_tables()
    op.add_column('comment', sa.Column('language', sa.String(length=10), nullable=False, server_default=''))
    op.drop_index('ix_comment_waiting', 'comment')
    op.create_index('ix_comment_time', 'comment', ['site_id', 'status', 'id'], unique=False)
    op.create_index('ix_comment_answers', 'comment', ['parent_id', 'id'], unique=False,
                    sqlite_where=ANSWERS, postgresql_where=ANSWERS)
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('detail', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('batch', sa.String(length=32), nullable=True))
        batch_op.create_index('ix_decision_batch', ['batch'], unique=False)
    let_age_count(op.get_bind())
    find_words(op.get_bind())


def create_tables() -> None:
    op.create_table('claim',
    sa.Column('comment_id', sa.String(length=32), nullable=False),
    sa.Column('moderator', sa.String(length=320), nullable=False),
    sa.Column('until', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_claim_comment_id')),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_claim'))
    )
    op.create_table('aside',
    sa.Column('comment_id', sa.String(length=32), nullable=False),
    sa.Column('moderator', sa.String(length=320), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_aside_comment_id')),
    sa.PrimaryKeyConstraint('comment_id', 'moderator', name=op.f('pk_aside'))
    )
    op.create_table('search',
    sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('comment_id', sa.String(length=32), nullable=False),
    sa.Column('words', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_search_comment_id')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_search')),
    sa.UniqueConstraint('comment_id', name=op.f('uq_search_comment_id'))
    )
    op.create_index('ix_search_words', 'search', ['words'], unique=False,
                    postgresql_using='gin', sqlite_where=sa.text('words IS NOT NULL'))
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("CREATE VIRTUAL TABLE search_words USING fts5(words, content='', detail='none', columnsize=0,"
                   " tokenize='ascii')")
    op.create_table('canned_reason',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('site_id', sa.String(length=32), nullable=False),
    sa.Column('words', sa.String(length=1000), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_canned_reason_site_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_reason'))
    )
    op.create_index('ix_canned_reason_site_id', 'canned_reason', ['site_id'], unique=False)


def let_age_count(db: sa.Connection) -> None:
    """Half a day of waiting counts as much as being e times as urgent."""
    teach(db)
    for table, at in (('comment', 'created_at'),
                      ('cause', '(SELECT created_at FROM comment WHERE comment.id = cause.comment_id)')):
        floor = 'CASE WHEN priority > 0.2 THEN priority ELSE 0.2 END'
        db.execute(sa.text(f'UPDATE {table} SET priority = ln({floor}) - {at} / {float(HALF_DAY)}'))


def teach(db: sa.Connection) -> None:
    """ln and exp, which not every SQLite has."""
    driver = db.connection.driver_connection
    if db.dialect.name == 'sqlite' and driver is not None:
        driver.create_function('ln', 1, math.log)
        driver.create_function('exp', 1, math.exp)


def find_words(db: sa.Connection) -> None:
    """Make all judged comments findable, the oldest first."""
    last = ''
    while True:
        rows = db.execute(sa.text("SELECT id, site_id, author_name, text FROM comment WHERE status <> 'pending'"
                                  ' AND id > :last ORDER BY id LIMIT :piece'), {'last': last, 'piece': PIECE}).all()
        for row in rows:
            words = [f'zsite{row.site_id}', *words_of(f'{row.author_name} {row.text}')]
            if db.dialect.name == 'postgresql':
                db.execute(sa.text('INSERT INTO search (comment_id, words) VALUES (:id, array_to_tsvector(:words))'),
                           {'id': row.id, 'words': words})
            else:
                number = db.execute(sa.text('INSERT INTO search (comment_id) VALUES (:id)'), {'id': row.id}).lastrowid
                db.execute(sa.text('INSERT INTO search_words (rowid, words) VALUES (:number, :words)'),
                           {'number': number, 'words': ' '.join(words)})
            last = row.id
        if len(rows) < PIECE:
            return


def words_of(text: str) -> list[str]:
    plain = ''.join(char for char in unicodedata.normalize('NFKD', text).casefold() if not unicodedata.combining(char))
    return list(dict.fromkeys(word[:40] for word in WORD.findall(plain)))


def downgrade() -> None:
    db = op.get_bind()
    teach(db)
    for table, at in (('comment', 'created_at'),
                      ('cause', '(SELECT created_at FROM comment WHERE comment.id = cause.comment_id)')):
        db.execute(sa.text(f'UPDATE {table} SET priority = exp(priority + {at} / {float(HALF_DAY)})'))
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index('ix_decision_batch')
        batch_op.drop_column('batch')
        batch_op.drop_column('detail')
    op.drop_index('ix_comment_answers', 'comment')
    op.drop_index('ix_comment_time', 'comment')
    op.create_index('ix_comment_waiting', 'comment', ['site_id', 'id'], unique=False,
                    sqlite_where=sa.text("status = 'held'"), postgresql_where=sa.text("status = 'held'"))
    op.drop_column('comment', 'language')
    if db.dialect.name == 'sqlite':
        op.execute('DROP TABLE search_words')
    for name in ('canned_reason', 'search', 'aside', 'claim'):
        op.drop_table(name)
