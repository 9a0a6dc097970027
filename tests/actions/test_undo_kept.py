"""What an undo leaves as it is, and says so: who is in a project, what is gone, what is taken."""

from typing import Any
from uuid import UUID

import pytest

from tasklark.actions import records, sharing, trash, undo
from tasklark.domain.errors import Conflict
from tasklark.domain.projects import PLACEMENT, PROJECT
from tasklark.domain.tasks import TASK
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
