"""Eight writers and a reader on one Inbox, and what the log must be when they are done."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tasklark.actions import records, tasks
from tasklark.actions.records import Changed
from tasklark.actions.unit_of_work import Door, Work, perform
from tasklark.domain.changes import WHOLE
from tasklark.domain.errors import NotFound
from tasklark.domain.tasks import TASK
from tasklark.storage import changes, scopes
from tasklark.storage import records as stored
from tasklark.storage.engine import Database, Identity
from tests.conftest import Store
from tests.storage.residents import newcomer, on

WRITERS = 8
STEPS = 40
DEFAULTS = {
    "title": None,
    "description": None,
    "status": "todo",
    "priority": None,
    "due_date": None,
    "deleted_at": None,
}
"""What is replayed from the log, and what a record has that does not tell it."""


@dataclass
class Entry:
    """A row of the log."""

    number: int
    field: str
    record: str
    record_id: UUID
    before: Any
    after: Any
    actor_id: int
    surface: str
    changed_at: Any


@dataclass
class Scene:
    """One account's Inbox, written to by many at once, and one reader."""

    database: Database
    door: Door
    made: list[UUID] = field(default_factory=list)
    expected: int = 0
    """How many writes were acknowledged that changed something."""
    read: list[Entry] = field(default_factory=list)
    done: bool = False

    async def since(self, number: int, rows: int) -> list[Entry]:
        """Return a page of the log."""
        caller = self.door.caller
        call = changes.since(caller.account_id, caller.inbox_id, number, rows)
        (found,) = await self.database.read(Identity(caller.account_id), call)
        return [Entry(*row) for row in found.rows()]

    async def counter(self) -> int:
        """Return the number of the latest change."""
        caller = self.door.caller
        call = scopes.change_number(caller.account_id, caller.inbox_id)
        (found,) = await self.database.read(Identity(caller.account_id), call)
        row = found.row()
        assert row
        return int(row[0])

    async def task(self, task_id: UUID) -> dict[str, Any] | None:
        """Return a task as it is stored."""
        owner = self.door.caller.account_id
        (found,) = await self.database.read(Identity(owner), stored.find(TASK)(owner, task_id))
        row = found.row()
        return stored.loaded(TASK, row).model_dump(mode="json") if row else None


async def write(scene: Scene, dice: random.Random) -> None:
    """Do something to the Inbox, sometimes nothing at all."""
    known = dice.choice(scene.made) if scene.made else None
    deed = dice.choice(["create", "change", "complete", "delete", "nothing", "complete"])
    try:
        if deed == "create" or known is None:
            made = await perform(scene.door, records.create, TASK, {"title": f"{dice.random()}"})
            scene.made.append(made.record.id)
        elif deed == "delete":
            await perform(scene.door, records.delete, TASK, known)
        elif deed == "complete":
            await perform(scene.door, tasks.complete, known)
        elif deed == "change":
            fields = {"title": f"{dice.random()}", "priority": dice.choice(["low", None])}
            await perform(scene.door, records.change, TASK, known, fields)
        else:
            await perform(scene.door, _same_again, known)
            return
    except NotFound:
        return
    scene.expected += 1


async def _same_again(work: Work, task_id: UUID) -> Changed:
    return await records.change(work, TASK, task_id, {})


async def writer(scene: Scene, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a seed, so that a failure can be seen again
    for _ in range(STEPS):
        await write(scene, dice)


async def reader(scene: Scene, dice: random.Random) -> None:
    """Follow the log by number in small pages, as a client would that is cut off now and then."""
    last = 0
    while True:
        done = scene.done
        rows = dice.randint(3, 9)
        page = await scene.since(last, rows)
        if len(page) == rows:
            # The fields of one change share a number; the last of a full page may lack some.
            page = [entry for entry in page if entry.number < page[-1].number]
        scene.read += page
        if page:
            last = page[-1].number
        elif done:
            return


def race(store: Store, seed: int) -> Scene:
    """Let the writers and the reader run, and return what they leave."""

    async def run(database: Database) -> Scene:
        scene = Scene(database, Door(database, await newcomer(database), "rest"))
        follow = asyncio.create_task(reader(scene, random.Random(seed)))  # noqa: S311 - a seed
        await asyncio.gather(*(writer(scene, seed * 100 + n) for n in range(WRITERS)))
        scene.done = True
        await follow
        await judge(scene)
        return scene

    return on(store, run, size=WRITERS)


async def judge(scene: Scene) -> None:
    """Assert all that the log promises."""
    log = await scene.since(0, 10_000)
    numbers = sorted({entry.number for entry in log})
    assert scene.read == log, "a reader missed or repeated something"
    assert numbers == list(range(1, len(numbers) + 1)), "a number is missing"
    assert len(numbers) == await scene.counter() == scene.expected
    moments = [entry.changed_at for entry in log]
    assert moments == sorted(moments), "moments do not follow numbers"
    assert {(e.actor_id, e.surface, e.record) for e in log} == {
        (scene.door.caller.account_id, "rest", "task")
    }
    replayed = replay(log)
    for task_id in scene.made:
        assert await _editable(scene, task_id) == replayed.get(task_id), task_id


async def _editable(scene: Scene, task_id: UUID) -> dict[str, Any] | None:
    task = await scene.task(task_id)
    return {f: task[f] for f in DEFAULTS} if task else None


def replay(log: list[Entry]) -> dict[UUID, dict[str, Any]]:
    """Return all tasks as the log tells them, checking that each change begins where one ended."""
    state: dict[UUID, dict[str, Any]] = {}
    for entry in log:
        if entry.field != WHOLE:
            assert state[entry.record_id][entry.field] == entry.before
            state[entry.record_id][entry.field] = entry.after
        elif entry.after is not None:
            assert entry.record_id not in state
            state[entry.record_id] = {f: entry.after.get(f, v) for f, v in DEFAULTS.items()}
        else:
            before = {f: entry.before.get(f, v) for f, v in DEFAULTS.items()}
            assert state.pop(entry.record_id) == before
    return state
