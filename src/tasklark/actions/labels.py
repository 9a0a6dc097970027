"""What follows for tasks when a label is renamed or deleted: they follow it.

A label is a name on tasks, so all tasks of the account's own projects bear the new name, or none
any more; those in the trash too, or they would come back with the old one. Each is logged, so that
an undo takes it all back. In projects of others the name stays: it is theirs.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions.sites import Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain import nouns, stamps
from tasklark.domain.errors import Conflict
from tasklark.domain.filters import folding
from tasklark.domain.filters.tree import Name
from tasklark.domain.labels import Label, name_key
from tasklark.domain.tasks import TASK, Task
from tasklark.storage import labels as stored
from tasklark.storage import scopes

AT_ONCE = 1_000
"""Tasks that are read and written by one message."""
_FIRST = UUID(int=0)


class _Change(NamedTuple):
    """A task before and after, and what that changed: by element, whether it is in the set."""

    before: Task
    after: Task
    told: dict[str, Any]


async def require_free(work: Work, label_id: UUID, name: str) -> None:
    """Raise `Conflict` when the caller has another label of this name."""
    if await _another(work, label_id, name):
        raise Conflict("You have a label of this name already", code="label.name_taken")


async def follow(work: Work, site: Site, label: Label, name: str | None) -> None:
    """Put the new name of a label on all tasks that bear its name; None takes it off.

    A label of the same name that is left (two clients may each have made one) keeps the tasks.
    """
    if await _another(work, label.id, label.name):
        return
    expression = folding.of_name(Name((label.name,)))
    numbers = await _numbered(work, site, expression)
    after = _FIRST
    while numbers:
        (found,) = await work.ask(stored.tasks(site.owner_id, expression, after, AT_ONCE))
        rows = found.rows()
        changes = [_renamed(_task(row), label.name, name, site) for row in rows]
        await _save(work, site, [change for change in changes if change.told], numbers)
        if len(rows) < AT_ONCE:
            return
        after = rows[-1][0]


async def _another(work: Work, label_id: UUID, name: str) -> bool:
    owner_id = work.caller.account_id
    (found,) = await work.ask(stored.another(owner_id, name_key(name), label_id))
    return found.row() is not None


async def _numbered(work: Work, site: Site, expression: str) -> dict[UUID, int]:
    """Lock the projects of all tasks that bear the label; return the number before their first."""
    (found,) = await work.ask(stored.bearing(site.owner_id, expression))
    if not found.rows():
        return {}
    # Locked first, counted then: nobody puts the label on another task in between.
    await work.ask(*(scopes.advance(site.owner_id, row[0], 0) for row in found.rows()))
    (found,) = await work.ask(stored.bearing(site.owner_id, expression))
    counts = dict(found.rows())
    advanced = await work.ask(*(scopes.advance(site.owner_id, *each) for each in counts.items()))
    numbers = {}
    for (project_id, count), result in zip(counts.items(), advanced, strict=True):
        row = result.row()
        assert row is not None  # noqa: S101 - a project of one's own, which has tasks
        work.moved[site.owner_id, project_id] = row[1]
        numbers[project_id] = row[1] - count
    work.keep()
    return numbers


def _task(row: Sequence[Any]) -> Task:
    """Return what is needed of a task; its other fields are not read."""
    names = ("id", "project_id", "labels", "stamps", "created_at", "updated_at")
    return Task.model_construct(**dict(zip(names, row, strict=True)))


def _renamed(task: Task, old: str, new: str | None, site: Site) -> _Change:
    """Return a task with one name for another, in its place; once, if it bears that already."""
    key = name_key(old)
    bears_new = new is not None and any(
        name_key(each) == name_key(new) for each in task.labels if name_key(each) != key
    )
    instead = [] if new is None or bears_new else [new]
    labels = []
    for each in task.labels:
        labels += instead if name_key(each) == key else [each]
    told = nouns.elements(TASK, task, {"labels": labels})
    written = {name: stamps.after(nouns.stamp_of(TASK, task, name), site.at) for name in told}
    after = nouns.moved_on(
        task, {"labels": labels, "stamps": {**(task.stamps or {}), **written}}, site.at
    )
    return _Change(task, after, told)


async def _save(
    work: Work, site: Site, changes: Sequence[_Change], numbers: dict[UUID, int]
) -> None:
    """Store tasks, and log each under the next number of its project."""
    tasks, entries = [], []
    for _, after, told in changes:
        numbers[after.project_id] += 1
        at = after.updated_at.isoformat()
        tasks.append(
            {"id": str(after.id), "labels": after.labels, "stamps": after.stamps, "updated_at": at}
        )
        common = {
            "scope_id": str(after.project_id),
            "number": numbers[after.project_id],
            "record_id": str(after.id),
        }
        entries += [
            {**common, "field": name, "before": not is_in, "after": is_in}
            for name, is_in in told.items()
        ]
    if not tasks:
        return
    told_by = (work.caller.account_id, work.surface, site.at, work.batch_id, work.undoes)
    work.write(
        stored.save(site.owner_id, json.dumps(tasks)),
        stored.log(site.owner_id, json.dumps(entries), *told_by),
    )
