"""Personal API tokens: made, listed, revoked."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from tasklark.actions import app_passwords
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import ids, text
from tasklark.domain.access import Operation, Scope, require
from tasklark.domain.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from tasklark.identity.app_passwords import digest as app_password_digest
from tasklark.identity.app_passwords import new_app_password, read_app_password
from tasklark.identity.opaque import SecretKind, digest, new_secret
from tasklark.storage import api_tokens, directory, revocations
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Identity

NAME_MAX = 100
COUNT_MAX = 100
"""How many tokens an account can have."""
DAYS_MAX = 3_650


class ApiToken(NamedTuple):
    """A token as its owner sees it: everything but the secret."""

    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class Made(NamedTuple):
    """A new token with its secret, which is never shown again."""

    token: ApiToken
    secret: str


async def create(work: Work, name: str, scopes: Collection[str], days: int | None = None) -> Made:
    """Make a token with some of the scopes that the caller has, for so many days or for ever.

    With the scope `caldav` it is an app password, which people can type.

    Raises `Invalid` for an unfit name, scope or lifetime, `Forbidden` for a scope beyond one's own,
    `Conflict` for one token too many.
    """
    require(work.caller, Operation.MANAGE_ACCOUNT)
    name, granted = _clean_name(name), _clean_scopes(scopes)
    if days is not None and not 1 <= days <= DAYS_MAX:
        raise Invalid(FieldError("days", f"must be between 1 and {DAYS_MAX}, or null"))
    if work.caller.scopes is not None and not set(granted) <= work.caller.scopes:
        raise Forbidden("A token can't give away scopes that it does not have", code="token.scope")
    token_id, owner_id = ids.new_id(), work.caller.account_id
    (counted,) = await work.ask(api_tokens.count(owner_id))
    if (counted.row() or (0,))[0] >= COUNT_MAX:
        raise Conflict(
            f"An account can have at most {COUNT_MAX} API tokens; revoke one that is not needed",
            code="api_token.too_many",
        )
    secret, kept = new_secret(SecretKind.API, token_id), None
    if Scope.CALDAV in granted:
        secret = new_app_password()
        token_id, kept = _of_app_password(secret)
    stored, _ = await work.ask(
        api_tokens.insert(owner_id, token_id, name, granted, kept or digest(secret), days),
        directory.enter(Kind.API_TOKEN, token_id, owner_id),
    )
    created_at, expires_at = stored.row() or (None, None)
    work.keep()
    return Made(ApiToken(token_id, name, granted, created_at, None, expires_at), secret)


async def listed(door: Door) -> list[ApiToken]:
    """Return the caller's tokens, the oldest first."""
    require(door.caller, Operation.MANAGE_ACCOUNT)
    owner_id = door.caller.account_id
    (found,) = await door.database.read(Identity(owner_id), api_tokens.listed(owner_id))
    return [ApiToken(*row) for row in found.rows()]


async def revoke(work: Work, token_id: UUID) -> None:
    """Revoke a token of the caller: it stops working within a second. Raises `NotFound`."""
    require(work.caller, Operation.MANAGE_ACCOUNT)
    owner_id = work.caller.account_id
    (deleted,) = await work.ask(api_tokens.delete(owner_id, token_id))
    if not deleted.count():
        raise NotFound("There is no token with this id", code="api_token.not_found")
    work.write(
        directory.remove(Kind.API_TOKEN, token_id, owner_id),
        revocations.add(ids.new_id(), owner_id),
    )


def _of_app_password(secret: str) -> tuple[UUID, bytes]:
    """Return the id and the digest of a token that is an app password."""
    found = read_app_password(secret) or ""
    return app_passwords.token_id(found), app_password_digest(found)


def _clean_name(name: str) -> str:
    text.require_storable("name", name)
    name = name.strip()
    if not 1 <= len(name) <= NAME_MAX:
        raise Invalid(FieldError("name", f"must have 1 to {NAME_MAX} characters"))
    return name


def _clean_scopes(scopes: Collection[str]) -> list[str]:
    known = [scope.value for scope in Scope if scope in scopes]
    if not scopes or len(known) != len(set(scopes)):
        raise Invalid(FieldError("scopes", f"must be some of {', '.join(Scope)}"))
    if Scope.CALDAV in known and len(known) > 1:
        raise Invalid(FieldError("scopes", "must name caldav alone: it makes an app password"))
    return known
