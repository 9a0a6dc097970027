"""Lists by due date come in the order of their reader's clock and calendar, on every page."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tasklark.actions import listing, records
from tasklark.actions.listing import Page, Spool
from tasklark.actions.unit_of_work import Door, perform
from tasklark.domain.dates import Due
from tasklark.domain.due_order import UNDATED, order_key
from tasklark.domain.tasks import TASK
from tasklark.domain.views import Sort, Status, View
from tasklark.storage.engine import Database
from tests.conftest import Store
from tests.storage.residents import newcomer, on

TASKS = 160
EDGES = ("2030-03-31T01:00", "2030-10-27T01:00", "2010-11-07T02:30", "2011-12-30T10:00")
"""Berlin skips an hour and shows one twice, Newfoundland a midnight; Samoa skips a day."""
ZONES = [
    *(f"Etc/GMT{hours:+}" for hours in (-14, -9, -5, 3, 12)),
    *("Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "UTC"),
]

Listed = tuple[str, UUID]


def dates(chance: random.Random) -> Iterator[str | None]:
    """Yield dates of every kind close to clock changes, often the same; and none."""
    while True:
        edge = datetime.fromisoformat(chance.choice(EDGES))
        wall = edge + timedelta(minutes=15) * chance.randint(-110, 110)
        yield str(Due.on_day(wall.date()))
        yield str(Due.at_local(wall))
        yield str(Due.at_instant(wall.replace(tzinfo=UTC)))
        yield None if chance.random() < 0.2 else str(Due.at_local(edge))


async def somebody(database: Database, chance: random.Random) -> tuple[Door, list[Listed]]:
    """Return the door of somebody with tasks, and the dates of those that are to be done."""
    door = Door(database, await newcomer(database), "rest")
    made: list[Listed] = []
    for _, due in zip(range(TASKS), dates(chance), strict=False):
        fields = {"title": "t", "due_date": due, "completed": chance.random() < 0.2}
        task = (await perform(door, records.create, TASK, fields)).record
        if not fields["completed"]:
            made.append((due or UNDATED, task.id))
    return door, made


def listed(found: Page | Spool) -> list[Listed]:
    """Return the dates and ids of a list."""
    body = b"".join(found.chunks()) if isinstance(found, Spool) else joined(found)
    return [(task["due_date"] or UNDATED, UUID(task["id"])) for task in json.loads(body)]


def joined(page: Page) -> bytes:
    return b"[" + b",".join(page.tasks) + b"]"


@pytest.mark.parametrize("descending", [False, True], ids=["soonest-first", "latest-first"])
def test_pages_make_up_the_list_in_the_order_of_every_zone(store: Store, descending: bool) -> None:
    async def run(database: Database) -> None:
        chance = random.Random(descending)  # noqa: S311 - for repeatable tests
        door, made = await somebody(database, chance)
        for zone in ZONES:
            view = View(Status.PENDING, Sort.DUE_DATE, descending, zone)
            expected = sorted(
                made,
                key=lambda task: order_key(task[0], task[1], ZoneInfo(zone)),
                reverse=descending,
            )
            assert listed(await listing.everything(door, view)) == expected, zone
            seen = await paged(door, view, chance)
            assert seen == expected, zone

    on(store, run)


async def paged(door: Door, view: View, chance: random.Random) -> list[Listed]:
    """Return a list as read in pages of one to seven, and now and then of more."""
    seen: list[Listed] = []
    place = None
    while True:
        size = chance.choice([1, 2, 3, 5, 7, 7, 60])
        page = await listing.page(door, view, size, place)
        told = listed(page)
        assert len(told) == size or page.next_place is None
        seen += told
        place = page.next_place
        if place is None:
            return seen


def test_a_page_goes_on_when_its_reader_has_travelled(store: Store) -> None:
    async def run(database: Database) -> None:
        door, made = await somebody(database, random.Random(3))  # noqa: S311 - as above
        here, there = (
            View(Status.PENDING, Sort.DUE_DATE, False, zone)
            for zone in ("Pacific/Kiritimati", "UTC")
        )
        page = await listing.page(door, here, 40)
        assert page.next_place is not None
        place = order_key(page.next_place.key, page.next_place.task_id, UTC)
        rest = listed(await listing.page(door, there, TASKS, page.next_place))
        keys = {task: order_key(task[0], task[1], UTC) for task in made}
        assert rest == sorted((task for task in made if keys[task] > place), key=keys.__getitem__)

    on(store, run)
