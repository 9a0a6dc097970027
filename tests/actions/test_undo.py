"""Undo: what one did is taken back, step by step, and nobody's later edit is lost."""

import random
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tasklark.actions import records, tasks, undo
from tasklark.actions.unit_of_work import Work
from tasklark.domain.comments import COMMENT
from tasklark.domain.errors import Conflict, NotFound, TasklarkError
from tasklark.domain.labels import LABEL
from tasklark.domain.preferences import FILTER, SETTINGS
from tasklark.domain.projects import PROJECT, SECTION
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tasklark.domain.undoing import Reason
from tests.actions.people_at_work import Person, Town, in_town
from tests.conftest import Store

TITLES = ("Milk", "Bread", "Call the dentist", "Write to Ada")
CHANGES: list[dict[str, Any]] = [
    {"title": "Changed"},
    {"priority": "high"},
    {"priority": None},
    {"labels": ["errand"]},
    {"labels": ["errand", "home"]},
    {"labels": []},
    {"status": "done"},
    {"status": "todo"},
    {"status": "cancelled", "description": "Why not"},
    {"due_date": "2030-02-10", "deadline": "2030-03-01"},
    {"due_date": "2030-02-10T08:00:00Z", "time_zone": "Europe/Berlin"},
    {"due_date": None, "duration_minutes": 5},
]


class Clerk:
    """Somebody who does one random thing after the other."""

    def __init__(self, who: Person, seed: int) -> None:
        self.who, self.random = who, random.Random(seed)  # noqa: S311 - chance is wanted here
        self.made: dict[str, list[UUID]] = {}

    async def step(self) -> None:
        """Do something; what is refused was nothing."""
        often = [self.make, self.change]
        seldom = [self.place, self.tick, self.delete, self.restore, self.own]
        with suppress(TasklarkError):
            await self.random.choice([*often, *often, *seldom])()

    def some(self, noun: str) -> UUID:
        return self.random.choice(self.made.get(noun) or [uuid4()])

    async def make(self) -> None:
        noun = self.random.choice((TASK, TASK, TASK, SECTION, PROJECT, COMMENT, REMINDER))
        drafts: dict[str, dict[str, Any]] = {
            "task": {"title": self.random.choice(TITLES), **self.placed()},
            "section": {"project_id": str(self.some("project")), "name": "A part"},
            "project": {"name": "A project", "parent_id": self.maybe("project")},
            "comment": {"task_id": str(self.some("task")), "body": "Well"},
            "reminder": {"task_id": str(self.some("task")), "minutes_before": 5},
        }
        made = await self.who.makes(noun, **drafts[noun.name])
        self.made.setdefault(noun.name, []).append(made.id)

    def maybe(self, noun: str) -> str | None:
        return str(self.some(noun)) if self.random.random() < 0.4 and self.made.get(noun) else None

    def placed(self) -> dict[str, Any]:
        where = self.random.choice(("parent_id", "section_id", "project_id"))
        found = self.maybe({"parent_id": "task", "section_id": "section"}.get(where, "project"))
        return {where: found} if found else {}

    async def change(self) -> None:
        await self.who.changes(TASK, self.some("task"), **self.random.choice(CHANGES))

    async def place(self) -> None:
        await self.who.changes(TASK, self.some("task"), **self.placed())

    async def tick(self) -> None:
        await self.who.does(tasks.complete, self.some("task"))

    async def delete(self) -> None:
        noun = self.random.choice((TASK, TASK, SECTION, PROJECT, COMMENT))
        await self.who.deletes(noun, self.some(noun.name))

    async def restore(self) -> None:
        noun = self.random.choice((TASK, SECTION, PROJECT, COMMENT))
        await self.who.restores(noun, self.some(noun.name))

    async def own(self) -> None:
        what = self.random.randrange(4)
        if what == 0:
            made = await self.who.makes(LABEL, name=f"label {self.random.randrange(100)}")
            self.made.setdefault("label", []).append(made.id)
        elif what == 1:
            await self.who.changes(
                LABEL, self.some("label"), color=self.random.choice(["red", "sky"])
            )
        elif what == 2:
            made = await self.who.makes(FILTER, name="Soon", query="today")
            await self.who.deletes(FILTER, made.id)
        else:
            language = self.random.choice(["en", "de"])
            await self.who.changes(SETTINGS, self.who.caller.person_id, language=language)


def batches_of(town: Town, who: Person) -> int:
    query = "SELECT count(DISTINCT batch_id) FROM tasklark.changes WHERE actor_id = %s"
    return int(town.run(query, who.caller.account_id)[0][0])


async def steps(town: Town, clerk: Clerk, wanted: int) -> list[dict[Any, Any]]:
    """Do things until so many were done; return the states before the first and after each."""
    states, done = [town.state(clerk.who)], batches_of(town, clerk.who)
    while len(states) <= wanted:
        await clerk.step()
        now = batches_of(town, clerk.who)
        if now == done + 2:  # a filter, made and deleted
            states.append({})
        if now > done:
            states.append(town.state(clerk.who))
        done = now
    return states


@settings(max_examples=3, phases=[Phase.generate])
@given(st.integers(0, 10**6))
def test_fifty_steps_back_lead_to_the_beginning_through_every_state_and_forth_again(
    store: Store, seed: int
) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        states = await steps(town, Clerk(ada, seed), 50)
        undos = []
        for before in states[-2::-1]:
            undos.append(await ada.does(undo.undo))
            assert undos[-1].kept == []
            if before:
                assert town.state(ada) == before
        assert town.state(ada) == states[0]
        with pytest.raises(Conflict, match="nothing of yours left"):
            await ada.does(undo.undo)
        for after, taken in zip(states[1:], undos[::-1], strict=True):
            await ada.does(undo.undo, taken.batch_id)
            if after:
                assert town.state(ada) == after

    in_town(store, story)


async def shared_project(town: Town) -> tuple[Person, Person, Any]:
    ada, bob = await town.person(), await town.person()
    home = await ada.makes(PROJECT, name="Home")
    town.share(home.id, ada, bob)
    return ada, bob, home


def test_a_wrong_edit_of_many_tasks_is_one_step_back(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        made = [await ada.task(f"Task {n}", labels=["a"]) for n in range(40)]
        before = town.state(ada)

        async def all_wrong(work: Work) -> None:
            for task in made:
                await records.change(work, TASK, task.id, {"title": "Oops", "labels": ["b"]})
            for task in made[:10]:
                await records.delete(work, TASK, task.id)

        await ada.does(all_wrong)
        undone = await ada.does(undo.undo)
        assert (undone.changed, undone.restored, undone.kept) == (40, 10, [])
        assert town.state(ada) == before

    in_town(store, story)


def test_what_somebody_else_changed_since_stays_and_is_told(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        task = await ada.task("Milk", project_id=home.id, priority="low", labels=["a"])
        changes = {"title": "Oat milk", "priority": "high", "labels": ["a", "b", "c"]}
        await ada.changes(TASK, task.id, **changes)
        await bob.changes(TASK, task.id, title="Rice milk", labels=["b", "d"])
        undone = await ada.does(undo.undo)
        now = town.state(ada)["task", task.id]
        assert (now["title"], now["priority"], now["labels"]) == ("Rice milk", "low", ["d"])
        assert {(kept.field, kept.reason) for kept in undone.kept} == {
            ("title", Reason.CHANGED_LATER),
        }
        await bob.does(undo.undo)
        now = town.state(ada)["task", task.id]
        assert (now["title"], now["labels"]) == ("Oat milk", ["a", "c"])

    in_town(store, story)


def test_what_one_made_stays_when_somebody_else_has_added_to_it(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        section = await ada.makes(SECTION, project_id=str(home.id), name="Cake")
        first = await ada.task("Flour", section_id=section.id)
        second = await ada.task("Sugar", section_id=section.id)
        await bob.task("Wheat", parent_id=first.id)
        await bob.makes(COMMENT, task_id=str(second.id), body="Brown!")
        third = await ada.task("Eggs", section_id=section.id)
        skipped = await ada.does(undo.undo)
        assert (skipped.deleted, town.in_trash(ada)) == (1, {third.id: None})
        found = await undo.recent(ada.door, 50)
        (batch,) = [b for b in found if b.changes[0]["id"] == str(second.id)]
        with pytest.raises(Conflict, match="there is nothing to take back"):
            await ada.does(undo.undo, batch.batch_id)
        assert town.in_trash(ada) == {third.id: None}

    in_town(store, story)


def test_an_undo_goes_where_one_has_still_a_right_to_write_and_no_further(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        task = await ada.task("Milk", project_id=home.id)
        await bob.changes(TASK, task.id, title="Oat milk")
        (batch,) = await undo.recent(bob.door, 10)
        with pytest.raises(NotFound):
            await ada.does(undo.undo, batch.batch_id)
        role = "UPDATE tasklark.{} SET role = 'viewer' WHERE {} = %s"
        town.run(role.format("placements", "owner_id"), bob.caller.account_id)
        town.run(role.format("members", "account_id"), bob.caller.account_id)
        with pytest.raises(Conflict):
            await bob.does(undo.undo, batch.batch_id)
        town.run("DELETE FROM tasklark.placements WHERE owner_id = %s AND id = %s",
                 bob.caller.account_id, home.id)  # fmt: skip
        with pytest.raises(NotFound):
            await bob.does(undo.undo, batch.batch_id)
        assert town.state(ada)["task", task.id]["title"] == "Oat milk"

    in_town(store, story)


def test_an_undo_is_undone_by_its_id_and_no_batch_twice(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        task = await ada.task("Milk")
        await ada.changes(TASK, task.id, title="Oat milk")
        latest = (await undo.recent(ada.door, 1))[0]
        undone = await ada.does(undo.undo, latest.batch_id)
        with pytest.raises(Conflict, match="undone already"):
            await ada.does(undo.undo, latest.batch_id)
        shown = {b.batch_id: b for b in await undo.recent(ada.door, 10)}
        assert shown[latest.batch_id].undone_by == undone.batch_id
        assert shown[undone.batch_id].undoes == latest.batch_id
        again = await ada.does(undo.undo, undone.batch_id)
        assert town.state(ada)["task", task.id]["title"] == "Oat milk"
        shown = {b.batch_id: b for b in await undo.recent(ada.door, 10)}
        assert shown[latest.batch_id].undone_by is None
        assert shown[undone.batch_id].undone_by == again.batch_id
        assert (await ada.does(undo.undo)).undoes == latest.batch_id
        with pytest.raises(NotFound):
            await ada.does(undo.undo, uuid4())

    in_town(store, story)


def test_a_task_that_moved_to_another_project_moves_back_with_all_it_had(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await shared_project(town)
        section = await ada.makes(SECTION, project_id=str(home.id), name="Cake")
        cake = await ada.task("Cake", section_id=section.id)
        flour = await ada.task("Flour", parent_id=cake.id, assignee_ids=[str(bob.caller.person_id)])
        wheat = await ada.task("Wheat", parent_id=flour.id)
        await ada.makes(COMMENT, task_id=str(wheat.id), body="Well")
        before = town.state(ada)
        await ada.changes(TASK, flour.id, project_id=ada.caller.inbox_id)
        moved = town.state(ada)
        assert moved["task", wheat.id]["project_id"] == str(ada.caller.inbox_id)
        undone = await ada.does(undo.undo)
        assert undone.kept == []
        assert town.state(ada) == before
        await ada.does(undo.undo, undone.batch_id)
        assert town.state(ada) == moved
        assert town.in_trash(ada) == {}

    in_town(store, story)


def test_ten_thousand_tasks_that_were_deleted_come_back_by_undo(
    store: Store, record_property: Any
) -> None:
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
        await ada.deletes(PROJECT, home.id)
        batch_id = None
        for name in ("undo", "redo", "undo again"):
            began = time.perf_counter()
            batch_id = (await ada.does(undo.undo, batch_id)).batch_id
            record_property(name, round(time.perf_counter() - began, 2))
        assert town.in_trash(ada) == {}
        assert (await undo.recent(ada.door, 50))[0].records == 1_000

    in_town(store, story)


def test_an_undo_works_after_a_restart(store: Store) -> None:
    kept: dict[str, Any] = {}

    async def story(town: Town) -> None:
        ada = await town.person()
        task = await ada.task("Milk")
        await ada.changes(TASK, task.id, title="Oops")
        kept.update(ada=ada, task=task)

    in_town(store, story)
    caller = kept["ada"].caller
    program = f"""
import asyncio
from uuid import UUID
from tasklark.actions import undo
from tasklark.actions.unit_of_work import Door, perform
from tasklark.domain.access import Caller
from tasklark.storage.engine import Database

async def main():
    database = Database({store.app!r}, 2)
    await database.open()
    caller = Caller({caller.account_id}, {caller.user_id!r}, UUID({str(caller.inbox_id)!r}),
        UUID({str(caller.person_id)!r}))
    await perform(Door(database, caller, "rest"), undo.undo)
    await database.close()

asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)

    async def after(town: Town) -> None:
        assert town.state(kept["ada"])["task", kept["task"].id]["title"] == "Milk"

    in_town(store, after)
