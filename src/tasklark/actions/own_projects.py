"""Projects as one person has them: the project itself, their role in it, and where they keep it."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import records, sites
from tasklark.actions.reading import Json
from tasklark.actions.records import ANY_VERSION
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import ids
from tasklark.domain.access import Operation, require
from tasklark.domain.errors import NotFound, PreconditionFailed
from tasklark.domain.projects import PLACEMENT, PROJECT
from tasklark.storage import projects as stored
from tasklark.storage.engine import Identity


class Made(NamedTuple):
    """A project, and whether this call made it."""

    id: UUID
    json: Json
    is_new: bool


async def listed(door: Door) -> list[bytes]:
    """Return all projects that the caller is in, in the caller's own order, as JSON."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    call = stored.all_seen(caller.account_id, caller.inbox_id)
    (found,) = await door.database.read(Identity(caller.account_id), call)
    return found.texts()


async def get(door: Door, project_id: UUID) -> Json:
    """Return a project that the caller is in. Raises `NotFound`."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    call = stored.seen(caller.account_id, caller.inbox_id, project_id)
    (found,) = await door.database.read(Identity(caller.account_id), call)
    return _json(found.texts_of_row())


async def create(work: Work, given: Mapping[str, Any], project_id: UUID | None = None) -> Made:
    """Make a project, and put it where the caller wants it. Raises as `records.create`."""
    chosen = project_id or ids.new_id()
    made = await records.create(work, PROJECT, given, chosen)
    own = {name: given[name] for name in PLACEMENT.cleaners if name in given}
    if made.is_new and own:
        await records.change(work, PLACEMENT, chosen, own)
    return Made(chosen, await now(work, chosen), made.is_new)


async def change(
    work: Work,
    project_id: UUID,
    given: Mapping[str, Any],
    expected: Collection[str] = (ANY_VERSION,),
) -> Json:
    """Change a project, which takes an admin, and the caller's placement of it, which takes nobody.

    Raises as `records.change`.
    """
    await _require_version(work, project_id, expected, Operation.READ_TASKS)
    own = {name: given[name] for name in PLACEMENT.cleaners if name in given}
    rest = {name: given[name] for name in PROJECT.cleaners if name in given}
    if rest or not own:
        await records.change(work, PROJECT, project_id, rest)
    if own:
        await records.change(work, PLACEMENT, project_id, own)
    return await now(work, project_id)


async def delete(work: Work, project_id: UUID, expected: Collection[str] = (ANY_VERSION,)) -> None:
    """Put a project into the trash with all that is in it. Raises as `records.delete`."""
    await _require_version(work, project_id, expected, Operation.OWN_PROJECT)
    await records.delete(work, PROJECT, project_id)


async def _require_version(
    work: Work, project_id: UUID, expected: Collection[str], operation: Operation
) -> None:
    if ANY_VERSION in expected:
        return
    await sites.standing(work, project_id, operation)
    if (await now(work, project_id)).version not in expected:
        raise PreconditionFailed


async def now(work: Work, project_id: UUID) -> Json:
    """Return a project as it is after what this work did. Raises `NotFound`."""
    caller = work.caller
    (found,) = await work.ask(stored.seen(caller.account_id, caller.inbox_id, project_id))
    return _json(found.texts_of_row())


def _json(row: list[bytes]) -> Json:
    if not row:
        raise NotFound("There is no project with this id", code="project.not_found")
    return Json(row[0], row[1].decode())
