"""What tests of repeating tasks share: days from today, fates, and a family of tasks."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Person, Town, in_town
from tests.conftest import Store

Story = Callable[[Town, Person], Awaitable[None]]


def told(store: Store, story: Story) -> None:
    async def run(town: Town) -> None:
        _days.clear()
        await story(town, await town.person())

    in_town(store, run)


_days: dict[str, date] = {}


def day(number: int) -> str:
    """Return the day so many days from the one on which the story began."""
    today = _days.setdefault("today", datetime.now(UTC).date())
    return (today + timedelta(days=number)).isoformat()


def daily(**more: Any) -> dict[str, Any]:
    return {"rule": "FREQ=DAILY", **more}


def fates(town: Town, task_id: UUID) -> dict[str, str]:
    found = town.run(
        "SELECT slot, fate FROM tasklark.occurrences WHERE task_id = %s ORDER BY slot", task_id
    )
    return dict(found)


def open_slot(task: Any) -> str:
    slot: str = task.repeat["occurrence"]
    return slot


async def task_now(ada: Person, task_id: UUID) -> Any:
    return await ada.changes(TASK, task_id)


async def family(ada: Person, **repeat: Any) -> tuple[Any, Any, Any, Any]:
    """Return a repeating task, a closed part of it, one within that, one that repeats itself."""
    parent = await ada.task(due_date=day(0), repeat=daily(**repeat))
    child = await ada.task(parent_id=parent.id, status="cancelled")
    grandchild = await ada.task(parent_id=child.id, status="done")
    clock = await ada.task(
        parent_id=parent.id, due_date=day(0), repeat={"rule": "FREQ=DAILY;COUNT=1"}
    )
    await ada.changes(TASK, clock.id, status="done")
    return parent, child, grandchild, clock
