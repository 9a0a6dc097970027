"""What the tables' declarations share: types of columns, keys that begin with the owner."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DDL,
    BigInteger,
    Computed,
    DateTime,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Text,
    Uuid,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlmodel import Field, SQLModel

SCHEMA = "tasklark"

SQLModel.metadata.naming_convention = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(referred_table_name)s_fkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
}

INSTANT: Any = DateTime(timezone=True)
BYTEWISE: Any = Text(collation="C")
TEXTS: Any = ARRAY(Text)
UUIDS: Any = ARRAY(Uuid)


def owner_id(**options: Any) -> Any:
    """Return the column that every key begins with."""
    return Field(primary_key=True, sa_type=BigInteger, **options)


def by_default(sql: str) -> dict[str, Any]:
    """Return the options of a column that has a default in the database."""
    return {"server_default": text(sql)}


class Kept(SQLModel):
    """The columns that every noun's table has; put before the record, whose fields they are."""

    owner_id: int = owner_id()
    id: UUID = Field(primary_key=True)
    created_at: datetime = Field(sa_type=INSTANT)
    updated_at: datetime = Field(sa_type=INSTANT)
    deleted_at: datetime | None = Field(default=None, sa_type=INSTANT)
    trashed_with: UUID | None = None
    stamps: dict[str, str] | None = Field(default=None, sa_type=JSON)


def in_trash() -> Index:
    """Return the index by which the trash is listed and emptied."""
    return Index(
        None, "owner_id", "deleted_at", "id", postgresql_where=text("deleted_at IS NOT NULL")
    )


def of_account(*key: str) -> tuple[Any, ...]:
    """Return the table's constraints: a primary key that begins with the owner, an account."""
    return (
        PrimaryKeyConstraint("owner_id", *key),
        ForeignKeyConstraint(["owner_id"], [f"{SCHEMA}.accounts.id"]),
        {"schema": SCHEMA},
    )


def of_project(*more: Any) -> tuple[Any, ...]:
    """Return the constraints of a table whose rows belong to a project."""
    return (
        PrimaryKeyConstraint("owner_id", "id"),
        ForeignKeyConstraint(
            ["owner_id", "project_id"], [f"{SCHEMA}.projects.owner_id", f"{SCHEMA}.projects.id"]
        ),
        *more,
        {"schema": SCHEMA},
    )


_RFC3339 = DDL(  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
    f"""
CREATE FUNCTION {SCHEMA}.rfc3339(timestamptz) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog
AS $$ SELECT to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$
"""
)
event.listen(SQLModel.metadata, "before_create", _RFC3339)


def wire(column: str) -> Computed:
    """Return a column's moment in RFC 3339 with `Z` and microseconds, kept beside it."""
    return Computed(f"{SCHEMA}.rfc3339({column})", persisted=True)
