"""Into the trash: a record, and what goes along with it.

A task takes its sub-tasks along, a section its tasks, a project its sections, its tasks and the
projects nested in it, at any depth. Comments and reminders stay with their task, and are hidden
with it. What lies in the trash already stays there by itself.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from tasklark.actions import log
from tasklark.actions.sites import Found, Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain import nouns
from tasklark.domain.access import Operation, require_role
from tasklark.domain.errors import Conflict
from tasklark.domain.nouns import Noun
from tasklark.domain.projects import PROJECT
from tasklark.storage import records as stored
from tasklark.storage import scopes, trash
from tasklark.storage.wire import Statement

DELETABLE = frozenset({"project", "section", "task", "comment", "reminder", "label", "filter"})
"""Nouns whose records can be put into the trash."""
_ALONG: Mapping[str, Sequence[str]] = {
    "task": ("sub_tasks",),
    "section": ("tasks_of_sections",),
    "project": ("sections_of_project", "tasks_of_project"),
}


async def put(work: Work, noun: Noun, found: Found) -> int:
    """Put a living record that is held for update into the trash; return how many that were.

    Raises `Conflict` for what can't be deleted, `Forbidden` for a project of
    somebody else.
    """
    site, record = found
    require_deletable(noun, found)
    _save(work, noun, site, record, {"deleted_at": site.at, "trashed_with": None})
    number = 1 + await put_along(work, noun, site, [record.id])
    if noun is PROJECT:
        for there, inner in await nested(work, site, record.id):
            if inner.deleted_at is None:
                _save(work, noun, there, inner, {"deleted_at": site.at, "trashed_with": record.id})
                number += 1 + await put_along(work, noun, there, [inner.id], record.id)
    return number


async def put_all(work: Work, noun: Noun, site: Site, ids: Collection[UUID]) -> int:
    """Put living records of one noun and one scope into the trash, each by itself.

    Of projects, use `put`. Returns how many records that were, with what went along.
    """
    number = await run(work, site, trash.put(noun), ids)
    return number + await put_along(work, noun, site, ids)


async def put_along(
    work: Work, noun: Noun, site: Site, ids: Collection[UUID], taken_with: UUID | None = None
) -> int:
    """Put into the trash what belongs to records of one scope; return how many that were.

    It bears the id of the record that it belongs to, or `taken_with`.
    """
    return sum(
        [
            await run(work, site, trash.take_along[part], ids, taken_with)
            for part in _ALONG.get(noun.name, ())
        ]
    )


async def run(
    work: Work,
    site: Site,
    statement: Statement,
    roots: Collection[UUID],
    taken_with: UUID | None = None,
) -> int:
    """Run one of the statements of `storage.trash` in a scope that is locked.

    Returns how many records it moved.
    """
    (done,) = await work.ask(
        statement(
            site.owner_id,
            site.scope_id,
            list(roots),
            taken_with,
            site.at,
            work.caller.account_id,
            work.surface,
            work.batch_id,
            work.undoes,
        )
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


def _save(work: Work, noun: Noun, site: Site, record: Any, values: dict[str, Any]) -> None:
    after = nouns.moved_on(record, values, site.at)
    work.write(stored.save(noun, site.owner_id, record, after))
    log.record(work, site, noun, record, after)
