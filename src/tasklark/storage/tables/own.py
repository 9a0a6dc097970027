"""What an account keeps for itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.dialects.postgresql import JSON
from sqlmodel import Field, SQLModel

from tasklark.domain.access import Role
from tasklark.domain.labels import Label
from tasklark.domain.preferences import Language, SavedFilter, Settings, Weekday
from tasklark.domain.projects import Placement
from tasklark.storage.tables.columns import (
    BYTEWISE,
    INSTANT,
    Kept,
    by_default,
    in_trash,
    of_account,
    owner_id,
)


class PlacementRow(Kept, Placement, table=True):
    """A project as one person has it, in that person's own shard: what they may see, and where.

    Row-level security reads it to open another owner's project, so role and owner are written by
    functions of the database only, except for one's own projects. `owner_user_id` is what the
    outside knows the owner by.
    """

    __tablename__ = "placements"
    __table_args__ = of_account("id")

    project_owner_id: int = Field(sa_type=BigInteger)
    owner_user_id: str = Field(sa_type=Text)
    role: Role = Field(sa_type=Text)
    is_favourite: bool = Field(sa_column_kwargs=by_default("false"))
    position: str = Field(sa_type=BYTEWISE)


class LabelRow(Kept, Label, table=True):
    """A label as one account sees it."""

    __tablename__ = "labels"
    __table_args__ = (Index(None, "owner_id", "name_key"), in_trash(), *of_account("id"))

    name: str = Field(sa_type=Text)
    name_key: str = Field(sa_type=BYTEWISE)
    color: str = Field(sa_type=Text, sa_column_kwargs=by_default("'grey'"))
    position: str = Field(sa_type=BYTEWISE)
    is_favourite: bool = Field(sa_column_kwargs=by_default("false"))


class FilterRow(Kept, SavedFilter, table=True):
    """A filter with a name."""

    __tablename__ = "filters"
    __table_args__ = (in_trash(), *of_account("id"))

    name: str = Field(sa_type=Text)
    query: str = Field(sa_type=Text)
    color: str = Field(sa_type=Text, sa_column_kwargs=by_default("'grey'"))
    position: str = Field(sa_type=BYTEWISE)
    is_favourite: bool = Field(sa_column_kwargs=by_default("false"))


class SettingsRow(Kept, Settings, table=True):
    """One account's settings."""

    __tablename__ = "settings"
    __table_args__ = of_account("id")

    time_zone: str = Field(sa_type=Text, sa_column_kwargs=by_default("'UTC'"))
    language: Language = Field(sa_type=Text, sa_column_kwargs=by_default("'en'"))
    week_start: Weekday = Field(sa_type=Text, sa_column_kwargs=by_default("'monday'"))
    extras: dict[str, Any] = Field(sa_type=JSON)


class PushRow(SQLModel, table=True):
    """How a mutation of a client was answered, to be answered the same when it comes again."""

    __tablename__ = "pushes"
    __table_args__ = of_account("client", "number")

    owner_id: int = owner_id()
    client: str = Field(primary_key=True, sa_type=Text)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    outcome: Any = Field(sa_type=JSON)
    expires_at: datetime = Field(sa_type=INSTANT)
