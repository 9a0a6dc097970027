"""Into the trash: a record, and what goes along with it.

A task takes its sub-tasks along, a section its tasks, a project its sections, its tasks and the
projects nested in it, at any depth. Comments and reminders stay with their task, and are hidden
with it. What lies in the trash already stays there by itself.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import log
from tasklark.actions.sites import Found, Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain import nouns
from tasklark.domain.access import Operation, require_role
from tasklark.domain.errors import Conflict
from tasklark.domain.nouns import Noun
from tasklark.domain.projects import PROJECT
from tasklark.storage import accounts, scopes, trash
from tasklark.storage import records as stored
from tasklark.storage.wire import Statement

DELETABLE = frozenset({"project", "section", "task", "comment", "reminder", "label", "filter"})
"""Nouns whose records can be put into the trash."""
_ALONG: Mapping[str, Sequence[str]] = {
    "task": ("sub_tasks",),
    "section": ("tasks_of_sections",),
    "project": ("sections_of_project", "tasks_of_project"),
}


class Lot(NamedTuple):
    """How a record lies in the trash: since when, and with what it was taken along."""

    deleted_at: datetime | None = None
    taken_with: UUID | None = None


NOW = Lot()
"""From now on, and by itself."""


async def put(work: Work, noun: Noun, found: Found, lot: Lot = NOW) -> int:
    """Put a living record that is held for update into the trash; return how many that were.

    Raises `Conflict` for what can't be deleted, `Forbidden` for a project of
    somebody else.
    """
    site, record = found
    require_deletable(noun, found)
    deleted_at = lot.deleted_at or site.at
    along = Lot(deleted_at, lot.taken_with or record.id)
    _save(work, noun, site, record, Lot(deleted_at, lot.taken_with))
    number = 1 + await put_along(work, noun, site, [record.id], along)
    if noun is PROJECT:
        for there, inner in await nested(work, site, record.id):
            if inner.deleted_at is None:
                _save(work, noun, there, inner, along)
                number += 1 + await put_along(work, noun, there, [inner.id], along)
    return number


async def put_all(work: Work, noun: Noun, site: Site, ids: Collection[UUID], lot: Lot = NOW) -> int:
    """Put living records of one noun and one scope into the trash, each by itself.

    Of projects, use `put`. Returns how many records that were, with what went along.
    """
    number = await run(work, site, trash.put(noun), ids, lot)
    return number + await put_along(work, noun, site, ids, lot)


async def put_along(
    work: Work, noun: Noun, site: Site, ids: Collection[UUID], lot: Lot = NOW
) -> int:
    """Put into the trash what belongs to records of one scope; return how many that were.

    It bears the id of the record that it belongs to, unless the lot names another.
    """
    return sum(
        [
            await run(work, site, trash.take_along[part], ids, lot)
            for part in _ALONG.get(noun.name, ())
        ]
    )


async def run(
    work: Work, site: Site, statement: Statement, roots: Collection[UUID], lot: Lot = NOW
) -> int:
    """Run one of the statements of `storage.trash` in a scope that is locked.

    Returns how many records it moved.
    """
    _, done = await work.ask(
        accounts.take_time(),
        statement(
            site.owner_id,
            site.scope_id,
            list(roots),
            lot.taken_with,
            site.at,
            work.caller.account_id,
            work.surface,
            work.batch_id,
            work.undoes,
            lot.deleted_at,
        ),
    )
    number, last = done.row() or (0, 0)
    if number:
        work.moved[site.owner_id, site.scope_id] = last
        work.keep()
    return int(number)


def require_deletable(noun: Noun, found: Found) -> None:
    """Raise `Conflict` or `Forbidden` for a record that the caller can't put into the trash."""
    if noun.name not in DELETABLE:
        raise Conflict(f"A {noun.name} can't be deleted", code=f"{noun.name}.not_deletable")
    if noun is PROJECT:
        require_role(found.site.role, Operation.OWN_PROJECT)


async def nested(
    work: Work, site: Site, project_id: UUID, taken_with: UUID | None = None
) -> list[Found]:
    """Lock the projects nested in one, in the order of their ids, and return them.

    Those that went into the trash along with a record, or those that did not.
    """
    (told,) = await work.ask(trash.nested_projects(site.owner_id, project_id, taken_with))
    found = []
    for (nested_id,) in told.rows():
        advanced, kept = await work.ask(
            scopes.advance(site.owner_id, nested_id, 1),
            stored.find(PROJECT)(site.owner_id, nested_id),
        )
        row, numbered = kept.row(), advanced.row()
        if row is not None and numbered is not None:
            there = site._replace(scope_id=nested_id, number=numbered[1])
            found.append(Found(there, stored.loaded(PROJECT, row)))
    return found


def _save(work: Work, noun: Noun, site: Site, record: Any, lot: Lot) -> None:
    values = {"deleted_at": lot.deleted_at, "trashed_with": lot.taken_with}
    after = nouns.moved_on(record, values, site.at)
    work.write(stored.save(noun, site.owner_id, record, after))
    log.record(work, site, noun, record, after)
