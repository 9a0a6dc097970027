"""The trash: what lies in it, the way back, and the end.

What went along with a record comes back with it, and nothing else does. What was a part of
something that is no longer there comes back to the top level of its project.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import log, records, references, scope_locks, sites, trashing
from tasklark.actions.sites import Found, Site, not_found
from tasklark.actions.trashing import Lot
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import nouns
from tasklark.domain.access import Operation, Role, require
from tasklark.domain.changes import Change
from tasklark.domain.comments import COMMENT
from tasklark.domain.errors import Conflict
from tasklark.domain.labels import LABEL
from tasklark.domain.nouns import Noun
from tasklark.domain.projects import PROJECT, SECTION
from tasklark.domain.registry import NOUNS
from tasklark.domain.tasks import TASK
from tasklark.storage import records as stored
from tasklark.storage import references as stored_references
from tasklark.storage import scopes
from tasklark.storage import trash as stored_trash
from tasklark.storage.engine import Identity
from tasklark.storage.trash import KEPT_DAYS

PAGE_MAX = 100
_AT_ONCE = 5_000
"""Rows of one scope that are removed for good by one statement."""


class Restored(NamedTuple):
    """A record as it is now, what the outside knows its owner by, and how many came back in all.

    `number` is 0 for a record that was not in the trash. `is_loose` tells that what it was a part
    of is not there any more, so that it is at the top level now.
    """

    record: Any
    owner_user_id: str
    number: int
    is_loose: bool = False


class Place(NamedTuple):
    """A place in the list of the trash: the row before the page."""

    deleted_at: datetime
    record_id: UUID


class Page(NamedTuple):
    """Some of what was deleted by itself, the latest first, in JSON."""

    entries: Sequence[bytes]
    next_place: Place | None


async def page(door: Door, project_id: UUID | None, limit: int, after: Place | None = None) -> Page:
    """Return what lies in the trash of one project, or of all that the caller may see."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    moment, last = (after.deleted_at, after.record_id) if after else ("infinity", None)
    (found,) = await door.database.read(
        Identity(caller.account_id),
        stored_trash.page(caller.account_id, project_id, moment, last or _LAST, limit + 1),
    )
    rows = found.rows()
    place = None
    if len(rows) > limit:
        _, deleted_at, record_id = rows[limit - 1]
        place = Place(datetime.fromisoformat(deleted_at), record_id)
    return Page(found.texts()[:limit], place)


_LAST = UUID(int=(1 << 128) - 1)


async def restore(work: Work, noun: Noun, record_id: UUID) -> Restored:
    """Bring a record back from the trash, with all that went along with it.

    Raises `NotFound` for one that is not there or gone for good, `Conflict` for one whose project
    or task is in the trash itself, or whose name another label has, `Forbidden`.
    """
    found = await records.held(work, noun, record_id)
    references.require_own_or_admin(work, noun, found)
    if found.record.deleted_at is None:
        return Restored(found.record, found.site.owner_user_id, 0)
    trashing.require_deletable(noun, found)
    return await bring_back(work, noun, found)


async def bring_back(
    work: Work, noun: Noun, found: Found, *, may_be_hidden: bool = False
) -> Restored:
    """Bring back a record in the trash that is held for update. Raises as `restore` does.

    What hangs on a task `may_be_hidden` with it, where undo leads to a state in which it was.
    """
    site, record = found
    if site.at - record.deleted_at >= timedelta(days=KEPT_DAYS):
        raise not_found(noun)
    if not (may_be_hidden and hasattr(record, "task_id")):
        await _require_place(work, noun, found)
    values = await _loosened(work, noun, found)
    after = nouns.changed(noun, record, values, site.at)
    after = nouns.moved_on(after, {"deleted_at": None, "trashed_with": None}, site.at)
    records.save(work, noun, site, record, after)
    if record.trashed_with is not None:
        # Else nobody could put it back where it lay.
        went_with = Change(record.id, "trashed_with", str(record.trashed_with), None)
        log.told(work, site, noun, went_with)
    number = 1 + await _bring_along(work, noun, site, record)
    return Restored(after, site.owner_user_id, number, bool(values))


async def _require_place(work: Work, noun: Noun, found: Found) -> None:
    """Raise `Conflict` when that which a record can't be without is in the trash."""
    site, record = found
    if noun is LABEL:
        (taken,) = await work.ask(stored_trash.label_named(site.owner_id, record.id))
        if taken.count():
            raise Conflict(
                "Another label has this name by now; rename it first", code="label.name_taken"
            )
    if noun is PROJECT or not noun.in_project:
        return
    (project,) = await work.ask(stored_references.project(site.owner_id, site.scope_id))
    if project.row() != (False,):
        raise Conflict(
            "Its project is in the trash; restore the project first",
            code=f"{noun.name}.project_in_trash",
        )
    if hasattr(record, "task_id"):
        (task,) = await work.ask(stored_references.task(site.owner_id, record.task_id))
        if task.row() is None:
            raise Conflict(
                "Its task is in the trash; restore the task first",
                code=f"{noun.name}.task_in_trash",
            )


async def _loosened(work: Work, noun: Noun, found: Found) -> dict[str, Any]:
    """Return what has to change in a record because what it was a part of is not there."""
    site, record = found
    values: dict[str, Any] = {}
    if noun is PROJECT and record.parent_id is not None:
        (above,) = await work.ask(stored_references.project(site.owner_id, record.parent_id))
        if above.row() != (False,):
            values["parent_id"] = None
    if noun is TASK and record.parent_id is not None:
        (above,) = await work.ask(stored_references.task(site.owner_id, record.parent_id))
        row = above.row()
        if row is None or row[0] != record.project_id:
            values["parent_id"] = None
        elif row[1] != record.section_id:
            values["section_id"] = row[1]
    if noun is TASK and record.section_id is not None and "section_id" not in values:
        (kept,) = await work.ask(stored.find(SECTION)(site.owner_id, record.section_id))
        row = kept.row()
        section = stored.loaded(SECTION, row) if row else None
        if section is None or section.deleted_at or section.project_id != record.project_id:
            values["section_id"] = None
    return values


async def _bring_along(work: Work, noun: Noun, site: Site, record: Any) -> int:
    """Bring back what went along with a record, or what is below it and went along with another."""
    taken_with, is_root = record.trashed_with or record.id, record.trashed_with is None
    back = stored_trash.back
    if noun is TASK:
        part = back["tasks" if is_root else "sub_tasks"]
        return await trashing.run(work, site, part, [record.id], Lot(None, taken_with))
    if noun is SECTION:
        part = back["tasks" if is_root else "tasks_of_sections"]
        return await trashing.run(work, site, part, [record.id], Lot(None, taken_with))
    if noun is not PROJECT:
        return 0
    number = await _back_in_project(work, site, taken_with)
    for there, inner in await trashing.nested(work, site, record.id, taken_with):
        values = {"deleted_at": None, "trashed_with": None}
        records.save(work, PROJECT, there, inner, nouns.moved_on(inner, values, there.at))
        number += 1 + await _back_in_project(work, there, taken_with)
    return number


async def _back_in_project(work: Work, site: Site, taken_with: UUID) -> int:
    lot = Lot(None, taken_with)
    sections = await trashing.run(work, site, stored_trash.back["sections"], [], lot)
    return sections + await trashing.run(work, site, stored_trash.back["tasks"], [], lot)


async def delete_for_good(work: Work, noun: Noun, record_id: UUID) -> int:
    """Remove a record that was deleted by itself, with all that went along; return how many.

    Raises `NotFound` for one that is not in the trash, `Forbidden`.
    """
    await scope_locks.lock_all(work, [record_id])
    found = await records.held(work, noun, record_id)
    references.require_own_or_admin(work, noun, found)
    trashing.require_deletable(noun, found)
    site, record = found
    if record.deleted_at is None or record.trashed_with is not None:
        raise not_found(noun)
    for part in _PARTS.get(noun.name, (noun,)):
        await work.ask(stored_trash.give_up(part)(site.owner_id, site.scope_id, record_id))
    if noun is PROJECT:
        for there, inner in await trashing.nested(work, site, record_id, record_id):
            call = stored_trash.give_up(PROJECT)(there.owner_id, there.scope_id, inner.id)
            await work.ask(call)
    return await _remove(work, site.owner_id, site.scope_id)


_PARTS: Mapping[str, Sequence[Noun]] = {"section": (TASK, SECTION)}


async def empty(work: Work, project_id: UUID | None = None) -> int:
    """Remove all that lies in the trash of the caller, or of one project; return how many.

    Of one project's comments, those that the caller may remove: their own, or as an admin all.
    Raises `NotFound`, `Forbidden` for a project in which the caller may not do that.
    """
    caller = work.caller
    require(caller, Operation.WRITE_TASKS)
    # Records are locked below; who writes one has locked its scope before.
    await scope_locks.lock_all(work, [] if project_id is None else [project_id])
    if project_id is not None:
        site, _ = await sites.of_project(work, project_id, Operation.WRITE_TASKS)
        for noun in (TASK, SECTION):
            await work.ask(stored_trash.give_up(noun)(site.owner_id, project_id, None))
        if site.role.includes(Role.ADMIN):
            await work.ask(stored_trash.give_up(COMMENT)(site.owner_id, project_id, None))
        else:
            own = stored_trash.give_up_own_comments(site.owner_id, project_id, caller.person_id)
            await work.ask(own)
        return await _remove(work, site.owner_id, project_id)
    await sites.own_space(work, Operation.ORGANISE)
    for name in sorted(trashing.DELETABLE):
        await work.ask(stored_trash.give_up_all(NOUNS[name])(caller.account_id))
    return await _remove(work, caller.account_id, caller.person_id)


async def _remove(work: Work, owner_id: int, scope_id: UUID) -> int:
    """Remove what counts as expired, in portions, and tell of the scopes that the caller sees."""
    number = 0
    while True:
        (removed,) = await work.ask(stored_trash.empty(owner_id, work.surface, _AT_ONCE))
        (rows,) = removed.row() or (0,)
        if not rows:
            break
        number += rows
    for place in ((owner_id, scope_id), (work.caller.account_id, work.caller.person_id)):
        (told,) = await work.ask(scopes.change_number(*place))
        row = told.row()
        if row is not None and number:
            work.moved[place] = row[0]
    if number:
        work.keep()
    return number
