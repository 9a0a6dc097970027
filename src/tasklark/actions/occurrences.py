"""The occurrences of a repeating task, each by the date of its slot: complete, skip, list.

Whoever names an occurrence is heard once: it gets one fate, whoever else completes it, and however
often. What a task does next is in `actions/repeating.py`.
"""

import json
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from tasklark.actions import records, repeating, tasks
from tasklark.actions.records import ANY_VERSION, Changed
from tasklark.actions.sites import Found, Site
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import repeating as rules
from tasklark.domain.dates import Due, parse_day, parse_due
from tasklark.domain.errors import Conflict
from tasklark.domain.fields import refused
from tasklark.domain.occurrences import Fate
from tasklark.domain.tasks import CLOSED, TASK, Task, TaskStatus
from tasklark.storage import occurrences as stored
from tasklark.storage.engine import Identity

PAGE_MAX = 1_000
UPCOMING_MAX = 366
"""How many slots are told ahead at most."""

_Advance = Callable[[Work, Site, Task, str | None], Awaitable[Task]]


class Page(NamedTuple):
    """Some fates in JSON, the latest slots first; `next_slot` is where the page goes on before."""

    occurrences: Sequence[bytes]
    next_slot: str | None


class Slot(NamedTuple):
    """A date of the series that is to come, and the due date that goes with it."""

    slot: str
    due_date: str
    is_open: bool


async def complete(
    work: Work,
    task_id: UUID,
    slot: str,
    expected: Collection[str] = (ANY_VERSION,),
    stamp: str | None = None,
) -> Changed:
    """Complete the occurrence that stands at a slot of the series; return the task as it is then.

    The open one is completed, at the moment of a client's `stamp` if there is one. One that was
    completed before stays so, and nothing else happens; one that was missed or skipped becomes
    done. Raises `Invalid` for a slot that is no date, `Conflict` for one that is not open yet or
    none of the series, and as `records.change`.
    """
    found = await _found(work, task_id, expected, stamp)
    task: Task = found.record
    if task.repeat is None and task.status not in CLOSED and task.due_date == _written(slot):
        # It stopped repeating while somebody had it before them as it was.
        return await records.set_values(work, TASK, found, {"status": TaskStatus.DONE}, stamp)
    return await _settle(work, found, slot, Fate.DONE, repeating.complete, stamp)


async def skip(
    work: Work,
    task_id: UUID,
    slot: str,
    expected: Collection[str] = (ANY_VERSION,),
    stamp: str | None = None,
) -> Changed:
    """Skip the occurrence that stands at a slot of the series; as `complete`.

    One that is done stays done.
    """
    found = await _found(work, task_id, expected, stamp)
    return await _settle(work, found, slot, Fate.SKIPPED, repeating.skip, stamp)


async def _found(work: Work, task_id: UUID, expected: Collection[str], stamp: str | None) -> Found:
    if stamp is None:
        return await records.for_update(work, TASK, task_id, expected)
    return await records.held(work, TASK, task_id)


async def _settle(
    work: Work, found: Found, slot: str, fate: Fate, advance: _Advance, stamp: str | None
) -> Changed:
    site, task = found
    named = _written(slot)
    is_open = task.repeat is not None and named == task.repeat["occurrence"]
    if is_open and task.status not in CLOSED:
        after = await advance(work, site, task, stamp)
        records.save(work, TASK, site, task, after)
        return Changed(after, site.owner_user_id)
    if not is_open:
        await _require_past(work, found, named)
    await repeating.decide(work, site, task, named, fate)
    return Changed(task, site.owner_user_id)


async def _require_past(work: Work, found: Found, slot: str) -> None:
    """Raise `Conflict` unless a slot was decided before, or was passed over."""
    site, task = found
    (known,) = await work.ask(stored.of_slots(site.owner_id, task.id, [slot]))
    if known.count():
        return
    if task.repeat is None:
        raise Conflict("This task does not repeat", code="task.not_repeating")
    if not rules.is_slot(task, slot):
        raise Conflict("This task has no occurrence at this date", code="occurrence.not_found")
    if rules.is_to_come(task, slot):
        raise Conflict(
            "Only the open occurrence can be completed or skipped, and those before it; a date to"
            " come is left out by exdates of the repetition",
            code="occurrence.not_open",
        )


async def page(door: Door, task_id: UUID, limit: int, before: str | None = None) -> Page:
    """Return fates of a task's occurrences, the latest slots first. Raises `NotFound`, `Forbidden`.

    `before` is the slot of the last row of the page before. Raises `Invalid` for one that is no
    date.
    """
    before = str(parse_due(before, "cursor")) if before is not None else None
    await tasks.get(door, task_id)
    caller = door.caller
    (found,) = await door.database.read(
        Identity(caller.account_id), stored.page(caller.account_id, task_id, before, limit + 1)
    )
    more = found.count() > limit
    last = found.texts_of_row(limit - 1)[1].decode() if more else None
    return Page(found.texts()[:limit], last)


async def upcoming(
    door: Door, task_id: UUID, limit: int = UPCOMING_MAX, until: str | None = None
) -> list[Slot]:
    """Return the open occurrence and those to come, the soonest first; none of a closed task.

    What counts from completion has no dates to come but the open one. Raises `NotFound`,
    `Forbidden`, `Invalid` for an `until` that is no day.
    """
    last = parse_day(until, "until") if until is not None else None
    body, _ = await tasks.get(door, task_id)
    task = Task.model_construct(**json.loads(body))
    if task.repeat is None or task.completed:
        return []
    open_slot = task.repeat["occurrence"]
    return [
        Slot(slot, str(task.due_date) if slot == open_slot else slot, slot == open_slot)
        for slot in rules.upcoming(task, limit, last)
    ]


def _written(slot: str) -> str:
    """Return a slot as it is stored. Raises `Invalid`."""
    if not isinstance(slot, str):
        raise refused("occurrence", "must be text")
    found: Due = parse_due(slot, "occurrence")
    return str(found)
