"""What REST takes and gives about tasks.

The contract's five fields are read as the contract says; the others are told here, and their rules
asked of the domain.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tasklark.domain import tasks
from tasklark.domain.labels import NAME_MAX
from tasklark.domain.recurrence.cleaning import MOST_LISTED
from tasklark.domain.recurrence.rules import LONGEST_RULE
from tasklark.domain.tasks import TaskStatus
from tasklark.domain.text import TITLE_MAX
from tasklark.domain.views import PAGE_MAX, Order, Sort, Status
from tasklark.surfaces.rest.record_shapes import Position, told
from tasklark.surfaces.rest.shapes import (
    DATE,
    DAY,
    NO_NUL,
    NOT_BLANK,
    ONE_LINE,
    Completed,
    Description,
    DueDate,
    Priority,
    Title,
    rule,
    without_defaults,
    written_id,
)

_ID = {"type": "string", "format": "uuid"}
_NULL = {"type": "null"}
_EXAMPLE_ID = "01943c5e-7d1a-7c3e-9a51-2f6b1c0d9e84"


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [*schema.get("anyOf", [schema]), _NULL]}


def _ids(most: int) -> dict[str, Any]:
    return {"type": "array", "items": _ID, "maxItems": most}


_LINK = {
    "type": "object",
    "required": ["url"],
    "properties": {
        "url": {
            "type": "string",
            "maxLength": tasks.URL_MAX,
            "pattern": r"^(https?://[0-9A-Za-z][^\x00\s\[\]]*|mailto:[^\x00\s]+@[^\x00\s]+)$",
        },
        "title": _or_null({"type": "string", "maxLength": TITLE_MAX, "pattern": NOT_BLANK}),
    },
}
_REPEAT = {
    "type": "object",
    "required": ["rule"],
    "additionalProperties": False,
    "properties": {
        "rule": {
            "type": "string",
            "maxLength": LONGEST_RULE,
            "description": "The value of an RRULE (RFC 5545, section 3.3.10).",
        },
        "basis": {
            "type": "string",
            "enum": ["schedule", "completion"],
            "description": "Whether the next date follows from the rule, or from the completion.",
        },
        "start": {**DATE, "description": "Where the series begins; the due date if not given."},
        "occurrence": {**DATE, "description": "The date of the series that is open now."},
        "rdates": {"type": "array", "items": DATE, "maxItems": MOST_LISTED},
        "exdates": {"type": "array", "items": DATE, "maxItems": MOST_LISTED},
        "resets_subtasks": {
            "type": "boolean",
            "description": "Whether subtasks are opened again with the next date.",
        },
    },
}

ProjectId = Annotated[
    Any, rule("project_id"), told(_ID, "The project that it is in; the Inbox when not given.")
]
SectionId = Annotated[
    Any, rule("section_id"), told(_or_null(_ID), "The section of the project; null for none.")
]
ParentId = Annotated[
    Any,
    rule("parent_id"),
    told(_or_null(_ID), "The task that it is a part of; null for none. At most 100 levels deep."),
]
Place = Annotated[Position, rule("position")]
TaskState = Annotated[
    Any,
    rule("status"),
    told(
        {"type": "string", "enum": [*TaskStatus]},
        "How far it has come; `completed` says whether that is done or cancelled.",
        "in_progress",
    ),
]
StartDate = Annotated[
    Any,
    rule("start_date"),
    told(_or_null(DATE), "When it can be begun; of the kinds that due_date has.", "2030-02-08"),
]
Deadline = Annotated[
    Any,
    rule("deadline"),
    told(_or_null(DAY), "The day by which it has to be done, come what may.", "2030-02-28"),
]
TimeZone = Annotated[
    Any,
    rule("time_zone"),
    told(
        _or_null({"type": "string", "pattern": NO_NUL}),
        "The IANA zone on whose clocks due_date and start_date stay when they are instants.",
        "Europe/Berlin",
    ),
]
Repeat = Annotated[
    Any,
    rule("repeat"),
    told(
        _or_null(_REPEAT),
        "How it repeats; null for not at all. Only the rule is needed.",
        {"rule": "FREQ=WEEKLY;BYDAY=MO"},
    ),
]
Duration = Annotated[
    Any,
    rule("duration_minutes"),
    told(
        _or_null({"type": "integer", "minimum": 1, "maximum": tasks.DURATION_MAX}),
        "How long it takes, in minutes; at most a year's.",
        30,
    ),
]
Labels = Annotated[
    Any,
    rule("labels"),
    told(
        {
            "type": "array",
            "items": {"type": "string", "maxLength": NAME_MAX, "pattern": ONE_LINE},
            "maxItems": tasks.LABELS_MAX,
        },
        f"Names of labels, each one line of at most {NAME_MAX} characters; of names that differ in"
        " their case only, the first counts.",
        ["errand"],
    ),
]
Assignees = Annotated[
    Any,
    rule("assignee_ids"),
    told(_ids(tasks.ASSIGNEES_MAX), "The people who are to do it: members of the project."),
]
Blockers = Annotated[
    Any,
    rule("blocked_by"),
    told(_ids(tasks.BLOCKERS_MAX), "The tasks that have to be done before it."),
]
Links = Annotated[
    Any,
    rule("links"),
    told(
        {"type": "array", "items": _LINK, "maxItems": tasks.LINKS_MAX},
        "Where more about it is: https, http and mailto addresses.",
        [{"url": "https://example.org/invoice/7", "title": "The invoice"}],
    ),
]


class TaskDraft(BaseModel):
    """A task to be made. Fields that are not known, and read-only ones, are ignored."""

    title: Title
    description: Description = None
    priority: Priority = None
    due_date: DueDate = None
    completed: Completed = False
    project_id: ProjectId = None
    section_id: SectionId = None
    parent_id: ParentId = None
    position: Place = None
    status: TaskState = None
    start_date: StartDate = None
    deadline: Deadline = None
    time_zone: TimeZone = None
    repeat: Repeat = None
    duration_minutes: Duration = None
    labels: Labels = None
    assignee_ids: Assignees = None
    blocked_by: Blockers = None
    links: Links = None
    id: Annotated[UUID, BeforeValidator(written_id)] | None = Field(
        default=None,
        description="A UUID of the client's own; makes the call safe to repeat.",
    )


class TaskChanges(BaseModel):
    """Changes to a task: fields that are given are set, the others stay; null clears."""

    model_config = ConfigDict(json_schema_extra=without_defaults)

    title: Title = ""
    description: Description = None
    priority: Priority = None
    due_date: DueDate = None
    completed: Completed = False
    project_id: Annotated[Any, rule("project_id"), told(_ID, "The project to move it to.")] = None
    section_id: SectionId = None
    parent_id: ParentId = None
    position: Place = None
    status: TaskState = None
    start_date: StartDate = None
    deadline: Deadline = None
    time_zone: TimeZone = None
    repeat: Repeat = None
    duration_minutes: Duration = None
    labels: Labels = None
    assignee_ids: Assignees = None
    blocked_by: Blockers = None
    links: Links = None


WrittenId = Annotated[UUID, BeforeValidator(written_id)]


class ViewQuery(BaseModel):
    """In which order, and how many at a time."""

    status: Status = Status.ALL
    sort: Sort = Sort.CREATED
    order: Order | None = Field(
        default=None,
        description="Newest first, A to Z, soonest first and as put by hand when not given.",
    )
    limit: int | None = Field(
        default=None, ge=1, le=PAGE_MAX, description="Without it, everything is sent."
    )
    cursor: str | None = Field(default=None, description="From the `Link` of the page before.")
    time_zone: str | None = Field(
        default=None,
        description="The IANA name of the zone in whose days and times due dates are ordered;"
        " the account's own when not given.",
        examples=["Europe/Berlin"],
    )


class ListQuery(ViewQuery):
    """Which tasks, in which order, and how many at a time."""

    filter: str | None = Field(
        default=None,
        description="A text of the filter language (docs/filters.md), of at most 1,024 characters."
        " Then the list is of all projects that the user is in, and of open tasks unless the filter"
        " says otherwise; its days are those of time_zone.",
        examples=["(today | overdue) & !#Someday"],
    )
    project_id: WrittenId | None = Field(default=None, description="Only tasks of this project.")
    section_id: WrittenId | None = Field(default=None, description="Only tasks of this section.")
    parent_id: WrittenId | None = Field(
        default=None, description="Only the subtasks of this task, those of its own."
    )


class Task(BaseModel):
    """A task."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": _EXAMPLE_ID,
                    "user_id": "kX2vT0bQ8sLrYw5cJd7nGh3mZp6fUa1E",
                    "title": "Water the plants",
                    "description": None,
                    "completed": False,
                    "priority": "high",
                    "due_date": "2030-02-10",
                    "created_at": "2026-11-21T09:30:00.000000Z",
                    "updated_at": "2026-11-21T09:30:00.000000Z",
                    "project_id": "01943c5e-5a10-7b1a-9c55-0d6f3a1b2c3d",
                    "section_id": None,
                    "parent_id": None,
                    "position": "g1UDBXe4K2",
                    "status": "todo",
                    "completed_at": None,
                    "start_date": None,
                    "deadline": None,
                    "time_zone": None,
                    "repeat": None,
                    "duration_minutes": 10,
                    "labels": ["home"],
                    "assignee_ids": [],
                    "blocked_by": [],
                    "links": [],
                    "created_by": "01943c5e-5a10-7c0e-8f21-7e9a4b5c6d7e",
                }
            ]
        }
    )

    id: UUID
    user_id: str = Field(description="The owner: the token's `sub`.")
    title: Title
    description: Description
    completed: Completed
    priority: Priority
    due_date: DueDate
    created_at: datetime = Field(description="When it was made: UTC, with microseconds.")
    updated_at: datetime = Field(description="When it last changed: UTC, with microseconds.")
    project_id: UUID = Field(description="The project that it is in.")
    section_id: UUID | None = Field(description="The section of the project, if any.")
    parent_id: UUID | None = Field(description="The task that it is a part of, if any.")
    position: str = Field(description="Its place in the manual order, compared byte by byte.")
    status: TaskStatus = Field(description="How far it has come.")
    completed_at: datetime | None = Field(description="When it was done or cancelled.")
    start_date: StartDate
    deadline: Deadline
    time_zone: str | None = Field(description="The IANA zone of its instants, if it has one.")
    repeat: Repeat
    duration_minutes: int | None = Field(description="How long it takes, in minutes.")
    labels: list[str] = Field(description="Names of labels.")
    assignee_ids: list[UUID] = Field(description="The people who are to do it.")
    blocked_by: list[UUID] = Field(description="The tasks that have to be done before it.")
    links: list[dict[str, Any]] = Field(description="Where more about it is: url and title.")
    created_by: UUID | None = Field(description="The person who made it.")
