"""An object is put: what its text says anew is done to the task, and the text is kept.

Only what differs between the text and the one that the client had before it is set, so what
calendar objects can't say, and what somebody else changed meanwhile, stays. The text is served
again byte for byte as long as it says what the task is.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tasklark.actions import calendar_alarms as alarms
from tasklark.actions import calendar_carrying as carrying
from tasklark.actions import calendar_files as files
from tasklark.actions import calendar_relations as relations
from tasklark.actions import calendar_rows as rows
from tasklark.actions import calendar_sites, calendars, records, repeating
from tasklark.actions.calendar_carrying import Carried
from tasklark.actions.calendar_files import Done
from tasklark.actions.calendar_sites import ALWAYS, Condition, HeldTask, Sent, Spot, Stored
from tasklark.actions.sites import Found
from tasklark.actions.unit_of_work import Work
from tasklark.domain import calendar_meaning, calendar_series, merging, nouns
from tasklark.domain.calendar_objects import Deeds, Meaning
from tasklark.domain.errors import Conflict, Forbidden
from tasklark.domain.tasks import TASK, Task
from tasklark.storage import calendar_writes as stored

__all__ = ["Condition", "Sent", "Stored", "put"]

NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
"""The version of a text that is not what its task is."""


async def put(
    work: Work,
    collection_name: str,
    object_name: str,
    sent: Sent,
    condition: Condition = ALWAYS,
) -> Stored:
    """Store an object under a name of a collection.

    Raises `NotFound`, `Forbidden` for a role that does not suffice and for a component that the
    collection does not hold, `PreconditionFailed`, `Conflict` for a UID that another object has or
    for another one than the object had, `Invalid` for what no task can be.
    """
    collection = await calendars.held(work, collection_name)
    calendars.require_no_filter(collection)
    calendars.require_name(object_name)
    if sent.component not in collection.components:
        raise Forbidden(f"This collection holds no {sent.component}", code="calendar.component")
    said = sent.meaning
    uids = [sent.uid]
    if said is not None:
        uids += [uid for uid in (said.parent_uid, *said.blocked_by_uids) if uid is not None]
    spot = await calendar_sites.lock(work, collection, object_name, uids)
    held = spot.task
    calendar_sites.require(condition, spot.etag, held.superseded if held else None)
    had = held.known.uid if held else spot.file.uid if spot.file else None
    if had is not None and had != sent.uid:
        raise Conflict("An object keeps its UID", code="calendar.uid_changed")
    if spot.file is not None or said is None:
        return await files.put(work, spot, sent)
    if held is not None:
        return await _change(work, spot, held, sent, said, condition)
    done = await files.complete_by_copy(work, spot, said)
    if done is not None:
        return await files.put(work, spot, sent, done)
    carried = await carrying.by_new(work, spot, sent, said)
    if carried is not None:
        return await _carry(work, spot, carried)
    return await _create(work, spot, sent, said)


async def _create(work: Work, spot: Spot, sent: Sent, said: Meaning) -> Stored:
    """Make a task of an object that is new."""
    site = spot.site
    deeds = calendar_series.deeds(None, None, said, site.at, work.caller.time_zone)
    values = {**deeds.values, "project_id": str(site.scope_id)}
    made = await records.create(work, TASK, values)
    task: Task = made.record
    claim_name(work, spot, task.id)
    task = await _follow(work, spot, task, deeds)
    return await _keep(work, spot, None, (task, sent, said), None)


def claim_name(work: Work, spot: Spot, task_id: UUID) -> None:
    """Have a task known by a name; whatever bore it before, in the trash, gives it up."""
    owner_id, project_id = spot.place[:2]
    for other in rows.own_names([spot.name]):
        work.write(stored.set_aside(owner_id, project_id, other))
    work.write(
        stored.release_name(owner_id, project_id, spot.name, task_id),
        stored.set_name(owner_id, project_id, task_id, spot.name, spot.site.number),
    )


async def _change(
    work: Work, spot: Spot, held: HeldTask, sent: Sent, said: Meaning, condition: Condition
) -> Stored:
    """Change a task as its object was changed."""
    before = _seen(spot, held, condition)
    found = await carrying.by_finished(work, spot, held, before, said)
    if found is not None:
        await _carry(work, *found)
        done = Done(held.task.id, None)
        kept = await files.put(work, spot._replace(task=None), sent, done)
        return kept._replace(is_new=False)
    task = held.task
    deeds = calendar_series.deeds(task, before, said, spot.site.at, work.caller.time_zone)
    if deeds.values:
        write = merging.cleaned(TASK, deeds.values)
        values = merging.applied(TASK, task, write)
        changed = await records.set_values(work, TASK, Found(spot.site, task), values)
        task = changed.record
    task = await _follow(work, spot, task, deeds)
    is_seen = condition.match is not None
    return await _keep(work, spot, held, (task, sent, said), before, is_seen=is_seen)


async def _carry(work: Work, spot: Spot, carried: Carried) -> Stored:
    """Have a task be the object that carries it on; nothing that it had is taken from it."""
    held, task, sent = carried
    assert sent.meaning is not None  # noqa: S101 - what carries a series on means a task
    claim_name(work, spot, task.id)
    owner = held._replace(alarms=held.alarms or [])
    kept = await _keep(work, spot, owner, (task, sent, sent.meaning), sent.meaning)
    return kept._replace(is_new=True)


def _seen(spot: Spot, held: HeldTask, condition: Condition) -> Meaning:
    """Return what the object said that the client had before it.

    Whoever names its ETag had the present one; of anybody else it is not known, and the text that
    was put last is the best guess.
    """
    if held.meaning is not None and (held.is_current or condition.match is None):
        return held.meaning
    if held.meaning is not None and held.superseded in (condition.match or ()):
        return held.meaning
    told = held.meaning.as_json() if held.meaning is not None else None
    parent_uid, blocker_uids = rows.with_unresolved(
        told, held.parent_uid, held.blocker_uids, spot.known
    )
    return calendar_meaning.meaning_of(
        held.task, parent_uid=parent_uid, blocked_by_uids=blocker_uids, zone=spot.place.zone
    )


async def _follow(work: Work, spot: Spot, task: Task, deeds: Deeds) -> Task:
    """Do what a text asks for besides setting values."""
    if deeds.step is not None:
        site = await calendar_sites.next_number(work, spot.site)
        after = await repeating.advance(work, site, task, deeds.step, deeds.fate, None)
        records.save(work, TASK, site, task, after)
        task = after
    for slot, fate in deeds.fates.items():
        site = await calendar_sites.next_number(work, spot.site)
        await repeating.decide(work, site, task, slot, fate)
    return task


async def _keep(
    work: Work,
    spot: Spot,
    held: HeldTask | None,
    what: tuple[Task, Sent, Meaning],
    before: Meaning | None,
    *,
    is_seen: bool = False,
) -> Stored:
    """Keep the text of a task that is as it should be, and what goes with it."""
    task, sent, said = what
    task, relation = await relations.relate(work, spot, held, task, before, said)
    told = calendar_meaning.meaning_of(
        task,
        parent_uid=relation.parent_uid,
        blocked_by_uids=relation.blocker_uids,
        zone=spot.place.zone,
    )
    shared = replace(said, alarms=())
    is_exact = told == shared
    text_at = _store_text(
        work, spot, held, (task, sent, shared), relation.awaits, is_exact=is_exact
    )
    tag = await alarms.keep(work, spot, held, (task, sent.alarms, text_at), is_seen=is_seen)
    await relations.link(work, spot, task)
    etag = rows.etag(rows.microseconds(task.updated_at), rows.microseconds(text_at), *tag[:2])
    is_served = is_exact and tag.is_exact and sent.is_exact
    return Stored(etag if is_served else None, held is None)


def _store_text(
    work: Work,
    spot: Spot,
    held: HeldTask | None,
    what: tuple[Task, Sent, Meaning],
    awaits: list[str],
    *,
    is_exact: bool,
) -> datetime:
    """Store a text unless it is there already; return the moment of that."""
    task, sent, said = what
    stored_at = held.text_at if held is not None else None
    is_same = held is not None and held.text == sent.text and held.is_current == is_exact
    if stored_at is not None and is_same and held is not None and held.task == task:
        return stored_at
    at = spot.site.at if stored_at is None else max(spot.site.at, stored_at + nouns.TICK)
    owner_id, project_id = spot.place[:2]
    work.write(
        stored.set_text(
            owner_id,
            task.id,
            project_id,
            sent.uid,
            sent.text,
            task.updated_at if is_exact else NEVER,
            _json(said.as_json()),
            _json(sent.index.as_json()),
            awaits,
            at,
            spot.site.number,
        )
    )
    calendar_sites.moved(work, spot.site)
    return at


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
