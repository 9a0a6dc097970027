"""Invitations to a project: for one address, or for whoever holds the link."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from tasklark.actions import sites
from tasklark.actions.sharing import Refusals, moved
from tasklark.actions.unit_of_work import Door, Work, perform
from tasklark.domain import accounts as people
from tasklark.domain import ids, rank
from tasklark.domain.access import Operation, Role, require
from tasklark.domain.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from tasklark.identity.opaque import SecretKind, digest, new_secret, read_secret
from tasklark.storage import sharing
from tasklark.storage.faults import Contended

DAYS_MAX = 90
COUNT_MAX = 100
"""How many invitations to one project can wait to be used."""
MEMBERS_MAX = 500
"""How many people can be in one project."""
GIVEN = tuple(role for role in Role if role is not Role.OWNER)
"""The roles that can be given; the owner's goes from hand to hand (`sharing.transfer`)."""


class Invitation(NamedTuple):
    """An invitation as those see it who manage the members: everything but the secret."""

    id: UUID
    email: str | None
    role: Role
    created_by: UUID
    created_at: datetime
    expires_at: datetime


class Made(NamedTuple):
    """A new invitation with its secret, which is never shown again."""

    invitation: Invitation
    secret: str


class Offer(NamedTuple):
    """What an invitation offers, as its holder is told before joining. `inviter` is a name."""

    project_id: UUID
    project_name: str
    role: Role
    inviter: str | None
    email: str | None
    expires_at: datetime


async def create(work: Work, project_id: UUID, draft: Mapping[str, object]) -> Made:
    """Invite to a project: `role`, `days` (7), and `email` for one person; else a link for many.

    Raises `Invalid`, `NotFound`, `Forbidden`, `Conflict` for the Inbox or one invitation too many.
    """
    require(work.caller, Operation.MANAGE_MEMBERS)
    role, days, email = _cleaned(draft)
    at = await sites.standing(work, project_id, Operation.MANAGE_MEMBERS)
    invitation_id = ids.new_id()
    secret = new_secret(SecretKind.PROJECT_INVITATION, invitation_id)
    (made,) = await work.ask(
        sharing.invite(at.owner_id, project_id, invitation_id, email, role, digest(secret), days)
    )
    outcome, created_at, expires_at = made.row() or ("refused", None, None)
    if outcome == "inbox":
        raise Conflict(
            "The Inbox can't be shared; make a project, and move there what is to be shared",
            code="inbox.not_shared",
        )
    if outcome == "full":
        raise Conflict(
            f"{COUNT_MAX} invitations to this project wait to be used; revoke one",
            code="invitation.too_many",
        )
    if outcome != "done":  # the project was put into the trash
        raise NotFound("There is no project with this id", code="project.not_found")
    work.keep()
    by = work.caller.person_id
    return Made(Invitation(invitation_id, email, role, by, created_at, expires_at), secret)


async def listed(work: Work, project_id: UUID) -> list[Invitation]:
    """Return a project's invitations that can still be used. Raises `NotFound`, `Forbidden`."""
    at = await sites.standing(work, project_id, Operation.MANAGE_MEMBERS)
    (found,) = await work.ask(sharing.invitations(at.owner_id, project_id))
    return [Invitation(row[0], row[1], Role(row[2]), *row[3:]) for row in found.rows()]


async def revoke(work: Work, project_id: UUID, invitation_id: UUID) -> None:
    """Have an invitation be good no more. Raises `NotFound`, `Forbidden`."""
    at = await sites.standing(work, project_id, Operation.MANAGE_MEMBERS)
    (revoked,) = await work.ask(sharing.revoke(at.owner_id, project_id, invitation_id))
    if revoked.row() != (True,):
        raise NotFound("There is no invitation with this id", code="invitation.not_found")
    work.keep()


async def show(door: Door, secret: str) -> Offer:
    """Return what an invitation offers. Raises `NotFound` when it is not good."""
    require(door.caller, Operation.JOIN)
    return await perform(door, _show, secret)


async def join(work: Work, secret: str) -> UUID:
    """Come into a project by an invitation; return the project's id.

    An invitation for one address is used up; whoever is in the project already stays as they are.
    Raises `NotFound` when it is not good, `Forbidden` when it is for another address, `Conflict`
    for a project that is full, or whose id is another project's or the person's own.
    """
    require(work.caller, Operation.JOIN)
    invitation_id = _opened(secret)
    now, shown = await work.ask(sharing.now(), sharing.show(invitation_id, digest(secret)))
    moment = (now.row() or (None,))[0]
    if (shown.row() or (None,))[0] == work.caller.person_id:
        raise _refusals()["taken"]  # it is the id of their own space, which clients know by it
    (joined,) = await work.ask(
        sharing.join(invitation_id, digest(secret), rank.at(moment), work.surface, work.batch_id)
    )
    rows = joined.rows()
    if rows[0][0] == "member":
        return _uuid(rows[0][2])
    moved(work, rows, _refusals())
    return _uuid(rows[0][2])


async def _show(work: Work, secret: str) -> Offer:
    (found,) = await work.ask(sharing.show(_opened(secret), digest(secret)))
    row = found.row()
    if row is None:
        raise _not_good()
    return Offer(row[0], row[1], Role(row[2]), *row[3:])


def _refusals() -> Refusals:
    return {
        "refused": _not_good(),
        "email": Forbidden(
            "This invitation is for another e-mail address", code="invitation.email"
        ),
        "full": Conflict(f"{MEMBERS_MAX} people are in this project already", code="project.full"),
        "taken": Conflict("You have another project with this id", code="project.id_taken"),
    }


def _not_good() -> NotFound:
    return NotFound(
        "This invitation is not good: it has expired, was revoked or used, or whoever gave it may"
        " not invite any more",
        code="invitation.not_found",
    )


def _opened(secret: str) -> UUID:
    opaque = read_secret(secret)
    if opaque is None or opaque.kind is not SecretKind.PROJECT_INVITATION:
        raise _not_good()
    return opaque.id


def _cleaned(draft: Mapping[str, object]) -> tuple[Role, int, str | None]:
    role, days, email = draft.get("role"), draft.get("days", 7), draft.get("email")
    if role not in GIVEN:
        raise Invalid(FieldError("role", f"must be {', '.join(GIVEN[:-1])} or {GIVEN[-1]}"))
    if not isinstance(days, int) or not 1 <= days <= DAYS_MAX:
        raise Invalid(FieldError("days", f"must be between 1 and {DAYS_MAX}"))
    return Role(str(role)), days, people.clean_email(str(email)) if email is not None else None


def _uuid(value: object) -> UUID:
    if not isinstance(value, UUID):
        raise Contended
    return value
