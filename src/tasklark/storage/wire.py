"""One message to PostgreSQL and back: libpq's pipeline mode with prepared statements.

psycopg connects, decodes and encodes; the waiting is ours, because psycopg registers with the
event loop anew for each wait, which costs more than the statement (docs/decisions/driver.md).
"""

import asyncio
import select
from collections.abc import Sequence
from typing import Any, NamedTuple

from psycopg import AsyncConnection, abc, errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

_PREPARED_MAX = 400
"""Statements that a connection prepares at most; further ones are sent whole each time."""


class Statement(NamedTuple):
    """An SQL text with `$1`, `$2`, … and the name under which each connection prepares it."""

    name: bytes
    sql: bytes

    def __call__(self, *params: Any) -> "Call":
        """Bind parameters in order: text, whole numbers, booleans, UUIDs, instants, bytes, None."""
        return Call(self, params)


class Call(NamedTuple):
    """A statement with its parameters."""

    statement: Statement
    params: tuple[Any, ...] = ()


def once(sql: str) -> Statement:
    """Return the statement `sql` that is made for one occasion: it is never prepared."""
    return Statement(b"", sql.encode())


def statement(name: str, sql: str) -> Statement:
    """Return the statement `sql` under a name that is unique in the program."""
    return Statement(name.encode(), sql.encode())


class Connection(AsyncConnection[Any]):
    """A connection with one reader for its whole life, which knows what it has prepared."""

    _known: set[bytes] | None = None
    _answer: asyncio.Future[list[PGresult]] | None = None
    _results: list[PGresult]
    _breakage: select.poll
    _encoder: abc.Transformer
    _fd = -1
    _writing = False

    async def settle(self) -> None:
        """Make the connection ready for `converse`; the first thing after connecting.

        Finds out whether a pooler stands between: then the backend is not the one we greeted.
        Behind a pooler in transaction mode each transaction may meet another backend, so nothing
        may be prepared that outlives one, and PgBouncer before 1.21 can't carry it at all.
        """
        cursor = await self.execute("SELECT pg_backend_pid()")
        row = await cursor.fetchone()
        if row and row[0] == self.pgconn.backend_pid:
            self._known = set()
        # Kept, for it remembers how to write each type; to find that out costs more than to write.
        self._encoder = Transformer(self)
        self._fd = self.pgconn.socket
        self._breakage = select.poll()
        self._breakage.register(self._fd, 0)
        asyncio.get_running_loop().add_reader(self._fd, self._on_readable)

    async def close(self) -> None:
        """Close, and stop listening to the socket before its number is given to another."""
        self._drop()
        await super().close()

    async def converse(self, opening: Sequence[bytes], calls: Sequence[Call]) -> list[PGresult]:
        """Send plain statements, then calls, as one message; return a result for each.

        Raises the driver's error of the first that fails; those after it were not run.
        """
        if self._known is not None:
            for call in calls:
                name = call.statement.name
                if name not in self._known and name and len(self._known) < _PREPARED_MAX:
                    await self._prepare(call.statement, self._known)
        values = self._encode(calls)
        try:
            self._send(opening, calls, values)
        except BaseException:
            self._drop()
            raise
        return await self._receive()

    async def _prepare(self, statement: Statement, prepared: set[bytes]) -> None:
        self.pgconn.enter_pipeline_mode()
        self.pgconn.send_prepare(statement.name, statement.sql)
        await self._receive()
        prepared.add(statement.name)

    def _send(
        self, opening: Sequence[bytes], calls: Sequence[Call], values: Sequence[Sequence[Any]]
    ) -> None:
        pgconn = self.pgconn
        pgconn.enter_pipeline_mode()
        for sql in opening:
            pgconn.send_query_params(sql, None)
        for ((name, sql), _), params in zip(calls, values, strict=True):
            if self._known is not None and name in self._known:
                pgconn.send_query_prepared(name, params)
            else:
                pgconn.send_query_params(sql, params)

    def _encode(self, calls: Sequence[Call]) -> list[Sequence[Any]]:
        write = self._encoder.dump_sequence
        return [write(params, [PyFormat.TEXT] * len(params)) for _, params in calls]

    async def _receive(self) -> list[PGresult]:
        """Mark the end of the message, send it off and wait until all of it is answered."""
        self._results = []
        self._answer = asyncio.get_running_loop().create_future()
        try:
            self.pgconn.pipeline_sync()
            self._flush()
            results = await self._answer
            if self._fd >= 0:
                self.pgconn.exit_pipeline_mode()
        except BaseException:
            # The answer is still on its way, or will never come: nobody may read it for theirs.
            self._drop()
            raise
        finally:
            self._answer = None
        for result in results:
            if result.status == ExecStatus.FATAL_ERROR:
                raise errors.error_from_result(result)
        return results

    def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        if self.pgconn.flush():
            loop.add_writer(self._fd, self._on_writable)
            self._writing = True
        elif self._writing:
            loop.remove_writer(self._fd)
            self._writing = False

    def _on_writable(self) -> None:
        try:
            self._flush()
        except errors.Error as error:
            self._fail(error)

    def _on_readable(self) -> None:
        """Take in what has come.

        uvloop tells once that a socket is broken, and never again: its rest is read here and now,
        until the end of it raises. Whoever waited for the next event would wait for ever.
        """
        try:
            self._take_in()
            while self._breakage.poll(0):
                self._take_in()
        except errors.Error as error:
            self._fail(error)

    def _take_in(self) -> None:
        self.pgconn.consume_input()
        if self._answer is not None:
            self._collect(self._answer)

    def _collect(self, answer: "asyncio.Future[list[PGresult]]") -> None:
        pgconn, nothing = self.pgconn, False
        while not pgconn.is_busy():
            result = pgconn.get_result()
            if result is None:
                if nothing:
                    return
                nothing = True
                continue
            nothing = False
            if result.status == ExecStatus.PIPELINE_SYNC:
                if not answer.done():
                    answer.set_result(self._results)
                return
            self._results.append(result)

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
        self._drop()

    def _drop(self) -> None:
        """Give the connection up at once; the pool makes a new one.

        Only once: afterwards the socket's number may be another's, whose reader must stay.
        """
        if self._fd < 0:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._fd)
        loop.remove_writer(self._fd)
        self._fd = -1
        self.pgconn.finish()
