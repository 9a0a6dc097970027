"""What a task is, and the rules for making and changing one."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tasklark.domain import fields, labels, rank, repeating, text
from tasklark.domain.dates import parse_due
from tasklark.domain.nouns import Noun, Record
from tasklark.domain.recurrence import cleaning

LABELS_MAX = 100
ASSIGNEES_MAX = 50
BLOCKERS_MAX = 100
LINKS_MAX = 50
URL_MAX = 2_000
DURATION_MAX = 525_600
"""Minutes of a year."""


class Priority(StrEnum):
    """How much a task matters."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class TaskStatus(StrEnum):
    """How far a task has come."""

    TODO = "todo"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"


CLOSED = frozenset({TaskStatus.DONE, TaskStatus.CANCELLED})
"""What counts as completed: nothing more is to be done."""


class Task(Record):
    """One thing to do.

    `due_date`, `start_date` and `deadline` (a day) are the canonical texts of `domain.dates`;
    `time_zone` is the IANA zone on whose clocks the first two stay, when they are instants.
    `completed` and `completed_at` follow from `status`. `position` is a key of `domain.rank`.
    """

    project_id: UUID
    section_id: UUID | None = None
    parent_id: UUID | None = None
    position: str
    title: str
    description: str | None = None
    status: TaskStatus = TaskStatus.TODO
    completed: bool = False
    completed_at: datetime | None = None
    priority: Priority | None = None
    due_date: str | None = None
    start_date: str | None = None
    deadline: str | None = None
    time_zone: str | None = None
    repeat: dict[str, Any] | None = None
    duration_minutes: int | None = None
    labels: list[str] = []  # noqa: RUF012 - pydantic copies it
    assignee_ids: list[UUID] = []  # noqa: RUF012 - pydantic copies it
    blocked_by: list[UUID] = []  # noqa: RUF012 - pydantic copies it
    links: list[dict[str, Any]] = []  # noqa: RUF012 - pydantic copies it
    created_by: UUID | None = None


CONTRACT = ("title", "description", "completed", "priority", "due_date")
"""The fields that the contract's clients set."""


def _settled(task: Task | None, values: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Have status, `completed` and `completed_at` tell the same, and dates fit the repetition."""
    before = TaskStatus.TODO if task is None else task.status
    status = status_after(task, values)
    values = repeating.settled(task, values)
    values["status"] = status
    values["completed"] = status in CLOSED
    if status not in CLOSED:
        values["completed_at"] = None
    elif before not in CLOSED:
        values["completed_at"] = at
    return values


def status_after(task: Task | None, values: Mapping[str, Any]) -> TaskStatus:
    """Return the status that a task has with `status`, `completed` or both set.

    Raises `Invalid` where the two contradict each other.
    """
    before = TaskStatus.TODO if task is None else task.status
    status: TaskStatus = values.get("status", before)
    completed = values.get("completed")
    if completed is None or completed == (status in CLOSED):
        return status
    if "status" in values:
        raise fields.refused("completed", "contradicts the status; give one of the two")
    return TaskStatus.DONE if completed else TaskStatus.TODO


def _due(field: str, value: Any) -> str:
    if not isinstance(value, str):
        raise fields.refused(field, "must be text")
    return str(parse_due(value, field))


def _day(field: str, value: Any) -> str:
    found = _due(field, value)
    if len(found) != len("2030-02-10"):
        raise fields.refused(field, "must be a day (2030-02-10)")
    return found


_TOGETHER = {
    "when": ("due_date", "start_date", "time_zone", "repeat"),
    "place": ("project_id", "section_id", "parent_id", "position"),
    "status": ("status", "completed", "completed_at"),
}

TASK = Noun(
    name="task",
    record=Task,
    cleaners={
        "project_id": fields.identifier,
        "section_id": fields.or_null(fields.identifier),
        "parent_id": fields.or_null(fields.identifier),
        "position": lambda field, value: rank.clean(value, field),
        "title": fields.line(text.TITLE_MAX),
        "description": fields.or_null(fields.prose(text.DESCRIPTION_MAX)),
        "status": fields.choice(TaskStatus),
        "completed": fields.truth,
        "priority": fields.choice(Priority, nullable=True),
        "due_date": fields.or_null(_due),
        "start_date": fields.or_null(_due),
        "deadline": fields.or_null(_day),
        "time_zone": fields.or_null(fields.zone),
        "repeat": fields.or_null(lambda _field, value: cleaning.shape(value)),
        "duration_minutes": fields.or_null(fields.number(1, DURATION_MAX)),
        "labels": labels.names(LABELS_MAX),
        "assignee_ids": fields.several(fields.identifier, ASSIGNEES_MAX),
        "blocked_by": fields.several(fields.identifier, BLOCKERS_MAX),
        "links": fields.links(LINKS_MAX, URL_MAX),
    },
    required=("title",),
    groups={field: group for group, together in _TOGETHER.items() for field in together},
    sets=("labels", "assignee_ids", "blocked_by"),
    derived=("completed", "completed_at"),
    chosen=("project_id", "position"),
    settle=_settled,
)


def cleaned(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the editable ones of the given fields in their stored form. Raises `Invalid`."""
    return TASK.cleaned(given)
