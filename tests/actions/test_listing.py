"""Lists in memory and in files: what they cost, and that both tell the same."""

import json
import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tasklark.actions import listing
from tasklark.actions.listing import Page, Spool
from tasklark.actions.unit_of_work import Door
from tasklark.domain import nouns, text
from tasklark.domain.tasks import TASK
from tasklark.domain.views import Place, Sort, View
from tasklark.storage import records
from tasklark.storage.engine import Database, Identity
from tests.conftest import Store
from tests.storage.residents import newcomer, on

HUGE = "\x01" * text.DESCRIPTION_MAX
"""393,216 bytes of JSON."""
BOUND = 48 << 20
"""Bytes of Python's own that a list may take: `CHUNK` of the largest tasks, and a portion."""
BY_TITLE = View(sort=Sort.TITLE, descending=False)


async def somebody(database: Database, descriptions: Sequence[str | None]) -> Door:
    """Return the door of someone with a task for each description, in this order by title."""
    caller = await newcomer(database)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    async with database.transaction(Identity(caller.account_id)) as transaction:
        for n, description in enumerate(descriptions):
            fields = {
                **TASK.draft({"title": f"Task {n:04}", "description": description}),
                "project_id": caller.inbox_id,
                "position": "a",
                "created_by": caller.person_id,
            }
            task = nouns.made(TASK, UUID(int=caller.account_id << 32 | n), fields, at)
            await transaction.run(records.insert(TASK, caller.account_id, task))
        await transaction.commit()
    return Door(database, caller, "rest")


def titles(found: Page | Spool) -> list[str]:
    """Return the titles of a list, and make sure that all else is there."""
    body = (
        b"".join(found.chunks())
        if isinstance(found, Spool)
        else b"[" + b",".join(found.tasks) + b"]"
    )
    told: list[dict[str, Any]] = json.loads(body)
    assert all(task["description"] in (None, HUGE) for task in told)
    return [task["title"] for task in told]


@pytest.mark.parametrize("small", [0, 110], ids=["all-large", "small-ones-first"])
def test_the_largest_tasks_are_listed_in_bounded_memory(store: Store, small: int) -> None:
    async def run(database: Database) -> None:
        door = await somebody(database, [None] * small + [HUGE] * (300 - small))
        tracemalloc.start()
        try:
            whole = await listing.everything(door, BY_TITLE)
            page = await listing.page(door, BY_TITLE, 250)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < BOUND
        assert page.next_place == Place("task 0249", UUID(int=door.caller.account_id << 32 | 249))
        rest = await listing.page(door, BY_TITLE, 1_000, page.next_place)
        assert rest.next_place is None
        assert titles(whole) == [f"Task {n:04}" for n in range(300)]
        assert titles(page) + titles(rest) == [f"Task {n:04}" for n in range(300)]

    on(store, run)


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 110, 111, 200, 201])
def test_a_list_is_whole_at_the_edges_of_its_portions(store: Store, count: int) -> None:
    async def run(database: Database) -> None:
        door = await somebody(database, [None] * count)
        names = [f"Task {n:04}" for n in range(count)]
        whole = await listing.everything(door, BY_TITLE)
        assert isinstance(whole, Page) is (count <= listing.CHUNK)
        assert titles(whole) == names
        for limit in (1, 100, 101, 110, 111, 200):
            page = await listing.page(door, BY_TITLE, limit)
            assert titles(page) == names[:limit]
            assert (page.next_place is not None) is (count > limit)
            assert page.number == whole.number

    on(store, run)


def test_places_are_what_was_stored_whatever_unicode_says_today(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(database: Database) -> None:
        with monkeypatch.context() as once:
            backwards = (("title",), lambda title: title[::-1])
            once.setitem(records._KEYS, "task", {**records._KEYS["task"], "title_key": backwards})
            door = await somebody(database, [None] * 12)
        whole = titles(await listing.everything(door, BY_TITLE))
        place, seen = None, list[str]()
        while True:
            page = await listing.page(door, BY_TITLE, 1, place)
            seen += titles(page)
            place = page.next_place
            if place is None:
                break
        assert seen == whole
        assert whole[1] == "Task 0010"

    on(store, run)
