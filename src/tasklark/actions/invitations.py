"""Invitations to sign up, given by an administrator."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import accounts as people
from tasklark.domain import ids
from tasklark.domain.access import Operation, require
from tasklark.domain.errors import Conflict, FieldError, Invalid, NotFound
from tasklark.identity.opaque import SecretKind, digest, new_secret
from tasklark.storage import directory, invitations
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Identity

DAYS_MAX = 90
COUNT_MAX = 1_000
"""How many invitations of one administrator can wait to be used."""


class Invitation(NamedTuple):
    """An invitation as its giver sees it: everything but the secret."""

    id: UUID
    email: str | None
    created_at: datetime
    expires_at: datetime


class Made(NamedTuple):
    """A new invitation with its secret, which is never shown again."""

    invitation: Invitation
    secret: str


async def create(work: Work, email: str | None = None, days: int = 7) -> Made:
    """Make an invitation, for one address or for whoever holds it, used up by the first sign-up.

    Raises `Forbidden` unless the caller is an administrator, `Invalid`, and `Conflict` for one
    invitation too many.
    """
    require(work.caller, Operation.INVITE)
    if not 1 <= days <= DAYS_MAX:
        raise Invalid(FieldError("days", f"must be between 1 and {DAYS_MAX}"))
    email = people.clean_email(email) if email is not None else None
    invitation_id, owner_id = ids.new_id(), work.caller.account_id
    (counted,) = await work.ask(invitations.count(owner_id))
    if (counted.row() or (0,))[0] >= COUNT_MAX:
        raise Conflict(
            f"{COUNT_MAX} invitations wait to be used already; withdraw one that is not needed",
            code="invitation.too_many",
        )
    secret = new_secret(SecretKind.INVITATION, invitation_id)
    stored, _ = await work.ask(
        invitations.insert(owner_id, invitation_id, email, digest(secret), days),
        directory.enter(Kind.INVITATION, invitation_id, owner_id),
    )
    created_at, expires_at = stored.row() or (None, None)
    work.keep()
    return Made(Invitation(invitation_id, email, created_at, expires_at), secret)


async def listed(door: Door) -> list[Invitation]:
    """Return the caller's invitations that can still be used, the oldest first."""
    require(door.caller, Operation.INVITE)
    owner_id = door.caller.account_id
    (found,) = await door.database.read(Identity(owner_id), invitations.listed(owner_id))
    return [Invitation(*row) for row in found.rows()]


async def withdraw(work: Work, invitation_id: UUID) -> None:
    """Withdraw an invitation of the caller. Raises `NotFound`."""
    require(work.caller, Operation.INVITE)
    owner_id = work.caller.account_id
    (deleted,) = await work.ask(invitations.delete(owner_id, invitation_id))
    if not deleted.count():
        raise NotFound("There is no invitation with this id", code="invitation.not_found")
    work.write(directory.remove(Kind.INVITATION, invitation_id, owner_id))
