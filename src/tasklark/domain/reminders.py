"""Reminders: when a person is to be told of a task."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tasklark.domain import fields
from tasklark.domain.dates import parse_due
from tasklark.domain.nouns import Noun, Record

MINUTES_MAX = 60 * 24 * 366
"""Farthest from its anchor that a reminder may lie: a year."""


class Anchor(StrEnum):
    """Which date of the task a relative reminder counts from."""

    DUE = "due"
    START = "start"


class Reminder(Record):
    """A moment `at` (a local time, or an instant), or `minutes_before` the task's `anchor`.

    Negative minutes lie after it. `person_id` is who is told. Exactly one of the two is set.
    """

    project_id: UUID
    task_id: UUID
    person_id: UUID
    at: str | None = None
    minutes_before: int | None = None
    anchor: Anchor = Anchor.DUE


def _at(field: str, value: Any) -> str:
    if not isinstance(value, str):
        raise fields.refused(field, "must be text")
    due = parse_due(value, field)
    if due.kind == "day":
        raise fields.refused(field, "must tell a time, not just a day")
    return str(due)


def _settled(reminder: Reminder | None, values: dict[str, Any], _at: datetime) -> dict[str, Any]:
    """Have exactly one of the two ways set; giving one takes the other's place."""
    given = {k for k in ("at", "minutes_before") if values.get(k) is not None}
    if len(given) > 1:
        raise fields.refused("at", "must not be given along with minutes_before")
    if given:
        values.update(dict.fromkeys({"at", "minutes_before"} - given))
    after = {k: values.get(k, getattr(reminder, k, None)) for k in ("at", "minutes_before")}
    if all(value is None for value in after.values()):
        raise fields.refused("at", "is required, or minutes_before")
    return values


REMINDER = Noun(
    name="reminder",
    record=Reminder,
    cleaners={
        "task_id": fields.identifier,
        "at": fields.or_null(_at),
        "minutes_before": fields.or_null(fields.number(-MINUTES_MAX, MINUTES_MAX)),
        "anchor": fields.choice(Anchor),
    },
    required=("task_id",),
    fixed=frozenset({"task_id"}),
    groups={"at": "when", "minutes_before": "when", "anchor": "when"},
    settle=_settled,
)
