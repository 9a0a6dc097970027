"""Undo of batches that moved something and did more: all goes back, or it is said what does not."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from tasklark.actions import records, trash, undo
from tasklark.actions.unit_of_work import Work
from tasklark.domain.comments import COMMENT
from tasklark.domain.errors import Conflict
from tasklark.domain.projects import PROJECT
from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Person, Town, in_town
from tests.conftest import Store

Changes = list[tuple[UUID, Mapping[str, Any]]]


async def at_once(who: Person, changes: Changes) -> None:
    """Change tasks within one batch."""

    async def all_of_it(work: Work) -> None:
        for task_id, fields in changes:
            await records.change(work, TASK, task_id, fields)

    await who.does(all_of_it)


def living(town: Town, who: Person) -> dict[Any, Any]:
    """Return the state but for comments, which keep to their task, be it in the trash."""
    return {key: value for key, value in town.state(who).items() if key[0] != "comment"}


async def projects(who: Person) -> list[str]:
    return [str((await who.makes(PROJECT, name=name)).id) for name in "abc"]


def test_what_came_out_of_what_it_moved_with_is_told_when_it_stays(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        here, there, _ = await projects(ada)
        cake = await ada.task(project_id=here)
        flour = await ada.task(parent_id=cake.id)
        await at_once(ada, [(cake.id, {"project_id": there}), (flour.id, {"parent_id": None})])
        undone = await ada.does(undo.undo)
        assert town.state(ada)["task", cake.id]["project_id"] == here
        assert [(kept.record_id, kept.reason) for kept in undone.kept] == [(flour.id, "gone")]

    in_town(store, story)


def test_what_went_through_several_projects_stays_and_is_told(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        here, there, beyond = await projects(ada)
        for last in (beyond, here):
            task = await ada.task(project_id=here)
            await at_once(ada, [(task.id, {"project_id": each}) for each in (there, last)])
            with pytest.raises(Conflict, match="does not fit any more"):
                await ada.does(undo.undo)
            assert town.state(ada)["task", task.id]["project_id"] == last

    in_town(store, story)


def test_what_was_made_and_moved_at_once_goes_to_the_trash_and_back(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        here, there, _ = await projects(ada)
        cake = await ada.task(project_id=here)
        before = living(town, ada)

        async def several(work: Work) -> None:
            inside = await records.create(work, TASK, {"title": "x", "parent_id": str(cake.id)})
            alone = await records.create(work, TASK, {"title": "y", "project_id": here})
            await records.create(work, COMMENT, {"task_id": str(inside.record.id), "body": "z"})
            for task_id in (cake.id, alone.record.id):
                await records.change(work, TASK, task_id, {"project_id": there})

        await ada.does(several)
        after = living(town, ada)
        undone = await ada.does(undo.undo)
        assert (undone.kept, living(town, ada)) == ([], before)
        await ada.does(undo.undo, undone.batch_id)
        assert living(town, ada) == after

    in_town(store, story)


def test_what_was_restored_and_moved_at_once_lies_in_the_trash_again(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        here, there, _ = await projects(ada)
        task = await ada.task("x", project_id=here)
        await ada.deletes(TASK, task.id)

        async def both(work: Work) -> None:
            await trash.restore(work, TASK, task.id)
            await records.change(work, TASK, task.id, {"project_id": there, "title": "y"})

        await ada.does(both)
        undone = await ada.does(undo.undo)
        assert (undone.kept, undone.deleted) == ([], 1)
        assert (await ada.restores(TASK, task.id)).record.project_id == UUID(here)
        assert town.state(ada)["task", task.id]["title"] == "x"

    in_town(store, story)


def test_a_comment_that_was_changed_as_its_task_moved_goes_back_as_well(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        here, there, _ = await projects(ada)
        task = await ada.task(project_id=here)
        comment = await ada.makes(COMMENT, task_id=str(task.id), body="Well")
        before = town.state(ada)

        async def both(work: Work) -> None:
            await records.change(work, TASK, task.id, {"project_id": there})
            await records.change(work, COMMENT, comment.id, {"body": "Ill"})

        await ada.does(both)
        undone = await ada.does(undo.undo)
        assert (undone.kept, town.state(ada)) == ([], before)

    in_town(store, story)


def test_what_was_moved_and_deleted_at_once_is_back_where_it_was(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        here, there, _ = await projects(ada)
        task = await ada.task(project_id=here)
        before = town.state(ada)

        async def both(work: Work) -> None:
            await records.change(work, TASK, task.id, {"project_id": there})
            await records.delete(work, TASK, task.id)

        await ada.does(both)
        undone = await ada.does(undo.undo)
        assert (undone.kept, town.state(ada)) == ([], before)

    in_town(store, story)


def test_what_was_moved_and_reworded_at_once_says_again_what_it_said(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        away = await ada.makes(PROJECT, name="Away")
        task = await ada.task("Rake", description="by hand", labels=["old", "kept"])
        before = town.state(ada)
        said = {"title": "Dig", "description": None, "labels": ["kept", "new"], "priority": "high"}
        await ada.changes(TASK, task.id, project_id=away.id, **said)
        after = town.state(ada)
        undone = await ada.does(undo.undo)
        assert (undone.kept, town.state(ada)) == ([], before)
        await ada.does(undo.undo, undone.batch_id)
        assert town.state(ada) == after

    in_town(store, story)
