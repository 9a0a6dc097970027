"""A series that goes on as another object: the old one is finished, and is itself no series more.

todoman completes so. It writes two objects of which either may come first; what they say together
is what one says that moves forward.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice, takewhile
from typing import Any, NamedTuple

from tasklark.domain.calendar_objects import Meaning
from tasklark.domain.calendar_repetition import told
from tasklark.domain.dates import parse_due
from tasklark.domain.recurrence import slots
from tasklark.domain.recurrence.completion import MOST_MISSED
from tasklark.domain.recurrence.repeats import parse_repeat
from tasklark.domain.recurrence.rules import Rule, parse_rule
from tasklark.domain.repeating import Step
from tasklark.domain.tasks import CLOSED, Task, TaskStatus

_KEPT = ("description", "priority", "duration_minutes", "labels", "url", "sort_order")


class Series(NamedTuple):
    """The series of a task: its repetition as it is stored, and the zone of its times."""

    repeat: Mapping[str, Any]
    time_zone: str | None


def is_finished(before: Meaning, after: Meaning) -> bool:
    """Tell whether an object that was an open series is done now, and no series."""
    if before.repeat is None or before.status in CLOSED:
        return False
    return after.repeat is None and after.status is TaskStatus.DONE and after.due_date is not None


def may_carry_on(said: Meaning) -> bool:
    """Tell whether an object can be one that carries a series on."""
    return said.repeat is not None and said.due_date is not None and said.status not in CLOSED


def carries_on(task: Task, series: Series, done: Meaning, other: Meaning) -> bool:
    """Tell whether another object carries the series of a task on whose own one is finished.

    It has the same title and rule, COUNT may be lowered, and its date is a slot after the one that
    is done.
    """
    if not may_carry_on(other) or other.title != task.title.strip():
        return False
    repeat, due = parse_repeat(series.repeat), parse_due(other.due_date)
    done_at = parse_due(done.due_date)
    if not due.kind == done_at.kind == repeat.occurrence.kind:
        return False
    if due.sort_at <= done_at.sort_at or due.sort_at < repeat.occurrence.sort_at:
        return False
    # As it was told where the open occurrence had been moved, and where it had not.
    rules = {told(repeat, series.time_zone, at).rule for at in (repeat.occurrence, done_at)}
    is_same = any(_is_same_rule(parse_rule(rule), repeat.rule.count, other) for rule in rules)
    return is_same and slots.is_slot(repeat, series.time_zone, due)


def _is_same_rule(rule: Rule, most: int | None, other: Meaning) -> bool:
    """Tell whether another object has the same rule; `most` is what COUNT was at first."""
    assert other.repeat is not None  # noqa: S101 - `may_carry_on` has looked
    now = parse_rule(other.repeat.rule)
    is_lowered = (now.count is None) == (most is None) and (now.count or 0) <= (most or 0)
    return is_lowered and replace(rule, count=None) == replace(now, count=None)


def step(task: Task, series: Series, other: Meaning) -> Step:
    """Return what a task goes on by whose series another object carries on.

    `missed` are the slots between. Where the task is at that slot by now, it is opened again.
    """
    repeat, due = parse_repeat(series.repeat), parse_due(other.due_date)
    following = slots.after(repeat, series.time_zone, repeat.occurrence)
    between = takewhile(lambda slot: slot.sort_at < due.sort_at, following)
    missed = tuple(map(str, islice(between, MOST_MISSED)))
    is_twice = task.start_date is not None and task.start_date == task.due_date
    values = {
        "due_date": str(due),
        "start_date": other.start_date or (str(due) if is_twice else None),
        "repeat": {**series.repeat, "occurrence": str(due)},
    }
    return Step(str(repeat.occurrence), values, missed)


def merged(done: Meaning, other: Meaning) -> Meaning:
    """Return what another object says, and of what it is silent about, what the old one said.

    A program writes the new one of what it knows, and it may know little.
    """
    silent = {name: getattr(done, name) for name in _KEPT if getattr(other, name) in (None, ())}
    return replace(other, **silent)
