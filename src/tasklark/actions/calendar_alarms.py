"""One person's alarms of a task: chunks of text, those of them that mean one as reminders.

What the person's program did not have before it (a reminder made elsewhere meanwhile) stays.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from tasklark.actions import calendar_rows as rows
from tasklark.actions import calendar_sites, records
from tasklark.actions.calendar_sites import HeldTask, Spot
from tasklark.actions.unit_of_work import Work
from tasklark.domain import calendar_meaning, nouns
from tasklark.domain.calendar_objects import Alarm, AlarmTime
from tasklark.domain.errors import Invalid
from tasklark.domain.reminders import REMINDER, Anchor, Reminder
from tasklark.domain.tasks import Task
from tasklark.storage import calendar_writes as stored

_UNTRUE = -1
"""The version of reminders that alarms do not stand for."""


class Kept(NamedTuple):
    """The parts of an ETag that are the person's, and whether the alarms are served as sent."""

    reminders: int
    alarms: int
    is_exact: bool


async def keep(
    work: Work,
    spot: Spot,
    held: HeldTask | None,
    what: tuple[Task, Sequence[Alarm], datetime],
    *,
    is_seen: bool,
) -> Kept:
    """Keep the alarms that came with a task's text, and set reminders as they say.

    `is_seen` tells that the program had the task as it was.
    """
    task, sent, _ = what
    zone = spot.place.zone
    reminders = [(r, _time(task, r, zone)) for r in held.reminders] if held is not None else []
    wanted = {time for each in sent if (time := _meant(each.reminder)) is not None}
    present = {time for _, time in reminders if time is not None}
    if held is None or held.alarms is None or is_seen:
        had = present
    else:
        had = {t for each in held.alarms if (t := _meant(each.get("reminder"))) is not None}
    for reminder, time in reminders:
        if time in had - wanted:
            await records.delete(work, REMINDER, reminder.id)
    new = wanted - had - present
    for time in sorted(new, key=lambda each: each.place):
        await records.create(work, REMINDER, {"task_id": str(task.id), **_fields(time)})
    version = held.version if held is not None else 0
    if new or present & (had - wanted):
        owner_id, project_id, person_id = spot.place[:3]
        (told,) = await work.ask(stored.reminders_version(owner_id, project_id, task.id, person_id))
        (version,) = told.row() or (0,)
    is_exact = (present - (had - wanted)) | new == wanted
    alarms_at = _store(work, spot, held, what, version if is_exact else _UNTRUE)
    return Kept(version, alarms_at, is_exact)


def _store(
    work: Work,
    spot: Spot,
    held: HeldTask | None,
    what: tuple[Task, Sequence[Alarm], datetime],
    version: int,
) -> int:
    """Store alarms unless they are there already; return the moment of that, 0 for none."""
    task, sent, text_at = what
    chunks = [alarm._asdict() for alarm in sent]
    before = held.alarms if held is not None else None
    if before is None and not chunks and version == 0:
        return 0
    at = spot.site.at
    if held is not None and before is not None:
        is_same = before == chunks and held.alarms_version == version
        if is_same and (held.are_placed or not chunks) and held.text_at == text_at:
            return rows.microseconds(held.alarms_at)
        at = max(at, held.alarms_at + nouns.TICK)
    owner_id, project_id, person_id = spot.place[:3]
    told: list[dict[str, Any]] = chunks
    work.write(
        stored.set_alarms(
            owner_id,
            task.id,
            person_id,
            project_id,
            json.dumps(told, ensure_ascii=False, default=str),
            version,
            text_at,
            at,
            spot.site.number,
        )
    )
    calendar_sites.moved(work, spot.site)
    return rows.microseconds(at)


def _time(task: Task, reminder: Reminder, zone: str) -> AlarmTime | None:
    """Return a reminder as an object tells it; None for one that it can't tell."""
    told = calendar_meaning.meaning_of(task, [reminder], zone=zone).alarms
    return told[0] if told else None


def _meant(reminder: Any) -> AlarmTime | None:
    """Return what an alarm means; None where that is no reminder."""
    if reminder is None:
        return None
    try:
        fields = REMINDER.cleaned(reminder)
    except Invalid:
        return None
    anchor = Anchor(fields.get("anchor", Anchor.DUE))
    return AlarmTime(fields.get("at"), fields.get("minutes_before"), anchor)


def _fields(time: AlarmTime) -> dict[str, Any]:
    if time.at is not None:
        return {"at": time.at}
    return {"minutes_before": time.minutes_before, "anchor": time.anchor}
