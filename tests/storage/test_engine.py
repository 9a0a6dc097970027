"""The pool and its transactions: bounded, back by themselves, and never anybody else's."""

import asyncio
import gc
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import errors
from psycopg.conninfo import make_conninfo

from tasklark.domain.errors import Unavailable
from tasklark.storage import engine
from tasklark.storage.engine import Database, Identity
from tasklark.storage.faults import Contended, Duplicate
from tasklark.storage.wire import statement
from tests.backends import short
from tests.conftest import Store
from tests.storage.residents import newcomer, on

echo = statement("test_echo", "SELECT $1::text")
nap = statement("test_nap", "SELECT pg_sleep($1::float8)")
pid = statement("test_pid", "SELECT pg_backend_pid()")
asking = statement("test_asking", "SELECT current_setting('tasklark.account_id', true)")
begin_note = statement("test_note", "UPDATE tasklark.projects SET name = $1")
name = statement("test_name", "SELECT name FROM tasklark.projects")
short_of_time = statement("test_short", "SET LOCAL statement_timeout = '20ms'")
short_of_patience = statement("test_patience", "SET LOCAL lock_timeout = '20ms'")
lock_mine = statement("test_lock", "SELECT FROM tasklark.projects FOR UPDATE")
NOBODY = Identity()


async def said(database: Database, text: str) -> bool:
    """Tell whether an answer is the one that was asked for."""
    (found,) = await database.read(NOBODY, echo(text))
    return found.texts() == [text.encode()]


def test_nobody_waits_longer_than_told_for_a_place(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "ACQUIRE_TIMEOUT", 0.05)

    async def run(database: Database) -> None:
        async with database.transaction(NOBODY):
            with pytest.raises(Unavailable):
                await said(database, "x")
        assert await said(database, "y")

    on(store, run, size=1)


def test_when_too_many_wait_the_next_is_refused_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "MAX_WAITING", 5)

    async def run(database: Database) -> None:
        async with database.transaction(NOBODY):
            waiting = [asyncio.create_task(said(database, f"{n}")) for n in range(5)]
            await asyncio.sleep(0)
            began = time.monotonic()
            with pytest.raises(Unavailable):
                await said(database, "one too many")
            assert time.monotonic() - began < 0.5
        assert await asyncio.gather(*waiting) == [True] * 5

    on(store, run, size=1)


def test_whatever_goes_wrong_in_transactions_their_places_come_free_again(store: Store) -> None:
    broken = statement("test_broken", "SELECT FROM nowhere")

    async def fail(database: Database) -> None:
        async with database.transaction(NOBODY) as transaction:
            await transaction.run(echo("x"))
            raise ZeroDivisionError

    async def run(database: Database) -> None:
        for _ in range(10):
            with pytest.raises(ZeroDivisionError):
                await fail(database)
            with pytest.raises(errors.UndefinedTable):
                await database.read(NOBODY, broken())
            with pytest.raises(psycopg.ProgrammingError):
                await database.read(NOBODY, echo(object))
            impatient = asyncio.wait_for(database.read(NOBODY, nap(5)), 0.01)
            with pytest.raises(TimeoutError):
                await impatient
        assert await asyncio.gather(*(said(database, f"{n}") for n in range(20))) == [True] * 20

    on(store, run, size=2)


def test_what_is_not_committed_is_undone_and_who_asked_is_forgotten(store: Store) -> None:
    async def run(database: Database) -> None:
        identity = Identity((await newcomer(database)).account_id)
        async with database.transaction(identity) as transaction:
            await transaction.run(begin_note("undone"))
        (found, who) = await database.read(identity, name(), asking())
        assert found.row() == ("Inbox",)
        assert who.row() == (str(identity.account_id),)
        (nobody,) = await database.read(NOBODY, asking())
        assert nobody.row() in [("",), (None,)]

    on(store, run, size=1)


def test_a_snapshot_reads_one_moment_and_writes_nothing(store: Store) -> None:
    async def run(database: Database) -> None:
        identity = Identity((await newcomer(database)).account_id)
        async with database.snapshot(identity) as transaction:
            await transaction.run(name())
            await database.read(identity, begin_note("later"))
            (found,) = await transaction.run(name())
            assert found.row() == ("Inbox",)
            with pytest.raises(errors.ReadOnlySqlTransaction):
                await transaction.run(begin_note("never"))
        (found,) = await database.read(identity, name())
        assert found.row() == ("later",)

    on(store, run, size=2)


def test_snapshots_leave_places_to_ordinary_requests(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "ACQUIRE_TIMEOUT", 0.5)

    async def run(database: Database) -> None:
        async with database.snapshot(NOBODY), database.snapshot(NOBODY):
            with pytest.raises(Unavailable):
                async with database.snapshot(NOBODY):
                    raise AssertionError
            assert await said(database, "an ordinary one")
        async with database.snapshot(NOBODY) as snapshot:
            (found,) = await snapshot.run(echo("free again"))
            assert found.texts() == [b"free again"]

    on(store, run, size=4)


def test_one_connection_is_enough_for_a_snapshot(store: Store) -> None:
    async def run(database: Database) -> None:
        async with database.snapshot(NOBODY) as snapshot:
            (found,) = await snapshot.run(echo("x"))
            assert found.texts() == [b"x"]

    on(store, run, size=1)


def test_who_runs_out_of_time_or_patience_is_told_to_come_back(store: Store) -> None:
    async def run(database: Database) -> None:
        identity = Identity((await newcomer(database)).account_id)
        with pytest.raises(Unavailable):
            await database.read(identity, short_of_time(), nap(5))
        async with database.transaction(identity) as holder:
            await holder.run(lock_mine())
            with pytest.raises(Unavailable):
                await database.read(identity, short_of_patience(), lock_mine())
        assert await said(database, "good again")

    on(store, run, size=2)


@pytest.mark.parametrize(
    ("state", "meaning"),
    [("40001", Contended), ("40P01", Contended), ("57P01", Unavailable), ("53300", Unavailable)],
)
def test_what_the_server_reports_comes_as_our_own_errors(
    store: Store, state: str, meaning: type[Exception]
) -> None:
    raised = f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"

    async def run(database: Database) -> None:
        with pytest.raises(meaning):
            await database.read(NOBODY, statement(f"test_{state}", raised)())
        with pytest.raises(meaning):
            async with database.transaction(NOBODY) as transaction:
                await transaction.run(statement(f"test_{state}", raised)())

    on(store, run)


def test_a_key_that_is_taken_is_told_by_its_name(store: Store) -> None:
    again = statement(
        "test_again",
        "INSERT INTO tasklark.projects (owner_id, id, name, created_at, updated_at)"
        " SELECT owner_id, id, name, created_at, updated_at FROM tasklark.projects",
    )

    async def run(database: Database) -> None:
        identity = Identity((await newcomer(database)).account_id)
        with pytest.raises(Duplicate) as told:
            await database.read(identity, again())
        assert told.value.constraint == "projects_pkey"

    on(store, run)


@settings(max_examples=8)
@given(seed=st.integers(0, 2**32))
def test_answers_reach_who_asked_whoever_else_is_called_off(store: Store, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a seed, so that a failure can be seen again

    async def ask(database: Database, text: str) -> bool:
        """Ask with a pause before, between or after, all in one transaction."""
        async with database.transaction(NOBODY) as transaction:
            first, *_ = await transaction.run(echo(text), nap(dice.random() * 0.003))
            second, third = await transaction.commit(echo(text + "2"), echo(text))
        answers = [r.texts()[0].decode() for r in (first, second, third)]
        return answers == [text, text + "2", text]

    async def run(database: Database) -> None:
        tasks = [asyncio.create_task(ask(database, f"{n}")) for n in range(60)]
        for _ in range(25):
            await asyncio.sleep(dice.random() * 0.002)
            dice.choice(tasks).cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert {o for o in outcomes if not isinstance(o, asyncio.CancelledError)} == {True}
        assert await asyncio.gather(*(said(database, f"{n}") for n in range(8))) == [True] * 8

    on(store, run, size=3)


def test_after_all_connections_are_cut_the_pool_is_whole_again(store: Store) -> None:
    async def tries(database: Database) -> int:
        failures = 0
        while True:
            try:
                await said(database, "x")
                return failures
            except Unavailable:
                failures += 1

    async def run(database: Database) -> None:
        for _ in range(3):
            await asyncio.gather(*(said(database, f"{n}") for n in range(20)))
            with psycopg.connect(store.superuser, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
                    [store.roles.app],
                )
            failures = await asyncio.gather(*(tries(database) for _ in range(20)))
            assert max(failures) <= 1

    on(store, run, size=4)


@dataclass
class Gate:
    """A way to the server that can be shut: a link to its socket."""

    folder: Path
    target: Path

    def open(self) -> None:
        """Let connections through."""
        (self.folder / self.target.name).symlink_to(self.target)

    def shut(self) -> None:
        """Refuse connections; those that stand are not touched."""
        (self.folder / self.target.name).unlink()


@pytest.fixture
def gate(store: Store) -> Iterator[Gate]:
    folder = short()
    folder.mkdir()
    socket = store.cluster.folder / f".s.PGSQL.{store.cluster.port}"
    yield Gate(folder, socket)
    (folder / socket.name).unlink(missing_ok=True)
    folder.rmdir()


def through(gate: Gate, store: Store, job: Callable[[Database], Awaitable[None]]) -> None:
    async def run() -> None:
        database = Database(make_conninfo(store.app, host=str(gate.folder)), 2)
        await database.open()
        try:
            await job(database)
        finally:
            await database.close()

    asyncio.run(run())


def test_without_a_server_each_is_told_in_time_and_soon_after_it_is_there_all_are_served(
    store: Store, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "ACQUIRE_TIMEOUT", 0.4)

    async def served(database: Database) -> bool:
        try:
            return await said(database, "x")
        except Unavailable:
            return False

    async def refused(database: Database) -> None:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            await said(database, "x")
        assert time.monotonic() - began < 2 * 0.4 + 1

    async def run(database: Database) -> None:
        ends = time.monotonic() + 3.2
        while time.monotonic() < ends:
            await asyncio.gather(*(refused(database) for _ in range(4)))
        gate.open()
        began = time.monotonic()
        while not await served(database):
            pass
        assert time.monotonic() - began < 1.5
        assert await asyncio.gather(*(said(database, f"{n}") for n in range(20))) == [True] * 20

    through(gate, store, run)


def test_closing_leaves_nothing_open_and_nothing_to_complain_of(
    store: Store, recwarn: pytest.WarningsRecorder
) -> None:
    async def run(database: Database) -> None:
        await asyncio.gather(*(said(database, f"{n}") for n in range(8)))
        calls = [asyncio.create_task(database.read(NOBODY, nap(5))) for _ in range(6)]
        await asyncio.sleep(0.01)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    on(store, run, size=4)
    gc.collect()
    assert [str(warning.message) for warning in recwarn] == []


def test_a_closed_database_says_so(store: Store) -> None:
    async def run(database: Database) -> None:
        await said(database, "x")
        await database.close()
        with pytest.raises(Unavailable):
            await said(database, "x")

    on(store, run)
