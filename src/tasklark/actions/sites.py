"""Where a write takes place: which scope, whose, with which role; locked and given its number."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions.unit_of_work import Work
from tasklark.domain.access import Operation, Role, require, require_role
from tasklark.domain.errors import Conflict, Forbidden, NotFound, TasklarkError, TokenInvalid
from tasklark.domain.nouns import Noun
from tasklark.storage import directory, projects, records, scopes, sharing
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Result
from tasklark.storage.faults import Contended
from tasklark.storage.wire import Call


class Site(NamedTuple):
    """A scope that this work has locked, the number it was given there, and the moment of that.

    `role` is the caller's; `owner_user_id` is what the outside knows the owner by.
    """

    owner_id: int
    scope_id: UUID
    role: Role
    owner_user_id: str
    number: int
    at: datetime


class Standing(NamedTuple):
    """A project that this work has locked without taking a number, and the caller's role there."""

    owner_id: int
    project_id: UUID
    role: Role
    owner_user_id: str


class Found(NamedTuple):
    """A record as it is stored, and the site it is at."""

    site: Site
    record: Any


async def own_space(work: Work, operation: Operation, *calls: Call) -> tuple[Site, list[Result]]:
    """Lock what the caller has of their own; run calls along. Raises `Forbidden`."""
    caller = work.caller
    require(caller, operation)
    advanced, *results = await work.ask(
        scopes.advance(caller.account_id, caller.person_id, 1), *calls
    )
    row = advanced.row()
    if row is None:  # the account was deleted a moment ago
        raise TokenInvalid
    return Site(caller.account_id, row[0], Role.OWNER, caller.user_id, *row[1:]), results


async def of_project(
    work: Work, project_id: UUID, operation: Operation, *calls: Call
) -> tuple[Site, list[Result]]:
    """Lock a project that the caller may do the operation in; run calls along.

    Raises `NotFound` for a project that is not there or not shared with the caller,
    `Forbidden` for a role that does not suffice.
    """
    caller = work.caller
    require(caller, operation)
    advanced, *results = await work.ask(scopes.advance(caller.account_id, project_id, 1), *calls)
    row = advanced.row()
    if row is not None and project_id != caller.person_id:
        return Site(caller.account_id, row[0], Role.OWNER, caller.user_id, *row[1:]), results
    (found,) = await work.ask(projects.site(caller.account_id, project_id))
    if found.row() is None and project_id == caller.inbox_id:  # the account was just deleted
        raise TokenInvalid
    return await shared(work, found.row(), operation), results


async def of_record(work: Work, noun: Noun, record_id: UUID, operation: Operation) -> Found:
    """Return a record of a project that nobody else can change until this work is done.

    One's own comes first. Raises `NotFound`, `Forbidden` for a role that does not suffice or a task
    of somebody who has not shared it, and `Conflict` where two others share one with this id: that
    one of them copied it must not lead a write to them. A record in the trash is found as well.
    """
    caller = work.caller
    require(caller, operation)
    advance = scopes.advance if noun.name == "project" else scopes.advance_of(noun)
    advanced, found = await work.ask(
        advance(caller.account_id, record_id, 1), records.find(noun)(caller.account_id, record_id)
    )
    numbered, row = advanced.row(), found.row()
    if numbered is not None and row is not None:
        site = Site(caller.account_id, numbered[0], Role.OWNER, caller.user_id, *numbered[1:])
        return _still_there(Found(site, records.loaded(noun, row)), noun)
    (told,) = await work.ask(records.find_shared(noun)(caller.account_id, record_id))
    places = told.rows()
    if not places:
        raise await absent(work, noun, record_id)
    if len(places) > 1:
        raise Conflict(
            f"Several people share a {noun.name} of this id with you, so none of them is meant",
            code=f"{noun.name}.ambiguous",
        )
    site = await shared(work, places[0], operation)
    (found,) = await work.ask(records.find(noun)(site.owner_id, record_id))
    row = found.row()
    if row is None:  # it was moved or removed while the scope was waited for
        raise not_found(noun)
    return _still_there(Found(site, records.loaded(noun, row)), noun)


def _still_there(found: Found, noun: Noun) -> Found:
    """Return what was found; raise `Contended` when it moved while its project was waited for."""
    if noun.name != "project" and found.record.project_id != found.site.scope_id:
        raise Contended
    return found


async def shared(work: Work, place: tuple[Any, ...] | None, operation: Operation) -> Site:
    """Lock another owner's project, told by a row of `projects.site`. Raises as `of_project`."""
    standing = _standing(place, operation)
    owner_id, project_id = standing.owner_id, standing.project_id
    # The role is read again behind the lock: it may have been taken away while it was waited for.
    advanced, found = await work.ask(
        scopes.advance(owner_id, project_id, 1), projects.site(work.caller.account_id, project_id)
    )
    row, still = advanced.row(), _standing(found.row(), operation)
    if row is None or still.owner_id != owner_id:  # it has a new owner since
        raise Contended
    return Site(owner_id, project_id, still.role, still.owner_user_id, *row[1:])


async def seen(work: Work, project_id: UUID, operation: Operation) -> Standing:
    """Return the caller's standing in a project, without a lock. Raises as `of_project`."""
    require(work.caller, operation)
    (found,) = await work.ask(projects.site(work.caller.account_id, project_id))
    return _standing(found.row(), operation)


async def standing(work: Work, project_id: UUID, operation: Operation) -> Standing:
    """Lock a project for what functions of the database do there, which number it themselves.

    Raises as `of_project`.
    """
    before = await seen(work, project_id, operation)
    _, found = await work.ask(
        sharing.hold(before.owner_id, project_id),
        projects.site(work.caller.account_id, project_id),
    )
    after = _standing(found.row(), operation)
    if after.owner_id != before.owner_id:
        raise Contended
    return after


def _standing(place: tuple[Any, ...] | None, operation: Operation) -> Standing:
    if place is None:
        raise NotFound("There is no project with this id", code="project.not_found")
    owner_id, project_id, role, owner_user_id = place
    require_role(Role(role), operation)
    return Standing(owner_id, project_id, Role(role), owner_user_id)


def not_found(noun: Noun) -> NotFound:
    """Return the error for a record that is not there, or that the caller may not know of."""
    return NotFound(f"There is no {noun.name} with this id", code=f"{noun.name}.not_found")


async def absent(work: Work, noun: Noun, record_id: UUID) -> TasklarkError:
    """Return why the caller has no such record; of a task, the contract tells if it exists."""
    if noun.name != "task":
        return not_found(noun)
    work.present(record_id)
    (owned,) = await work.ask(directory.find(Kind.TASK, record_id))
    row = owned.row()
    if row is None or row[0] == work.caller.account_id:
        return not_found(noun)
    return Forbidden(
        "This task belongs to someone who has not shared it with you", code="task.forbidden"
    )
