"""Who asks, when and where; and what a filter needs to know of a task beyond its fields."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from uuid import UUID

from tasklark.domain import zones
from tasklark.domain.filters.names import Names
from tasklark.domain.tasks import Task


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, when and where.

    `now_at` is aware; `zone` is the asker's, from the IANA database; `week_start` is the first day
    of their week, 0 for Monday; `me` is their person id.
    """

    now_at: datetime
    zone: tzinfo
    me: UUID
    names: Names = field(default_factory=Names)
    week_start: int = 0

    @property
    def today(self) -> date:
        """Return the day that it is for the asker."""
        return zones.today(self.now_at, self.zone)


@dataclass(frozen=True, slots=True)
class Item:
    """A task with what other records say about it.

    `waits` tells whether it is blocked by an open task, `awaited` whether an open task is blocked
    by it; subtasks and comments count unless they are in the trash.
    """

    task: Task
    has_subtasks: bool = False
    has_comments: bool = False
    waits: bool = False
    awaited: bool = False


def items(tasks: Iterable[Task], commented: Collection[UUID] = ()) -> list[Item]:
    """Return all tasks of one owner as items; `commented` are the ids of those with comments.

    Tasks in the trash are left out, and count for nothing.
    """
    alive = [task for task in tasks if task.deleted_at is None]
    open_ids = {task.id for task in alive if not task.completed}
    parents = {task.parent_id for task in alive}
    awaited = {blocker for task in alive if not task.completed for blocker in task.blocked_by}
    return [
        Item(
            task,
            has_subtasks=task.id in parents,
            has_comments=task.id in commented,
            waits=not open_ids.isdisjoint(task.blocked_by),
            awaited=task.id in awaited,
        )
        for task in alive
    ]
