"""How a process finds out who is asking: what it keeps, shares, forgets, and survives."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from tasklark.actions import reception as desk
from tasklark.actions.reception import Reception, identify
from tasklark.domain.errors import TokenInvalid, Unavailable
from tasklark.identity.claims import Claims
from tasklark.identity.own_tokens import OwnTokens
from tasklark.identity.tokens import TokenSettings, Verifier
from tasklark.storage import revocations
from tasklark.storage.engine import Database, Identity, Result
from tasklark.storage.wire import Call
from tests.conftest import Store
from tests.identity import forge

SECRET = "an own secret of more than 32 bytes, for tests"
T = TypeVar("T")


class Watched(Database):
    """A real database whose looks at the list of revocations can be counted, held up and failed."""

    looks = 0
    open_for_looks: asyncio.Event
    failure: Exception | None = None

    async def read(self, identity: Identity, *calls: Call) -> list[Result]:
        """Read as ever, but for looks."""
        if calls[0].statement is revocations.recent:
            self.looks += 1
            await self.open_for_looks.wait()
            if self.failure is not None:
                raise self.failure
        return await super().read(identity, *calls)


def _with(store: Store, story: Callable[[Reception, Watched], Awaitable[T]]) -> T:
    async def run() -> T:
        database = Watched(store.app, 4)
        database.open_for_looks = asyncio.Event()
        database.open_for_looks.set()
        await database.open()
        unheard: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, told: unheard.append(told))
        settings = TokenSettings(shared_secrets=(forge.SECRET,), own_secrets=(SECRET,))
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.close)
            told = await story(
                Reception(database, Verifier(settings), OwnTokens((SECRET,))), database
            )
            gc.collect()
            await asyncio.sleep(0)
            assert unheard == []
        return told

    return asyncio.run(run())


def _token(**changed: object) -> str:
    now = int(time.time())
    return forge.hs256(
        forge.claims(**{"sub": f"user-{uuid4()}", "iat": now, "exp": now + 600, **changed})
    )


async def _revoke(database: Database, account_id: int) -> None:
    await database.read(Identity(account_id), revocations.add(uuid4(), account_id))


def _wake(reception: Reception) -> None:
    """Let the last look be long ago."""
    reception._looked_at = -float("inf")


def test_all_who_ask_at_once_share_one_look(store: Store) -> None:
    async def story(reception: Reception, database: Watched) -> None:
        token = _token()
        caller = await identify(reception, token)
        _wake(reception)
        database.looks = 0
        database.open_for_looks.clear()
        asking = [asyncio.create_task(identify(reception, token)) for _ in range(50)]
        await asyncio.sleep(0)
        assert not any(task.done() for task in asking)
        database.open_for_looks.set()
        assert set(await asyncio.gather(*asking)) == {caller}
        assert database.looks == 1
        await identify(reception, token)
        assert database.looks == 1

    _with(store, story)


def test_who_gives_up_waiting_leaves_the_others_their_look(store: Store) -> None:
    async def story(reception: Reception, database: Watched) -> None:
        database.open_for_looks.clear()
        asking = [asyncio.create_task(identify(reception, _token())) for _ in range(5)]
        await asyncio.sleep(0)
        asking[0].cancel()
        asking[3].cancel()
        await asyncio.sleep(0)
        database.open_for_looks.set()
        outcomes = await asyncio.gather(*asking, return_exceptions=True)
        gave_up = [isinstance(outcome, asyncio.CancelledError) for outcome in outcomes]
        assert gave_up == [True, False, False, True, False]
        assert database.looks == 1

    _with(store, story)


def test_a_look_that_fails_is_not_taken_for_a_good_one(store: Store) -> None:
    async def story(reception: Reception, database: Watched) -> None:
        token = _token()
        caller = await identify(reception, token)
        _wake(reception)
        database.failure = Unavailable()
        for _ in range(2):
            asking = (identify(reception, token) for _ in range(3))
            outcomes = await asyncio.gather(*asking, return_exceptions=True)
            assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3
        database.failure = None
        assert await identify(reception, token) == caller

    _with(store, story)


def test_a_failure_that_nobody_waits_for_any_more_is_no_noise(store: Store) -> None:
    async def story(reception: Reception, database: Watched) -> None:
        database.failure = Unavailable()
        database.open_for_looks.clear()
        asking = asyncio.create_task(identify(reception, _token()))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        database.open_for_looks.set()
        look = reception._looking
        assert look is not None
        await asyncio.wait([look])
        reception._looking = look = None
        database.failure = None
        await identify(reception, _token())

    _with(store, story)


def test_without_its_database_the_desk_says_so_and_recovers(store: Store) -> None:
    async def story(reception: Reception, database: Watched) -> None:
        await database.close()
        with pytest.raises(Unavailable):
            await identify(reception, _token())
        reception.database = again = Database(store.app, 2)
        await again.open()
        assert await identify(reception, _token())
        await again.close()

    _with(store, story)


def test_what_is_revoked_is_forgotten_at_the_next_look(store: Store) -> None:
    async def story(reception: Reception, database: Watched) -> None:
        token, other = _token(), _token()
        caller = await identify(reception, token)
        await identify(reception, other)
        await _revoke(database, caller.account_id)
        _wake(reception)
        await reception.forget_revoked()
        now = time.time()
        assert reception.known.get(token, now) is None
        assert reception.known.get(other, now) is not None

    _with(store, story)


def test_nothing_is_known_longer_than_the_list_goes_back(store: Store) -> None:
    """A process that slept for hours looks at a minute's list: older knowledge must be gone."""

    async def story(reception: Reception, _database: Watched) -> None:
        token = _token(exp=int(time.time()) + 86_400)
        await identify(reception, token)
        now = time.time()
        assert reception.known.get(token, now + desk._KNOWN_SECONDS - 5) is not None
        assert reception.known.get(token, now + desk._KNOWN_SECONDS + 1) is None
        assert desk._KNOWN_SECONDS <= 30

    _with(store, story)


def test_a_clock_set_back_does_not_keep_it_from_looking(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(reception: Reception, database: Watched) -> None:
        monkeypatch.setattr(desk, "REVOKED_WITHIN_SECONDS", 0)
        token = _token()
        await identify(reception, token)
        reception.clock = lambda: time.time() - 3_600
        await identify(reception, token)
        assert database.looks == 2

    _with(store, story)


def test_what_was_looked_up_while_something_was_revoked_is_not_kept(store: Store) -> None:
    async def story(reception: Reception, database: Watched) -> None:
        token = _token()
        caller = await identify(reception, token)
        reception.forget(caller.account_id)
        looked_up = asyncio.Event()
        go_on = asyncio.Event()
        verify = reception.verifier.verify

        async def slowly(token: str) -> Claims:
            looked_up.set()
            await go_on.wait()
            return await verify(token)

        reception.verifier.verify = slowly  # type: ignore[method-assign] # held up on purpose
        asking = asyncio.create_task(identify(reception, token))
        await looked_up.wait()
        reception.forget(caller.account_id)
        go_on.set()
        assert await asking == caller
        assert reception.known.get(token, time.time()) is None

    _with(store, story)


def test_a_stale_token_of_ours_for_nobody_makes_no_account(store: Store) -> None:
    async def story(reception: Reception, _database: Watched) -> None:
        token = reception.own_tokens.mint_access_token(
            str(uuid4()), str(uuid4()), None, now=time.time()
        )
        with pytest.raises(TokenInvalid):
            await identify(reception, token)

    _with(store, story)


def test_first_requests_at_once_make_one_account(store: Store) -> None:
    async def story(reception: Reception, _database: Watched) -> None:
        token = _token()
        callers = await asyncio.gather(*(identify(reception, token) for _ in range(24)))
        assert len({caller.account_id for caller in callers}) == 1

    _with(store, story)
