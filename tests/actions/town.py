"""People who watch, and what happens behind the back of every process."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psycopg

from tasklark.actions import wakeups
from tasklark.actions.live import Hub
from tasklark.actions.streams import Event
from tasklark.domain.access import Caller
from tasklark.storage.engine import Database
from tasklark.storage.notices import ScopeKey
from tests.conftest import Store
from tests.storage.residents import newcomer, on

NOWHERE = "host=/nowhere"
PATIENCE = 10.0

Events = AsyncGenerator[Event, None]


class Person:
    """Somebody who watches."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.refusal: Exception | None = None

    async def identify(self) -> Caller:
        if self.refusal is not None:
            raise self.refusal
        return self.caller

    @property
    def inbox(self) -> ScopeKey:
        return self.caller.account_id, self.caller.inbox_id

    @property
    def space(self) -> ScopeKey:
        return self.caller.account_id, self.caller.person_id


class Town:
    """A database, and what happens in it behind the back of every process."""

    def __init__(self, store: Store, database: Database) -> None:
        self.database = database
        self._store = store

    async def person(self) -> Person:
        return Person(await newcomer(self.database))

    def move(self, *scopes: ScopeKey) -> dict[ScopeKey, int]:
        """Count one change in each scope; return their new numbers."""
        move = (
            "UPDATE tasklark.scopes SET change_number = change_number + 1"
            " WHERE owner_id = %s AND id = %s RETURNING change_number"
        )
        return {scope: self.run(move, *scope)[0][0] for scope in scopes}

    def share(self, scope: ScopeKey, member: Person) -> None:
        self.run(
            "INSERT INTO tasklark.placements (owner_id, id, created_at, updated_at,"
            " project_owner_id, owner_user_id, role, position)"
            " VALUES (%s, %s, now(), now(), %s, 'owner', 'editor', 'a')",
            member.caller.account_id,
            scope[1],
            scope[0],
        )

    def unshare(self, scope: ScopeKey, member: Person) -> None:
        query = "DELETE FROM tasklark.placements WHERE owner_id = %s AND id = %s"
        self.run(query, member.caller.account_id, scope[1])

    def listeners(self) -> list[int]:
        query = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND datname = %s"
        return [pid for (pid,) in self.run(query, self._store.database)]

    def run(self, query: str, *params: object) -> list[tuple[int, ...]]:
        with psycopg.connect(self._store.superuser, autocommit=True) as connection:
            cursor = connection.execute(query.encode(), params)
            return cursor.fetchall() if cursor.description else []


def in_town(store: Store, story: Callable[[Town], Awaitable[None]]) -> None:
    async def run(database: Database) -> None:
        async with asyncio.timeout(30):
            await story(Town(store, database))

    on(store, run)


@asynccontextmanager
async def watching(hub: Hub, who: Person) -> AsyncIterator[Events]:
    """Give a stream's events, the first one already heard."""
    with hub.stream(who.caller, who.identify) as stream:
        events = stream.events()
        try:
            assert (await anext(events)).name == "start"
            yield events
        finally:
            await events.aclose()


@asynccontextmanager
async def kept_up(database: Database, direct: str) -> AsyncIterator[Hub]:
    """Give the hub of one process, which is kept informed."""
    hub = Hub(database)
    keeping = asyncio.create_task(wakeups.keep_up(hub, direct))
    try:
        yield hub
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def told(events: Events, scope: ScopeKey, number: int) -> None:
    """Wait until a stream tells that a scope is so far."""
    async with asyncio.timeout(PATIENCE):
        async for event in events:
            scopes = event.data.get("scopes")
            if isinstance(scopes, dict) and scopes.get(str(scope[1])) == number:
                return
    raise AssertionError("the stream ended")


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.01)
