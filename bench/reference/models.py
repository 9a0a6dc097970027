"""The table and the shapes of the yardstick."""

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel


class Priority(StrEnum):
    """How much a task matters."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def _now() -> datetime:
    return datetime.now(UTC)


class TaskFields(SQLModel):
    """What a client may set."""

    title: str = Field(min_length=1, max_length=1000)
    description: str | None = Field(default=None, max_length=65536)
    completed: bool = False
    priority: Priority | None = None
    due_date: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class Task(TaskFields, table=True):
    """A row."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: str = Field(index=True)
    created_at: datetime = Field(default_factory=_now, sa_type=DateTime(timezone=True))
    updated_at: datetime = Field(default_factory=_now, sa_type=DateTime(timezone=True))


class TaskCreate(TaskFields):
    """The body of a POST."""


class TaskUpdate(SQLModel):
    """The body of a PUT: what is given is changed."""

    title: str | None = Field(default=None, min_length=1, max_length=1000)
    description: str | None = Field(default=None, max_length=65536)
    completed: bool | None = None
    priority: Priority | None = None
    due_date: datetime | None = None


class TaskRead(TaskFields):
    """An answer."""

    id: UUID
    user_id: str
    created_at: datetime
    updated_at: datetime
