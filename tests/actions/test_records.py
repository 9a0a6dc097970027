"""The verbs of all records: what may change, whose an id is, and what follows from a place."""

from uuid import UUID, uuid4

import pytest

from tasklark.actions import push, reading, records
from tasklark.actions.push import Mutation
from tasklark.domain import stamps
from tasklark.domain.comments import COMMENT
from tasklark.domain.errors import Conflict, Invalid, NotFound
from tasklark.domain.nouns import Noun
from tasklark.domain.projects import PROJECT, SECTION
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Person, Town, in_town
from tests.conftest import Store

HANGING = [(COMMENT, {"body": "a word"}), (REMINDER, {"minutes_before": 10})]
"""What can hang on a task, and what it says."""


@pytest.mark.parametrize(("noun", "fields"), HANGING)
def test_what_hangs_on_a_task_stays_with_it(
    store: Store, noun: Noun, fields: dict[str, object]
) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        task, other = await ada.task(), await ada.task()
        made = await ada.makes(noun, task_id=str(task.id), **fields)
        same = await ada.changes(noun, made.id, task_id=task.id)
        assert same == made
        with pytest.raises(Invalid, match="task_id"):
            await ada.changes(noun, made.id, task_id=other.id)

    in_town(store, story)


def test_of_a_push_only_the_change_that_moves_a_comment_is_refused(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        task, other = await ada.task(), await ada.task()
        said = await ada.makes(COMMENT, task_id=str(task.id), body="a word")
        now = stamps.at(said.created_at, "c1")
        told = await push.push(
            ada.door,
            "c1",
            [
                Mutation(1, "comment", "change", str(said.id), {"task_id": str(other.id)}, now),
                Mutation(2, "comment", "change", str(said.id), {"body": "another"}, now),
            ],
        )
        assert b'"n":1,"status":"refused"' in told
        assert b'"n":2,"status":"applied"' in told

    in_town(store, story)


async def hidden_section(town: Town) -> tuple[Person, UUID, UUID]:
    """Return a member of a project, the project, and the id of a section that they can't see."""
    ada, bob = await town.person(), await town.person()
    shared, private = await ada.makes(PROJECT, name="Ours"), await ada.makes(PROJECT, name="Mine")
    town.share(shared.id, ada, bob)
    hidden = await ada.makes(SECTION, project_id=str(private.id), name="Hidden")
    return bob, shared.id, hidden.id


def test_an_id_that_is_taken_out_of_sight_is_taken(store: Store) -> None:
    async def story(town: Town) -> None:
        bob, project_id, taken = await hidden_section(town)
        fields = {"project_id": str(project_id), "name": "Bob's"}
        with pytest.raises(Conflict) as refused:
            await bob.does(records.create, SECTION, fields, taken)
        assert refused.value.code == "section.id_taken"

    in_town(store, story)


def test_an_id_that_is_taken_out_of_sight_does_not_stop_a_push(store: Store) -> None:
    async def story(town: Town) -> None:
        bob, project_id, taken = await hidden_section(town)
        own = await bob.task()
        fields = {"project_id": str(project_id), "name": "Bob's"}
        now = stamps.at(own.created_at, "c1")
        told = await push.push(
            bob.door,
            "c1",
            [
                Mutation(1, "section", "create", str(taken), fields, now),
                Mutation(2, "task", "change", str(own.id), {"title": "told"}, now),
            ],
        )
        assert b'"n":1,"status":"refused","problem":{"code":"section.id_taken"' in told
        assert b'"n":2,"status":"applied"' in told

    in_town(store, story)


async def copied_section(town: Town) -> tuple[Person, Person, UUID, UUID, UUID]:
    """Return Ada, Bob, and a section of Bob's of which Eve has one with the same id.

    Both projects are shared with Ada. Gives also the ids of Bob's project and of Eve's.
    """
    ada, bob, eve = [await town.person() for _ in range(3)]
    his, hers = await bob.makes(PROJECT, name="Bob's"), await eve.makes(PROJECT, name="Eve's")
    town.share(hers.id, eve, ada)
    town.share(his.id, bob, ada)
    section = await bob.makes(SECTION, project_id=str(his.id), name="To do")
    fields = {"project_id": str(hers.id), "name": "To do"}
    await eve.does(records.create, SECTION, fields, section.id)
    return ada, bob, section.id, his.id, hers.id


def test_a_task_for_a_copied_section_goes_where_its_project_is_named(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, section_id, his, hers = await copied_section(town)
        for project_id in (his, hers):
            made = await ada.task(section_id=section_id, project_id=project_id)
            assert (made.project_id, made.section_id) == (project_id, section_id)
        with pytest.raises(Invalid, match="section_id"):
            await ada.task(section_id=section_id)
        assert (await bob.task(section_id=section_id)).project_id == his

    in_town(store, story)


def test_a_task_stays_in_its_project_when_its_section_has_a_copy(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, _, section_id, his, hers = await copied_section(town)
        for project_id in (his, hers):
            task = await ada.task(project_id=project_id)
            moved = await ada.changes(TASK, task.id, section_id=section_id)
            assert (moved.project_id, moved.section_id) == (project_id, section_id)
        elsewhere = await ada.task()
        with pytest.raises(Invalid, match="section_id"):
            await ada.changes(TASK, elsewhere.id, section_id=section_id)

    in_town(store, story)


def test_a_record_with_a_copy_is_changed_by_its_owner_and_by_nobody_who_could_mean_both(
    store: Store,
) -> None:
    async def story(town: Town) -> None:
        ada, bob, section_id, his, hers = await copied_section(town)
        with pytest.raises(Conflict) as refused:
            await ada.changes(SECTION, section_id, name="Renamed")
        assert refused.value.code == "section.ambiguous"
        assert (await bob.changes(SECTION, section_id, name="Renamed")).project_id == his
        names = town.run("SELECT name FROM tasklark.sections WHERE project_id = %s", hers)
        assert names == [("To do",)]
        with pytest.raises(NotFound):
            await reading.get(ada.door, SECTION, section_id)
        assert b"Renamed" in (await reading.get(bob.door, SECTION, section_id)).body

    in_town(store, story)


def test_a_sub_task_lies_in_the_section_of_its_parent(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        home = await ada.makes(PROJECT, name="Home")
        section = await ada.makes(SECTION, project_id=str(home.id), name="Shopping")
        cake = await ada.task("Cake", section_id=section.id)
        flour = await ada.task("Flour", parent_id=cake.id)
        assert flour.section_id == section.id

    in_town(store, story)


def test_a_sub_task_that_is_made_twice_is_made_once(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        home = await ada.makes(PROJECT, name="Home")
        section = await ada.makes(SECTION, project_id=str(home.id), name="Shopping")
        cake = await ada.task("Cake", section_id=section.id)
        fields, chosen = {"title": "Flour", "parent_id": str(cake.id)}, uuid4()
        made = await ada.does(records.create, TASK, fields, chosen)
        again = await ada.does(records.create, TASK, fields, chosen)
        assert (made.is_new, again.is_new) == (True, False)
        assert again.record == made.record

    in_town(store, story)
