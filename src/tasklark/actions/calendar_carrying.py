"""A series that a calendar program carries on as another object stays the one task that it is.

The object that was finished becomes a file, the record of what was done; the task takes the name,
UID and text of the one that carries it on. Until both have come, each is what it says by itself.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tasklark.actions import calendar_files as files
from tasklark.actions import calendar_rows as rows
from tasklark.actions import calendar_sites, records, repeating
from tasklark.actions.calendar_files import Done
from tasklark.actions.calendar_sites import HeldTask, Sent, Spot
from tasklark.actions.sites import Found
from tasklark.actions.unit_of_work import Work
from tasklark.domain import calendar_alarms, calendar_carrying, calendar_meaning, merging, text
from tasklark.domain.calendar_carrying import Series
from tasklark.domain.calendar_objects import Alarm, Index, Meaning
from tasklark.domain.occurrences import Fate
from tasklark.domain.tasks import CLOSED, TASK, Task
from tasklark.storage import calendar_carrying as carrying
from tasklark.storage import calendar_objects as stored


class Carried(NamedTuple):
    """A task that goes on: as it was held, as it is now, and the object that carries it on."""

    held: HeldTask
    task: Task
    sent: Sent


async def by_new(work: Work, spot: Spot, sent: Sent, said: Meaning) -> Carried | None:
    """Have a finished task go on that a new object carries on; None if there is no such task."""
    if not calendar_carrying.may_carry_on(said):
        return None
    owner_id, project_id = spot.place[:2]
    key, account_id = text.sort_key(said.title), work.caller.account_id
    (found,) = await work.ask(carrying.finished(owner_id, project_id, key, account_id))
    for name, repeat, zone, is_zone_taken in found.rows():
        held = await _held(work, spot, name)
        if held is None or held.meaning is None or held.meaning.due_date is None:
            continue
        series = Series(repeat, zone if is_zone_taken else held.task.time_zone)
        if not calendar_carrying.carries_on(held.task, series, held.meaning, said):
            continue
        whole = held.meaning
        record = _as_sent(held)._replace(meaning=None)
        await files.put(work, _at(spot, name), record, Done(held.task.id, None))
        task = await _go_on(work, spot, held.task, series, whole, said)
        return Carried(held, task, _with_alarms(held, sent))
    return None


async def by_finished(
    work: Work, spot: Spot, held: HeldTask, before: Meaning, said: Meaning
) -> tuple[Spot, Carried] | None:
    """Have a task go on whose object is finished, and that another, new one carries on already.

    Also returned is where that one is; the task that was made of it is in the trash. None if there
    is none.
    """
    if held.task.repeat is None or not calendar_carrying.is_finished(before, said):
        return None
    owner_id, project_id = spot.place[:2]
    key, account_id = text.sort_key(said.title), work.caller.account_id
    call = carrying.successors(owner_id, project_id, key, account_id, held.task.id)
    (found,) = await work.ask(call)
    series = Series(held.task.repeat, held.task.time_zone)
    for (name,) in found.rows():
        other = await _held(work, spot, name)
        if other is None or other.meaning is None:
            continue
        if not calendar_carrying.carries_on(held.task, series, said, other.meaning):
            continue
        sent = _as_sent(other)
        await records.delete(work, TASK, other.task.id)
        work.write(carrying.forget_text(owner_id, other.task.id))
        task = await _go_on(work, spot, held.task, series, said, other.meaning)
        there = _at(spot, name)._replace(uid=sent.uid)
        return there, Carried(held, task, _with_alarms(held, sent))
    return None


async def _held(work: Work, spot: Spot, name: str) -> HeldTask | None:
    owner_id, project_id, person_id = spot.place[:3]
    call = stored.held(owner_id, project_id, person_id, [name], rows.own_names([name]))
    (found,) = await work.ask(call)
    row = found.row()
    return None if row is None else calendar_sites.held_of(row)


def _at(spot: Spot, name: str) -> Spot:
    return spot._replace(name=name, task=None, file=None)


def _as_sent(held: HeldTask) -> Sent:
    """Return an object as it was put."""
    assert held.text is not None  # noqa: S101 - who reads it has looked
    uid, alarms = held.known.uid, tuple(Alarm(**each) for each in held.alarms or ())
    return Sent(held.text, uid, "VTODO", held.meaning, Index.of_json(held.entry), alarms)


def _with_alarms(held: HeldTask, sent: Sent) -> Sent:
    """Return an object with the alarms that the task has, if it brings none of its own."""
    if sent.alarms or not held.alarms:
        return sent
    place = calendar_alarms.end_of_first(sent.text)
    kept = tuple(Alarm(**{**each, "place": place}) for each in held.alarms)
    return sent._replace(alarms=kept, is_exact=False)


async def _go_on(
    work: Work, spot: Spot, task: Task, series: Series, done: Meaning, other: Meaning
) -> Task:
    """Return a task at the slot that another object opens, with what that says besides."""
    site = await calendar_sites.next_number(work, spot.site)
    step = calendar_carrying.step(task, series, other)
    values: Mapping[str, Any] = step.values or {}
    if step.slot == values["due_date"]:  # somebody else has done the one before meanwhile
        opened = {**values, "time_zone": series.time_zone, "status": other.status}
        task = await _set(work, spot, task, opened)
    else:
        repeats = {"repeat": series.repeat, "time_zone": series.time_zone}
        as_series = task.model_copy(update=repeats)
        after = await repeating.advance(work, site, as_series, step, Fate.DONE, None)
        records.save(work, TASK, site, task, after)
        task = after
    more = calendar_meaning.values_of(task, done, calendar_carrying.merged(done, other))
    if other.status is not task.status and other.status not in CLOSED:
        more["status"] = other.status
    return await _set(work, spot, task, more) if more else task


async def _set(work: Work, spot: Spot, task: Task, values: Mapping[str, Any]) -> Task:
    site = await calendar_sites.next_number(work, spot.site)
    write = merging.cleaned(TASK, values)
    wanted = merging.applied(TASK, task, write)
    changed = await records.set_values(work, TASK, Found(site, task), wanted)
    after: Task = changed.record
    return after
