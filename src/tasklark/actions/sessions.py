"""Staying signed in, and signing out."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from tasklark.actions.reception import Reception
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import ids
from tasklark.domain.access import Operation, require
from tasklark.domain.accounts import Account
from tasklark.domain.errors import NotFound, TokenInvalid
from tasklark.identity.opaque import SecretKind, digest, new_secret, read_secret
from tasklark.identity.own_tokens import LIFETIME_SECONDS
from tasklark.storage import accounts, directory, revocations, sessions
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Identity
from tasklark.storage.wire import Call

LIVES_DAYS = 60
"""How long a browser stays signed in, and how long a client does without refreshing."""


class SessionKind(StrEnum):
    """What is signed in: a browser with a cookie, or a client with tokens."""

    BROWSER = "browser"
    CLIENT = "client"


class SignedIn(NamedTuple):
    """A new session: its secret (shown once), its id, and whose it is."""

    secret: str
    session_id: UUID
    account: Account


class Tokens(NamedTuple):
    """What an API client works with: a short-lived token, and one to get the next."""

    access_token: str
    refresh_token: str
    expires_in: int


class Session(NamedTuple):
    """A session as its owner sees it."""

    id: UUID
    kind: str
    agent: str | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


def tokens(reception: Reception, signed_in: SignedIn) -> Tokens:
    """Return the tokens of a client's new session."""
    access = reception.own_tokens.mint_access_token(
        signed_in.account.user_id, str(signed_in.session_id), None, now=reception.clock()
    )
    return Tokens(access, signed_in.secret, LIFETIME_SECONDS)


async def refresh(reception: Reception, refresh_token: str) -> Tokens:
    """Return new tokens for a refresh token, which is used up by that (RFC 9700, 4.14).

    A refresh token that comes a second time was copied: its session ends, for both who hold it.
    Raises `TokenInvalid`.
    """
    opaque = read_secret(refresh_token)
    if opaque is None or opaque.kind is not SecretKind.REFRESH:
        raise TokenInvalid
    new = new_secret(SecretKind.REFRESH, opaque.id)
    async with reception.database.transaction(Identity(key=opaque.id)) as transaction:
        (found,) = await transaction.run(directory.find(Kind.SESSION, opaque.id))
        owner_id = (found.row() or (0,))[0]
        transaction.become(Identity(owner_id))
        got, session, renewed = await transaction.run(
            accounts.get(owner_id),
            sessions.find(owner_id, opaque.id),
            sessions.renew(owner_id, opaque.id, digest(refresh_token), digest(new), LIVES_DAYS),
        )
        account_row, session_row = got.row(), session.row()
        if account_row is None or session_row is None or session_row[0] != SessionKind.CLIENT:
            raise TokenInvalid
        account = accounts.loaded(account_row)
        if account.disabled_at is not None:
            raise TokenInvalid
        if not renewed.count():
            await transaction.commit(*_ended(owner_id, opaque.id))
            reception.forget(owner_id)
            raise TokenInvalid
        await transaction.commit()
    return tokens(reception, SignedIn(new, opaque.id, account))


async def listed(door: Door) -> list[Session]:
    """Return the caller's living sessions, the latest used first."""
    require(door.caller, Operation.MANAGE_ACCOUNT)
    owner_id = door.caller.account_id
    (found,) = await door.database.read(Identity(owner_id), sessions.listed(owner_id))
    return [Session(*row) for row in found.rows()]


async def end(work: Work, session_id: UUID) -> None:
    """End a session of the caller: its cookie or tokens stop working within a second.

    Raises `NotFound`.
    """
    require(work.caller, Operation.MANAGE_ACCOUNT)
    owner_id = work.caller.account_id
    (found,) = await work.ask(sessions.find(owner_id, session_id))
    if found.row() is None:
        raise NotFound("There is no session with this id", code="session.not_found")
    work.write(*_ended(owner_id, session_id))


async def sign_out(work: Work) -> None:
    """End the session that the caller is asking through. Raises `NotFound` when there is none."""
    if work.caller.session_id is None:
        raise NotFound("This token does not belong to a session", code="session.not_found")
    work.write(*_ended(work.caller.account_id, work.caller.session_id))


async def end_all_others(work: Work) -> None:
    """End every session of the caller but the one that is asking."""
    caller = work.caller
    (ended,) = await work.ask(sessions.end_others(caller.account_id, caller.session_id))
    work.write(
        *(directory.remove(Kind.SESSION, row[0], caller.account_id) for row in ended.rows()),
        revocations.add(ids.new_id(), caller.account_id),
    )


def _ended(owner_id: int, session_id: UUID) -> tuple[Call, ...]:
    return (
        sessions.end(owner_id, session_id),
        directory.remove(Kind.SESSION, session_id, owner_id),
        revocations.add(ids.new_id(), owner_id),
    )
