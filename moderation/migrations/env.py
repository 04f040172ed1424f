"""What Alembic runs: migrations on the connection that it is given."""

from alembic import context

from moderation.tools.store import desk_tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=desk_tables.chain.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
