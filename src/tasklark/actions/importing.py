"""Tasks of another program's file, made in the Inbox: each at most once, however often it comes."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from tasklark.actions import log
from tasklark.actions.sites import Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain import nouns, rank
from tasklark.domain.access import Operation, Role, require
from tasklark.domain.importing import Draft
from tasklark.domain.tasks import TASK
from tasklark.storage import directory, records, scopes
from tasklark.storage.directory import Kind

BATCH = 500
"""Drafts to give to one `take`: enough to be fast, few enough to leave other writers a turn."""
_APART = timedelta(microseconds=1)


class Fate(StrEnum):
    """What became of a draft."""

    TAKEN = "taken"
    KNOWN = "known"
    REFUSED = "refused"


def task_id(account_id: int, draft: Draft) -> UUID:
    """Return the id of the task that a draft becomes in an account, the same at every import."""
    return directory.key_of("import", str(account_id), draft.source_id)


async def look(work: Work, drafts: Sequence[Draft]) -> list[Fate]:
    """Return what `take` would make of the drafts, one by one; nothing is stored.

    Locks the Inbox before any name is entered, so that two imports wait for each other in order.
    """
    require(work.caller, Operation.WRITE_TASKS)
    owner = work.caller.account_id
    names = [task_id(owner, draft) for draft in drafts]
    _, *entered = await work.ask(
        scopes.advance(owner, work.caller.inbox_id, 0),
        *(directory.enter(Kind.TASK, name, owner) for name in names),
    )
    # A name is seen by its owner only: one that is taken and can't be seen is somebody else's.
    seen = await work.ask(*(directory.find(Kind.TASK, name) for name in names))
    return [
        Fate.TAKEN if new.count() else Fate.KNOWN if found.row() else Fate.REFUSED
        for new, found in zip(entered, seen, strict=True)
    ]


async def take(work: Work, drafts: Sequence[Draft]) -> list[Fate]:
    """Make tasks of those drafts that were not taken before; return what became of each, in order.

    They are created a microsecond apart, so that lists keep the file's order. Raises `Invalid`.
    """
    fates = await look(work, drafts)
    new = [draft for draft, fate in zip(drafts, fates, strict=True) if fate is Fate.TAKEN]
    if new:
        await _store(work, new)
    return fates


async def _store(work: Work, drafts: Sequence[Draft]) -> None:
    caller = work.caller
    owner = caller.account_id
    (advanced,) = await work.ask(scopes.advance(owner, caller.inbox_id, len(drafts)))
    project_id, last, at = advanced.row() or ()
    first = last - len(drafts) + 1
    for position, draft in enumerate(drafts):
        moment = at + position * _APART
        number = first + position
        site = Site(owner, project_id, Role.OWNER, caller.user_id, number, moment)
        placed = {"project_id": project_id, "position": rank.at(moment)}
        values = {**TASK.draft(draft.fields()), **placed, "created_by": caller.person_id}
        task = nouns.made(TASK, task_id(owner, draft), values, moment)
        work.write(records.insert(TASK, owner, task))
        log.record(work, site, TASK, None, task)
