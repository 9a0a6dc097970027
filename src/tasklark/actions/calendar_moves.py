"""Objects of calendar collections are deleted, and moved to another collection or name."""

from typing import NamedTuple

from tasklark.actions import calendar_files as files
from tasklark.actions import calendar_objects as objects
from tasklark.actions import calendar_sites, calendars, records, scope_locks
from tasklark.actions.calendar_puts import claim_name
from tasklark.actions.calendar_sites import ALWAYS, Condition, HeldFile, HeldTask, Sent, Spot
from tasklark.actions.unit_of_work import Work
from tasklark.domain import ids
from tasklark.domain.calendar_objects import Index
from tasklark.domain.errors import Forbidden, PreconditionFailed
from tasklark.domain.tasks import TASK
from tasklark.storage import calendar_writes as stored


class Place(NamedTuple):
    """Where an object is: the name of its collection, and its own."""

    collection: str
    name: str


async def delete(work: Work, place: Place, condition: Condition = ALWAYS) -> None:
    """Put a task into the trash, with what is nested in it; delete a file.

    Raises `NotFound`, `Forbidden`, `PreconditionFailed`.
    """
    collection = await calendars.held(work, place.collection)
    spot = await calendar_sites.lock(work, collection, place.name)
    _require_there(spot)
    calendar_sites.require(condition, spot.etag, spot.task.superseded if spot.task else None)
    await _remove(work, spot)


async def move(
    work: Work,
    source: Place,
    target: Place,
    *,
    overwrite: bool,
    condition: Condition = ALWAYS,
) -> bool:
    """Move an object to another collection or name; tell whether nothing was there before.

    A task stays the task that it is, with its text and UID. Raises `NotFound`, `Forbidden`,
    `PreconditionFailed` also where something is and is not to be overwritten, `Conflict` for a UID
    that another object has there.
    """
    calendars.require_name(target.name)
    here = await calendars.held(work, source.collection)
    there = await calendars.held(work, target.collection)
    for each in (here, there):
        calendars.require_no_filter(each)
    await scope_locks.lock(work, [here.id, there.id])
    spot = await calendar_sites.lock(work, here, source.name)
    _require_there(spot)
    calendar_sites.require(condition, spot.etag)
    moving = spot.task or spot.file
    component = spot.file.component if spot.file is not None else calendars.TASKS
    if component not in there.components:
        raise Forbidden(f"This collection holds no {component}", code="calendar.component")
    uid = [_uid(moving)] if moving is not None and here.id != there.id else []
    aim = await calendar_sites.lock(work, there, target.name, uid)
    is_new = aim.task is None and aim.file is None
    if not is_new and not overwrite:
        raise PreconditionFailed
    if source == target:
        return False
    if not is_new:
        await _remove(work, aim)
    if spot.file is not None:
        await _move_file(work, spot, aim, spot.file)
    elif spot.task is not None:
        await _move_task(work, spot, aim, spot.task)
    return is_new


def _uid(moving: HeldTask | HeldFile) -> str:
    return moving.known.uid if isinstance(moving, HeldTask) else moving.uid


async def _remove(work: Work, spot: Spot) -> None:
    owner_id, project_id = spot.place[:2]
    if spot.task is not None:
        await records.delete(work, TASK, spot.task.task.id)
        return
    work.write(stored.end_file(owner_id, project_id, spot.name, spot.site.at, spot.site.number))
    calendar_sites.moved(work, spot.site)


async def _move_task(work: Work, spot: Spot, aim: Spot, held: HeldTask) -> None:
    task = held.task
    if spot.place.project_id == aim.place.project_id:
        _leave(work, spot)
    else:
        changed = await records.change(
            work, TASK, task.id, {"project_id": str(aim.place.project_id)}
        )
        if held.is_current and task.parent_id is None:
            version = changed.record.updated_at
            work.write(stored.arrived(aim.place.owner_id, task.id, "", version))
    claim_name(work, aim, task.id)


def _leave(work: Work, spot: Spot) -> None:
    """Have it told that a name is free."""
    owner_id, project_id = spot.place[:2]
    site = spot.site
    work.write(
        stored.leave_name(owner_id, ids.new_id(), project_id, spot.name, site.at, site.number)
    )
    calendar_sites.moved(work, site)


async def _move_file(work: Work, spot: Spot, aim: Spot, file: HeldFile) -> None:
    sent = Sent(file.text, file.uid, file.component, None, Index.of_json(file.entry))
    await _remove(work, spot)
    await files.put(work, aim._replace(file=None), sent)


def _require_there(spot: Spot) -> None:
    if spot.etag is None:
        raise objects.not_found()
