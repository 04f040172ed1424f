"""What Alembic runs: migrations on the connection that it is given."""

from alembic import context

from moderation.tools.store import appeal_tables, desk_tables, people_tables, queue_tables, report_tables, second_tables

TABLES = (appeal_tables, desk_tables, people_tables, queue_tables, report_tables, second_tables)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=TABLES[0].metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
