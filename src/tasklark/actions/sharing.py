"""Who is in a project, and with which role: the members, the way out, a new owner.

What changes here is changed by functions of the database (migrations 0004 and 0006), which find
out by themselves what the caller may do: this module refuses in words what they would refuse
anyway. A role is read in each transaction, so whatever is taken away is gone with the next one.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import sites
from tasklark.actions.records import ANY_VERSION
from tasklark.actions.unit_of_work import Work
from tasklark.domain.access import Operation, Role
from tasklark.domain.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    TasklarkError,
)
from tasklark.domain.nouns import timestamp
from tasklark.storage import accounts, sharing

Refusals = Mapping[str, TasklarkError]
"""What an outcome other than `done` means, in words."""


class Member(NamedTuple):
    """Somebody in a project. `id` is the person's."""

    id: UUID
    name: str | None
    email: str | None
    role: Role
    created_at: datetime
    updated_at: datetime


async def members(work: Work, project_id: UUID) -> list[Member]:
    """Return who is in a project, the first ones first. Raises `NotFound`."""
    at = await sites.seen(work, project_id, Operation.READ_TASKS)
    (found,) = await work.ask(sharing.members(at.owner_id, project_id))
    return [_member(row) for row in found.rows()]


async def change_role(
    work: Work,
    project_id: UUID,
    person_id: UUID,
    role: Role,
    expected: Collection[str] = (ANY_VERSION,),
) -> Member:
    """Give a member another role; return the member as they are then.

    Raises `NotFound`, `Invalid` for the owner's role, `Forbidden` for somebody who is no admin and
    for the owner, `PreconditionFailed`.
    """
    if role is Role.OWNER:
        raise Invalid(FieldError("role", "must be viewer, commenter, editor or admin"))
    at = await sites.standing(work, project_id, Operation.MANAGE_MEMBERS)
    if await _role_of(work, at, person_id, expected) is Role.OWNER:
        raise _owner_stays()
    (changed,) = await work.ask(
        sharing.set_role(at.owner_id, project_id, person_id, role, work.surface, work.batch_id)
    )
    moved(work, changed.rows(), {"refused": _absent()})
    (found,) = [each for each in await members(work, project_id) if each.id == person_id]
    return found


async def remove(
    work: Work,
    project_id: UUID,
    person_id: UUID,
    expected: Collection[str] = (ANY_VERSION,),
) -> None:
    """Take somebody out of a project, and off its open tasks; oneself too: that is to leave.

    Raises `NotFound`, `Forbidden` for somebody who is no admin and for the owner,
    `PreconditionFailed`.
    """
    if person_id == work.caller.person_id:
        await leave(work, project_id)
        return
    at = await sites.standing(work, project_id, Operation.MANAGE_MEMBERS)
    if await _role_of(work, at, person_id, expected) is Role.OWNER:
        raise _owner_stays()
    await _end(work, at, person_id)


async def leave(work: Work, project_id: UUID) -> None:
    """Go out of a project, and off its open tasks. Raises `NotFound`, `Conflict` for its owner."""
    at = await sites.standing(work, project_id, Operation.JOIN)
    if at.role is Role.OWNER:
        raise Conflict(
            "A project can't be left by its owner; give it to another member first, or delete it",
            code="project.owner_stays",
        )
    await _end(work, at, work.caller.person_id)


async def transfer(work: Work, project_id: UUID, person_id: UUID) -> None:
    """Give a project to one of its members; who gives it stays as an admin.

    Raises `NotFound`, `Forbidden` for somebody who is not the owner, `Conflict` for the Inbox.
    """
    at = await sites.standing(work, project_id, Operation.OWN_PROJECT)
    if await _role_of(work, at, person_id) is Role.OWNER:
        raise Conflict("This member owns the project already", code="project.owner")
    *_, given = await work.ask(
        accounts.take_time(),
        sharing.transfer(project_id, person_id, work.surface, work.batch_id),
    )
    moved(
        work,
        given.rows(),
        {
            "refused": _absent(),
            "inbox": Conflict("The Inbox can't be given away", code="inbox.stays"),
            "taken": Conflict(
                "The new owner has something under an id of this project", code="project.id_taken"
            ),
        },
    )


def moved(work: Work, rows: Sequence[tuple[Any, ...]], refusals: Refusals) -> None:
    """Take note of which scopes a function has moved. Raises what its refusal means."""
    for outcome, owner_id, scope_id, number in rows:
        if outcome != "done":
            raise refusals[outcome]
        work.moved[owner_id, scope_id] = number
        work.keep()


async def _end(work: Work, at: sites.Standing, person_id: UUID) -> None:
    (removed,) = await work.ask(
        sharing.remove(at.owner_id, at.project_id, person_id, work.surface, work.batch_id)
    )
    moved(work, removed.rows(), {"refused": _absent()})


async def _role_of(
    work: Work, at: sites.Standing, person_id: UUID, expected: Collection[str] = (ANY_VERSION,)
) -> Role:
    (found,) = await work.ask(sharing.member(at.owner_id, at.project_id, person_id))
    row = found.row()
    if row is None:
        raise _absent()
    if ANY_VERSION not in expected and timestamp(row[1]) not in expected:
        raise PreconditionFailed
    return Role(row[0])


def _member(row: tuple[Any, ...]) -> Member:
    person_id, name, email, role, created_at, updated_at = row
    return Member(person_id, name, email, Role(role), created_at, updated_at)


def _absent() -> NotFound:
    return NotFound("There is no member with this id in the project", code="member.not_found")


def _owner_stays() -> Forbidden:
    return Forbidden(
        "The owner's role can't be changed or given; the owner can give the project away",
        code="member.owner",
    )
