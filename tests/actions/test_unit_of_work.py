"""The one way in: a log that is the truth under many writers, and work that is done or undone."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest

from tasklark.actions import records, tasks
from tasklark.actions.unit_of_work import TRIES, Door, Work, perform
from tasklark.domain import stamps
from tasklark.domain.errors import Conflict, NotFound, Unavailable
from tasklark.domain.tasks import TASK
from tasklark.storage import scopes
from tasklark.storage.engine import Database
from tasklark.storage.faults import Contended, Duplicate
from tasklark.storage.wire import Statement, once, statement
from tests.actions.race import STEPS, WRITERS, Scene, judge, race, replay
from tests.conftest import Store
from tests.storage.residents import newcomer, on

COMPLETES = 25


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whoever_follows_the_log_misses_nothing_and_reads_nothing_twice(
    store: Store, seed: int
) -> None:
    scene = race(store, seed)
    assert scene.expected > WRITERS * STEPS / 4


async def complete_at_once(database: Database) -> Scene:
    """Turn one task round 8 x 25 times, eight at a time."""
    scene = Scene(database, Door(database, await newcomer(database), "rest"))
    made = await perform(scene.door, records.create, TASK, {"title": "turned"})
    scene.made.append(made.record.id)

    async def turn() -> None:
        for _ in range(COMPLETES):
            await perform(scene.door, tasks.complete, made.record.id)

    await asyncio.gather(*(turn() for _ in range(WRITERS)))
    scene.read = await scene.since(0, 10_000)
    scene.expected = 1 + WRITERS * COMPLETES
    return scene


async def complete_at_once_and_judge(database: Database) -> Scene:
    scene = await complete_at_once(database)
    await judge(scene)
    return scene


def test_of_many_turns_at_once_none_is_lost(store: Store) -> None:
    scene = on(store, complete_at_once_and_judge, size=WRITERS)
    assert [entry.after for entry in scene.read[1:]] == ["done", "todo"] * (
        WRITERS * COMPLETES // 2
    )


@pytest.fixture
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Number changes the way that looks as good: from a sequence, without the project's lock."""
    numbered = (
        "SELECT p.id, nextval('tasklark.account_ids'), clock_timestamp()"
        " FROM tasklark.scopes p, pg_sleep(random() * 0.01)"
        " WHERE p.owner_id = $1 AND $3::bigint > 0 AND p.id = "
    )
    of_task = "(SELECT project_id FROM tasklark.tasks WHERE owner_id = $1 AND id = $2)"
    monkeypatch.setattr(scopes, "advance", statement("broken_advance", f"{numbered}$2"))
    broken_advance_of_task = statement("broken_advance_of_task", f"{numbered}{of_task}")
    monkeypatch.setattr(scopes, "advance_of", lambda _noun: broken_advance_of_task)


@pytest.mark.usefixtures("without_the_lock")
def test_without_the_lock_a_reader_misses_changes_and_this_test_sees_it(store: Store) -> None:
    # Chance decides whether a reader comes by at the wrong moment, so there are several races.
    assert any("a reader missed or repeated something" in broken(store) for _ in range(20))


def broken(store: Store) -> str:
    """Return what is found to be wrong after a race."""
    try:
        race(store, 1)
    except AssertionError as found:
        return str(found)
    return ""


@pytest.mark.usefixtures("without_the_lock")
def test_without_the_lock_turns_are_lost_and_this_test_sees_it(store: Store) -> None:
    scene = on(store, complete_at_once, size=WRITERS)
    with pytest.raises(AssertionError):
        replay(scene.read)


async def scene_of(database: Database) -> tuple[Scene, UUID]:
    """Return a new account's Inbox with one task in it."""
    scene = Scene(database, Door(database, await newcomer(database), "rest"))
    made = await perform(scene.door, records.create, TASK, {"title": "one"})
    return scene, made.record.id


@pytest.mark.parametrize("lost", [Contended(), Duplicate("answers_pkey")], ids=["lock", "key"])
def test_work_that_keeps_losing_is_given_up_after_some_tries(store: Store, lost: Exception) -> None:
    tries: list[Work] = []

    async def lose(work: Work) -> None:
        tries.append(work)
        raise lost

    async def run(database: Database) -> None:
        with pytest.raises(Unavailable):
            await perform(Door(database, await newcomer(database), "rest"), lose)

    on(store, run)
    assert len(tries) == TRIES
    assert len(set(map(id, tries))) == TRIES


def test_work_that_lost_once_is_done_once(store: Store) -> None:
    tries: list[Work] = []

    async def lose_once(work: Work, task_id: UUID) -> bool:
        tries.append(work)
        turned = await tasks.complete(work, task_id)
        if len(tries) == 1:
            await work.ask(_failing("40001")())
        return bool(turned.record.completed)

    async def run(database: Database) -> None:
        scene, task_id = await scene_of(database)
        assert await perform(scene.door, lose_once, task_id)
        assert await scene.counter() == 2

    on(store, run)
    assert len(tries) == 2


def _failing(state: str) -> Statement:
    raised = f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"
    return statement(f"failing_{state}", raised)


def test_two_who_wait_for_each_other_both_get_done(store: Store) -> None:
    lock = statement("lock_task", "SELECT FROM tasklark.tasks WHERE id = $1 FOR UPDATE")
    tries: list[Work] = []

    async def both(work: Work, first: UUID, second: UUID, meeting: asyncio.Barrier) -> None:
        tries.append(work)
        await work.ask(lock(first))
        if len(tries) <= 2:
            await meeting.wait()
        await work.ask(lock(second))

    async def run(database: Database) -> None:
        scene, one = await scene_of(database)
        made = await perform(scene.door, records.create, TASK, {"title": "other"})
        other = made.record.id
        meeting = asyncio.Barrier(2)
        await asyncio.gather(
            perform(scene.door, both, one, other, meeting),
            perform(scene.door, both, other, one, meeting),
        )

    on(store, run)
    assert len(tries) >= 3


def test_work_that_fails_or_finds_nothing_to_do_leaves_no_number(store: Store) -> None:
    async def fail(work: Work, task_id: UUID) -> None:
        await tasks.complete(work, task_id)
        raise Conflict

    async def run(database: Database) -> None:
        scene, task_id = await scene_of(database)
        with pytest.raises(Conflict):
            await perform(scene.door, fail, task_id)
        with pytest.raises(NotFound):
            await perform(scene.door, tasks.complete, UUID(int=7))
        await perform(scene.door, records.change, TASK, task_id, {"title": "one"})
        again = await perform(scene.door, records.create, TASK, {"title": "one"}, task_id)
        assert not again.is_new
        assert await scene.counter() == len(await scene.since(0, 10)) == 1

    on(store, run)


def test_what_was_asked_is_kept_when_the_asking_wrote(store: Store) -> None:
    async def rename(work: Work, *, keep: bool) -> None:
        renamed = statement("rename", "UPDATE tasklark.projects SET name = 'kept'")
        await work.ask(renamed())
        if keep:
            work.keep()

    async def name(work: Work) -> str:
        (found,) = await work.ask(statement("name", "SELECT name FROM tasklark.projects")())
        return str((found.row() or ("",))[0])

    async def run(database: Database) -> None:
        scene, _ = await scene_of(database)
        await perform(scene.door, rename, keep=False)
        assert await perform(scene.door, name) == "Inbox"
        await perform(scene.door, rename, keep=True)
        assert await perform(scene.door, name) == "kept"

    on(store, run)


async def three_wait_for_a_lock(store: Store) -> None:
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with psycopg.connect(store.superuser, autocommit=True) as connection:
        while connection.execute(query).fetchone() != (3,):  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0)


def test_who_is_called_off_while_waiting_for_a_lock_has_done_nothing(store: Store) -> None:
    async def run(database: Database) -> None:
        scene, task_id = await scene_of(database)
        reached, leave = asyncio.Event(), asyncio.Event()

        async def hold(work: Work) -> None:
            await tasks.complete(work, task_id)
            reached.set()
            await leave.wait()

        holder = asyncio.create_task(perform(scene.door, hold))
        await reached.wait()
        waiting = [
            asyncio.create_task(perform(scene.door, tasks.complete, task_id)) for _ in range(6)
        ]
        await three_wait_for_a_lock(store)
        for task in waiting:
            task.cancel()
        leave.set()
        await holder
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
        assert await scene.counter() == 2
        assert (await scene.task(task_id) or {})["completed"]

    on(store, run)


def test_a_part_that_wrote_nothing_tells_of_no_number(store: Store) -> None:
    async def parts(work: Work, task_id: UUID) -> None:
        await work.attempt(lambda part: records.change(part, TASK, task_id, {"title": "two"}))
        late = stamps.at(datetime(2020, 1, 1, tzinfo=UTC), "late")
        await work.attempt(
            lambda part: records.change(part, TASK, task_id, {"title": "two"}, stamp=late)
        )

    async def run(database: Database) -> None:
        scene, task_id = await scene_of(database)
        told: list[int] = []
        door = replace(scene.door, announce=lambda moved: told.extend(moved.values()))
        await perform(door, parts, task_id)
        assert told == [await scene.counter()] == [2]

    on(store, run)


@pytest.mark.parametrize("state", ["unique_violation", "deadlock_detected", "lock_not_available"])
def test_a_part_that_the_database_breaks_off_can_be_taken_back(store: Store, state: str) -> None:
    told = once(f"DO $$ BEGIN RAISE {state}; END $$")

    async def run(database: Database) -> int:
        tries: list[Work] = []

        async def part(work: Work) -> None:
            tries.append(work)
            if len(tries) == 1:
                await work.ask(told())

        async def action(work: Work) -> None:
            await work.attempt(part)

        door = Door(database, await newcomer(database), "rest")
        if state == "lock_not_available":
            with pytest.raises(Unavailable):
                await perform(door, action)
        else:
            await perform(door, action)
        return len(tries)

    assert on(store, run) == (1 if state == "lock_not_available" else 2)
