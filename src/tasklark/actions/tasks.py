"""What can be done with tasks: make, change, turn, delete, read."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import changes, ids, tasks
from tasklark.domain.access import Operation, require
from tasklark.domain.errors import Conflict, Forbidden, NotFound, PreconditionFailed, TokenInvalid
from tasklark.domain.tasks import Task
from tasklark.storage import changes as change_log
from tasklark.storage import directory, projects
from tasklark.storage import tasks as stored
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Identity

ANY_VERSION = "*"
"""As an expected version: whatever it is now."""


class Made(NamedTuple):
    """A task, and whether this call made it (or an earlier one with the same id and content)."""

    task: Task
    is_new: bool


async def create(work: Work, fields: Mapping[str, Any], task_id: UUID | None = None) -> Made:
    """Make a task in the caller's Inbox; with the client's `task_id`, at most once.

    Raises `Invalid`, or `Conflict` when the id is somebody else's task or one of other content.
    """
    require(work.caller, Operation.WRITE_TASKS)
    content = tasks.cleaned({"title": None, **fields})
    owner, inbox = work.caller.account_id, work.caller.inbox_id
    chosen = task_id or ids.new_id()
    advanced, entered = await work.ask(
        projects.advance(owner, inbox, 1), directory.enter(Kind.TASK, chosen, owner)
    )
    if not entered.count():
        return Made(await _made_before(work, chosen, fields), is_new=False)
    numbered = advanced.row()
    if numbered is None:  # the account was deleted a moment ago
        raise TokenInvalid
    change = _Change(*numbered)
    task = tasks.new(chosen, content, change.at)
    work.write(stored.insert(owner, change.project_id, task), *_logged(work, change, None, task))
    return Made(task, is_new=True)


async def change(
    work: Work,
    task_id: UUID,
    fields: Mapping[str, Any],
    expected: Collection[str] = (ANY_VERSION,),
) -> Task:
    """Set the given fields of a task and leave the others; return it as it is then.

    Raises `Invalid`, `NotFound`, `Forbidden`, or `PreconditionFailed` when its version is none of
    the expected ones.
    """
    require(work.caller, Operation.WRITE_TASKS)
    tasks.cleaned(fields)
    found, task = await _for_update(work, task_id, expected)
    return _saved(work, found, task, tasks.changed(task, fields, found.at))


async def complete(work: Work, task_id: UUID, expected: Collection[str] = (ANY_VERSION,)) -> Task:
    """Turn a task's completion round; return it as it is then. Raises as `change` does."""
    require(work.caller, Operation.WRITE_TASKS)
    found, task = await _for_update(work, task_id, expected)
    return _saved(work, found, task, tasks.completion_turned(task, found.at))


async def delete(work: Work, task_id: UUID, expected: Collection[str] = (ANY_VERSION,)) -> None:
    """Delete a task; the log keeps what it was. Raises as `change` does."""
    require(work.caller, Operation.WRITE_TASKS)
    found, task = await _for_update(work, task_id, expected)
    owner = work.caller.account_id
    work.write(
        stored.delete(owner, task_id),
        directory.remove(Kind.TASK, task_id, owner),
        *_logged(work, found, task, None),
    )


class Json(NamedTuple):
    """A task as PostgreSQL writes it in JSON (UTF-8), and its version."""

    body: bytes
    version: str


async def get(door: Door, task_id: UUID) -> Json:
    """Return a task of the caller. Raises `NotFound`, `Forbidden`."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    identity = Identity(caller.account_id)
    (found,) = await door.database.read(
        identity, stored.get_json(caller.account_id, caller.user_id, task_id)
    )
    row = found.texts_of_row()
    if not row:
        async with door.database.transaction(identity) as transaction:
            raise await _absent(Work(caller, door.surface, transaction), task_id)
    return Json(row[0], row[1].decode())


class _Change(NamedTuple):
    """What a write has been given: the project it locked, its number in the log, its moment."""

    project_id: UUID
    number: int
    at: datetime


async def _for_update(work: Work, task_id: UUID, expected: Collection[str]) -> tuple[_Change, Task]:
    """Return a task of the caller that nobody else can change until this work is done."""
    owner = work.caller.account_id
    advanced, found = await work.ask(
        projects.advance_of_task(owner, task_id, 1), stored.find(owner, task_id)
    )
    numbered, row = advanced.row(), found.row()
    if numbered is None or row is None:
        raise await _absent(work, task_id)
    task = stored.loaded(row)
    if ANY_VERSION not in expected and tasks.version(task) not in expected:
        raise PreconditionFailed
    return _Change(*numbered), task


async def _absent(work: Work, task_id: UUID) -> NotFound | Forbidden:
    """Return why the caller has no such task: there is none, or it is somebody else's."""
    work.present(task_id)
    (owned,) = await work.ask(directory.find(Kind.TASK, task_id))
    row = owned.row()
    if row is None or row[0] == work.caller.account_id:
        return NotFound("There is no task with this id", code="task.not_found")
    return Forbidden(
        "This task belongs to someone who has not shared it with you", code="task.forbidden"
    )


async def _made_before(work: Work, task_id: UUID, fields: Mapping[str, Any]) -> Task:
    (found,) = await work.ask(stored.find(work.caller.account_id, task_id))
    row = found.row()
    if row is None or not tasks.same_content(stored.loaded(row), fields):
        raise Conflict("This id is taken by another task", code="task.id_taken")
    return stored.loaded(row)


def _saved(work: Work, change: _Change, before: Task, after: Task) -> Task:
    if after is not before:
        work.write(
            stored.save(work.caller.account_id, before, after),
            *_logged(work, change, before, after),
        )
    return after


def _logged(work: Work, change: _Change, before: Task | None, after: Task | None) -> list[Any]:
    caller = work.caller
    entry = change_log.Entry(
        caller.account_id,
        change.project_id,
        change.number,
        "task",
        caller.account_id,
        work.surface,
        change.at,
    )
    return [change_log.append(entry, c) for c in changes.between(before, after)]
