"""Relations that calendar objects name by UID: parents and blockers, in whatever order they come.

What a text names and nobody has is kept in the text, and linked when it comes. What can't be (a
circle, say) stays a word of the text as well.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import calendar_sites, records
from tasklark.actions.calendar_sites import HeldTask, Spot
from tasklark.actions.sites import Found
from tasklark.actions.unit_of_work import Work
from tasklark.domain.calendar_objects import Meaning
from tasklark.domain.errors import Conflict, Invalid, NotFound
from tasklark.domain.tasks import TASK, Task
from tasklark.storage import calendar_writes as stored
from tasklark.storage import records as stored_records


class Relation(NamedTuple):
    """What the text of a task is to name, and what of it nothing answers to so far."""

    parent_uid: str | None
    blocker_uids: tuple[str, ...]
    awaits: list[str]


async def relate(
    work: Work,
    spot: Spot,
    held: HeldTask | None,
    task: Task,
    before: Meaning | None,
    said: Meaning,
) -> tuple[Task, Relation]:
    """Relate a task as its text says anew; return it, and what its text is to name."""
    values = _values(spot, held, task, before, said)
    if values:
        task = await _set(work, spot, task, values)
    uids = {task_id: uid for uid, task_id in spot.known.items()}
    if held is not None:
        uids |= dict(zip(held.task.blocked_by, held.blocker_uids, strict=True))
        if held.task.parent_id is not None and held.parent_uid is not None:
            uids[held.task.parent_id] = held.parent_uid
    parent_uid = uids.get(task.parent_id) if task.parent_id is not None else None
    awaits = []
    if parent_uid is None and said.parent_uid is not None and said.parent_uid not in spot.known:
        parent_uid = said.parent_uid
        awaits.append(parent_uid)
    missing = [uid for uid in said.blocked_by_uids if uid not in spot.known]
    blockers = {uids.get(task_id, str(task_id)) for task_id in task.blocked_by} | {*missing}
    return task, Relation(parent_uid, tuple(sorted(blockers)), [*awaits, *missing])


def _values(
    spot: Spot, held: HeldTask | None, task: Task, before: Meaning | None, said: Meaning
) -> dict[str, Any]:
    """Return what to set in a task whose text names others than before, as far as they are there.

    A parent that the text named before already is taken as well, if the task has none.
    """
    values: dict[str, Any] = {}
    named = before.parent_uid if before is not None else None
    parent_id = spot.known.get(said.parent_uid) if said.parent_uid is not None else None
    if parent_id != task.parent_id and said.parent_uid != named:
        values["parent_id"] = parent_id
    had = {*(before.blocked_by_uids if before is not None else ())}
    uids = dict(zip(held.task.blocked_by, held.blocker_uids, strict=True)) if held else {}
    gone = had - {*said.blocked_by_uids}
    kept = [task_id for task_id in task.blocked_by if uids.get(task_id) not in gone]
    new = [spot.known[uid] for uid in said.blocked_by_uids if uid in spot.known and uid not in had]
    blocked_by = [*kept, *(task_id for task_id in new if task_id not in kept)]
    if blocked_by != task.blocked_by:
        values["blocked_by"] = blocked_by
    return values


async def _set(work: Work, spot: Spot, task: Task, values: Mapping[str, Any]) -> Task:
    """Set relations of a task; return it as it was where that can't be."""

    async def change(part: Work) -> Task:
        site = await calendar_sites.next_number(part, spot.site)
        changed = await records.set_values(part, TASK, Found(site, task), values)
        after: Task = changed.record
        return after

    try:
        return await work.attempt(change)
    except (Invalid, NotFound, Conflict):
        return task


async def link(work: Work, spot: Spot, task: Task) -> None:
    """Link those objects of the collection that have waited for a new one."""
    owner_id, uid = spot.place.owner_id, spot.uid
    for task_id, is_child, is_current in spot.awaiting:
        (found,) = await work.ask(stored_records.find(TASK)(owner_id, task_id))
        row = found.row()
        if row is None:
            continue
        other: Task = stored_records.loaded(TASK, row)
        values: dict[str, UUID | list[UUID]] = {}
        if is_child and other.parent_id is None:
            values["parent_id"] = task.id
        elif not is_child and task.id not in other.blocked_by:
            values["blocked_by"] = [*other.blocked_by, task.id]
        after = await _set(work, spot, other, values) if values else other
        version = after.updated_at if is_current else None
        work.write(stored.arrived(owner_id, task_id, uid, version))
