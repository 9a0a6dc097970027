"""What a line gave: fields of a task, and which part of the line became what."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "date",
    "time",
    "repeat",
    "start",
    "until",
    "count",
    "duration",
    "project",
    "section",
    "label",
    "priority",
    "assignee",
    "reminder",
    "deadline",
    "description",
    "escape",
]
Value = str | int | None


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the person knows; `#`, `/`, `@` and `+` find the longest one that fits."""

    projects: Collection[str] = ()
    sections: Collection[str] = ()
    labels: Collection[str] = ()
    people: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """The code points `start` to `end` of the line (`end` not included) became `value`.

    Dates are ISO texts, times `HH:MM`, a repetition its rule, a duration minutes, a reminder
    minutes before the due date or a local time. `escape` marks a backslash or quotes that only
    shielded something: nothing to show.
    """

    start: int
    end: int
    kind: Kind
    value: Value


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that is not among the known ones, as typed."""

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class QuickAdd:
    """What a line gave.

    `fields` has `title` always and the others only where the line tells them: `description`,
    `due_date`, `start_date`, `deadline`, `repeat` (`rule`, `basis`, `start`, `occurrence`),
    `priority`, `labels`, `duration_minutes`, `reminders` (`minutes_before` or `at`), and as names
    `project`, `section`, `assignees`. `spans` are in order and never overlap; the title is the
    rest of the line with single spaces.
    """

    fields: dict[str, Any]
    spans: tuple[Span, ...]
    unknown: tuple[Unknown, ...] = field(default=())
