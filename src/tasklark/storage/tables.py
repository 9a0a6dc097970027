"""The schema, declared once: each domain record with the columns and indexes that storage adds.

Everything that belongs to somebody begins with the owning account: primary keys, foreign keys and
indexes, so that the tables can be spread by owner. Three tables do not, because they are asked
before an owner is known, or belong to none: `directory`, `attempts`, `revocations`.
Row-level security is laid over these tables by the migrations.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Sequence,
    SmallInteger,
    Text,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlmodel import Field, SQLModel

from tasklark.domain.accounts import Account
from tasklark.domain.projects import Project
from tasklark.domain.tasks import Priority, Task

SCHEMA = "tasklark"

SQLModel.metadata.naming_convention = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(referred_table_name)s_fkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
}

_INSTANT: Any = DateTime(timezone=True)
_BYTEWISE: Any = Text(collation="C")
_TEXTS: Any = ARRAY(Text)


def _owner_id(**options: Any) -> Any:
    return Field(primary_key=True, sa_type=BigInteger, **options)


def _of_account(*key: str) -> tuple[Any, ...]:
    """Return the table's constraints: a primary key that begins with the owner, an account."""
    return (
        PrimaryKeyConstraint("owner_id", *key),
        ForeignKeyConstraint(["owner_id"], [f"{SCHEMA}.accounts.id"]),
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


def _wire(column: str) -> Computed:
    """Return a column's moment in RFC 3339 with `Z` and microseconds, kept beside it."""
    return Computed(f"{SCHEMA}.rfc3339({column})", persisted=True)


class AccountRow(Account, table=True):
    """A person; `id` is the owner that every other table begins with."""

    __tablename__ = "accounts"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLModel takes it so

    id: int = Field(
        primary_key=True,
        sa_type=BigInteger,
        sa_column_args=[Sequence("account_ids", schema=SCHEMA)],
    )
    issuer: str = Field(sa_type=Text)
    user_id: str = Field(sa_type=Text)
    email: str | None = Field(default=None, sa_type=Text)
    name: str | None = Field(default=None, sa_type=Text)
    is_admin: bool = Field(sa_column_kwargs={"server_default": text("false")})
    created_at: datetime = Field(sa_type=_INSTANT)
    disabled_at: datetime | None = Field(default=None, sa_type=_INSTANT)
    password_hash: str | None = Field(default=None, sa_type=Text)


class DirectoryRow(SQLModel, table=True):
    """Which account a key leads to: a task's id, a subject, an address, a session, a token.

    The one way from something presented to an owner. A row is seen by its owner, and by whoever
    presents the key: nobody can list it.
    """

    __tablename__ = "directory"
    __table_args__ = (
        Index(None, "owner_id", postgresql_where=text("kind <> 'task'")),
        {"schema": SCHEMA},
    )

    kind: str = Field(primary_key=True, sa_type=Text)
    key: UUID = Field(primary_key=True)
    owner_id: int = Field(sa_type=BigInteger)


class ProjectRow(Project, table=True):
    """A list of tasks; its row lock is what orders all writes in it."""

    __tablename__ = "projects"
    __table_args__ = _of_account("id")

    owner_id: int = _owner_id()
    id: UUID = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    change_number: int = Field(sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")})
    created_at: datetime = Field(sa_type=_INSTANT)


class TaskRow(Task, table=True):
    """A task, with what lists need: the folded title and the moment by which due dates sort.

    No index holds `completed` or `updated_at`, so a toggle stays heap-only (HOT); every list is
    an index read in order, its status a filter on the way. The two texts are the moments as the
    contract writes them: to write them at each reading costs a tenth of a list.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        PrimaryKeyConstraint("owner_id", "id"),
        ForeignKeyConstraint(
            ["owner_id", "project_id"], [f"{SCHEMA}.projects.owner_id", f"{SCHEMA}.projects.id"]
        ),
        CheckConstraint("char_length(title) BETWEEN 1 AND 1000", name="title"),
        CheckConstraint("char_length(description) <= 65536", name="description"),
        CheckConstraint("priority IN ('low', 'medium', 'high')", name="priority"),
        CheckConstraint("(due_date IS NULL) = (due_sort_at = 'infinity')", name="due_date"),
        Index(None, "owner_id", "created_at", "id"),
        Index(None, "owner_id", "title_key", "id"),
        Index(None, "owner_id", "due_sort_at", "id"),
        {"schema": SCHEMA, "postgresql_with": {"fillfactor": "85"}},
    )

    owner_id: int = _owner_id()
    id: UUID = Field(primary_key=True)
    project_id: UUID
    title: str = Field(sa_type=Text)
    title_key: str = Field(sa_type=_BYTEWISE)
    description: str | None = Field(default=None, sa_type=Text)
    completed: bool
    priority: Priority | None = Field(default=None, sa_type=Text)
    due_date: str | None = Field(default=None, sa_type=Text)
    due_sort_at: datetime = Field(sa_type=_INSTANT)
    created_at: datetime = Field(sa_type=_INSTANT)
    updated_at: datetime = Field(sa_type=_INSTANT)
    created_text: str | None = Field(
        default=None, sa_type=Text, sa_column_args=[_wire("created_at")]
    )
    updated_text: str | None = Field(
        default=None, sa_type=Text, sa_column_args=[_wire("updated_at")]
    )


class ChangeRow(SQLModel, table=True):
    """The log: one row per changed field, numbered by the project's counter; append-only."""

    __tablename__ = "changes"
    __table_args__ = {"schema": SCHEMA}

    owner_id: int = _owner_id()
    project_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    field: str = Field(primary_key=True, sa_type=Text)
    record: str = Field(sa_type=Text)
    record_id: UUID
    before: Any = Field(default=None, sa_type=JSON, nullable=True)
    after: Any = Field(default=None, sa_type=JSON, nullable=True)
    actor_id: int = Field(sa_type=BigInteger)
    surface: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=_INSTANT)


class AnswerRow(SQLModel, table=True):
    """The first answer to a request with an `Idempotency-Key`, kept to be given again."""

    __tablename__ = "answers"
    __table_args__ = _of_account("key")

    owner_id: int = _owner_id()
    key: str = Field(primary_key=True, sa_type=Text)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    status: int = Field(sa_type=SmallInteger)
    headers: Any = Field(sa_type=JSON)
    body: bytes = Field(sa_type=LargeBinary)
    expires_at: datetime = Field(sa_type=_INSTANT)


class SessionRow(SQLModel, table=True):
    """A browser or client that is signed in; holds the digest of its one living secret."""

    __tablename__ = "sessions"
    __table_args__ = _of_account("id")

    owner_id: int = _owner_id()
    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    digest: bytes = Field(sa_type=LargeBinary)
    agent: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=_INSTANT)
    last_used_at: datetime = Field(sa_type=_INSTANT)
    expires_at: datetime = Field(sa_type=_INSTANT)


class ApiTokenRow(SQLModel, table=True):
    """A personal API token; only its digest is stored."""

    __tablename__ = "api_tokens"
    __table_args__ = _of_account("id")

    owner_id: int = _owner_id()
    id: UUID = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    scopes: list[str] = Field(sa_type=_TEXTS)
    digest: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=_INSTANT)
    last_used_at: datetime | None = Field(default=None, sa_type=_INSTANT)
    expires_at: datetime | None = Field(default=None, sa_type=_INSTANT)


class InvitationRow(SQLModel, table=True):
    """Leave to sign up, given by an account; used up by the first who does."""

    __tablename__ = "invitations"
    __table_args__ = _of_account("id")

    owner_id: int = _owner_id()
    id: UUID = Field(primary_key=True)
    email: str | None = Field(default=None, sa_type=Text)
    digest: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=_INSTANT)
    expires_at: datetime = Field(sa_type=_INSTANT)


class AttemptRow(SQLModel, table=True):
    """Failed sign-ins of one account or one address, counted so that guessing slows down."""

    __tablename__ = "attempts"
    __table_args__ = {"schema": SCHEMA}

    key: UUID = Field(primary_key=True)
    count: int
    window_ends_at: datetime = Field(sa_type=_INSTANT)


class RevocationRow(SQLModel, table=True):
    """What an account's cached rights are forgotten by, in every process within a second."""

    __tablename__ = "revocations"
    __table_args__ = (Index(None, "revoked_at"), {"schema": SCHEMA})

    id: UUID = Field(primary_key=True)
    account_id: int = Field(sa_type=BigInteger)
    revoked_at: datetime = Field(sa_type=_INSTANT)
