"""Tasks of another program's file, made in the Inbox: each at most once, however often it comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tasklark.actions import log
from tasklark.actions.sites import Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain import nouns, rank
from tasklark.domain.access import Operation, Role, require
from tasklark.domain.changes import between
from tasklark.domain.importing import Draft
from tasklark.domain.tasks import TASK
from tasklark.storage import accounts, directory, records, scopes
from tasklark.storage import changes as change_log
from tasklark.storage.directory import Kind

BATCH = 10_000
"""Drafts to give to one `take`: one step of the counter, and a second or two for other writers."""
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
    _, _, entered = await work.ask(
        accounts.take_time(),
        scopes.advance(owner, work.caller.inbox_id, 0),
        directory.enter_all(Kind.TASK, names, owner),
    )
    # A name is seen by its owner only: one that is taken and can't be seen is somebody else's.
    (seen,) = await work.ask(directory.own(Kind.TASK, names, owner))
    new, own = ({row[0] for row in found.rows()} for found in (entered, seen))
    return [
        Fate.TAKEN if name in new else Fate.KNOWN if name in own else Fate.REFUSED for name in names
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
    site = Site(owner, project_id, Role.OWNER, caller.user_id, first, at)
    under = log.entry(work, site, TASK, len(drafts))
    made = [_made(work, project_id, draft, at + n * _APART) for n, draft in enumerate(drafts)]
    logged = (
        (under._replace(number=first + n, changed_at=task.created_at), change)
        for n, task in enumerate(made)
        for change in between(TASK, None, task)
    )
    work.write(records.insert_all(TASK, owner, made), change_log.append_all(logged))


def _made(work: Work, project_id: UUID, draft: Draft, at: datetime) -> Any:
    chosen = {
        "project_id": project_id,
        "position": rank.at(at),
        "created_by": work.caller.person_id,
    }
    values = {**TASK.draft(draft.fields()), **chosen}
    return nouns.made(TASK, task_id(work.caller.account_id, draft), values, at)
