"""History: a project as it was is what it was, and who tells is who was there."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tasklark.actions import history
from tasklark.domain.errors import Conflict, Invalid, NotFound
from tasklark.domain.projects import PROJECT
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Town, in_town
from tests.actions.test_undo import Clerk, batches_of
from tests.conftest import Store


def told(found: history.ProjectThen) -> dict[Any, Any]:
    """Return a project as it was, by record, sets in one order and without moments' zeros."""
    by_id: dict[Any, Any] = {}
    for noun, states in found.records.items():
        for state in states:
            by_id[noun, state["id"]] = {
                k: sorted(v) if k in {"labels", "assignee_ids", "blocked_by"} else _moment(v)
                for k, v in state.items()
            }
    return by_id


def _moment(value: Any) -> Any:
    if isinstance(value, str) and value.endswith("Z") and "T" in value:
        return datetime.fromisoformat(value)
    return value


@pytest.mark.parametrize("seed", [1, 2])
def test_a_project_as_it_was_is_what_it_was_at_every_step(store: Store, seed: int) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        inbox = ada.caller.inbox_id
        clerk = Clerk(ada, seed)
        was = []
        for _ in range(60):
            before = batches_of(town, ada)
            await clerk.step()
            if batches_of(town, ada) == before:
                continue
            ((now,),) = town.run("SELECT clock_timestamp()")
            was.append((now, told(await history.as_it_was(ada.door, inbox, now))))
        for moment, then in was:
            assert told(await history.as_it_was(ada.door, inbox, moment)) == then
        living = {key[1]: row for key, row in town.state(ada).items() if key[0] == "task"}
        tasks = [row for row in living.values() if row["project_id"] == str(inbox)]
        found = await history.as_it_was(ada.door, inbox, was[-1][0])
        assert {t["id"] for t in found.records["task"]} == {t["id"] for t in tasks}

    in_town(store, story)


def test_only_who_is_in_a_project_reads_its_past_and_reminders_are_ones_own(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, eve = [await town.person() for _ in range(3)]
        home = await ada.makes(PROJECT, name="Home")
        task = await ada.task("Milk", project_id=home.id)
        town.share(home.id, ada, bob, "viewer")
        await ada.makes(REMINDER, task_id=str(task.id), minutes_before=5)
        mine = await history.of_project(ada.door, home.id, 50)
        theirs = await history.of_project(bob.door, home.id, 50)
        assert len(mine.entries) == len(theirs.entries) + 1
        assert not any(b'"reminder"' in entry for entry in theirs.entries)
        ((now,),) = town.run("SELECT clock_timestamp()")
        assert len((await history.as_it_was(ada.door, home.id, now)).records["reminder"]) == 1
        assert (await history.as_it_was(bob.door, home.id, now)).records["reminder"] == []
        for refused in (
            history.of_project(eve.door, home.id, 50),
            history.as_it_was(eve.door, home.id, now),
            history.as_it_was(ada.door, home.id, now - timedelta(days=1)),
        ):
            with pytest.raises(NotFound):
                await refused
        with pytest.raises(Invalid):
            await history.as_it_was(ada.door, home.id, now + timedelta(days=1))

    in_town(store, story)


def test_a_history_tells_of_the_time_in_another_project(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        home = await ada.makes(PROJECT, name="Home")
        task = await ada.task("Milk")
        await ada.changes(TASK, task.id, title="Oat milk")
        await ada.changes(TASK, task.id, project_id=home.id)
        await ada.changes(TASK, task.id, title="Rice milk")
        found = await history.of_record(ada.door, TASK, task.id, 50)
        places = [str(home.id).encode() in entry for entry in found.entries]
        assert len(found.entries) == 5
        assert places.count(True) >= 2
        assert b"Rice milk" in found.entries[0]

    in_town(store, story)


def test_too_much_since_is_refused_with_a_clear_word(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        home = await ada.makes(PROJECT, name="Home")
        ((then,),) = town.run("SELECT clock_timestamp()")
        for n in range(4):
            await ada.task(f"Task {n}", project_id=home.id)
        ((now,),) = town.run("SELECT clock_timestamp()")
        with monkeypatch.context() as limits:
            limits.setattr(history, "CHANGES_MAX", 3)
            with pytest.raises(Conflict, match="More than 3 changes"):
                await history.as_it_was(ada.door, home.id, then)
            assert await history.as_it_was(ada.door, home.id, now)
            limits.setattr(history, "RECORDS_MAX", 4)
            with pytest.raises(Conflict, match="more than 4 records"):
                await history.as_it_was(ada.door, home.id, now)
        assert (await history.as_it_was(ada.door, home.id, then)).records["task"] == []

    in_town(store, story)
