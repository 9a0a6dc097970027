"""Undo of what became of occurrences: only along with their task, and nobody's is lost."""

from typing import Any

import pytest

from tasklark.actions import occurrences, records, tasks, trash, undo
from tasklark.actions.unit_of_work import Work
from tasklark.domain.errors import Conflict
from tasklark.domain.projects import PROJECT
from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Person, Town, in_town
from tests.actions.series import daily, day, fates
from tests.actions.test_undo_kept import shared_project
from tests.conftest import Store


async def completed(who: Person, first: int = 0, **fields: Any) -> Any:
    """Return a task that repeats daily, whose first occurrence somebody has completed."""
    task = await who.task(due_date=day(first), repeat=daily(), **fields)
    await who.does(tasks.complete, task.id)
    return task


def test_what_somebody_completed_since_keeps_the_fate_before(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        task = await completed(ada, project_id=home.id)
        await bob.does(tasks.complete, task.id)
        with pytest.raises(Conflict, match="changed again later"):
            await ada.does(undo.undo)
        assert fates(town, task.id) == {day(0): "done", day(1): "done"}

    in_town(store, story)


def test_a_fate_that_somebody_has_turned_since_stays(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        task = await completed(ada, -3, project_id=home.id)
        await bob.does(occurrences.complete, task.id, day(-2))
        undone = await ada.does(undo.undo)
        assert fates(town, task.id) == {day(-2): "done"}
        assert town.state(ada)["task", task.id]["due_date"] == day(-3)
        assert [each.reason for each in undone.kept] == ["changed_later"]

    in_town(store, story)


@pytest.mark.parametrize("where", ["elsewhere", "gone", "trash"])
def test_no_fate_comes_back_without_its_task(store: Store, where: str) -> None:
    async def story(town: Town) -> None:
        ada, _, home = await shared_project(town)
        task = await completed(ada, project_id=home.id)
        undone = await ada.does(undo.undo)
        if where == "elsewhere":
            await ada.changes(TASK, task.id, project_id=(await ada.makes(PROJECT, name="New")).id)
        else:
            await ada.deletes(TASK, task.id)
        if where == "gone":
            await ada.does(trash.delete_for_good, TASK, task.id)
        with pytest.raises(Conflict):
            await ada.does(undo.undo, undone.batch_id)
        assert fates(town, task.id) == {}

    in_town(store, story)


def test_a_task_that_moved_and_was_completed_at_once_goes_back_without_the_fate(
    store: Store,
) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        task = await bob.task(due_date=day(0), repeat=daily())
        before = town.state(bob)

        async def both(work: Work) -> None:
            await records.change(work, TASK, task.id, {"project_id": str(home.id)})
            await records.change(work, TASK, task.id, {"completed": True})

        await bob.does(both)
        after = town.state(ada)
        undone = await bob.does(undo.undo)
        assert (fates(town, task.id), undone.kept) == ({}, [])
        assert town.state(bob) == before
        await bob.does(undo.undo, undone.batch_id)
        assert town.state(ada) == after

    in_town(store, story)
