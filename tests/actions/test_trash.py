"""The trash: what goes along, what comes back, and what is gone for good after thirty days."""

import time
from typing import Any
from uuid import UUID, uuid4

import pytest

from tasklark.actions import health, records, trash
from tasklark.domain.comments import COMMENT
from tasklark.domain.errors import Conflict, Forbidden, NotFound
from tasklark.domain.labels import LABEL
from tasklark.domain.projects import PROJECT, SECTION
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Person, Town, in_town
from tests.conftest import Store


async def family(ada: Person) -> dict[str, Any]:
    """Give a project with a section, tasks three deep, a comment, a reminder and a nested one."""
    home = await ada.makes(PROJECT, name="Home")
    garden = await ada.makes(PROJECT, name="Garden", parent_id=str(home.id))
    shopping = await ada.makes(SECTION, project_id=str(home.id), name="Shopping")
    cake = await ada.task("Cake", section_id=shopping.id, labels=["sweet"])
    flour = await ada.task("Flour", parent_id=cake.id)
    wheat = await ada.task("Wheat", parent_id=flour.id)
    beside = await ada.task("Beside", project_id=home.id)
    beds = await ada.task("Beds", project_id=garden.id)
    said = await ada.makes(COMMENT, task_id=str(flour.id), body="White or brown?")
    told = await ada.makes(REMINDER, task_id=str(flour.id), minutes_before=10)
    return locals() | {"ada": ada}


def test_a_task_takes_its_sub_tasks_along_and_comes_back_with_them(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        made = await family(ada)
        before = town.state(ada)
        cake, flour, wheat = (made[name].id for name in ("cake", "flour", "wheat"))
        await ada.deletes(TASK, cake)
        assert town.in_trash(ada) == {cake: None, flour: cake, wheat: cake}
        assert (await ada.restores(TASK, cake)).number == 3
        assert town.state(ada) == before
        assert town.in_trash(ada) == {}

    in_town(store, story)


def test_a_section_takes_its_tasks_along_at_all_depths(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        made = await family(ada)
        before, section = town.state(ada), made["shopping"].id
        await ada.deletes(SECTION, section)
        along = dict.fromkeys((made[n].id for n in ("cake", "flour", "wheat")), section)
        assert town.in_trash(ada) == {section: None, **along}
        assert (await ada.restores(SECTION, section)).number == 4
        assert town.state(ada) == before

    in_town(store, story)


def test_a_project_takes_all_along_and_what_was_deleted_before_stays_in_the_trash(
    store: Store,
) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        made = await family(ada)
        await ada.deletes(TASK, made["beside"].id)
        before, home = town.state(ada), made["home"].id
        await ada.deletes(PROJECT, home)
        trashed = town.in_trash(ada)
        assert trashed.pop(made["beside"].id) is None
        assert trashed.pop(home) is None
        names = ("garden", "shopping", "cake", "flour", "wheat", "beds")
        assert trashed == dict.fromkeys((made[n].id for n in names), home)
        assert (await ada.restores(PROJECT, home)).number == 7
        assert town.state(ada) == before
        assert town.in_trash(ada) == {made["beside"].id: None}

    in_town(store, story)


def test_each_record_of_a_deletion_has_a_number_of_its_own_in_the_log(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        made = await family(ada)
        home = made["home"].id
        (last,) = town.run("SELECT change_number FROM tasklark.scopes WHERE id = %s", home)[0]
        await ada.deletes(SECTION, made["shopping"].id)
        rows = [row for row in town.log(home) if row[0] > last]
        assert [row[0] for row in rows] == list(range(last + 1, last + 5))
        assert rows[0][2] == made["shopping"].id
        assert {(row[1], row[3], row[4]) for row in rows} == {
            ("section", "deleted_at", None),
            ("task", "deleted_at", None),
        }
        assert len({row[5] for row in rows}) == 1
        await ada.restores(SECTION, made["shopping"].id)
        back = [row for row in town.log(home) if row[0] > last + 4]
        assert {row[4] for row in back} == {row[5] for row in rows}
        assert {row[5] for row in back} == {None}
        assert town.run("SELECT change_number FROM tasklark.scopes WHERE id = %s", home) == [
            (back[-1][0],)
        ]

    in_town(store, story)


def test_a_task_whose_parent_or_section_is_gone_comes_back_to_the_top_level(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        made = await family(ada)
        cake, flour, wheat = (made[name].id for name in ("cake", "flour", "wheat"))
        await ada.deletes(SECTION, made["shopping"].id)
        back = await ada.restores(TASK, flour)
        assert (back.record.parent_id, back.record.section_id) == (None, None)
        assert back.is_loose
        assert back.number == 2
        living = town.state(ada)
        assert living["task", wheat]["parent_id"] == str(flour)
        assert living["task", wheat]["section_id"] is None
        assert town.in_trash(ada) == {made["shopping"].id: None, cake: made["shopping"].id}
        assert (await ada.restores(SECTION, made["shopping"].id)).number == 2

    in_town(store, story)


def test_a_task_of_a_project_in_the_trash_is_refused_with_a_clear_word(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        made = await family(ada)
        await ada.deletes(TASK, made["beside"].id)
        await ada.deletes(PROJECT, made["home"].id)
        with pytest.raises(Conflict, match="restore the project first"):
            await ada.restores(TASK, made["beside"].id)
        garden = await ada.restores(PROJECT, made["garden"].id)
        assert (garden.number, garden.record.parent_id) == (2, None)

    in_town(store, story)


def test_a_comment_comes_back_by_itself_but_not_without_its_task(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        made = await family(ada)
        await ada.deletes(COMMENT, made["said"].id)
        await ada.deletes(TASK, made["flour"].id)
        with pytest.raises(Conflict, match="restore the task first"):
            await ada.restores(COMMENT, made["said"].id)
        await ada.restores(TASK, made["flour"].id)
        assert (await ada.restores(COMMENT, made["said"].id)).number == 1

    in_town(store, story)


def test_what_somebody_took_back_is_told_to_them_and_to_admins_only(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, eve = [await town.person() for _ in range(3)]
        home = await ada.makes(PROJECT, name="Home")
        town.share(home.id, ada, bob, "commenter")
        town.share(home.id, ada, eve, "editor")
        task = await ada.task(project_id=home.id)
        said = await bob.makes(COMMENT, task_id=str(task.id), body="I regret this")
        await bob.deletes(COMMENT, said.id)
        for person, sees in ((ada, 1), (bob, 1), (eve, 0)):
            assert len((await trash.page(person.door, home.id, 10)).entries) == sees

    in_town(store, story)


def test_emptying_leaves_the_comments_of_others_to_them_and_to_admins(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, eve = [await town.person() for _ in range(3)]
        home = await ada.makes(PROJECT, name="Home")
        for person in (bob, eve):
            town.share(home.id, ada, person)
        task = await ada.task(project_id=home.id)
        for person in (bob, eve):
            said = await person.makes(COMMENT, task_id=str(task.id), body="I regret this")
            await person.deletes(COMMENT, said.id)
        assert await eve.does(trash.empty, home.id) == 1
        assert len((await trash.page(bob.door, home.id, 10)).entries) == 1
        assert await ada.does(trash.empty, home.id) == 1
        assert town.in_trash(ada) == {}

    in_town(store, story)


def test_a_label_whose_name_was_given_again_is_refused(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        first = await ada.makes(LABEL, name="errand")
        await ada.deletes(LABEL, first.id)
        await ada.makes(LABEL, name="Errand")
        with pytest.raises(Conflict, match="has this name"):
            await ada.restores(LABEL, first.id)

    in_town(store, story)


def test_restoring_what_is_not_in_the_trash_does_nothing(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        task = await ada.task()
        log = town.log(ada.caller.inbox_id)
        assert (await ada.restores(TASK, task.id)).number == 0
        assert town.log(ada.caller.inbox_id) == log
        with pytest.raises(NotFound):
            await ada.restores(TASK, uuid4())

    in_town(store, story)


def test_after_29_days_it_comes_back_whole_and_after_31_it_is_gone(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        made = await family(ada)
        before, cake = town.state(ada), made["cake"].id
        await ada.deletes(TASK, cake)
        town.ago(29, ada)
        await health.purge(town.database)
        assert (await ada.restores(TASK, cake)).number == 3
        assert town.state(ada) == before

        await ada.deletes(TASK, cake)
        town.ago(31, ada)
        with pytest.raises(NotFound):
            await ada.restores(TASK, cake)
        await health.purge(town.database)
        assert await health.purge(town.database) == 0
        gone = [made[n].id for n in ("cake", "flour", "wheat", "said", "told")]
        for record_id in gone:
            for table in ("tasks", "comments", "reminders", "directory"):
                key = "key" if table == "directory" else "id"
                query = f"SELECT 1 FROM tasklark.{table} WHERE {key} = %s"  # noqa: S608 - names of our tables
                assert town.run(query, record_id) == []
        rest = {k: v for k, v in before.items() if k[1] not in gone}
        assert town.state(ada) == rest
        log = [row for row in town.log(made["home"].id) if row[2] in gone]
        assert {row[4] for row in log} == {None}
        assert {row[5] for row in log} == {None}
        tombs = log[-len(gone) :]
        assert {row[2] for row in tombs} == set(gone)
        assert {row[3] for row in tombs} == {"*"}
        numbers = [row[0] for row in tombs]
        assert numbers == list(range(numbers[0], numbers[0] + len(gone)))

    in_town(store, story)


def test_a_project_is_gone_after_31_days_with_all_its_traces_but_tombstones(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        made = await family(ada)
        home, garden = made["home"].id, made["garden"].id
        town.share(home, ada, bob)
        total = "SELECT sum(change_number) FROM tasklark.scopes WHERE owner_id = %s"
        await ada.deletes(PROJECT, home)
        ((before,),) = town.run(total, ada.caller.account_id)
        town.ago(31, ada)
        await health.purge(town.database)
        for table in ("projects", "tasks", "sections", "members", "placements", "scopes"):
            column = "project_id" if table in {"tasks", "sections", "members"} else "id"
            query = f"SELECT 1 FROM tasklark.{table} WHERE {column} IN (%s, %s)"  # noqa: S608 - names of our tables
            assert town.run(query, home, garden) == [], table
        assert town.log(home) == town.log(garden) == []
        ((after,),) = town.run(total, ada.caller.account_id)
        assert after > before
        for person, projects in ((ada, {home, garden}), (bob, {home})):
            rows = town.log(person.caller.person_id)[-len(projects) :]
            assert {(row[1], row[2], row[3]) for row in rows} == {
                ("placement", project, "*") for project in projects
            }
            ((number,),) = town.run(
                "SELECT change_number FROM tasklark.scopes WHERE id = %s", person.caller.person_id
            )
            assert number >= rows[-1][0]

    in_town(store, story)


async def listed(who: Person, project_id: UUID | None = None, limit: int = 50) -> list[str]:
    found, place = [], None
    while True:
        page = await trash.page(who.door, project_id, limit, place)
        found += [entry.decode() for entry in page.entries]
        place = page.next_place
        if place is None:
            return found


def test_the_trash_is_listed_newest_first_in_pages_for_all_who_may_see_it(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, eve = [await town.person() for _ in range(3)]
        made = await family(ada)
        town.share(made["home"].id, ada, bob, "viewer")
        other = await ada.task("Private")
        for noun, record in ((TASK, other), (TASK, made["beside"]), (SECTION, made["shopping"])):
            await ada.deletes(noun, record.id)
        titles = ["Shopping", "Beside", "Private"]
        for limit in (1, 2, 50):
            found = await listed(ada, limit=limit)
            assert [next(t for t in titles if t in entry) for entry in found] == titles
        assert '"tasks_along" : 3' in found[0]
        assert len(await listed(bob)) == len(await listed(ada, made["home"].id)) == 2
        assert await listed(bob, ada.caller.inbox_id) == await listed(eve) == []

    in_town(store, story)


def test_what_is_deleted_for_good_is_gone_at_once_and_only_for_who_may(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, eve = [await town.person() for _ in range(3)]
        made = await family(ada)
        home = made["home"].id
        town.share(home, ada, bob, "editor")
        town.share(home, ada, eve, "viewer")
        await bob.deletes(SECTION, made["shopping"].id)
        await bob.deletes(TASK, made["beside"].id)
        for who, what, refusal in (
            (eve, made["shopping"].id, Forbidden),
            (bob, made["shopping"].id, None),
            (bob, made["shopping"].id, NotFound),
        ):
            if refusal:
                with pytest.raises(refusal):
                    await who.does(trash.delete_for_good, SECTION, what)
            else:
                assert await who.does(trash.delete_for_good, SECTION, what) == 6
        with pytest.raises(NotFound):
            await ada.does(trash.delete_for_good, TASK, made["beds"].id)
        with pytest.raises(Forbidden):
            await eve.does(trash.empty, home)
        assert town.in_trash(ada) == {made["beside"].id: None}
        assert await bob.does(trash.empty, home) == 1
        await ada.deletes(PROJECT, home)
        assert await ada.does(trash.empty) > 0
        assert town.in_trash(ada) == {}
        assert ("project", home) not in town.state(ada)

    in_town(store, story)


def test_ten_thousand_tasks_go_and_come_back(store: Store, record_property: Any) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        home = await ada.makes(PROJECT, name="Big")
        town.run(
            "INSERT INTO tasklark.tasks (owner_id, id, project_id, title, title_key, completed,"
            " due_sort_at, created_at, updated_at, position, links) SELECT %s, gen_random_uuid(),"
            " %s, 'x', 'x', false, 'infinity', now(), now(), 'a0', '[]'"
            " FROM generate_series(1, 10000)",
            ada.caller.account_id,
            home.id,
        )
        town.run("ANALYZE tasklark.tasks")  # as a server does by itself after a while
        for name, action in (("delete", records.delete), ("restore", trash.restore)):
            began = time.perf_counter()
            await ada.does(action, PROJECT, home.id)
            record_property(name, round(time.perf_counter() - began, 2))
        ((number,),) = town.run(
            "SELECT max(number) FROM tasklark.changes WHERE scope_id=%s", home.id
        )
        assert number > 20_000
        assert town.in_trash(ada) == {}

    in_town(store, story)
