"""Objects that are no tasks: events, journal entries, and copies that tell of a done occurrence.

Their text is kept as it was sent, and means nothing here but for what queries ask.
"""

import json
from typing import NamedTuple
from uuid import UUID

from tasklark.actions import calendar_rows as rows
from tasklark.actions import calendar_sites, occurrences
from tasklark.actions.calendar_sites import Sent, Spot, Stored
from tasklark.actions.unit_of_work import Work
from tasklark.domain import calendar_alarms, calendar_series, ids, nouns, text
from tasklark.domain.calendar_objects import Meaning
from tasklark.domain.errors import Conflict
from tasklark.domain.tasks import TASK, Task, TaskStatus
from tasklark.storage import calendar_objects as stored_objects
from tasklark.storage import calendar_writes as stored
from tasklark.storage import records


class Done(NamedTuple):
    """The task of which a copy told that an occurrence is done; the ETag that it had before."""

    task_id: UUID
    superseded: str | None


async def put(work: Work, spot: Spot, sent: Sent, done: Done | None = None) -> Stored:
    """Store a file under a name that is locked."""
    before = spot.file
    whole = calendar_alarms.with_alarms(sent.text, sent.alarms, is_placed=True)
    if before is not None and before.text == whole:
        return Stored(before.etag if sent.is_exact else None, is_new=False)
    at = spot.site.at if before is None else max(spot.site.at, before.stored_at + nouns.TICK)
    owner_id, project_id = spot.place[:2]
    work.write(
        stored.set_file(
            owner_id,
            ids.new_id(),
            project_id,
            spot.name,
            sent.uid,
            sent.component,
            whole,
            json.dumps(sent.index.as_json(), ensure_ascii=False),
            done.task_id if done is not None else None,
            done.superseded if done is not None else None,
            at,
            spot.site.number,
        )
    )
    calendar_sites.moved(work, spot.site)
    return Stored(rows.file_etag(at) if sent.is_exact else None, before is None)


async def complete_by_copy(work: Work, spot: Spot, said: Meaning) -> Done | None:
    """Complete the occurrence that a new, done object is a copy of; None if it is no copy.

    Programs that keep a record of what was done put one beside the task that repeats.
    """
    if said.status is not TaskStatus.DONE or said.repeat is not None or said.due_date is None:
        return None
    owner_id, project_id, person_id = spot.place[:3]
    key = text.sort_key(said.title)
    (found,) = await work.ask(stored.repeating(owner_id, project_id, key))
    for (task_id,) in found.rows():
        tags = stored_objects.TASKS["tags", "of_ids"]
        kept, told = await work.ask(
            records.find(TASK)(owner_id, task_id),
            tags(owner_id, project_id, person_id, [task_id]),
        )
        task: Task = records.loaded(TASK, kept.rows()[0])
        slot = calendar_series.copy_slot(task, said)
        if slot is None:
            continue
        etag = rows.known_object(told.rows()[0]).etag
        try:
            changed = await occurrences.complete(work, task_id, slot)
        except Conflict:  # one that is not open yet
            continue
        if changed.record.updated_at == task.updated_at:
            return Done(task_id, None)
        return Done(task_id, calendar_sites.superseding(etag, changed.record))
    return None
