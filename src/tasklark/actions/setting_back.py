"""Setting fields back to what they were before a batch, and what hangs on tasks.

A part of `actions/taking_back.py`: after what was deleted or moved is back in its place.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tasklark.actions import log, records, references
from tasklark.actions.sites import Found, Site
from tasklark.actions.taking_back import Taking, allowed, numbered
from tasklark.actions.unit_of_work import ScopeKey, Work
from tasklark.domain import nouns
from tasklark.domain.errors import Forbidden, Invalid
from tasklark.domain.nouns import Noun
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
    """Set fields back to what they were, and make again or remove what hangs on tasks."""
    by_place: dict[tuple[ScopeKey, str], list[Deed]] = {}
    for deed in done:
        by_place.setdefault(((deed.owner_id, deed.scope_id), deed.noun), []).append(deed)
    for (key, name), deeds_there in by_place.items():
        site, noun = taking.sites.get(key), NOUNS.get(name)
        if noun is None:
            continue
        ids = [deed.record_id for deed in deeds_there]
        if noun is MEMBER or (noun is PLACEMENT and any(d.made or d.removed for d in deeds_there)):
            taking.keep(noun, ids, Reason.MEMBERSHIP)
        elif site is None or not allowed(work, site, noun):
            taking.keep(noun, ids, Reason.NOT_ALLOWED)
        else:
            await _set_back_at(work, taking, noun, site, deeds_there)


async def _set_back_at(
    work: Work, taking: Taking, noun: Noun, site: Site, done: Sequence[Deed]
) -> None:
    ids = list({deed.record_id for deed in done})
    (found,) = await work.ask(batches.several(noun)(site.owner_id, ids))
    present = {row[0]: stored.loaded(noun, row) for row in found.rows()}
    for there, deed in zip(await numbered(work, site, len(done)), done, strict=True):
        record = present.get(deed.record_id)
        if record is None and deed.removed and noun.name in _HANGING:
            _make_again(work, taking, noun, there, deed)
        elif record is None or getattr(record, "project_id", site.scope_id) != site.scope_id:
            taking.keep(noun, [deed.record_id], Reason.GONE)
        elif deed.made and noun.name in _HANGING:
            work.write(stored.remove(noun)(site.owner_id, record.id))
            log.record(work, there, noun, record, None)
            taking.changed += 1
        elif record.deleted_at is not None:
            taking.keep(noun, [deed.record_id], Reason.IN_TRASH)
        else:
            await _set_fields_back(work, taking, noun, Found(there, record), deed)


def _make_again(work: Work, taking: Taking, noun: Noun, site: Site, deed: Deed) -> None:
    record = recorded(noun, deed.removed)
    work.write(stored.insert(noun, site.owner_id, record))
    log.record(work, site, noun, None, record)
    taking.changed += 1


async def _set_fields_back(
    work: Work, taking: Taking, noun: Noun, found: Found, deed: Deed
) -> None:
    site, record = found
    try:
        references.require_own(work, noun, found)
    except Forbidden:
        taking.keep(noun, [record.id], Reason.NOT_ALLOWED)
        return
    if noun is PLACEMENT:
        _leave_membership(taking, deed)
    values, kept = plan(noun, record, deed)
    taking.kept += (Kept(noun.name, record.id, name, Reason.CHANGED_LATER) for name in kept)
    if not values:
        return
    try:
        if record.id not in taking.doomed:
            await references.check(work, noun, site, record, values)
    except Invalid:
        taking.kept += (Kept(noun.name, record.id, name, Reason.NOT_FITTING) for name in values)
        return
    after = nouns.changed(noun, record, values, site.at)
    if noun is TASK and after.status in CLOSED and record.status not in CLOSED:
        closed_at = await _closed_at(work, site.owner_id, record.id, deed.began_at)
        after = after.model_copy(update={"completed_at": closed_at or after.completed_at})
    records.save(work, noun, site, record, after)
    taking.changed += 1


def _leave_membership(taking: Taking, deed: Deed) -> None:
    """Leave out whose a project is and as what one is in it: one's own order of it is all else."""
    fixed = [name for name in deed.fields if name not in PLACEMENT.cleaners]
    taking.kept += (Kept(PLACEMENT.name, deed.record_id, n, Reason.MEMBERSHIP) for n in fixed)
    for name in fixed:
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
