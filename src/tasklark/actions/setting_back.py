"""Setting fields back to what they were before a batch, and what hangs on tasks.

A part of `actions/taking_back.py`: after what was deleted or moved is back in its place.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tasklark.actions import labels, log, moving, records, references
from tasklark.actions.sites import Found, Site
from tasklark.actions.taking_back import Taking, allowed, numbered
from tasklark.actions.unit_of_work import ScopeKey, Work
from tasklark.domain import nouns
from tasklark.domain.errors import Conflict, Forbidden, Invalid
from tasklark.domain.labels import LABEL, name_key
from tasklark.domain.nouns import Noun, Record
from tasklark.domain.occurrences import OCCURRENCE
from tasklark.domain.projects import MEMBER, PLACEMENT
from tasklark.domain.registry import NOUNS
from tasklark.domain.tasks import CLOSED, TASK
from tasklark.domain.undoing import Deed, Kept, Reason, plan, recorded
from tasklark.storage import batches
from tasklark.storage import records as stored

_STEPS_MAX = 100
"""How many undos of undos are followed to find out when a task was done."""
_HANGING = frozenset({"occurrence", "comment", "reminder"})
"""Nouns whose records are made again when a batch removed them for good."""


async def set_back(work: Work, taking: Taking, done: Sequence[Deed]) -> None:
    """Set fields back to what they were, and make again or remove what hangs on tasks.

    Labels come first, whose names tasks bear. What hangs on a task comes after the task, and where
    that is now.
    """
    by_place: dict[tuple[ScopeKey, str], list[Deed]] = {}
    for deed in sorted(done, key=lambda each: (each.noun in _HANGING, each.noun != LABEL.name)):
        key = taking.homes.get(_task_of(deed)) or (deed.owner_id, deed.scope_id)
        by_place.setdefault((key, deed.noun), []).append(deed)
    for (key, name), deeds_there in by_place.items():
        site, noun = taking.sites.get(key), NOUNS.get(name)
        if noun is None:
            continue
        ids = [deed.record_id for deed in deeds_there]
        if noun is MEMBER or (noun is PLACEMENT and any(d.made or d.removed for d in deeds_there)):
            taking.keep(noun, ids, Reason.MEMBERSHIP)
        elif site is None or not allowed(work, site, noun):
            taking.keep(noun, ids, Reason.NOT_ALLOWED)
        elif name in _HANGING:
            await _set_back_hanging(work, taking, noun, site, deeds_there)
        else:
            await _set_back_at(work, taking, noun, site, deeds_there)


async def _set_back_at(
    work: Work, taking: Taking, noun: Noun, site: Site, done: Sequence[Deed]
) -> None:
    present = await _present(work, noun, site, [deed.record_id for deed in done])
    in_other_section = []
    for there, deed in zip(await numbered(work, site, len(done)), done, strict=True):
        record = present.get(deed.record_id)
        if record is None or getattr(record, "project_id", site.scope_id) != site.scope_id:
            taking.keep(noun, [deed.record_id], Reason.GONE)
        elif record.deleted_at is not None:
            taking.keep(noun, [deed.record_id], Reason.IN_TRASH)
        else:
            after = await _set_fields_back(work, taking, noun, Found(there, record), deed)
            if noun is TASK and after.section_id != record.section_id:
                in_other_section.append(after)
    for task in in_other_section:  # all of them first: what the batch brought along is back then
        await moving.bring_along(work, site, task)


async def _set_back_hanging(
    work: Work, taking: Taking, noun: Noun, site: Site, done: Sequence[Deed]
) -> None:
    """Set back what hangs on tasks, where those are there; fates only along with their task."""
    present = await _present(work, noun, site, [deed.record_id for deed in done])
    task_ids = {deed.record_id: _task_of(deed) for deed in done}
    task_ids.update({each.id: each.task_id for each in present.values()})
    tasks = await _present(work, TASK, site, [each for each in task_ids.values() if each])
    stayed = _stayed(taking) if noun is OCCURRENCE else {}
    for there, deed in zip(await numbered(work, site, len(done)), done, strict=True):
        task, record = tasks.get(task_ids[deed.record_id]), present.get(deed.record_id)
        if task is None or task.project_id != site.scope_id:
            taking.keep(noun, [deed.record_id], Reason.GONE)
        elif task.deleted_at is not None:
            taking.keep(noun, [deed.record_id], Reason.IN_TRASH)
        elif task.id in stayed:
            taking.keep(noun, [deed.record_id], stayed[task.id])
        else:
            await _set_back_one(work, taking, noun, Found(there, record), deed)


async def _set_back_one(work: Work, taking: Taking, noun: Noun, found: Found, deed: Deed) -> None:
    """Make a record again that is gone, remove one that was made, or set its fields back."""
    site, record = found
    if record is None and deed.removed:
        _make_again(work, taking, noun, site, deed)
    elif record is None:
        taking.keep(noun, [deed.record_id], Reason.GONE)
    elif deed.made and not _is_as_made(noun, record, deed):
        taking.keep(noun, [deed.record_id], Reason.CHANGED_LATER)
    elif deed.made:
        work.write(stored.remove(noun)(site.owner_id, record.id))
        log.record(work, site, noun, record, None)
        taking.changed += 1
    elif record.deleted_at is not None:
        taking.keep(noun, [deed.record_id], Reason.IN_TRASH)
    else:
        await _set_fields_back(work, taking, noun, found, deed)


async def _present(
    work: Work, noun: Noun, site: Site, ids: Collection[UUID | None]
) -> dict[UUID | None, Any]:
    (found,) = await work.ask(batches.several(noun)(site.owner_id, list(set(ids))))
    return {row[0]: stored.loaded(noun, row) for row in found.rows()}


def _task_of(deed: Deed) -> UUID | None:
    """Return the task that a record hangs on that was made or removed."""
    if deed.noun not in _HANGING or not (deed.made or deed.removed):
        return None
    return UUID((deed.made or deed.removed)["task_id"])


def _stayed(taking: Taking) -> dict[UUID, Reason]:
    """Return the tasks whose occurrence that was open did not open again, and why."""
    fields = {None, "repeat", "status"}
    told = (each for each in taking.kept if each.noun == TASK.name and each.field in fields)
    return {each.record_id: each.reason for each in told}


def _is_as_made(noun: Noun, record: Any, deed: Deed) -> bool:
    """Tell whether a record still is as the batch left it; that it moved doesn't count."""
    made = {**deed.made, **{name: after for name, (_, after) in deed.fields.items()}}
    present = record.model_dump(mode="json", warnings=False)
    own = noun.record.model_fields.keys() - Record.model_fields.keys() - {"project_id"}
    return all(present[name] == made.get(name) for name in own)


def _make_again(work: Work, taking: Taking, noun: Noun, site: Site, deed: Deed) -> None:
    told = {**deed.removed, "project_id": str(site.scope_id)}  # its task may be back from elsewhere
    record = recorded(noun, told)
    work.write(stored.insert(noun, site.owner_id, record))
    log.record(work, site, noun, None, record)
    taking.changed += 1


async def _set_fields_back(work: Work, taking: Taking, noun: Noun, found: Found, deed: Deed) -> Any:
    """Set back those fields of a record that fit; return the record as it is then."""
    site, record = found
    try:
        references.require_own(work, noun, found)
    except Forbidden:
        taking.keep(noun, [record.id], Reason.NOT_ALLOWED)
        return record
    _leave_out(taking, noun, deed)
    values, kept = plan(noun, record, deed)
    taking.kept += (Kept(noun.name, record.id, name, Reason.CHANGED_LATER) for name in kept)
    fitting = await _fitting(work, taking, noun, found, values)
    taking.kept += (
        Kept(noun.name, record.id, name, Reason.NOT_FITTING) for name in values.keys() - fitting
    )
    if not fitting:
        return record
    after = nouns.changed(noun, record, fitting, site.at)
    if noun is TASK and after.status in CLOSED and record.status not in CLOSED:
        closed_at = await _closed_at(work, site.owner_id, record.id, deed.began_at)
        after = after.model_copy(update={"completed_at": closed_at or after.completed_at})
    records.save(work, noun, site, record, after)
    taking.changed += 1
    return after


async def _fitting(
    work: Work, taking: Taking, noun: Noun, found: Found, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return those values that a record can still have; those of one group only together."""
    site, record = found
    fitting = dict(values)
    if noun is LABEL and "name" in fitting:
        try:
            await labels.require_free(work, record.id, fitting["name"])
        except Conflict:
            taking.names_kept |= {name_key(record.name), name_key(fitting.pop("name"))}
    while fitting and record.id not in taking.doomed:
        try:
            await references.check(work, noun, site, record, fitting)
        except Invalid as invalid:
            unfit = {noun.group(each.field) for each in invalid.errors}
            rest = {name: value for name, value in fitting.items() if noun.group(name) not in unfit}
            fitting = rest if len(rest) < len(fitting) else {}
        else:
            break
    return fitting


def _leave_out(taking: Taking, noun: Noun, deed: Deed) -> None:
    """Leave out whose a project is and as what one is in it, and names of labels that stay."""
    left_out: list[str] = []
    reason = Reason.NOT_FITTING
    if noun is PLACEMENT:  # one's own order of projects is all else
        left_out = [name for name in deed.fields if name not in PLACEMENT.cleaners]
        reason = Reason.MEMBERSHIP
    elif noun is TASK and taking.names_kept:
        parts = ((name, *name.partition("/")) for name in deed.fields)
        left_out = [
            name
            for name, whole, _, label in parts
            if whole == "labels" and name_key(label) in taking.names_kept
        ]
    taking.kept += (Kept(noun.name, deed.record_id, name, reason) for name in left_out)
    for name in left_out:
        del deed.fields[name]


async def _closed_at(work: Work, owner_id: int, task_id: UUID, before: datetime) -> Any:
    """Return when a task that was done at a moment had been done; None if the log can't tell."""
    for _ in range(_STEPS_MAX):
        (found,) = await work.ask(batches.closed(owner_id, task_id, before))
        at, earlier = found.row() or (None, None)
        if earlier is None:
            return at
        before = earlier
    return None
