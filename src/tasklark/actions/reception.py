"""Who is asking: from a bearer token or a session cookie to the account behind it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import new_accounts
from tasklark.actions.new_accounts import SignUp
from tasklark.domain.access import Caller
from tasklark.domain.accounts import OWN_ISSUER
from tasklark.domain.errors import Forbidden, TokenInvalid
from tasklark.identity.cache import TokenCache
from tasklark.identity.claims import Claims
from tasklark.identity.opaque import Opaque, SecretKind, digest, read_secret
from tasklark.identity.own_tokens import OwnTokens
from tasklark.identity.tokens import Verifier
from tasklark.storage import accounts, api_tokens, directory, revocations, sessions
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Database, Identity, Transaction

REVOKED_WITHIN_SECONDS = 0.5
"""How old the knowledge may be that nothing cached was revoked; asked for by the next request."""
_KNOWN_SECONDS = 30.0
"""How long a token's meaning is kept: half of what the list of revocations goes back.

So whatever is revoked while a process sleeps is either still on the list when it wakes, or its
tokens are forgotten already.
"""


@dataclass(slots=True)
class Reception:
    """All that is needed to find out who is asking, and what has been found out so far."""

    database: Database
    verifier: Verifier
    own_tokens: OwnTokens
    sign_up: SignUp = SignUp.OPEN
    clock: Callable[[], float] = time.time
    known: TokenCache[Caller] = field(default_factory=TokenCache)
    _looked_at: float = -inf
    _looking: "asyncio.Task[None] | None" = None

    async def forget_revoked(self) -> None:
        """Forget what any process has revoked; all who ask at once share one look.

        Raises `Unavailable` when the look fails; the next who asks looks again.
        """
        # Not by the wall clock: set back, it would let nobody look until it has caught up.
        if time.monotonic() - self._looked_at < REVOKED_WITHIN_SECONDS:
            return
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
            self._looking.add_done_callback(_hear_out)
        await asyncio.shield(self._looking)

    def forget(self, account_id: int) -> None:
        """Forget every token of an account at once, in this process."""
        self.known.forget(lambda caller: caller.account_id == account_id)

    async def _look(self) -> None:
        began_at = time.monotonic()
        (found,) = await self.database.read(Identity(), revocations.recent())
        revoked = {row[0] for row in found.rows()}
        if revoked:
            self.known.forget(lambda caller: caller.account_id in revoked)
        self._looked_at = began_at


class Known(NamedTuple):
    """Who a secret speaks for, and until when, in seconds since 1970."""

    caller: Caller
    expires_at: float


async def identify(reception: Reception, token: str) -> Caller:
    """Return who a bearer token speaks for: a JWT of a trusted issuer, our own, or an API token.

    A user of a trusted issuer who was never seen before is given an account on the spot. Raises
    `TokenInvalid`, `TokenExpired`, and `Forbidden` for an account that was disabled.
    """
    opaque = read_secret(token)
    if opaque and opaque.kind is not SecretKind.API:
        raise TokenInvalid
    return await _identify(reception, token, opaque)


async def identify_browser(reception: Reception, secret: str) -> Caller:
    """Return who a session cookie speaks for. Raises as `identify` does."""
    opaque = read_secret(secret)
    if opaque is None or opaque.kind is not SecretKind.SESSION:
        raise TokenInvalid
    return await _identify(reception, secret, opaque)


async def _identify(reception: Reception, secret: str, opaque: Opaque | None) -> Caller:
    async def look_up() -> Known:
        if opaque is None:
            return await _of_claims(reception, await reception.verifier.verify(secret))
        if opaque.kind is SecretKind.API:
            return await _of_api_token(reception, secret, opaque.id)
        return await _of_session(reception, secret, opaque.id)

    return await remembered(reception, secret, look_up)


async def remembered(
    reception: Reception, secret: str, look_up: Callable[[], Awaitable[Known]]
) -> Caller:
    """Return who a secret was found to speak for lately, or look it up and remember."""
    await reception.forget_revoked()
    now = reception.clock()
    known = reception.known.get(secret, now)
    if known is not None:
        return known
    generation = reception.known.generation
    found = await look_up()
    until = min(found.expires_at, now + _KNOWN_SECONDS)
    reception.known.put(secret, found.caller, until, generation=generation)
    return found.caller


async def _of_claims(reception: Reception, claims: Claims) -> Known:
    key = directory.key_of(claims.issuer, claims.subject)
    session_id = UUID(claims.session_id) if claims.session_id else None
    row = await _account_of(reception.database, key, session_id)
    if row is None and claims.issuer == OWN_ISSUER:
        raise TokenInvalid
    if row is None:
        account = await new_accounts.provision(reception.database, claims)
        caller = replace(new_accounts.caller_of(account), scopes=claims.scopes)
    else:
        caller = seen(row, scopes=claims.scopes, session_id=session_id)
    return Known(caller, claims.expires_at)


async def _account_of(
    database: Database, key: UUID, session_id: UUID | None
) -> tuple[Any, ...] | None:
    """Return the account's row of a subject; None if there is none, or its session has ended."""
    async with database.transaction(Identity(key=key)) as transaction:
        owner_id = await owner(transaction, Kind.SUBJECT, key)
        if owner_id is None:
            return None
        calls = [accounts.get(owner_id)]
        if session_id is not None:
            calls.append(sessions.find(owner_id, session_id))
        results = [result.row() for result in await transaction.run(*calls)]
        return results[0] if results[0] and results[-1] else None


async def _of_api_token(reception: Reception, secret: str, token_id: UUID) -> Known:
    async with reception.database.transaction(Identity(key=token_id)) as transaction:
        owner_id = await owner(transaction, Kind.API_TOKEN, token_id)
        if owner_id is None:
            raise TokenInvalid
        account, token = await transaction.run(
            accounts.get(owner_id), api_tokens.find(owner_id, token_id)
        )
        account_row, token_row = account.row(), token.row()
        if account_row is None or token_row is None or token_row[1] != digest(secret):
            raise TokenInvalid
        scopes, _, expires_at, is_stale = token_row
        caller = seen(account_row, scopes=frozenset(scopes))
        if is_stale:
            await transaction.commit(api_tokens.touch(owner_id, token_id))
    return Known(caller, expires_at.timestamp() if expires_at else inf)


async def _of_session(reception: Reception, secret: str, session_id: UUID) -> Known:
    async with reception.database.transaction(Identity(key=session_id)) as transaction:
        owner_id = await owner(transaction, Kind.SESSION, session_id)
        if owner_id is None:
            raise TokenInvalid
        account, session = await transaction.run(
            accounts.get(owner_id), sessions.find(owner_id, session_id)
        )
        account_row, session_row = account.row(), session.row()
        if account_row is None or session_row is None or session_row[1] != digest(secret):
            raise TokenInvalid
        _, _, expires_at, is_stale = session_row
        caller = seen(account_row, session_id=session_id)
        if is_stale:
            await transaction.commit(sessions.touch(owner_id, session_id))
    return Known(caller, expires_at.timestamp())


async def owner(transaction: Transaction, kind: Kind, key: UUID) -> int | None:
    """Return whose a key is, and go on as that account; None when it is nobody's."""
    (found,) = await transaction.run(directory.find(kind, key))
    row = found.row()
    if row is None:
        return None
    owner_id: int = row[0]
    transaction.become(Identity(owner_id))
    return owner_id


def _hear_out(look: "asyncio.Task[None]") -> None:
    """Take note of how a look ended, for when all who waited for it have gone."""
    if not look.cancelled():
        look.exception()


def seen(
    row: tuple[Any, ...], *, scopes: frozenset[str] | None = None, session_id: UUID | None = None
) -> Caller:
    """Return the caller of an account's row. Raises `Forbidden` for one that was disabled."""
    account = accounts.loaded(row)
    if account.disabled_at is not None:
        raise Forbidden("This account is disabled", code="account.disabled")
    caller = new_accounts.caller_of(account, accounts.time_zone(row))
    return replace(caller, scopes=scopes, session_id=session_id)
