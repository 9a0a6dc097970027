"""Two clients at a repeating task, each acting on what it saw last: no occurrence counts twice."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tasklark.actions import occurrences
from tasklark.domain.dates import parse_due
from tasklark.domain.errors import Conflict
from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Person, Town, in_town
from tests.conftest import Store

ZONES = [None, "Europe/Berlin", "America/New_York"]
DEEDS = st.sampled_from(["complete", "complete", "skip", "move", "toggle"])


@st.composite
def rules(draw: st.DrawFn) -> str:
    parts = [f"FREQ={draw(st.sampled_from(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']))}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 4))}")
    if draw(st.booleans()):
        days = draw(st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR"]), min_size=1))
        parts.append(f"BYDAY={','.join(sorted(days))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 12))}")
    return ";".join(parts)


@st.composite
def tasks(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a repeating task, some of whose dates may be past."""
    start = datetime.now(UTC) - timedelta(days=draw(st.integers(-3, 40)))
    form = draw(st.sampled_from(["%Y-%m-%d", "%Y-%m-%dT09:00:00", "%Y-%m-%dT09:00:00Z"]))
    repeat = {
        "rule": draw(rules()),
        "basis": draw(st.sampled_from(["schedule", "schedule", "completion"])),
        "resets_subtasks": draw(st.booleans()),
    }
    return {
        "due_date": start.strftime(form),
        "time_zone": draw(st.sampled_from(ZONES)) if form.endswith("Z") else None,
        "repeat": repeat,
    }


class Client:
    """One device: it knows the task as it was answered last."""

    def __init__(self, ada: Person, task: Any) -> None:
        self.ada, self.task = ada, task

    async def does(self, deed: str) -> None:
        slot = self.task.repeat["occurrence"]
        try:
            if deed == "move":
                moved = parse_due(self.task.due_date)
                due_date = str(type(moved)(moved.kind, moved.sort_at + timedelta(days=1)))
                changed = await self.ada.changes(TASK, self.task.id, due_date=due_date)
            elif deed == "toggle":
                changed = await self.ada.changes(TASK, self.task.id, completed=True)
            else:
                verb = getattr(occurrences, deed)
                changed = (await self.ada.does(verb, self.task.id, slot)).record
        except Conflict:
            changed = await self.ada.changes(TASK, self.task.id)
        self.task = changed


Deeds = list[str]
SCENES = st.tuples(tasks(), st.lists(DEEDS, max_size=6), st.lists(DEEDS, max_size=6))


@settings(max_examples=8)
@given(st.lists(SCENES, min_size=1, max_size=5))
def test_each_occurrence_has_one_fate_and_each_fate_one_advance(
    store: Store, scenes: list[tuple[dict[str, Any], Deeds, Deeds]]
) -> None:
    async def all_of(client: Client, deeds: Deeds) -> None:
        for deed in deeds:
            await client.does(deed)

    async def run(town: Town) -> None:
        ada = await town.person()
        for fields, phone, laptop in scenes:
            task = await ada.task(**fields)
            await asyncio.gather(
                all_of(Client(ada, task), phone), all_of(Client(ada, task), laptop)
            )
            judge(town, ada, await ada.changes(TASK, task.id), [*phone, *laptop])

    in_town(store, run)


def judge(town: Town, ada: Person, task: Any, deeds: list[str]) -> None:
    """Assert all that holds whatever was done, in whatever order."""
    log = town.log(ada.caller.inbox_id)
    fates = town.run("SELECT slot, fate FROM tasklark.occurrences WHERE task_id = %s", task.id)
    made = Counter(row[5]["fate"] for row in log if _is_fate(row, task))
    assert len({slot for slot, _ in fates}) == len(fates) == made.total()
    steps = {row[0] for row in log if row[2] == task.id and row[3] in ("repeat", "status")}
    by_schedule = task.repeat["basis"] == "schedule"
    decided = made["done"] + made["skipped"]
    # From completion, what was done early may be due at the same date once more.
    assert decided == len(steps) if by_schedule else decided <= len(steps)
    assert len(steps) <= sum(deed != "move" for deed in deeds)
    kept = parse_due(task.repeat["occurrence"])
    assert parse_due(task.due_date).kind == kept.kind
    if task.completed:
        assert task.repeat["occurrence"] in dict(fates)
    elif by_schedule:
        assert all(parse_due(slot).sort_at < kept.sort_at for slot, _ in fates)
    numbers = {row[0] for row in log}
    assert numbers == set(range(1, max(numbers) + 1)), "every change has a number of its own"


def _is_fate(row: tuple[Any, ...], task: Any) -> bool:
    _, record, _, field, _, after = row
    return (record, field) == ("occurrence", "*") and after["task_id"] == str(task.id)
