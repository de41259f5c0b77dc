"""Runs the migrations on the connection that `skill.memory.database` hands over."""

from alembic import context

from skill.memory.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
