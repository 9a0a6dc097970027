"""Signing in, staying signed in, signing out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from tasklark.actions import throttle
from tasklark.actions.reception import Reception
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import accounts as people
from tasklark.domain import ids
from tasklark.domain.access import Caller, Operation, require
from tasklark.domain.accounts import Account
from tasklark.domain.errors import NotFound, TokenInvalid, Unauthenticated
from tasklark.identity import passwords
from tasklark.identity.opaque import SecretKind, digest, new_secret, read_secret
from tasklark.identity.own_tokens import LIFETIME_SECONDS
from tasklark.storage import accounts, directory, revocations, sessions
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Database, Identity
from tasklark.storage.wire import Call

LIVES_DAYS = 60
"""How long a session lasts without being used."""
AGENT_MAX = 200


class SessionKind(StrEnum):
    """What is signed in: a browser with a cookie, or a client with tokens."""

    BROWSER = "browser"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Arrival:
    """From where somebody signs in: network address and what the client calls itself."""

    address: str
    agent: str | None = None


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


async def sign_in(
    reception: Reception, email: str, password: str, arrival: Arrival, kind: SessionKind
) -> SignedIn:
    """Begin a session for whoever knows an account's password.

    Raises `Unauthenticated`, after the same work and with the same words whether the address, the
    password or the account is wrong; `TooManyRequests` after too many failures.
    """
    whose = people.email_key(email.strip())
    database = reception.database
    await throttle.count(database, throttle.SIGN_IN_ADDRESS, arrival.address)
    await throttle.count(database, throttle.SIGN_IN_ACCOUNT, whose)
    account, hashed = await _find(database, whose)
    right = await passwords.verify_password(hashed, password)
    if account is None or hashed is None or not right or account.disabled_at is not None:
        raise Unauthenticated("The e-mail address or the password is wrong", code="sign_in.wrong")
    await throttle.take_back(database, throttle.SIGN_IN_ADDRESS, arrival.address)
    await throttle.forgive(database, throttle.SIGN_IN_ACCOUNT, whose)
    if passwords.needs_rehash(hashed):
        hashed = await passwords.hash_password(password)
        await database.read(Identity(account.id), accounts.set_password(account.id, hashed))
    return await _begin(database, account, arrival, kind)


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
        row = found.row()
        if row is None:
            raise TokenInvalid
        owner_id = row[0]
        transaction.become(Identity(owner_id))
        got, renewed = await transaction.run(
            accounts.get(owner_id),
            sessions.renew(owner_id, opaque.id, digest(refresh_token), digest(new), LIVES_DAYS),
        )
        account_row = got.row()
        if not renewed.count() or account_row is None:
            await transaction.commit(*_ended(owner_id, opaque.id))
            reception.forget(owner_id)
            raise TokenInvalid
        account = accounts.loaded(account_row)
        if account.disabled_at is not None:
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


async def require_password(reception: Reception, caller: Caller, password: str) -> Account:
    """Return the caller's account if `password` is its password, asked again for what matters.

    Raises `Unauthenticated` when it is wrong, `TooManyRequests` after too many failures.
    """
    identity = Identity(caller.account_id)
    got, hashed = await reception.database.read(
        identity, accounts.get(caller.account_id), accounts.password_hash(caller.account_id)
    )
    account = accounts.loaded(got.row() or ())
    whose = people.email_key(account.email or "")
    await throttle.count(reception.database, throttle.SIGN_IN_ACCOUNT, whose)
    if not await passwords.verify_password((hashed.row() or (None,))[0], password):
        raise Unauthenticated("The password is wrong", code="password.wrong")
    await throttle.forgive(reception.database, throttle.SIGN_IN_ACCOUNT, whose)
    return account


async def _find(database: Database, whose: str) -> tuple[Account | None, str | None]:
    key = directory.key_of(whose)
    async with database.transaction(Identity(key=key)) as transaction:
        (found,) = await transaction.run(directory.find(Kind.EMAIL, key))
        # An address that nobody has goes the same way, so that time tells nothing.
        owner_id = (found.row() or (0,))[0]
        transaction.become(Identity(owner_id))
        got, hashed = await transaction.run(
            accounts.get(owner_id), accounts.password_hash(owner_id)
        )
        row = got.row()
        return accounts.loaded(row) if row else None, (hashed.row() or (None,))[0]


async def _begin(
    database: Database, account: Account, arrival: Arrival, kind: SessionKind
) -> SignedIn:
    session_id = ids.new_id()
    secret_kind = SecretKind.SESSION if kind is SessionKind.BROWSER else SecretKind.REFRESH
    secret = new_secret(secret_kind, session_id)
    agent = arrival.agent and arrival.agent[:AGENT_MAX]
    await database.read(
        Identity(account.id),
        directory.enter(Kind.SESSION, session_id, account.id),
        sessions.insert(account.id, session_id, kind, digest(secret), agent, LIVES_DAYS),
    )
    return SignedIn(secret, session_id, account)


def _ended(owner_id: int, session_id: UUID) -> tuple[Call, ...]:
    return (
        sessions.end(owner_id, session_id),
        directory.remove(Kind.SESSION, session_id, owner_id),
        revocations.add(ids.new_id(), owner_id),
    )
