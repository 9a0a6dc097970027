"""What the contract's requests take, in figures that no other program on the machine changes."""

import sys
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

import pytest

from tasklark.actions import listing, records, tasks
from tasklark.actions.unit_of_work import Door, perform
from tasklark.domain.tasks import TASK
from tasklark.domain.views import Sort, Status, View
from tasklark.storage.engine import Database
from tasklark.storage.wire import Connection
from tests.conftest import Store
from tests.storage.residents import newcomer, on

FIELDS = {
    "title": "Buy oat milk",
    "description": "The small shop at the corner",
    "priority": "medium",
    "due_date": "2030-02-10T09:30:00Z",
}
PENDING = View(Status.PENDING, Sort.DUE_DATE, descending=False)
TIMES = 5

Request = Callable[[], Awaitable[Any]]


async def requests(database: Database) -> dict[str, Request]:
    """Return what somebody with one task asks: to make one, turn it round, see it, list all."""
    door = Door(database, await newcomer(database), "rest")
    task = (await perform(door, records.create, TASK, FIELDS)).record
    return {
        "create": lambda: perform(door, records.create, TASK, FIELDS),
        "toggle": lambda: perform(door, tasks.complete, task.id),
        "get": lambda: tasks.get(door, task.id),
        "list": lambda: listing.everything(door, PENDING),
    }


def test_a_read_takes_one_message_and_a_write_two(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    converse = Connection.converse

    async def counted(self: Connection, opening: Any, calls: Any) -> Any:
        sent.append(len(calls))
        return await converse(self, opening, calls)

    async def run(database: Database) -> dict[str, list[int]]:
        found = {}
        for name, request in (await requests(database)).items():
            sent.clear()
            await request()
            found[name] = list(sent)
        return found

    monkeypatch.setattr(Connection, "converse", counted)
    assert on(store, run, size=1) == {"create": [2, 3], "toggle": [2, 3], "get": [2], "list": [3]}


def test_requests_call_no_more_functions_than_they_need(store: Store) -> None:
    """At most a quarter more than when this was written: Python's versions differ by some."""

    async def run(database: Database) -> dict[str, int]:
        asked = await requests(database)
        return {name: await fewest_calls(request) for name, request in asked.items()}

    most = {"create": 800, "toggle": 910, "get": 195, "list": 215}
    found = on(store, run, size=1)
    assert {name: count for name, count in found.items() if count > most[name]} == {}


async def fewest_calls(request: Request) -> int:
    """Return how many functions a request calls, Python's and others', in the best of some."""
    counts = []
    for _ in range(TIMES):
        calls = 0

        def count(_frame: FrameType, event: str, _arg: Any) -> None:
            nonlocal calls
            calls += event in {"call", "c_call"}

        sys.setprofile(count)
        try:
            await request()
        finally:
            sys.setprofile(None)
        counts.append(calls)
    return min(counts)
