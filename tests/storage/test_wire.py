"""The wire: one message there, one back, and nobody ever reads the answer of another."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import psycopg
import pytest
import uvloop
from psycopg import errors
from psycopg.pq.abc import PGresult

from tasklark.boot.secrets_kept import database_password
from tasklark.storage import schema
from tasklark.storage.address import as_role
from tasklark.storage.roles import roles_of
from tasklark.storage.wire import Call, Connection, statement
from tests.backends import OWN_SECRET, debian_postgres, pgbouncer, short
from tests.conftest import Store

echo = statement("test_echo", "SELECT $1::text")
one = statement("test_one", "SELECT 1")
big = statement("test_big", "SELECT repeat($1::text, $2::int)")
length = statement("test_length", "SELECT length($1::text)")
divide = statement("test_divide", "SELECT 1 / $1::int")
note = statement("test_note", "SELECT set_config('tasklark.account_id', $1::text, false)")
noted = statement("test_noted", "SELECT current_setting('tasklark.account_id', true)")
nap = statement("test_nap", "SELECT pg_sleep($1::float8)")
known = statement(
    "test_known", "SELECT string_agg(name, ' ' ORDER BY name) FROM pg_prepared_statements"
)


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[Connection]:
    connection = await Connection.connect(address, autocommit=True, prepare_threshold=None)
    try:
        await connection.settle()
        yield connection
    finally:
        await connection.close()


def using(address: str, job: Callable[[Connection], Awaitable[None]]) -> None:
    async def run() -> None:
        async with connected(address) as connection:
            await job(connection)

    asyncio.run(run())


def values(results: list[PGresult]) -> list[str | None]:
    """Return the first value of each result."""
    found = [result.get_value(0, 0) if result.ntuples else None for result in results]
    return [value.decode() if value is not None else None for value in found]


def test_a_batch_gives_a_result_for_each_of_its_parts_in_order(store: Store) -> None:
    async def job(connection: Connection) -> None:
        results = await connection.converse((b"BEGIN",), [echo("a"), one(), echo(None), echo("b")])
        assert values(results) == [None, "a", "1", None, "b"]

    using(store.app, job)


def test_an_error_in_the_middle_undoes_the_batch_and_leaves_the_connection_good(
    store: Store,
) -> None:
    async def job(connection: Connection) -> None:
        with pytest.raises(errors.DivisionByZero):
            await connection.converse((b"BEGIN",), [note("7"), divide(0), note("8")])
        assert connection.pgconn.transaction_status == psycopg.pq.TransactionStatus.INERROR
        await connection.converse((b"ROLLBACK",), [])
        assert values(await connection.converse((), [noted(), divide(1)])) != ["7", "1"]
        assert values(await connection.converse((), [echo("again")])) == ["again"]

    using(store.app, job)


def test_a_statement_that_cannot_be_prepared_is_no_obstacle_to_the_next(store: Store) -> None:
    broken = statement("test_broken", "SELECT FROM nowhere")

    async def job(connection: Connection) -> None:
        for _ in range(2):
            with pytest.raises(errors.UndefinedTable):
                await connection.converse((), [one(), broken()])
        assert values(await connection.converse((), [one()])) == ["1"]

    using(store.app, job)


def test_each_connection_prepares_a_statement_once(store: Store) -> None:
    async def job(connection: Connection) -> None:
        for _ in range(3):
            results = await connection.converse((), [echo("x"), one(), known()])
        assert values(results)[2] == "test_echo test_known test_one"

    using(store.app, job)


@pytest.fixture
def pooled() -> Iterator[str]:
    with debian_postgres(short()) as cluster:
        database = cluster.new_database()
        schema.migrate(cluster.migrator(database), database_password(OWN_SECRET))
        with pgbouncer(cluster, database, short()) as pooler:
            yield as_role(
                pooler.migrator(database), roles_of(database).app, database_password(OWN_SECRET)
            )


@pytest.mark.peer("postgres", "pgbouncer")
def test_behind_a_pooler_nothing_is_prepared_and_nothing_is_left_behind(pooled: str) -> None:
    async def ask(connection: Connection, text: str) -> None:
        for n in range(20):
            opening = (b"BEGIN", b"SET LOCAL tasklark.account_id = '7'")
            calls = [echo(f"{text}{n}"), known(), noted()]
            commit = statement("commit", "COMMIT")
            results = await connection.converse(opening, [*calls, commit()])
            assert values(results)[2:5] == [f"{text}{n}", None, "7"]
            assert values(await connection.converse((), [noted()])) in (
                [
                    "",
                ],
                [None],
            )

    async def run() -> None:
        async with connected(pooled) as a, connected(pooled) as b, connected(pooled) as c:
            await asyncio.gather(ask(a, "a"), ask(b, "b"), ask(c, "c"))

    asyncio.run(run())


@pytest.mark.parametrize("size", [1_000_000, 5_000_000])
def test_long_parameters_and_long_results_pass_both_ways_at_once(store: Store, size: int) -> None:
    async def job(connection: Connection) -> None:
        text = "ä" + "x" * (size - 1)
        calls: list[Call] = [length(text), echo(text), big("y", size), echo(text), length(text)]
        results = values(await connection.converse((), calls))
        assert results == [str(size), text, "y" * size, text, str(size)]
        assert values(await connection.converse((), [one()])) == ["1"]

    using(store.app, job)


def test_a_batch_of_many_statements_is_answered_whole(store: Store) -> None:
    async def job(connection: Connection) -> None:
        texts = [f"{n}" * 50 for n in range(3_000)]
        assert values(await connection.converse((), [echo(t) for t in texts])) == texts

    using(store.app, job)


def test_who_is_called_off_leaves_no_answer_for_the_next(store: Store) -> None:
    async def run() -> None:
        async with connected(store.app) as connection:
            asking = asyncio.create_task(connection.converse((), [nap(0.2), echo("mine")]))
            await asyncio.sleep(0.02)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            assert connection.closed
            with pytest.raises(errors.OperationalError):
                await connection.converse((), [one()])

    asyncio.run(run())


def test_a_connection_cut_by_the_server_says_so_to_who_waits_and_who_comes(store: Store) -> None:
    async def job(connection: Connection) -> None:
        asking = asyncio.create_task(connection.converse((), [nap(10)]))
        await terminate(store, connection)
        with pytest.raises(errors.OperationalError):
            await asking
        assert connection.closed
        with pytest.raises(errors.OperationalError):
            await connection.converse((), [one()])

    using(store.app, job)


@pytest.mark.parametrize("loops", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_server_that_dies_with_our_message_unread_is_noticed(
    store: Store, loops: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    """Such a socket is broken and readable at once; uvloop tells of it one single time."""

    async def run() -> None:
        async with connected(store.app) as connection:
            batch = [nap(10), *(echo("x" * 100_000) for _ in range(10))]
            asking = asyncio.create_task(connection.converse((b"BEGIN",), batch))
            await terminate(store, connection)
            with pytest.raises(errors.OperationalError):
                await asyncio.wait_for(asking, 5)
            assert connection.closed

    with asyncio.Runner(loop_factory=loops) as runner:
        runner.run(run())


async def terminate(store: Store, connection: Connection) -> None:
    """End a connection's backend while it naps."""
    query = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid = %s AND wait_event = 'PgSleep'"
    )
    with psycopg.connect(store.superuser, autocommit=True) as other:
        pid = [connection.info.backend_pid]
        while not other.execute(query, pid).fetchone():  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0)


def test_giving_up_twice_does_not_deafen_the_next_owner_of_the_socket_number(
    store: Store,
) -> None:
    async def job(connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        number, heard = connection.pgconn.socket, asyncio.Event()
        asking = asyncio.create_task(connection.converse((), [nap(10)]))
        await asyncio.sleep(0)
        assert connection._answer
        connection._fail(errors.OperationalError("cut"))
        ours, theirs = socket.socketpair()
        with ours, theirs:
            assert ours.fileno() == number
            loop.add_reader(number, heard.set)
            with pytest.raises(errors.OperationalError, match="cut"):
                await asking
            await connection.close()
            theirs.send(b"x")
            await asyncio.wait_for(heard.wait(), 5)
            assert loop.remove_reader(number)

    using(store.app, job)
