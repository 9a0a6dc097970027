"""What an undo leaves as it is, and says so: who is in a project, what is gone, what is taken."""

from typing import Any
from uuid import UUID

import pytest

from tasklark.actions import records, sharing, trash, undo
from tasklark.domain.errors import Conflict
from tasklark.domain.labels import LABEL
from tasklark.domain.projects import PLACEMENT, PROJECT, SECTION
from tasklark.domain.tasks import TASK
from tasklark.domain.undoing import Reason
from tests.actions.people_at_work import Person, Town, in_town
from tests.conftest import Store


async def shared_project(town: Town) -> tuple[Person, Person, Any]:
    ada, bob = await town.person(), await town.person()
    home = await ada.makes(PROJECT, name="Home")
    town.share(home.id, ada, bob)
    return ada, bob, home


async def latest(who: Person) -> UUID:
    return (await undo.recent(who.door, 1))[0].batch_id


def test_whose_a_project_is_is_not_undone_and_the_answer_says_so(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        await ada.changes(PLACEMENT, home.id, is_favourite=True)
        favourite = await latest(ada)
        await ada.does(sharing.transfer, home.id, bob.caller.person_id)
        with pytest.raises(Conflict, match="Who is in a project"):
            await ada.does(undo.undo)
        await ada.does(undo.undo, favourite)
        where = "SELECT role, is_favourite FROM tasklark.placements WHERE owner_id = %s AND id = %s"
        assert town.run(where, ada.caller.account_id, home.id) == [("admin", False)]

    in_town(store, story)


def test_an_undo_without_an_id_never_reaches_past_what_can_not_be_undone(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        precious = await ada.task("Precious", project_id=home.id)
        await ada.does(sharing.remove, home.id, bob.caller.person_id)
        with pytest.raises(Conflict, match=f"{await latest(ada)}.*Who is in a project"):
            await ada.does(undo.undo)
        assert ("task", precious.id) in town.state(ada)
        town.share(home.id, ada, bob)
        await ada.changes(TASK, precious.id, title="Mine")
        await bob.changes(TASK, precious.id, title="Ours")
        with pytest.raises(Conflict, match="changed again later"):
            await ada.does(undo.undo)
        assert town.state(ada)["task", precious.id]["title"] == "Ours"

    in_town(store, story)


def test_an_undo_without_an_id_passes_over_what_lies_out_of_sight(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        own = await bob.task("Own")
        await bob.task("There", project_id=home.id)
        await ada.does(sharing.remove, home.id, bob.caller.person_id)
        assert (await bob.does(undo.undo)).deleted == 1
        assert ("task", own.id) not in town.state(bob)

    in_town(store, story)


def test_a_record_made_again_under_the_id_of_one_deleted_for_good_stays(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        first = await ada.task("First")
        batches = [await latest(ada)]
        await ada.deletes(TASK, first.id)
        await ada.restores(TASK, first.id)
        batches.append(await latest(ada))
        await ada.deletes(TASK, first.id)
        batches.append(await latest(ada))
        await ada.does(trash.delete_for_good, TASK, first.id)
        await ada.does(records.create, TASK, {"title": "Second"}, first.id)
        for batch_id in batches:
            with pytest.raises(Conflict, match="deleted for good"):
                await ada.does(undo.undo, batch_id)
        assert town.state(ada)["task", first.id]["title"] == "Second"

    in_town(store, story)


def test_one_field_that_does_not_fit_any_more_keeps_no_other(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        bobs = [str(bob.caller.person_id)]
        task = await ada.task("Milk", project_id=home.id, assignee_ids=bobs, priority="low")
        await ada.changes(TASK, task.id, assignee_ids=[], title="Oat milk", priority="high")
        await bob.does(sharing.leave, home.id)
        undone = await ada.does(undo.undo)
        now = town.state(ada)["task", task.id]
        assert (now["title"], now["priority"], now["assignee_ids"]) == ("Milk", "low", [])
        assert [(k.field, k.reason) for k in undone.kept] == [("assignee_ids", Reason.NOT_FITTING)]

    in_town(store, story)


def test_why_nothing_goes_back_is_told_as_it_is(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        bobs = [str(bob.caller.person_id)]
        task = await ada.task("Milk", project_id=home.id, assignee_ids=bobs)
        await ada.changes(TASK, task.id, assignee_ids=[])
        await bob.does(sharing.leave, home.id)
        with pytest.raises(Conflict, match="does not fit any more"):
            await ada.does(undo.undo)

    in_town(store, story)


def test_what_was_nested_since_follows_its_parent_back_to_the_section(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        home = await ada.makes(PROJECT, name="Home")
        section = await ada.makes(SECTION, project_id=str(home.id), name="Cake")
        cake = await ada.task("Cake", project_id=home.id)
        flour = await ada.task("Flour", parent_id=cake.id)
        await ada.changes(TASK, cake.id, section_id=section.id)
        moved = await latest(ada)
        eggs = await ada.task("Eggs", parent_id=cake.id)
        undone = await ada.does(undo.undo, moved)
        now = town.state(ada)
        assert [now["task", t.id]["section_id"] for t in (cake, flour, eggs)] == [None] * 3
        assert [now["task", t.id]["parent_id"] for t in (flour, eggs)] == [str(cake.id)] * 2
        await ada.does(undo.undo, undone.batch_id)
        now = town.state(ada)
        assert {now["task", t.id]["section_id"] for t in (cake, flour, eggs)} == {str(section.id)}

    in_town(store, story)


def test_a_label_does_not_get_a_name_back_that_is_taken_meanwhile(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        label = await ada.makes(LABEL, name="errand", color="red")
        task = await ada.task(labels=["errand"])
        await ada.changes(LABEL, label.id, name="way", color="sky")
        renamed = await latest(ada)
        await ada.makes(LABEL, name="Errand")
        undone = await ada.does(undo.undo, renamed)
        now = town.state(ada)["label", label.id]
        assert (now["name"], now["color"]) == ("way", "red")
        assert {each.reason for each in undone.kept} == {Reason.NOT_FITTING}
        assert {each.field for each in undone.kept} == {"name", "labels/errand", "labels/way"}
        assert town.state(ada)["task", task.id]["labels"] == ["way"]

    in_town(store, story)
