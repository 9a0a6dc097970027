"""What a task is, and the rules for making and changing one."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from tasklark.domain import text
from tasklark.domain.dates import parse_due
from tasklark.domain.errors import FieldError, Invalid


class Priority(StrEnum):
    """How much a task matters."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Task(SQLModel):
    """One thing to do.

    `due_date` is the canonical text of `domain.dates`; instants are aware, in UTC.
    """

    id: UUID
    title: str
    description: str | None = None
    completed: bool = False
    priority: Priority | None = None
    due_date: str | None = None
    created_at: datetime
    updated_at: datetime


EDITABLE = ("title", "description", "completed", "priority", "due_date")
"""The fields that a person sets; all others are the server's."""


def new(task_id: UUID, fields: Mapping[str, Any], at: datetime) -> Task:
    """Return a task made at the instant `at` from `fields`, a mapping of editable field to value.

    Raises `Invalid` naming every field that breaks a rule, the missing title included.
    """
    values = cleaned({"title": None, **fields})
    return Task.model_construct(id=task_id, created_at=at, updated_at=at, **values)


def changed(task: Task, fields: Mapping[str, Any], at: datetime) -> Task:
    """Return the task with `fields` set; the very same task when nothing would differ.

    `updated_at` moves forward by at least a microsecond, also when the clock stood still.
    Raises `Invalid` naming every field that breaks a rule.
    """
    values = {k: v for k, v in cleaned(fields).items() if v != getattr(task, k)}
    return task.model_copy(update={**values, "updated_at": later(task, at)}) if values else task


def completion_turned(task: Task, at: datetime) -> Task:
    """Return the task with `completed` turned round at the instant `at`."""
    return task.model_copy(update={"completed": not task.completed, "updated_at": later(task, at)})


def version(task: Task) -> str:
    """Return the text that differs between any two states of a task: its `updated_at`."""
    return timestamp(task.updated_at)


def timestamp(moment: datetime) -> str:
    """Return an aware UTC instant as RFC 3339 text with `Z` and all six digits of microseconds."""
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def same_content(task: Task, fields: Mapping[str, Any]) -> bool:
    """Tell whether making a task from `fields` would give this task's content.

    Raises `Invalid` naming every field that breaks a rule.
    """
    blank: dict[str, Any] = dict.fromkeys(EDITABLE, None) | {"completed": False}
    wanted = blank | cleaned({"title": None, **fields})
    return all(getattr(task, field) == value for field, value in wanted.items())


def later(task: Task, at: datetime) -> datetime:
    """Return `at`, or a microsecond past the task's last change where the clock has not moved."""
    return max(at, task.updated_at + timedelta(microseconds=1))


def cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the editable ones of `fields` in their stored form.

    Raises `Invalid` naming every field that breaks a rule, not just the first.
    """
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for field in EDITABLE:
        if field not in fields:
            continue
        try:
            values[field] = _CLEANERS[field](fields[field])
        except Invalid as invalid:
            errors += invalid.errors
    if errors:
        raise Invalid(*errors)
    return values


def _title(value: str | None) -> str:
    if value is None:
        raise Invalid(FieldError("title", "is required and must not be null"))
    return text.clean_title(value)


def _description(value: str | None) -> str | None:
    return None if value is None else text.clean_description(value)


def _completed(value: bool | None) -> bool:
    if value is None:
        raise Invalid(FieldError("completed", "must be true or false"))
    return value


def _priority(value: str | None) -> Priority | None:
    if value is None:
        return None
    try:
        return Priority(value)
    except ValueError:
        raise Invalid(
            FieldError("priority", "must be low, medium, high or null"),
        ) from None


def _due_date(value: str | None) -> str | None:
    return None if value is None else str(parse_due(value))


_CLEANERS: Mapping[str, Callable[[Any], Any]] = {
    "title": _title,
    "description": _description,
    "completed": _completed,
    "priority": _priority,
    "due_date": _due_date,
}
