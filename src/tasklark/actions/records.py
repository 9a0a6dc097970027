"""The verbs that every kind of record has: make, change, delete.

Whatever a surface calls them, all writes of records come through here, so that permission,
numbering, the log, stamps and versions are one thing. What only tasks can do is in
`actions/tasks.py`; what is gone and can come back, in `actions/trash.py`.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import (
    labels,
    log,
    moving,
    projects,
    references,
    repeating,
    scope_locks,
    sites,
    trashing,
)
from tasklark.actions.sites import Found, Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain import ids, merging, nouns, rank
from tasklark.domain.access import Operation, require
from tasklark.domain.errors import Conflict, PreconditionFailed
from tasklark.domain.labels import LABEL
from tasklark.domain.merging import Merged, Write
from tasklark.domain.nouns import Noun
from tasklark.domain.preferences import SETTINGS
from tasklark.domain.projects import PROJECT
from tasklark.domain.registry import IN_PROJECT
from tasklark.domain.tasks import TASK
from tasklark.storage import directory, records, revocations
from tasklark.storage import references as stored_references
from tasklark.storage.directory import Kind

ANY_VERSION = "*"
"""As an expected version: whatever it is now."""

WRITES: Mapping[str, Operation] = {
    "task": Operation.WRITE_TASKS,
    "section": Operation.WRITE_TASKS,
    "comment": Operation.COMMENT,
    "reminder": Operation.BE_REMINDED,
    "project": Operation.MANAGE_PROJECT,
    "placement": Operation.ORGANISE,
    "label": Operation.ORGANISE,
    "filter": Operation.ORGANISE,
    "settings": Operation.MANAGE_ACCOUNT,
}
"""What it takes to make and change each noun."""
_ELSEWHERE: Mapping[str, frozenset[str]] = {
    "task": moving.PLACE,
    "section": moving.PLACE,
    "label": frozenset({"name"}),
}
"""The fields of which a change writes in other scopes too."""


class Made(NamedTuple):
    """A record, what the outside knows its owner by, and whether this call made it.

    An earlier call with the same id and content may have.
    """

    record: Any
    owner_user_id: str
    is_new: bool


class Changed(NamedTuple):
    """A record as it is now, and what the outside knows its owner by.

    `lost` are the fields that a later write had set already (`domain.merging`).
    """

    record: Any
    owner_user_id: str
    lost: tuple[str, ...] = ()


async def create(
    work: Work,
    noun: Noun,
    given: Mapping[str, Any],
    record_id: UUID | None = None,
    stamp: str | None = None,
) -> Made:
    """Make a record; with the client's `record_id`, at most once.

    A task goes where its parent, section or project says, else to the caller's Inbox. Raises
    `Invalid`, `NotFound` or `Forbidden` for where it is to be, `Conflict` for an id that is taken.
    """
    require(work.caller, WRITES[noun.name])
    values = noun.draft(given)
    chosen = record_id or ids.new_id()
    if noun is PROJECT:
        project, is_new = await projects.create(work, values, chosen, stamp)
        return Made(project, work.caller.user_id, is_new)
    site, is_free = await _site_of_new(work, noun, values, chosen)
    if not is_free:
        return await _made_before(work, noun, site, chosen, values)
    follows = await references.check(work, noun, site, None, values)
    if noun is LABEL and stamp is None:
        await labels.require_free(work, chosen, values["name"])
    values = {**_server_choices(work, noun, site), **values, **follows}
    record = nouns.made(noun, chosen, values, site.at, stamp)
    work.write(records.insert(noun, site.owner_id, record))
    log.record(work, site, noun, None, record)
    return Made(record, site.owner_user_id, is_new=True)


async def change(
    work: Work,
    noun: Noun,
    record_id: UUID,
    given: Mapping[str, Any],
    expected: Collection[str] = (ANY_VERSION,),
    stamp: str | None = None,
) -> Changed:
    """Set the given fields of a record and leave the others; return it as it is then.

    An element of a set can be given by itself: `labels/errand` true or false. With a client's
    `stamp`, fields that were written later stay as they are, what was to be written is kept in
    the log, and a record in the trash is changed there. Raises `Invalid`, `NotFound`, `Forbidden`,
    or `PreconditionFailed` when its version is none of the expected ones.
    """
    write = merging.cleaned(noun, given)
    if given.keys() & _ELSEWHERE.get(noun.name, frozenset()):
        await scope_locks.lock(work, scope_locks.mentioned([(str(record_id), given)]))
    if stamp is None:
        found = await for_update(work, noun, record_id, expected)
    else:
        found = await held(work, noun, record_id)
    references.require_own(work, noun, found)
    noun.require_fixed(found.record, write.values)
    if stamp is None:
        return await set_values(work, noun, found, merging.applied(noun, found.record, write))
    return await _set_late(
        work, noun, found, merging.merged(noun, found.record, write, stamp), stamp
    )


async def set_values(
    work: Work, noun: Noun, found: Found, values: Mapping[str, Any], stamp: str | None = None
) -> Changed:
    """Set cleaned values of a record that is held for update. Raises as `change` does."""
    if stamp is not None:
        merged = merging.merged(noun, found.record, Write(dict(values)), stamp)
        return await _set_late(work, noun, found, merged, stamp)
    found = await moving.follow(work, noun, found, values)
    if noun is LABEL and "name" in values:
        await labels.require_free(work, found.record.id, values["name"])
    after = await _after(work, noun, found, values)
    if after is not found.record:
        save(work, noun, found.site, found.record, after)
        await _follow(work, noun, found, after)
    return Changed(after, found.site.owner_user_id)


async def _set_late(work: Work, noun: Noun, found: Found, merged: Merged, stamp: str) -> Changed:
    """Set what a stamped write may set; log what it may not."""
    if noun is TASK:
        merged = repeating.in_time(found.record, merged, stamp)
    found = await moving.follow(work, noun, found, merged.values, stamp)
    site, record = found
    after = await _after(work, noun, found, merged.values, stamp)
    after = nouns.stamped(noun, after, merged.borne_out)
    log.lost(work, site, noun, *merged.lost)
    if after is not record:
        save(work, noun, site, record, after)
        await _follow(work, noun, found, after)
    return Changed(after, site.owner_user_id, tuple(change.field for change in merged.lost))


async def _after(
    work: Work, noun: Noun, found: Found, values: Mapping[str, Any], stamp: str | None = None
) -> Any:
    """Return a held record with values set, and what follows from them, if all may be so."""
    site, record = found
    moved = {k: v for k, v in values.items() if v != getattr(record, k)}
    if noun is PROJECT:
        projects.require_allowed(work.caller, record.id, moved)
    values = {**values, **await references.check(work, noun, site, record, moved)}
    if noun is not TASK:
        return nouns.changed(noun, record, values, site.at, stamp)
    after = await repeating.changed(work, site, record, values, stamp)
    if after.section_id != record.section_id:
        await moving.bring_along(work, site, after)
    return after


async def _follow(work: Work, noun: Noun, found: Found, after: Any) -> None:
    """Do what follows elsewhere from a change of a record."""
    if noun is LABEL and after.name != found.record.name:
        await labels.follow(work, found.site, found.record, after.name)
    if noun is SETTINGS and after.time_zone != found.record.time_zone:
        # The zone is a part of what is known of the account's tokens: every process forgets them.
        work.write(revocations.add(ids.new_id(), work.caller.account_id))


def save(work: Work, noun: Noun, site: Site, before: Any, after: Any) -> None:
    """Store and log what differs between two states of a record."""
    work.write(records.save(noun, site.owner_id, before, after))
    log.record(work, site, noun, before, after)


async def for_update(
    work: Work,
    noun: Noun,
    record_id: UUID,
    expected: Collection[str] = (ANY_VERSION,),
    operation: Operation | None = None,
) -> Found:
    """Return a living record that nobody else can change until this work is done.

    What hangs on a task in the trash is as little there as the task. Raises `NotFound`,
    `Forbidden`, or `PreconditionFailed` when its version is none of the expected ones.
    """
    found = await held(work, noun, record_id, operation)
    if found.record.deleted_at is not None or await _is_hidden(work, noun, found):
        raise sites.not_found(noun)
    if ANY_VERSION not in expected and nouns.version(found.record) not in expected:
        raise PreconditionFailed
    return found


async def _is_hidden(work: Work, noun: Noun, found: Found) -> bool:
    """Tell whether a record hangs on a task that is in the trash."""
    if "task_id" not in noun.record.model_fields:
        return False
    (task,) = await work.ask(stored_references.task(found.site.owner_id, found.record.task_id))
    return task.row() is None


async def held(
    work: Work, noun: Noun, record_id: UUID, operation: Operation | None = None
) -> Found:
    """Return a record, also one in the trash, that nobody else can change until this work is done.

    Raises `NotFound`, `Forbidden`.
    """
    operation = operation or WRITES[noun.name]
    if noun.name in IN_PROJECT:
        return await sites.of_record(work, noun, record_id, operation)
    return await _own_for_update(work, noun, record_id, operation)


async def _own_for_update(work: Work, noun: Noun, record_id: UUID, operation: Operation) -> Found:
    site, (found,) = await sites.own_space(
        work, operation, records.find(noun)(work.caller.account_id, record_id)
    )
    row = found.row()
    if row is None:
        raise sites.not_found(noun)
    return Found(site, records.loaded(noun, row))


async def _site_of_new(
    work: Work, noun: Noun, values: dict[str, Any], record_id: UUID
) -> tuple[Site, bool]:
    """Lock where a new record is to be; tell whether its id is free. Places it in `values`."""
    caller, operation = work.caller, WRITES[noun.name]
    known = records.find(noun)(caller.account_id, record_id)
    if noun.name not in IN_PROJECT:
        site, (taken,) = await sites.own_space(work, operation, known)
        return site, taken.row() is None
    project_id = await references.project_of_new(work, noun, values)
    values["project_id"] = project_id
    if noun is not TASK:
        site, (taken,) = await sites.of_project(work, project_id, operation, known)
        if site.owner_id != caller.account_id:
            (taken,) = await work.ask(records.find(noun)(site.owner_id, record_id))
        return site, taken.row() is None
    enter = directory.enter(Kind.TASK, record_id, caller.account_id)
    site, (entered,) = await sites.of_project(work, project_id, operation, enter)
    if site.owner_id != caller.account_id and entered.count():
        # It was entered as the caller's own, along the way: it is its project's owner's.
        _, entered = await work.ask(
            directory.remove(Kind.TASK, record_id, caller.account_id),
            directory.enter(Kind.TASK, record_id, site.owner_id),
        )
    return site, bool(entered.count())


async def _made_before(
    work: Work, noun: Noun, site: Site, record_id: UUID, values: Mapping[str, Any]
) -> Made:
    (found,) = await work.ask(records.find(noun)(site.owner_id, record_id))
    row = found.row()
    if row is not None:
        record = records.loaded(noun, row)
        if record.deleted_at is not None:
            raise Conflict(
                f"The {noun.name} with this id is in the trash; restore it, or choose another id",
                code=f"{noun.name}.in_trash",
            )
        if noun is TASK and values.get("parent_id") is not None:
            values = {"section_id": record.section_id, **values}  # it is its parent's
        if nouns.same_content(noun, record, values):
            return Made(record, site.owner_user_id, is_new=False)
    raise Conflict(f"This id is taken by another {noun.name}", code=f"{noun.name}.id_taken")


def _server_choices(work: Work, noun: Noun, site: Site) -> dict[str, Any]:
    """Return what the server chooses for a new record where the client does not."""
    fields = noun.record.model_fields
    chosen: dict[str, Any] = {}
    if "position" in fields:
        chosen["position"] = rank.at(site.at)
    for name in ("created_by", "author_id", "person_id"):
        if name in fields:
            chosen[name] = work.caller.person_id
    return chosen


async def delete(
    work: Work, noun: Noun, record_id: UUID, expected: Collection[str] = (ANY_VERSION,)
) -> None:
    """Put a record into the trash, with what belongs to it. Raises as `change` does."""
    operation = Operation.OWN_PROJECT if noun is PROJECT else None
    if noun is LABEL:
        await scope_locks.lock(work, [record_id])
    await _put(work, noun, await for_update(work, noun, record_id, expected, operation))


async def delete_late(work: Work, noun: Noun, record_id: UUID) -> None:
    """Put a record into the trash that a client deleted some time ago.

    It may be there already, or hang on a task that is: so be it. Raises as `change` does.
    """
    operation = Operation.OWN_PROJECT if noun is PROJECT else None
    if noun is LABEL:
        await scope_locks.lock(work, [record_id])
    found = await held(work, noun, record_id, operation)
    if found.record.deleted_at is None:
        await _put(work, noun, found)


async def _put(work: Work, noun: Noun, found: Found) -> None:
    record_id = found.record.id
    if noun is PROJECT:
        projects.require_expendable(work.caller, record_id)
    references.require_own_or_admin(work, noun, found)
    await trashing.put(work, noun, found)
    if noun is LABEL:
        await labels.follow(work, found.site, found.record, None)
