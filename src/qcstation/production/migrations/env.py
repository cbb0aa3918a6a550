"""Run by Alembic: migrations take place inside the transaction that `revisions.upgrade` hands over."""

from alembic import context

from qcstation.production.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite alters tables by making new ones.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
