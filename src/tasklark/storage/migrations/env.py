"""Alembic's door: runs on the connection that `storage.schema` has opened, in its transaction."""

from alembic import context
from sqlmodel import SQLModel

from tasklark.storage.tables import SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    version_table_schema=SCHEMA,
    include_schemas=True,
)
context.run_migrations()
