"""What REST takes and gives about sections, labels, comments, reminders, filters and settings.

The rules are the domain's, asked once, by the action; here they are told.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from tasklark.domain import comments, labels, preferences, projects, rank, reminders
from tasklark.domain.fields import COLORS
from tasklark.surfaces.rest.shapes import INSTANT, LOCAL, NO_NUL, NOT_BLANK, ONE_LINE, written_id


def line(longest: int, description: str, example: str) -> WithJsonSchema:
    """Return what tells the rules of a name or title."""
    schema = {"type": "string", "minLength": 1, "maxLength": longest, "pattern": NOT_BLANK}
    return told(schema, description, example)


def told(schema: dict[str, Any], description: str, *examples: Any) -> WithJsonSchema:
    """Return what tells a field's schema; its rules the domain holds, and asks."""
    shown = {**schema, "description": description}
    return WithJsonSchema(shown | ({"examples": list(examples)} if examples else {}))


_ID = {"type": "string", "format": "uuid"}
_BOOLEAN = {"type": "boolean"}

OwnId = Annotated[
    Annotated[UUID, BeforeValidator(written_id)] | None,
    Field(default=None, description="A UUID of the client's own; makes the call safe to repeat."),
]
_WHOLES = "|".join(
    f"[{chr(ord('a') + n - 1)}{chr(ord('Z') - n + 1)}][0-9A-Za-z]{{{n}}}" for n in range(1, 27)
)
"""The integer parts of keys: the first letter tells how long one is (`domain.rank`)."""
Position = Annotated[
    Any,
    told(
        {
            "type": "string",
            "minLength": 2,
            "maxLength": rank.KEY_MAX,
            "pattern": rf"^({_WHOLES})([0-9A-Za-z]*[1-9A-Za-z])?$",
        },
        "Its place in the manual order: a fractional key, compared byte by byte.",
        "a0",
    ),
]
Color = Annotated[
    Any, told({"type": "string", "enum": list(COLORS)}, "The name of a colour.", "green")
]
Favourite = Annotated[Any, told(_BOOLEAN, "Whether it is kept at hand.", False)]
ProjectId = Annotated[Any, told(_ID, "The project that it is in.")]
TaskId = Annotated[Any, told(_ID, "The task that it belongs to.")]


class Kept(BaseModel):
    """What all records have."""

    id: UUID
    created_at: datetime = Field(description="When it was made: UTC, with microseconds.")
    updated_at: datetime = Field(description="When it last changed: UTC, with microseconds.")
    deleted_at: datetime | None = Field(description="Null: what is in the trash is not listed.")


SectionName = Annotated[Any, line(projects.NAME_MAX, "What it is called.", "Vegetables")]


class SectionDraft(BaseModel):
    """A section to be made."""

    id: OwnId = None
    project_id: ProjectId
    name: SectionName
    position: Position = None


class SectionChanges(BaseModel):
    """Changes to a section."""

    name: SectionName = None
    position: Position = None
    project_id: ProjectId = None


class Section(Kept):
    """A part of a project."""

    project_id: UUID
    name: str
    position: str


LabelName = Annotated[
    Any,
    told(
        {"type": "string", "minLength": 1, "maxLength": labels.NAME_MAX, "pattern": ONE_LINE},
        "What stands on tasks; one line, and another than of any other label.",
        "errand",
    ),
]


class LabelDraft(BaseModel):
    """A label to be given a colour and a place. Tasks may bear labels that have none."""

    id: OwnId = None
    name: LabelName
    color: Color = None
    position: Position = None
    is_favourite: Favourite = None


class LabelChanges(BaseModel):
    """Changes to a label. A new name is put on the account's own tasks as well."""

    name: LabelName = None
    color: Color = None
    position: Position = None
    is_favourite: Favourite = None


class Label(Kept):
    """A label as the account sees it."""

    name: str
    color: str
    position: str
    is_favourite: bool


Body = Annotated[
    Any,
    told(
        {"type": "string", "minLength": 1, "maxLength": comments.BODY_MAX, "pattern": NOT_BLANK},
        "Markdown; `@[Anna](person:<id>)` mentions a member of the project.",
        "Is *this* the one?",
    ),
]


class CommentDraft(BaseModel):
    """A comment to be made."""

    id: OwnId = None
    task_id: TaskId
    body: Body


class CommentChanges(BaseModel):
    """A comment's new words, by who wrote it."""

    body: Body = None


class Comment(Kept):
    """What somebody said about a task."""

    project_id: UUID
    task_id: UUID
    author_id: UUID = Field(description="The person who wrote it.")
    body: str


ReminderAt = Annotated[
    Any,
    told(
        {"anyOf": [INSTANT, LOCAL, {"type": "null"}]},
        "A moment (RFC 3339) or a local time; else give minutes_before.",
        "2030-02-10T09:00:00Z",
    ),
]
MinutesBefore = Annotated[
    Any,
    told(
        {
            "type": ["integer", "null"],
            "minimum": -reminders.MINUTES_MAX,
            "maximum": reminders.MINUTES_MAX,
        },
        "Minutes before the task's anchor, negative ones after it; else give at.",
        10,
    ),
]
Anchor = Annotated[
    Any,
    told(
        {"type": "string", "enum": [*reminders.Anchor]},
        "Which date minutes_before counts from.",
        "due",
    ),
]


class ReminderDraft(BaseModel):
    """A reminder to be set, for oneself."""

    id: OwnId = None
    task_id: TaskId
    at: ReminderAt = None
    minutes_before: MinutesBefore = None
    anchor: Anchor = None


class ReminderChanges(BaseModel):
    """Changes to a reminder of one's own."""

    at: ReminderAt = None
    minutes_before: MinutesBefore = None
    anchor: Anchor = None


class Reminder(Kept):
    """When a person is to be told of a task."""

    project_id: UUID
    task_id: UUID
    person_id: UUID = Field(description="Who is told.")
    at: str | None
    minutes_before: int | None
    anchor: Literal["due", "start"]


FilterName = Annotated[
    Any, line(preferences.FILTER_NAME_MAX, "What it is called.", "This week's errands")
]
FilterQuery = Annotated[
    Any,
    told(
        {
            "type": "string",
            "minLength": 1,
            "maxLength": preferences.FILTER_MAX,
            "pattern": NOT_BLANK,
        },
        "A text of the filter language (docs/filters.md).",
        "@errand & 7 days",
    ),
]


class FilterDraft(BaseModel):
    """A filter to be kept."""

    id: OwnId = None
    name: FilterName
    query: FilterQuery
    color: Color = None
    position: Position = None
    is_favourite: Favourite = None


class FilterChanges(BaseModel):
    """Changes to a filter."""

    name: FilterName = None
    query: FilterQuery = None
    color: Color = None
    position: Position = None
    is_favourite: Favourite = None


class Filter(Kept):
    """A filter with a name."""

    name: str
    query: str
    color: str
    position: str
    is_favourite: bool


TimeZone = Annotated[
    Any,
    told(
        {"type": "string", "pattern": NO_NUL},
        "The IANA zone in which 'today' is told.",
        "Europe/Berlin",
    ),
]


Language = Annotated[
    Any, told({"type": "string", "enum": [*preferences.Language]}, "Of quick add.", "en")
]
WeekStart = Annotated[
    Any, told({"type": "string", "enum": [*preferences.Weekday]}, "How weeks begin.", "monday")
]
Extras = Annotated[Any, told({"type": "object"}, "The clients' own settings, kept as they are.")]


class SettingsChanges(BaseModel):
    """Changes to the settings."""

    time_zone: TimeZone = None
    language: Language = None
    week_start: WeekStart = None
    extras: Extras = None


class Settings(Kept):
    """One account's settings; its id is the person's."""

    time_zone: str
    language: str
    week_start: str
    extras: dict[str, Any]
