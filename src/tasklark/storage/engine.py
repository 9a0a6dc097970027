"""How statements reach PostgreSQL: prepared, many in one message, as somebody.

Everything that runs for a user runs in a transaction that first tells the database who is asking
(`Identity`); row-level security does the rest. A batch of statements — the opening of the
transaction, the identity, the statements, the commit — travels as one message (libpq's pipeline
mode) and comes back as one, so a read costs one round trip and a write two.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.adapt import Transformer
from psycopg.pq.abc import PGresult
from psycopg_pool import AsyncConnectionPool

from tasklark.domain.errors import Unavailable
from tasklark.storage.faults import REPORTED, raise_meaning
from tasklark.storage.wire import Call, Connection, statement

ACQUIRE_TIMEOUT = 3.0
"""Seconds that a request waits for a connection before it is told to come back later."""
MAX_WAITING = 1_000
"""Requests of one process that may wait for a connection; further ones are refused at once."""
_RECONNECT_TIMEOUT = 1.0
"""Seconds after which the pool leaves it to the next request to try again: its own pauses double,
so after a long outage it would come back long after the database."""

_BEGIN = b"BEGIN"
_SNAPSHOT = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_COMMIT = statement("commit", "COMMIT")


class Identity(NamedTuple):
    """Who is asking, as row-level security is told.

    `account_id` opens the account's own rows; `key` opens the one row of a directory that bears it.
    """

    account_id: int | None = None
    key: UUID | None = None

    def statements(self) -> tuple[bytes, ...]:
        """Return the statements that tell the database, valid until the transaction ends."""
        told = []
        if self.account_id is not None:
            told.append(b"SET LOCAL tasklark.account_id = '%d'" % self.account_id)
        if self.key is not None:
            told.append(b"SET LOCAL tasklark.key = '%s'" % str(self.key).encode())
        return tuple(told)


@dataclass(slots=True)
class Result:
    """What one statement gave back; good also when its connection is gone."""

    raw: PGresult

    def rows(self) -> list[tuple[Any, ...]]:
        """Return all rows, values as Python objects; instants are aware, in UTC."""
        transformer = Transformer()
        transformer.set_pgresult(self.raw)
        return transformer.load_rows(0, self.raw.ntuples, tuple)

    def row(self) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        return self.rows()[0] if self.raw.ntuples else None

    def texts(self) -> list[bytes]:
        """Return the first column of all rows as UTF-8, untouched: the fast way for JSON."""
        value = self.raw.get_value
        return [value(i, 0) or b"" for i in range(self.raw.ntuples)]

    def texts_of_row(self, row: int = 0) -> list[bytes]:
        """Return the columns of a row as UTF-8, untouched; nothing when there is no such row."""
        if row >= self.raw.ntuples:
            return []
        return [self.raw.get_value(row, i) or b"" for i in range(self.raw.nfields)]

    def count(self) -> int:
        """Return how many rows the statement touched."""
        return self.raw.command_tuples or 0


class Transaction:
    """Statements that take effect together or not at all; opened by its first batch."""

    def __init__(self, connection: Connection, identity: Identity, begin: bytes) -> None:
        self._connection = connection
        self._untold: tuple[bytes, ...] = (begin, *identity.statements())
        self._open = False

    async def run(self, *calls: Call) -> list[Result]:
        """Run a batch and return one result per call, in order.

        Raises `Unavailable`, `Contended`, `Duplicate`, or the driver's error for a fault of ours.
        """
        opening, self._untold, self._open = self._untold, (), True
        try:
            results = await self._connection.converse(opening, calls)
        except REPORTED as error:
            raise_meaning(error)
        return [Result(raw) for raw in results[len(opening) :]]

    async def commit(self, *calls: Call) -> list[Result]:
        """Run a last batch and commit, in one message. Raises as `run` does; then all is undone."""
        results = await self.run(*calls, _COMMIT())
        self._open = False
        return results[:-1]

    async def rollback(self) -> None:
        """Undo everything, if anything was done."""
        if self._open and not self._connection.closed:
            self._open = False
            await self._connection.converse((b"ROLLBACK",), ())

    def become(self, identity: Identity) -> None:
        """Go on as somebody else: the transaction has just found out who is asking."""
        self._untold += identity.statements()


class Database:
    """A bounded set of connections, and the transactions that run on them."""

    def __init__(self, conninfo: str, size: int) -> None:
        self._pool = AsyncConnectionPool(
            conninfo,
            min_size=1,
            max_size=size,
            open=False,
            timeout=ACQUIRE_TIMEOUT,
            reconnect_timeout=_RECONNECT_TIMEOUT,
            connection_class=Connection,
            configure=Connection.settle,
            check=_alive,
            kwargs={"autocommit": True, "prepare_threshold": None},
            name="tasklark",
        )
        self._places = asyncio.Semaphore(size)
        self._snapshots = asyncio.Semaphore(max(1, size // 2))
        self._waiting = 0

    async def open(self) -> None:
        """Begin to connect; returns at once, also when the database is out of reach."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.close()

    @asynccontextmanager
    async def transaction(
        self, identity: Identity, begin: bytes = _BEGIN
    ) -> AsyncIterator[Transaction]:
        """Yield a transaction of `identity`; undone unless its `commit` was called.

        Raises `Unavailable` when no connection comes free in time.
        """
        connection = await self._take()
        transaction = Transaction(connection, identity, begin)
        try:
            yield transaction
        except REPORTED as error:
            raise_meaning(error)
        finally:
            await self._give_back(connection, transaction)

    @asynccontextmanager
    async def snapshot(self, identity: Identity) -> AsyncIterator[Transaction]:
        """Yield a transaction that only reads, all of it from one moment of the database.

        At most half of the connections serve these long readers, so that others always find one.
        Raises `Unavailable` when none comes free in time.
        """
        await self._wait_for(self._snapshots)
        try:
            async with self.transaction(identity, _SNAPSHOT) as transaction:
                yield transaction
        finally:
            self._snapshots.release()

    async def read(self, identity: Identity, *calls: Call) -> list[Result]:
        """Run calls as `identity` in a transaction of their own, in one round trip."""
        connection = await self._take()
        transaction = Transaction(connection, identity, _BEGIN)
        try:
            return await transaction.commit(*calls)
        except REPORTED as error:
            raise_meaning(error)
        finally:
            await self._give_back(connection, transaction)

    async def _take(self) -> Connection:
        """Return a connection that is nobody else's until it is given back."""
        await self._wait_for(self._places)
        try:
            return await self._pool.getconn()
        except REPORTED as error:
            self._places.release()
            raise_meaning(error)
        except BaseException:
            self._places.release()
            raise

    async def _give_back(self, connection: Connection, transaction: Transaction) -> None:
        try:
            await transaction.rollback()
        except psycopg.Error:
            await connection.close()
        finally:
            try:
                await self._pool.putconn(connection)
            finally:
                self._places.release()

    async def _wait_for(self, places: asyncio.Semaphore) -> None:
        """Wait for one of the places; of `_places` there are as many as connections.

        The pool has a queue of its own, at a price that each request would pay.
        """
        if not places.locked():
            await places.acquire()
            return
        if self._waiting >= MAX_WAITING:
            raise Unavailable
        self._waiting += 1
        try:
            async with asyncio.timeout(ACQUIRE_TIMEOUT):
                await places.acquire()
        except TimeoutError:
            raise Unavailable from None
        finally:
            self._waiting -= 1


async def _alive(connection: Connection) -> None:
    """Raise when the server has closed the connection, which its reader notices at once."""
    if connection.closed:
        raise psycopg.OperationalError("closed by the server")
