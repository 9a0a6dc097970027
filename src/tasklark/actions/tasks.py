"""What only tasks can do, and the contract's fast ways to them."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import records, sites
from tasklark.actions.records import ANY_VERSION, Changed
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain.access import Operation, require
from tasklark.domain.tasks import TASK
from tasklark.storage import records as stored_records
from tasklark.storage import tasks as stored
from tasklark.storage.engine import Identity


class Json(NamedTuple):
    """A task as PostgreSQL writes it in JSON (UTF-8), and its version."""

    body: bytes
    version: str


async def complete(
    work: Work, task_id: UUID, expected: Collection[str] = (ANY_VERSION,)
) -> Changed:
    """Turn a task's completion round; return it as it is then. Raises as `records.change`.

    Of a task that repeats and is open, the open occurrence is completed.
    """
    found = await records.for_update(work, TASK, task_id, expected)
    return await records.set_values(work, TASK, found, {"completed": not found.record.completed})


async def get(door: Door, task_id: UUID) -> Json:
    """Return a task that the caller may see. Raises `NotFound`, `Forbidden`."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    identity = Identity(caller.account_id)
    (found,) = await door.database.read(
        identity, stored.get_json(caller.account_id, caller.user_id, task_id)
    )
    row = found.texts_of_row()
    if row:
        return Json(row[0], row[1].decode())
    async with door.database.transaction(identity) as transaction:
        return await _shared(Work(caller, door.surface, transaction), task_id)


async def _shared(work: Work, task_id: UUID) -> Json:
    (told,) = await work.ask(stored_records.find_shared(TASK)(work.caller.account_id, task_id))
    place: tuple[Any, ...] | None = told.row()
    if place is None:
        raise await sites.absent(work, TASK, task_id)
    (found,) = await work.ask(stored.get_json(place[0], place[3], task_id))
    row = found.texts_of_row()
    if not row:
        raise sites.not_found(TASK)
    return Json(row[0], row[1].decode())
