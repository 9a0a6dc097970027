"""Undoing what was done to a repeating task gives everything back: dates, fates, sub-tasks."""

from tasklark.actions import occurrences, tasks, undo
from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Person, Town
from tests.actions.series import daily, day, family, fates, told
from tests.conftest import Store


def test_undo_gives_back_dates_fates_and_sub_tasks_and_redo_takes_them_again(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        parent, *_ = await family(ada, resets_subtasks=True)
        await ada.changes(TASK, parent.id, due_date=day(-3), repeat=daily(resets_subtasks=True))
        before = town.state(ada)
        await ada.does(tasks.complete, parent.id)
        after = town.state(ada)
        assert len(fates(town, parent.id)) == 4
        undone = await ada.does(undo.undo)
        assert town.state(ada) == before
        assert (fates(town, parent.id), undone.kept) == ({}, [])
        await ada.does(undo.undo, undone.batch_id)
        assert town.state(ada) == after
        task = (await ada.does(occurrences.complete, parent.id, day(-3))).record
        assert task.due_date == day(1)

    told(store, story)


def test_undo_of_the_end_and_of_a_turned_fate(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(-2), repeat={"rule": "FREQ=DAILY;COUNT=3"})
        states = [town.state(ada)]
        for verb, slot in ((tasks.complete, ()), (occurrences.complete, (day(-1),))):
            await ada.does(verb, made.id, *slot)
            states.append(town.state(ada))
        assert fates(town, made.id) == {day(-2): "done", day(-1): "done", day(0): "missed"}
        for state in reversed(states[:-1]):
            await ada.does(undo.undo)
            assert town.state(ada) == state

    told(store, story)
