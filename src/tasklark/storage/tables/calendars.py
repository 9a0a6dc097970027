"""What CalDAV keeps beside the tasks: texts as clients wrote them, names, alarms, other objects.

What belongs to a collection has its project's owner and id. `number` is the number of the scope
under which a row changed last: that is how a client's next sync hears of what is in no log.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, LargeBinary, PrimaryKeyConstraint
from sqlalchemy import Text as Words
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSON
from sqlmodel import Field, SQLModel

from tasklark.storage.tables.columns import (
    BYTEWISE,
    INSTANT,
    SCHEMA,
    TEXTS,
    by_default,
    of_account,
    owner_id,
)


def _of_collection(*key: str, indexes: tuple[Index, ...] = ()) -> tuple[Any, ...]:
    return (
        PrimaryKeyConstraint("owner_id", *key),
        ForeignKeyConstraint(
            ["owner_id", "project_id"], [f"{SCHEMA}.projects.owner_id", f"{SCHEMA}.projects.id"]
        ),
        *indexes,
        {"schema": SCHEMA},
    )


def _told() -> Index:
    """Return the index of what changed last. No look-up of one object can take it by mistake."""
    return Index(None, "owner_id", "project_id", "number", postgresql_where=sql("number > 0"))


class CalendarCollectionRow(SQLModel, table=True):
    """A project that a calendar program made: the name that it chose, and what it is to hold.

    The name is that of one person, who made it; everybody else finds it under the project's id.
    """

    __tablename__ = "calendar_collections"
    __table_args__ = _of_collection("project_id")

    owner_id: int = owner_id()
    project_id: UUID = Field(primary_key=True)
    person_id: UUID
    name: str | None = Field(default=None, sa_type=BYTEWISE)
    components: list[str] = Field(sa_type=TEXTS)


class CalendarTextRow(SQLModel, table=True):
    """The text of a task as a client put it, alarms left out, and what it says.

    It is served as it is while the task's `updated_at` is `task_updated_at`. `awaits` are UIDs that
    it names as its parent or blockers, and that nothing in the collection has so far.
    """

    __tablename__ = "calendar_texts"
    __table_args__ = _of_collection(
        "task_id",
        indexes=(
            Index(None, "owner_id", "project_id", "uid"),
            Index(
                "calendar_texts_awaiting_idx",
                "owner_id",
                "project_id",
                postgresql_where=sql("awaits <> '{}'"),
            ),
            _told(),
        ),
    )

    owner_id: int = owner_id()
    task_id: UUID = Field(primary_key=True)
    project_id: UUID
    uid: str = Field(sa_type=BYTEWISE)
    text: str = Field(sa_type=Words)
    task_updated_at: datetime = Field(sa_type=INSTANT)
    meaning: Any = Field(sa_type=JSON)
    entry: Any = Field(sa_type=JSON)
    awaits: list[str] = Field(sa_type=TEXTS, sa_column_kwargs=by_default("'{}'"))
    stored_at: datetime = Field(sa_type=INSTANT)
    number: int = Field(sa_type=BigInteger)


class CalendarAlarmRow(SQLModel, table=True):
    """The alarms of one person, cut out of a task's text with the places where they stood.

    The places are those of the text that was stored at `text_stored_at`; `reminders` is the version
    of the person's reminders that the alarms stand for.
    """

    __tablename__ = "calendar_alarms"
    __table_args__ = _of_collection("task_id", "person_id", indexes=(_told(),))

    owner_id: int = owner_id()
    task_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    project_id: UUID
    alarms: Any = Field(sa_type=JSON)
    reminders: int = Field(sa_type=BigInteger)
    text_stored_at: datetime = Field(sa_type=INSTANT)
    stored_at: datetime = Field(sa_type=INSTANT)
    number: int = Field(sa_type=BigInteger)


class CalendarNameRow(SQLModel, table=True):
    """The name that a client chose for a task in a collection; the task may have left it."""

    __tablename__ = "calendar_names"
    __table_args__ = _of_collection(
        "task_id",
        "project_id",
        indexes=(
            Index(None, "owner_id", "project_id", "name", unique=True),
            _told(),
            Index(None, "owner_id", "left_at", postgresql_where=sql("left_at IS NOT NULL")),
        ),
    )

    owner_id: int = owner_id()
    project_id: UUID = Field(primary_key=True)
    task_id: UUID = Field(primary_key=True)
    name: str = Field(sa_type=BYTEWISE)
    left_at: datetime | None = Field(default=None, sa_type=INSTANT)
    number: int = Field(sa_type=BigInteger, sa_column_kwargs=by_default("0"))


class CalendarFileRow(SQLModel, table=True):
    """An object that is no task: an event, a journal entry, a record of a done occurrence.

    One that was deleted keeps its name, and loses its text. A record of a done occurrence is that
    of a task, which it completed; `superseded` is the ETag that the task had before.
    """

    __tablename__ = "calendar_files"
    __table_args__ = _of_collection(
        "id",
        indexes=(
            Index(None, "owner_id", "project_id", "name", unique=True),
            Index(None, "owner_id", "project_id", "uid"),
            _told(),
            Index(None, "owner_id", "deleted_at", postgresql_where=sql("deleted_at IS NOT NULL")),
        ),
    )

    owner_id: int = owner_id()
    id: UUID = Field(primary_key=True)
    project_id: UUID
    name: str = Field(sa_type=BYTEWISE)
    uid: str = Field(sa_type=BYTEWISE)
    component: str = Field(sa_type=Words)
    text: str = Field(sa_type=Words)
    entry: Any = Field(sa_type=JSON)
    task_id: UUID | None = None
    superseded: str | None = Field(default=None, sa_type=Words)
    created_at: datetime = Field(sa_type=INSTANT)
    stored_at: datetime = Field(sa_type=INSTANT)
    deleted_at: datetime | None = Field(default=None, sa_type=INSTANT)
    number: int = Field(sa_type=BigInteger)


class CalendarPropertyRow(SQLModel, table=True):
    """A property that a client keeps at a resource, for the account alone; `xml` is its element.

    `resource` is a collection, or the person: principal and home. `part` is an object within.
    """

    __tablename__ = "calendar_properties"
    __table_args__ = of_account("resource", "part", "name")

    owner_id: int = owner_id()
    resource: UUID = Field(primary_key=True)
    part: str = Field(primary_key=True, sa_type=BYTEWISE, sa_column_kwargs=by_default("''"))
    name: str = Field(primary_key=True, sa_type=BYTEWISE)
    xml: str = Field(sa_type=Words)


class CalendarFeedRow(SQLModel, table=True):
    """A secret address under which a project or a saved filter can be read; only its digest."""

    __tablename__ = "calendar_feeds"
    __table_args__ = of_account("id")

    owner_id: int = owner_id()
    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Words)
    resource: UUID
    expands: bool
    digest: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=INSTANT)
    last_used_at: datetime | None = Field(default=None, sa_type=INSTANT)
