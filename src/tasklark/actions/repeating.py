"""What a write means to a task that repeats: its occurrences come and go, each with one fate.

All that makes a repeating task done comes through here (`changed`), whatever the surface and the
field; `actions/occurrences.py` has the verbs that name an occurrence.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tasklark.actions import log
from tasklark.actions.sites import Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain import nouns, repeating, stamps
from tasklark.domain.changes import Change
from tasklark.domain.merging import Merged
from tasklark.domain.occurrences import OCCURRENCE, Fate, Occurrence, prevails
from tasklark.domain.repeating import Step
from tasklark.domain.tasks import CLOSED, TASK, Task, TaskStatus, status_after
from tasklark.storage import directory, moving, records, scopes
from tasklark.storage import occurrences as stored

_CLOSING = frozenset({"status", "completed"})


async def changed(
    work: Work, site: Site, task: Task, values: Mapping[str, Any], stamp: str | None = None
) -> Task:
    """Return a held task with cleaned values set, and have done what follows for its occurrences.

    Where they would close an open task that repeats, its open occurrence is done instead, and the
    task goes on to the next; after the last one it is closed. Raises `Invalid`.
    """
    rest = dict(values)
    completes = False
    if task.status not in CLOSED and _CLOSING & values.keys():
        completes = status_after(task, values) is TaskStatus.DONE
    repeats = rest.get("repeat", task.repeat) is not None
    if completes and repeats:
        rest = {name: value for name, value in values.items() if name not in _CLOSING}
    after: Task = nouns.changed(TASK, task, rest, site.at, stamp)
    if completes and repeats and after.repeat is not None:
        return await complete(work, site, after, stamp)
    if completes and repeats:  # its due date was cleared along, and so there is nothing to repeat
        after = nouns.changed(TASK, after, {"status": TaskStatus.DONE}, site.at, stamp)
    if completes and task.repeat is not None:
        await _decide(work, site, task, {task.repeat["occurrence"]: Fate.DONE})
    elif after.repeat is not None and after.status not in CLOSED and _is_opened(task, after):
        await _take_back(work, site, after)
    return after


def in_time(task: Task, merged: Merged, stamp: str) -> Merged:
    """Return what a late write may set, less a completion that may be meant for another occurrence.

    Whoever completes a repeating task without naming the occurrence means the one that they saw.
    If its dates were written later, the completion is lost, and told.
    """
    closing = _CLOSING & merged.values.keys()
    if task.repeat is None or task.status in CLOSED or not closing:
        return merged
    is_seen = stamp > nouns.stamp_of(TASK, task, "due_date")
    if is_seen or status_after(task, merged.values) is not TaskStatus.DONE:
        return merged
    rest = {name: value for name, value in merged.values.items() if name not in closing}
    lost = [
        Change(task.id, name, merged.values[name], getattr(task, name)) for name in sorted(closing)
    ]
    return merged._replace(values=rest, lost=(*merged.lost, *lost))


def _is_opened(before: Task, after: Task) -> bool:
    """Tell whether an occurrence is open now that was not before."""
    if before.repeat is None or before.status in CLOSED:
        return True
    return after.repeat is not None and before.repeat["occurrence"] != after.repeat["occurrence"]


async def complete(work: Work, site: Site, task: Task, stamp: str | None = None) -> Task:
    """Return an open task that repeats with its open occurrence done, at the moment of the stamp.

    The fate is logged, and those of the slots that were passed over; the task is left to whoever
    saves it.
    """
    step = repeating.done(task, _moment(site, stamp), work.caller.time_zone)
    return await advance(work, site, task, step, Fate.DONE, stamp)


async def skip(work: Work, site: Site, task: Task, stamp: str | None = None) -> Task:
    """Return an open task that repeats with its open occurrence skipped; as `complete`."""
    return await advance(work, site, task, repeating.skipped(task), Fate.SKIPPED, stamp)


async def decide(work: Work, site: Site, task: Task, slot: str, fate: Fate) -> None:
    """Give an occurrence a fate, unless one that counts for more was decided before.

    The task stays as it is, so the fate gets the number of its site.
    """
    await _decide(work, site, task, {slot: fate}, is_all=True)


async def advance(
    work: Work, site: Site, task: Task, step: Step, fate: Fate, stamp: str | None
) -> Task:
    """Return an open task that repeats as it is after a step, with a fate for what came before."""
    await _decide(work, site, task, {step.slot: fate, **dict.fromkeys(step.missed, Fate.MISSED)})
    written = _stamp(task, site.at, stamp)
    if step.values is None:
        done = {"status": TaskStatus.DONE}
        after: Task = nouns.changed(TASK, task, done, site.at, written)
        return after
    if task.repeat is not None and task.repeat["resets_subtasks"]:
        await _reset_subtasks(work, site, task, stamp)
    values = {**step.values, "status": TaskStatus.TODO}
    after = nouns.changed(TASK, task, values, site.at, written)
    # A write of the status was asked for, so an earlier one that comes later has lost against it.
    return after.model_copy(update={"stamps": {**(after.stamps or {}), "status": written}})


def _moment(site: Site, stamp: str | None) -> datetime:
    """Return when something was done: at a client some time ago, or now."""
    return site.at if stamp is None else min(site.at, stamps.moment(stamp))


def _stamp(task: Task, at: datetime, stamp: str | None) -> str:
    """Return the stamp of what follows an occurrence: it counts whatever was written since.

    A due date, say, to which the occurrence was moved meanwhile, is over with the occurrence.
    """
    latest = max(nouns.stamp_of(TASK, task, group) for group in ("due_date", "status"))
    return stamp if stamp is not None and stamp >= latest else stamps.after(latest, at)


async def _decide(
    work: Work, site: Site, task: Task, fates: Mapping[str, Fate], *, is_all: bool = False
) -> None:
    """Store and log the fates of slots, as far as they are not decided by fates that prevail.

    `is_all` tells that nothing else is written under the number of the site.
    """
    (found,) = await work.ask(stored.of_slots(site.owner_id, task.id, list(fates)))
    loaded = (records.loaded(OCCURRENCE, row) for row in found.rows())
    known: dict[str, Occurrence] = {occurrence.slot: occurrence for occurrence in loaded}
    told = [
        (known.get(slot), _decided(work, site, task, known.get(slot), slot, fate))
        for slot, fate in fates.items()
    ]
    moved = [(before, after) for before, after in told if after is not before]
    number = site.number if is_all else await _number(work, site, len(moved))
    for place, (before, after) in enumerate(moved):
        there = site._replace(number=number + place)
        if before is None:
            work.write(records.insert(OCCURRENCE, site.owner_id, after))
        else:
            work.write(records.save(OCCURRENCE, site.owner_id, before, after))
        log.record(work, there, OCCURRENCE, before, after)


def _decided(
    work: Work, site: Site, task: Task, known: Occurrence | None, slot: str, fate: Fate
) -> Occurrence:
    by = None if fate is Fate.MISSED else work.caller.person_id
    decided: Occurrence
    if known is None:
        record_id = directory.key_of("occurrence", str(task.id), slot)
        values = {"project_id": task.project_id, "task_id": task.id, "slot": slot, "fate": fate}
        decided = nouns.made(OCCURRENCE, record_id, {**values, "by": by}, site.at)
    elif prevails(fate, known.fate):
        decided = nouns.changed(OCCURRENCE, known, {"fate": fate, "by": by}, site.at)
    else:
        decided = known
    return decided


async def _take_back(work: Work, site: Site, task: Task) -> None:
    """Remove the fate of the slot that is open again."""
    slot = (task.repeat or {})["occurrence"]
    (found,) = await work.ask(stored.of_slots(site.owner_id, task.id, [slot]))
    for row in found.rows():
        occurrence = records.loaded(OCCURRENCE, row)
        there = site._replace(number=await _number(work, site, 1))
        work.write(records.remove(OCCURRENCE)(site.owner_id, occurrence.id))
        log.record(work, there, OCCURRENCE, occurrence, None)


async def _reset_subtasks(work: Work, site: Site, task: Task, stamp: str | None) -> None:
    """Open closed sub-tasks again, except what was closed after the occurrence was."""
    (found,) = await work.ask(stored.closed_below(site.owner_id, task.id))
    closed: list[tuple[UUID, str, dict[str, str]]] = []
    for task_id, status, kept, created_at in found.rows():
        known = (kept or {}).get("status") or (kept or {}).get(nouns.WHOLE) or stamps.at(created_at)
        if stamp is None or stamp > known:
            written = stamp or stamps.after(known, site.at)
            closed.append((task_id, status, {**(kept or {}), "status": written}))
    if closed:
        await _reopen(work, site, closed)


async def _reopen(
    work: Work, site: Site, closed: Sequence[tuple[UUID, str, Mapping[str, str]]]
) -> None:
    number = await _number(work, site, len(closed))
    ids = [task_id for task_id, _, _ in closed]
    kept = [json.dumps(stamps_of) for _, _, stamps_of in closed]
    work.write(stored.reopen(site.owner_id, ids, kept, site.at))
    todo = json.dumps(TaskStatus.TODO)
    told = [moving.Told(TASK.name, each, json.dumps(status), todo) for each, status, _ in closed]
    under = log.entry(work, site._replace(number=number), TASK, len(closed))
    work.write(moving.log(under, "status", told))


async def _number(work: Work, site: Site, count: int) -> int:
    """Return the first of `count` numbers of a scope that is locked."""
    if count == 0:
        return site.number
    (advanced,) = await work.ask(scopes.advance(site.owner_id, site.scope_id, count))
    ((_, last, _),) = advanced.rows()
    return int(last) - count + 1
