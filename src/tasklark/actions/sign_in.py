"""Signing in with a password, and showing it again for what matters."""

from dataclasses import dataclass
from typing import NamedTuple

from tasklark.actions import throttle
from tasklark.actions.reception import Reception
from tasklark.actions.sessions import LIVES_DAYS, SessionKind, SignedIn
from tasklark.domain import accounts as people
from tasklark.domain import ids
from tasklark.domain.access import Caller
from tasklark.domain.accounts import Account
from tasklark.domain.errors import TokenInvalid, Unauthenticated
from tasklark.identity import passwords
from tasklark.identity.opaque import SecretKind, digest, new_secret
from tasklark.storage import accounts, directory, revocations, sessions
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Database, Identity

AGENT_MAX = 200
SESSIONS_MAX = 100
"""How many sessions an account can have; the one that was used longest ago makes room."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """From where somebody signs in: network address and what the client calls itself."""

    address: str
    agent: str | None = None

    @property
    def network(self) -> str:
        """Return what is counted as one place: an IPv4 address, or the /64 of an IPv6 one."""
        return throttle.network(self.address)


class WrongCredentials(Unauthenticated):
    """No such account, another password, or shut out: nobody is told which."""

    code = "sign_in.wrong"
    detail = "The e-mail address or the password is wrong"


class _Proof(NamedTuple):
    """An account, the hash that a password was right for, and the hash to keep in its place."""

    account: Account
    hashed: str
    anew: str | None


async def sign_in(
    reception: Reception, email: str, password: str, arrival: Arrival, kind: SessionKind
) -> SignedIn:
    """Begin a session for whoever knows an account's password.

    Raises `Unauthenticated`, after the same work and with the same words whether the address, the
    password or the account is wrong; `TooManyRequests` after too many failures.
    """
    whose = people.email_key(email.strip())
    database = reception.database
    await throttle.count(database, throttle.SIGN_IN_ADDRESS, arrival.network)
    await throttle.count(database, throttle.SIGN_IN_ACCOUNT, whose)
    account, hashed = await _find(database, whose)
    right = await passwords.verify_password(hashed, password)
    if account is None or hashed is None or not right or account.disabled_at is not None:
        raise WrongCredentials
    await throttle.take_back(database, throttle.SIGN_IN_ADDRESS, arrival.network)
    await throttle.forgive(database, throttle.SIGN_IN_ACCOUNT, whose)
    anew = await passwords.hash_password(password) if passwords.needs_rehash(hashed) else None
    return await _begin(database, _Proof(account, hashed, anew), arrival, kind)


async def require_password(reception: Reception, caller: Caller, password: str) -> Account:
    """Return the caller's account if `password` is its password, asked again for what matters.

    Raises `Unauthenticated` when it is wrong, `TooManyRequests` after too many failures.
    """
    identity = Identity(caller.account_id)
    got, hashed = await reception.database.read(
        identity, accounts.get(caller.account_id), accounts.password_hash(caller.account_id)
    )
    row = got.row()
    if row is None:
        raise TokenInvalid
    account = accounts.loaded(row)
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
    database: Database, proof: _Proof, arrival: Arrival, kind: SessionKind
) -> SignedIn:
    """Begin a session, unless the account was changed since its password was looked at."""
    account, session_id = proof.account, ids.new_id()
    secret_kind = SecretKind.SESSION if kind is SessionKind.BROWSER else SecretKind.REFRESH
    secret = new_secret(secret_kind, session_id)
    agent = arrival.agent and arrival.agent[:AGENT_MAX]
    async with database.transaction(Identity(account.id)) as transaction:
        (held,) = await transaction.run(accounts.hold(account.id, proof.hashed))
        if held.row() is None:
            raise WrongCredentials
        *_, trimmed = await transaction.run(
            directory.enter(Kind.SESSION, session_id, account.id),
            sessions.insert(account.id, session_id, kind, digest(secret), agent, LIVES_DAYS),
            sessions.trim(account.id, SESSIONS_MAX),
        )
        await transaction.commit(
            *([accounts.set_password(account.id, proof.anew)] if proof.anew else []),
            *([revocations.add(ids.new_id(), account.id)] if trimmed.count() else []),
        )
    return SignedIn(secret, session_id, account)
