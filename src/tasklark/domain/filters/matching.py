"""What a filter means: the definition, one task at a time.

`storage.filters` says the same in SQL; a test holds the two together.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tasklark.domain import zones
from tasklark.domain.dates import parse_due
from tasklark.domain.filters import days, folding, scope
from tasklark.domain.filters.context import Context, Item
from tasklark.domain.filters.names import fits, is_anything
from tasklark.domain.filters.tree import (
    And,
    AssignedTo,
    CreatedBy,
    Field,
    InProject,
    InSection,
    Is,
    Labelled,
    Lasting,
    Node,
    Not,
    Or,
    Person,
    Relation,
    Text,
    Unit,
    When,
    Within,
    Word,
)
from tasklark.domain.tasks import Priority, Task, TaskStatus
from tasklark.domain.text import sort_key

COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
_RELATIONS: Mapping[Relation, Callable[[date, date], bool]] = {
    Relation.ON: operator.eq,
    Relation.BEFORE: operator.lt,
    Relation.AFTER: operator.gt,
}


def matches(node: Node, item: Item, context: Context) -> bool:
    """Tell whether a task is in a filter's list, what goes without saying (`scope`) included."""
    return _holds(scope.whole(node), item, context)


# A line for each kind of node:
def _holds(node: Node, item: Item, context: Context) -> bool:  # noqa: C901, PLR0911, PLR0912 - so
    task = item.task
    match node:
        case And(terms):
            return all(_holds(term, item, context) for term in terms)
        case Or(terms):
            return any(_holds(term, item, context) for term in terms)
        case Not(term):
            return not _holds(term, item, context)
        case Is(word):
            return bool(_WORDS[word](item, context))
        case Text(text):
            return _says(task, text)
        case Labelled(name):
            return any(fits(name, label) for label in task.labels)
        case InProject():
            return task.project_id in context.names.in_project(node)
        case InSection(name):
            anywhere = is_anything(name) and task.section_id is not None
            return anywhere or task.section_id in context.names.in_section(node)
        case AssignedTo(who):
            return any(_is_one(who, person, context) for person in task.assignee_ids)
        case CreatedBy(who):
            return task.created_by is not None and _is_one(who, task.created_by, context)
        case When(field, relation):
            day = _day(task, field, context)
            return day is not None and _RELATIONS[relation](day, days.resolved(node, context))
        case Within(count):
            return _is_due_within(task, count, context)
        case Lasting(comparison, minutes):
            lasting = task.duration_minutes
            return lasting is not None and COMPARISONS[comparison](lasting, minutes)


def _says(task: Task, text: str) -> bool:
    if sort_key(text) in sort_key(task.title):
        return True
    return re.search(folding.of_text(text), task.description or "") is not None


def _is_one(who: Any, person: UUID, context: Context) -> bool:
    if isinstance(who, Person):
        return (person == context.me) is (who is Person.ME)
    return person in context.names.somebody(who)


def _is_due_within(task: Task, count: int, context: Context) -> bool:
    day = _day(task, Field.DUE, context)
    last = days.shifted(context.today, count - 1, Unit.DAY)
    return day is not None and context.today <= day <= last


def _day(task: Task, field: Field, context: Context) -> date | None:
    """Return the day on which a date of the task lies for whoever asks."""
    value = _DATES[field](task)
    if isinstance(value, datetime):
        return zones.today(value, context.zone)
    return None if value is None else zones.day_of(parse_due(value), context.zone)


_DATES: Mapping[Field, Callable[[Task], str | datetime | None]] = {
    Field.DUE: lambda task: task.due_date,
    Field.START: lambda task: task.start_date,
    Field.DEADLINE: lambda task: task.deadline,
    Field.CREATED: lambda task: task.created_at,
    Field.COMPLETED: lambda task: task.completed_at,
    Field.CHANGED: lambda task: task.updated_at,
}


def _is_overdue(task: Task, context: Context) -> bool:
    if task.completed or task.due_date is None:
        return False
    return zones.is_overdue(parse_due(task.due_date), context.now_at, context.zone)


def _has_begun(task: Task, context: Context) -> bool:
    """Tell whether the start is not in the future: its day has come, or its moment."""
    if task.start_date is None:
        return True
    start = parse_due(task.start_date)
    if start.kind == "day":
        return zones.day_of(start, context.zone) <= context.today
    return zones.is_overdue(start, just_after(context.now_at), context.zone)


def just_after(moment: datetime) -> datetime:
    """Return the next moment: what is at `moment` lies before it."""
    return moment + timedelta(microseconds=1)


def _kind(date_text: str | None) -> str | None:
    return None if date_text is None else parse_due(date_text).kind


def _is_available(item: Item, context: Context) -> bool:
    return not item.task.completed and not item.waits and _has_begun(item.task, context)


_WORDS: Mapping[Word, Callable[[Item, Context], object]] = {
    Word.ALL: lambda _item, _context: True,
    Word.OVERDUE: lambda item, context: _is_overdue(item.task, context),
    Word.NO_DATE: lambda item, _: item.task.due_date is None,
    Word.NO_TIME: lambda item, _: _kind(item.task.due_date) in {None, "day"},
    Word.NO_START: lambda item, _: item.task.start_date is None,
    Word.NO_DEADLINE: lambda item, _: item.task.deadline is None,
    Word.RECURRING: lambda item, _: item.task.repeat is not None,
    Word.P1: lambda item, _: item.task.priority == Priority.HIGH,
    Word.P2: lambda item, _: item.task.priority == Priority.MEDIUM,
    Word.P3: lambda item, _: item.task.priority == Priority.LOW,
    Word.P4: lambda item, _: item.task.priority is None,
    Word.NO_LABELS: lambda item, _: not item.task.labels,
    Word.NO_SECTION: lambda item, _: item.task.section_id is None,
    Word.INBOX: lambda item, context: item.task.project_id in context.names.inboxes,
    Word.SHARED: lambda item, context: item.task.project_id in context.names.shared,
    Word.ARCHIVED: lambda item, context: item.task.project_id in context.names.archived,
    Word.ASSIGNED: lambda item, _: item.task.assignee_ids,
    Word.TODO: lambda item, _: item.task.status == TaskStatus.TODO,
    Word.IN_PROGRESS: lambda item, _: item.task.status == TaskStatus.IN_PROGRESS,
    Word.DONE: lambda item, _: item.task.status == TaskStatus.DONE,
    Word.CANCELLED: lambda item, _: item.task.status == TaskStatus.CANCELLED,
    Word.OPEN: lambda item, _: not item.task.completed,
    Word.CLOSED: lambda item, _: item.task.completed,
    Word.BLOCKED: lambda item, _: not item.task.completed and item.waits,
    Word.BLOCKING: lambda item, _: not item.task.completed and item.awaited,
    Word.AVAILABLE: _is_available,
    Word.SUBTASK: lambda item, _: item.task.parent_id is not None,
    Word.HAS_SUBTASKS: lambda item, _: item.has_subtasks,
    Word.HAS_COMMENTS: lambda item, _: item.has_comments,
    Word.HAS_DESCRIPTION: lambda item, _: item.task.description,
    Word.HAS_LINKS: lambda item, _: item.task.links,
    Word.NO_DURATION: lambda item, _: item.task.duration_minutes is None,
}
