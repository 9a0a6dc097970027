"""What hangs on a task: a comment is its author's, a reminder is told to one person only."""

import json
from typing import Any

import pytest

from tasklark.actions import history, reading, records, undo
from tasklark.domain.comments import COMMENT
from tasklark.domain.errors import NotFound
from tasklark.domain.projects import PROJECT
from tasklark.domain.reminders import REMINDER
from tasklark.domain.stamps import at
from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Person, Town, in_town
from tests.conftest import Store


async def listed(person: Person, noun: Any) -> list[str]:
    page = await reading.page(person.door, noun, 10)
    return [json.loads(body)["id"] for body in page.records]


def test_reminders_are_told_to_nobody_but_whom_they_remind(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        home, garden = [await ada.makes(PROJECT, name=name) for name in ("Home", "Garden")]
        for project in (home, garden):
            town.share(project.id, ada, bob)
        task = await ada.task(project_id=home.id)
        of_ada, of_bob = [
            await person.makes(REMINDER, task_id=str(task.id), minutes_before=7)
            for person in (ada, bob)
        ]
        for person, own, other in ((ada, of_ada, of_bob), (bob, of_bob, of_ada)):
            assert await listed(person, REMINDER) == [str(own.id)]
            with pytest.raises(NotFound):
                await reading.get(person.door, REMINDER, other.id)
        ((moment,),) = town.run("SELECT clock_timestamp()")
        await bob.changes(TASK, task.id, project_id=garden.id)
        (moved,) = await undo.recent(bob.door, 1)
        assert str(of_bob.id) in {each["id"] for each in moved.changes}
        assert str(of_ada.id) not in {each["id"] for each in moved.changes}
        then = await history.as_it_was(bob.door, home.id, moment)
        assert [each["id"] for each in then.records["reminder"]] == [str(of_bob.id)]
        page = await history.of_project(bob.door, garden.id, 50)
        told = {entry["id"] for entry in map(json.loads, page.entries)}
        assert str(of_bob.id) in told
        assert str(of_ada.id) not in told

    in_town(store, story)


def test_what_hangs_on_a_task_in_the_trash_is_not_there(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        task = await ada.task()
        hanging = {"task_id": str(task.id)}
        said = await ada.makes(COMMENT, **hanging, body="White or brown?")
        told = await ada.makes(REMINDER, **hanging, minutes_before=7)
        await ada.deletes(TASK, task.id)
        for noun, record, fields in (
            (COMMENT, said, {"body": "Brown"}),
            (REMINDER, told, {"minutes_before": 8}),
        ):
            assert await listed(ada, noun) == []
            with pytest.raises(NotFound):
                await reading.get(ada.door, noun, record.id)
            with pytest.raises(NotFound):
                await ada.changes(noun, record.id, **fields)
            with pytest.raises(NotFound):
                await ada.deletes(noun, record.id)
        await ada.restores(TASK, task.id)
        assert await listed(ada, COMMENT) == [str(said.id)]
        assert await listed(ada, REMINDER) == [str(told.id)]

    in_town(store, story)


def test_what_a_client_did_late_to_a_comment_of_a_task_in_the_trash_is_not_lost(
    store: Store,
) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        task = await ada.task()
        kept, gone = [
            await ada.makes(COMMENT, task_id=str(task.id), body=body) for body in ("a", "b")
        ]
        await ada.deletes(TASK, task.id)
        ((moment,),) = town.run("SELECT now()")
        await ada.does(records.change, COMMENT, kept.id, {"body": "A"}, stamp=at(moment, "phone"))
        await ada.does(records.delete_late, COMMENT, gone.id)
        await ada.does(records.delete_late, COMMENT, gone.id)
        await ada.restores(TASK, task.id)
        assert await listed(ada, COMMENT) == [str(kept.id)]
        found = await reading.get(ada.door, COMMENT, kept.id)
        assert json.loads(found.body)["body"] == "A"

    in_town(store, story)
