"""What a record refers to: there, seen, and in no circle, also when two change it at once."""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest

from tasklark.actions import records, references, sharing
from tasklark.domain.comments import COMMENT
from tasklark.domain.errors import Invalid
from tasklark.domain.projects import PROJECT
from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Person, Town, in_town
from tests.conftest import Store


async def with_one_who_left(town: Town) -> tuple[Person, Person, UUID]:
    """Return two people, one of whom has just left the project that the other owns."""
    ada, bob = await town.person(), await town.person()
    home = await ada.makes(PROJECT, name="Home")
    town.share(home.id, ada, bob)
    return ada, bob, home.id


def test_who_left_does_not_keep_others_from_joining_a_task(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await with_one_who_left(town)
        who = bob.caller.person_id
        done = await ada.task(project_id=home, assignee_ids=[str(who)], completed=True)
        await ada.does(sharing.remove, home, who)
        joined = {f"assignee_ids/{ada.caller.person_id}": True}
        changed = await ada.does(records.change, TASK, done.id, joined)
        assert set(changed.record.assignee_ids) == {who, ada.caller.person_id}
        with pytest.raises(Invalid, match="assignee_ids"):
            await ada.task(project_id=home, assignee_ids=[str(who)])

    in_town(store, story)


def test_a_comment_that_mentions_who_left_can_be_edited(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, home = await with_one_who_left(town)
        mention = f"@[Bob](person:{bob.caller.person_id})"
        task = await ada.task(project_id=home)
        said = await ada.makes(COMMENT, task_id=str(task.id), body=f"{mention} hello")
        await ada.does(sharing.remove, home, bob.caller.person_id)
        edited = await ada.changes(COMMENT, said.id, body=f"{mention} Hello!")
        assert edited.body == f"{mention} Hello!"
        with pytest.raises(Invalid, match="body"):
            await ada.makes(COMMENT, task_id=str(task.id), body=mention)

    in_town(store, story)


def test_a_comment_follows_a_task_that_moves_while_it_is_made(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        garden = await ada.makes(PROJECT, name="Garden")
        task = await ada.task()
        told = references.project_of_new
        moved: list[Any] = []

        async def moved_meanwhile(work: Any, noun: Any, values: Any) -> UUID:
            found = await told(work, noun, values)
            if noun is COMMENT and not moved:
                moved.append(await ada.changes(TASK, task.id, project_id=garden.id))
            return found

        monkeypatch.setattr(references, "project_of_new", moved_meanwhile)
        said = await ada.makes(COMMENT, task_id=str(task.id), body="a word")
        assert said.project_id == garden.id

    in_town(store, story)


def test_a_comment_on_a_task_that_goes_into_the_trash_meanwhile_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        task = await ada.task()
        told = references.project_of_new

        async def gone_meanwhile(work: Any, noun: Any, values: Any) -> UUID:
            found = await told(work, noun, values)
            await ada.deletes(TASK, task.id)
            return found

        monkeypatch.setattr(references, "project_of_new", gone_meanwhile)
        with pytest.raises(Invalid, match="task_id"):
            await ada.makes(COMMENT, task_id=str(task.id), body="a word")

    in_town(store, story)


def both_at_once(monkeypatch: pytest.MonkeyPatch, check: str) -> None:
    """Have two checks each wait until the other has looked, if it ever does."""
    judge, both = getattr(references, check), asyncio.Barrier(2)

    async def slow(*args: Any) -> None:
        await judge(*args)
        # The other one waits for what this one has locked, as it should.
        with suppress(TimeoutError, asyncio.BrokenBarrierError):
            await asyncio.wait_for(both.wait(), 0.5)

    monkeypatch.setattr(references, check, slow)


def test_two_projects_nested_in_each_other_at_once_make_no_circle(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        x, y = await ada.makes(PROJECT, name="x"), await ada.makes(PROJECT, name="y")
        both_at_once(monkeypatch, "_check_parent_project")
        outcomes = await asyncio.gather(
            ada.changes(PROJECT, x.id, parent_id=y.id),
            ada.changes(PROJECT, y.id, parent_id=x.id),
            return_exceptions=True,
        )
        assert [type(each) for each in outcomes if isinstance(each, Exception)] == [Invalid]

    in_town(store, story)


def test_two_tasks_of_two_projects_that_wait_for_each_other_at_once_make_no_circle(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        x, y = await ada.makes(PROJECT, name="x"), await ada.makes(PROJECT, name="y")
        first, second = await ada.task(project_id=x.id), await ada.task(project_id=y.id)
        both_at_once(monkeypatch, "_check_blockers")
        outcomes = await asyncio.gather(
            ada.changes(TASK, first.id, blocked_by=[str(second.id)]),
            ada.changes(TASK, second.id, blocked_by=[str(first.id)]),
            return_exceptions=True,
        )
        assert [type(each) for each in outcomes if isinstance(each, Exception)] == [Invalid]

    in_town(store, story)


def test_a_circle_through_a_project_that_one_cannot_see_is_refused(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        outer = await ada.makes(PROJECT, name="outer")
        hidden = await ada.makes(PROJECT, name="hidden", parent_id=str(outer.id))
        inner = await ada.makes(PROJECT, name="inner", parent_id=str(hidden.id))
        unseen = await ada.makes(PROJECT, name="unseen")
        for project in (outer, inner):
            town.share(project.id, ada, bob, "admin")
        with pytest.raises(Invalid, match="inside itself"):
            await bob.changes(PROJECT, outer.id, parent_id=inner.id)
        with pytest.raises(Invalid, match="names no project"):
            await bob.changes(PROJECT, inner.id, parent_id=unseen.id)
        assert (await bob.changes(PROJECT, inner.id, parent_id=outer.id)).parent_id == outer.id

    in_town(store, story)


def test_a_wait_through_a_task_that_one_cannot_see_is_no_way_round(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        ours, mine = await ada.makes(PROJECT, name="ours"), await ada.makes(PROJECT, name="mine")
        town.share(ours.id, ada, bob)
        first, last = await ada.task(project_id=ours.id), await ada.task(project_id=ours.id)
        hidden = await ada.task(project_id=mine.id, blocked_by=[str(first.id)])
        await ada.changes(TASK, last.id, blocked_by=[str(hidden.id)])
        with pytest.raises(Invalid, match="wait for itself"):
            await bob.changes(TASK, first.id, blocked_by=[str(last.id)])

    in_town(store, story)


async def chain(ada: Person, noun: Any, length: int) -> list[Any]:
    """Return records each nested in the one before."""
    made: list[Any] = []
    for n in range(length):
        above = {"parent_id": str(made[-1].id)} if made else {}
        name = {"title" if noun is TASK else "name": str(n)}
        made.append(await ada.makes(noun, **name, **above))
    return made


@pytest.mark.parametrize("noun", [TASK, PROJECT])
def test_the_depth_of_what_is_attached_counts(
    store: Store, noun: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(references, "DEPTH_MAX", 5)

    async def story(town: Town) -> None:
        ada = await town.person()
        upper, lower = await chain(ada, noun, 3), await chain(ada, noun, 3)
        with pytest.raises(Invalid, match="nested"):
            await ada.changes(noun, lower[0].id, parent_id=upper[2].id)
        fits = await ada.changes(noun, lower[0].id, parent_id=upper[1].id)
        assert fits.parent_id == upper[1].id
        name = {"title": "one more"} if noun is TASK else {"name": "one more"}
        with pytest.raises(Invalid, match="nested"):
            await ada.makes(noun, **name, parent_id=str(lower[2].id))

    in_town(store, story)
