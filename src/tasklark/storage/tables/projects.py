"""What belongs to a project: its row carries the owner's id, whoever of its members wrote it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlmodel import Field, SQLModel

from tasklark.domain.access import Role
from tasklark.domain.comments import Comment
from tasklark.domain.occurrences import Fate, Occurrence
from tasklark.domain.projects import Member, Project, Section, ViewKind
from tasklark.domain.reminders import Anchor, Reminder
from tasklark.domain.tasks import Priority, Task, TaskStatus
from tasklark.storage.tables.columns import (
    BYTEWISE,
    INSTANT,
    SCHEMA,
    TEXTS,
    UUIDS,
    Kept,
    by_default,
    in_trash,
    of_account,
    of_project,
    owner_id,
    wire,
)

_ALIVE = text("deleted_at IS NULL")
_INSTANT = text("deleted_at IS NULL AND right(due_date, 1) = 'Z'")
_OTHER = text("deleted_at IS NULL AND right(due_date, 1) IS DISTINCT FROM 'Z'")

_LONG = text("deleted_at IS NULL AND long_text IS NOT NULL")
_VACUUMED_OFTEN = {
    "autovacuum_vacuum_scale_factor": "0.02",
    "autovacuum_vacuum_insert_scale_factor": "0.02",
}
"""A search reads titles from their index alone as far as the visibility map is up to date."""


class ScopeRow(SQLModel, table=True):
    """What is numbered by itself: a project, or what a person has of their own.

    Its row lock orders all writes in it; `change_number` is the number of the latest, 0 for none.
    """

    __tablename__ = "scopes"
    __table_args__ = of_account("id")

    owner_id: int = owner_id()
    id: UUID = Field(primary_key=True)
    change_number: int = Field(sa_type=BigInteger, sa_column_kwargs=by_default("0"))


class ProjectRow(Kept, Project, table=True):
    """A list of tasks."""

    __tablename__ = "projects"
    __table_args__ = (in_trash(), *of_account("id"))

    parent_id: UUID | None = None
    name: str = Field(sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
    color: str = Field(sa_type=Text, sa_column_kwargs=by_default("'grey'"))
    icon: str | None = Field(default=None, sa_type=Text)
    view: ViewKind = Field(sa_type=Text, sa_column_kwargs=by_default("'list'"))
    archived: bool = Field(sa_column_kwargs=by_default("false"))
    created_by: UUID | None = None


class SectionRow(Kept, Section, table=True):
    """A part of a project."""

    __tablename__ = "sections"
    __table_args__ = of_project(Index(None, "owner_id", "project_id", "position", "id"), in_trash())

    project_id: UUID
    name: str = Field(sa_type=Text)
    position: str = Field(sa_type=BYTEWISE)


class TaskRow(Kept, Task, table=True):
    """A task, with what lists need: the folded title and the moment by which due dates sort.

    The folded description is in the index of titles, where a search reads both (docs/decisions/
    search.md); `long_text` is what would not fit there.

    No index holds `completed` or `updated_at`, so a toggle stays heap-only (HOT); every list is
    an index read in order, its status a filter on the way. What is in the trash is in no index of
    a list. The two texts are the moments as the contract writes them: to write them at each
    reading costs a tenth of a list.
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
        CheckConstraint("completed = (status IN ('done', 'cancelled'))", name="status"),
        Index(None, "owner_id", "created_at", "id", postgresql_where=_ALIVE),
        Index(
            None,
            "owner_id",
            "title_key",
            "id",
            postgresql_where=_ALIVE,
            postgresql_include=["project_id", "description_key"],
        ),
        Index(None, "owner_id", "due_sort_at", "id", postgresql_where=_ALIVE),
        Index("tasks_instants_idx", "owner_id", "due_sort_at", "id", postgresql_where=_INSTANT),
        Index("tasks_other_dues_idx", "owner_id", "due_sort_at", "id", postgresql_where=_OTHER),
        Index(None, "owner_id", "project_id", "position", "id", postgresql_where=_ALIVE),
        Index(None, "owner_id", "parent_id", postgresql_where=text("parent_id IS NOT NULL")),
        Index("tasks_long_idx", "owner_id", "id", postgresql_where=_LONG),
        in_trash(),
        {"schema": SCHEMA, "postgresql_with": {"fillfactor": "85", **_VACUUMED_OFTEN}},
    )

    project_id: UUID
    section_id: UUID | None = None
    parent_id: UUID | None = None
    position: str = Field(sa_type=BYTEWISE)
    title: str = Field(sa_type=Text)
    title_key: str = Field(sa_type=BYTEWISE)
    description: str | None = Field(default=None, sa_type=Text)
    description_key: str | None = Field(default=None, sa_type=BYTEWISE)
    long_text: str | None = Field(default=None, sa_type=BYTEWISE)
    status: TaskStatus = Field(sa_type=Text, sa_column_kwargs=by_default("'todo'"))
    completed: bool
    completed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    priority: Priority | None = Field(default=None, sa_type=Text)
    due_date: str | None = Field(default=None, sa_type=Text)
    due_sort_at: datetime = Field(sa_type=INSTANT)
    start_date: str | None = Field(default=None, sa_type=Text)
    deadline: str | None = Field(default=None, sa_type=Text)
    time_zone: str | None = Field(default=None, sa_type=Text)
    repeat: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    duration_minutes: int | None = Field(default=None, sa_type=BigInteger)
    labels: list[str] = Field(sa_type=TEXTS, sa_column_kwargs=by_default("'{}'"))
    assignee_ids: list[UUID] = Field(sa_type=UUIDS, sa_column_kwargs=by_default("'{}'"))
    blocked_by: list[UUID] = Field(sa_type=UUIDS, sa_column_kwargs=by_default("'{}'"))
    links: list[dict[str, Any]] = Field(sa_type=JSON)
    created_by: UUID | None = None
    created_text: str | None = Field(
        default=None, sa_type=Text, sa_column_args=[wire("created_at")]
    )
    updated_text: str | None = Field(
        default=None, sa_type=Text, sa_column_args=[wire("updated_at")]
    )


class CommentRow(Kept, Comment, table=True):
    """What somebody said about a task."""

    __tablename__ = "comments"
    __table_args__ = of_project(
        CheckConstraint("char_length(body) BETWEEN 1 AND 15000", name="body"),
        Index(None, "owner_id", "task_id", "id"),
        Index(None, "owner_id", "project_id", "id"),
        in_trash(),
    )

    project_id: UUID
    task_id: UUID
    author_id: UUID
    body: str = Field(sa_type=Text)
    body_key: str | None = Field(default=None, sa_type=BYTEWISE)


class ReminderRow(Kept, Reminder, table=True):
    """When a person is to be told of a task."""

    __tablename__ = "reminders"
    __table_args__ = of_project(
        CheckConstraint("(at IS NULL) <> (minutes_before IS NULL)", name="when"),
        Index(None, "owner_id", "task_id", "id"),
        Index(None, "owner_id", "project_id", "id"),
        in_trash(),
    )

    project_id: UUID
    task_id: UUID
    person_id: UUID
    at: str | None = Field(default=None, sa_type=Text)
    minutes_before: int | None = Field(default=None, sa_type=BigInteger)
    anchor: Anchor = Field(sa_type=Text, sa_column_kwargs=by_default("'due'"))


class OccurrenceRow(Kept, Occurrence, table=True):
    """What became of one occurrence of a repeating task; at most one fate each."""

    __tablename__ = "occurrences"
    __table_args__ = of_project(
        Index(None, "owner_id", "task_id", "slot", unique=True),
        Index(None, "owner_id", "project_id", "id"),
    )

    project_id: UUID
    task_id: UUID
    slot: str = Field(sa_type=BYTEWISE)
    fate: Fate = Field(sa_type=Text)
    by: UUID | None = None


class MemberRow(Kept, Member, table=True):
    """Somebody who is in a project; the truth about roles, beside the project's other rows.

    Written by functions of the database only, except an owner's own row.
    """

    __tablename__ = "members"
    __table_args__ = (
        PrimaryKeyConstraint("owner_id", "project_id", "id"),
        ForeignKeyConstraint(
            ["owner_id", "project_id"], [f"{SCHEMA}.projects.owner_id", f"{SCHEMA}.projects.id"]
        ),
        CheckConstraint("id <> project_id", name="project_id"),
        {"schema": SCHEMA},
    )

    project_id: UUID = Field(primary_key=True)
    account_id: int = Field(sa_type=BigInteger)
    role: Role = Field(sa_type=Text)
    name: str | None = Field(default=None, sa_type=Text)
    email: str | None = Field(default=None, sa_type=Text)


class ProjectInvitationRow(SQLModel, table=True):
    """Leave to join a project, for one address or for whoever holds the link.

    Written by functions of the database only. `created_by` is a person; the invitation is worth
    what they may do.
    """

    __tablename__ = "project_invitations"
    __table_args__ = of_project(
        CheckConstraint("role IN ('viewer', 'commenter', 'editor', 'admin')", name="role"),
        Index(None, "owner_id", "project_id", "id"),
    )

    owner_id: int = owner_id()
    id: UUID = Field(primary_key=True)
    project_id: UUID
    email: str | None = Field(default=None, sa_type=Text)
    role: Role = Field(sa_type=Text)
    digest: bytes = Field(sa_type=LargeBinary)
    created_by: UUID
    created_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT)


class ChangeRow(SQLModel, table=True):
    """The log: one row per changed field, numbered by the scope's counter; append-only.

    A person's `batch_id` holds together what they did at once, which is what they undo;
    `undoes` is the batch that this one takes back. What is `lost` was never in the record: a late
    write wanted `before`, and a later one had set `after` already.
    """

    __tablename__ = "changes"
    __table_args__ = (
        PrimaryKeyConstraint("owner_id", "scope_id", "number", "field"),
        Index(None, "owner_id", "record_id", "number"),
        Index(None, "owner_id", "actor_id", "batch_id"),
        Index(None, "owner_id", "undoes", "batch_id", postgresql_where=text("undoes IS NOT NULL")),
        {"schema": SCHEMA},
    )

    owner_id: int = owner_id()
    scope_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    field: str = Field(primary_key=True, sa_type=Text)
    record: str = Field(sa_type=Text)
    record_id: UUID
    before: Any = Field(default=None, sa_type=JSON, nullable=True)
    after: Any = Field(default=None, sa_type=JSON, nullable=True)
    actor_id: int = Field(sa_type=BigInteger)
    surface: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=INSTANT)
    batch_id: UUID | None = None
    undoes: UUID | None = None
    lost: bool = Field(sa_column_kwargs=by_default("false"))
