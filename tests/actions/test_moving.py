"""Moving: what hangs together stays together, and both logs tell it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from tasklark.actions import records
from tasklark.domain.access import Role
from tasklark.domain.comments import COMMENT
from tasklark.domain.errors import Forbidden, Invalid, NotFound
from tasklark.domain.nouns import Noun
from tasklark.domain.projects import PROJECT, SECTION
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tests.actions.neighbours import Street, on_street
from tests.conftest import Store

EDITOR, VIEWER = Role.EDITOR, Role.VIEWER


async def make(street: Street, who: str, noun: Noun, **fields: Any) -> UUID:
    made = await street.act(who, records.create, noun, fields)
    found: UUID = made.record.id
    return found


async def change(street: Street, who: str, noun: Noun, record_id: UUID, **fields: Any) -> Any:
    given = {name: str(v) if isinstance(v, UUID) else v for name, v in fields.items()}
    return (await street.act(who, records.change, noun, record_id, given)).record


async def family(street: Street, who: str = "owner", **fields: Any) -> list[UUID]:
    """Make a task with a sub-task, that one's sub-task, and a comment and a reminder on it."""
    top = await street.task(who, **fields)
    middle = await street.task(who, parent_id=str(top), project_id=None)
    low = await street.task(who, parent_id=str(middle), project_id=None)
    comment = await make(street, who, COMMENT, task_id=str(low), body="deep")
    reminder = await make(street, who, REMINDER, task_id=str(low), minutes_before=5)
    return [top, middle, low, comment, reminder]


_WHOLE = ("task", "*")
KINDS = (TASK, TASK, TASK, COMMENT, REMINDER)


async def where(street: Street, who: str, owner: str, found: list[UUID]) -> list[UUID | None]:
    """Return the projects that a family's records are in, as somebody sees them."""
    kinds = zip(KINDS, found, strict=True)
    seen = [await street.record(who, owner, kind, record_id) for kind, record_id in kinds]
    return [each and each.project_id for each in seen]


def replayed(log: list[tuple[Any, ...]]) -> dict[str, int]:
    """Return how often each kind of whole record came, less how often it went."""
    count: dict[str, int] = {}
    for record, field, _, after in log:
        if field == "*":
            count[record] = count.get(record, 0) + (1 if after is not None else -1)
    return count


def test_a_task_takes_along_what_is_nested_in_it_and_hangs_on_it(store: Store) -> None:
    async def story(street: Street) -> None:
        found = await family(street)
        target = await street.project("owner")
        street.moved.clear()
        before = await street.record("owner", "owner", TASK, found[1])
        moved = await change(street, "owner", TASK, found[0], project_id=target, title="Dig")
        assert (moved.project_id, moved.title) == (target, "Dig")
        assert await where(street, "owner", "owner", found) == [target] * 5
        stored = await street.record("owner", "owner", TASK, found[0])
        assert stored == moved
        below = await street.record("owner", "owner", TASK, found[1])
        assert (below.parent_id, below.stamps) == (found[0], before.stamps)
        assert below.updated_at > before.updated_at
        left = await street.log("owner", "owner", street.project_id)
        assert replayed(left) == {"project": 1, "member": 1, "task": 0, "comment": 0, "reminder": 0}
        arrived = await street.log("owner", "owner", target)
        kinds = {"project": 1, "member": 1, "task": 3, "comment": 1, "reminder": 1}
        assert replayed(arrived) == kinds
        assert "Rake" in str(left), "the old project keeps what it was"
        assert "Dig" not in str(left)
        assert "Dig" in str(arrived)
        titles = [after["title"] for name, field, _, after in arrived if (name, field) == _WHOLE]
        assert sorted(titles) == ["Dig", "Rake", "Rake"], "those nested in it keep theirs"
        owner = street.people["owner"].account_id
        for scope in (street.project_id, target):
            assert street.moved[owner, scope] == await street.number("owner", scope)

    on_street(store, story)


def test_a_task_moves_into_the_project_of_another_owner_and_back(store: Store) -> None:
    async def story(street: Street) -> None:
        found = await family(street, "editor", project_id=None)
        inbox = street.people["editor"].inbox_id
        assert await where(street, "editor", "editor", found) == [inbox] * 5
        await change(street, "editor", TASK, found[0], project_id=street.project_id)
        assert await where(street, "owner", "owner", found) == [street.project_id] * 5
        await change(street, "owner", TASK, found[2], title="found by its id")
        assert await where(street, "editor", "editor", found) == [None] * 5
        await change(street, "editor", TASK, found[0], project_id=inbox)
        assert await where(street, "editor", "editor", found) == [inbox] * 5
        with pytest.raises(Forbidden):
            await change(street, "owner", TASK, found[2], title="not theirs any more")

    on_street(store, story, EDITOR)


def test_who_is_not_in_the_other_project_is_taken_off(store: Store) -> None:
    async def story(street: Street) -> None:
        owner, viewer = (street.people[who].person_id for who in ("owner", "viewer"))
        other = await street.task("owner")
        task = await street.task("owner", assignee_ids=[str(owner), str(viewer)])
        await change(street, "owner", TASK, task, blocked_by=[str(other)])
        theirs = await make(street, "viewer", REMINDER, task_id=str(task), minutes_before=5)
        mine = await make(street, "owner", REMINDER, task_id=str(task), minutes_before=5)
        target = await street.project("owner")
        moved = await change(street, "owner", TASK, task, project_id=target)
        assert (moved.assignee_ids, moved.blocked_by) == ([owner], [other])
        assert await street.record("owner", "owner", REMINDER, theirs) is None
        assert (await street.record("owner", "owner", REMINDER, mine)).project_id == target
        log = await street.log("owner", "owner", target)
        assert [after for _, field, _, after in log if field == "*"][2]["assignee_ids"] == [
            str(owner)
        ]

    on_street(store, story, VIEWER)


def test_what_blocks_stays_behind_when_the_owner_changes(store: Store) -> None:
    async def story(street: Street) -> None:
        other = await street.task("owner")
        task = await street.task("owner", blocked_by=[str(other)])
        inbox = street.people["editor"].inbox_id
        moved = await change(street, "editor", TASK, task, project_id=inbox)
        assert moved.blocked_by == []

    on_street(store, story, EDITOR)


def test_a_section_takes_its_tasks_along(store: Store) -> None:
    async def story(street: Street) -> None:
        name = {"name": "Beds", "project_id": str(street.project_id)}
        section = await make(street, "owner", SECTION, **name)
        found = await family(street, section_id=str(section))
        elsewhere = await street.task("owner")
        inbox = street.people["editor"].inbox_id
        moved = await change(street, "editor", SECTION, section, project_id=inbox)
        assert moved.project_id == inbox
        assert await street.record("editor", "editor", SECTION, section) == moved
        # All but the owner's reminder: they are not there.
        assert await where(street, "editor", "editor", found) == [*[inbox] * 4, None]
        task = await street.record("editor", "editor", TASK, found[2])
        assert (task.section_id, task.parent_id) == (section, found[1])
        left = await street.record("owner", "owner", TASK, elsewhere)
        assert left.project_id == street.project_id

    on_street(store, story, EDITOR)


def test_a_place_is_told_by_a_section_or_a_parent_in_another_project(store: Store) -> None:
    async def story(street: Street) -> None:
        target = await street.project("owner")
        section = await make(street, "owner", SECTION, name="Beds", project_id=str(target))
        parent = await street.task("owner", project_id=str(target), section_id=str(section))
        first, second = await family(street), await family(street)
        moved = await change(street, "owner", TASK, first[0], section_id=section)
        assert (moved.project_id, moved.section_id, moved.parent_id) == (target, section, None)
        moved = await change(street, "owner", TASK, second[0], parent_id=parent)
        assert (moved.project_id, moved.section_id, moved.parent_id) == (target, section, parent)
        for found in (first, second):
            assert await where(street, "owner", "owner", found) == [target] * 5
            low = await street.record("owner", "owner", TASK, found[2])
            assert low.section_id == section
        task = await street.task("owner", project_id=street.people["owner"].inbox_id)
        where_to = {"project_id": street.project_id, "section_id": section}
        with pytest.raises(Invalid, match="another project"):
            await change(street, "owner", TASK, task, **where_to)

    on_street(store, story)


def test_within_a_project_sub_tasks_follow_into_a_section_and_come_out_alone(store: Store) -> None:
    async def story(street: Street) -> None:
        name = {"name": "Beds", "project_id": str(street.project_id)}
        section = await make(street, "owner", SECTION, **name)
        found = await family(street)
        await change(street, "owner", TASK, found[0], section_id=section)
        for task_id in found[:3]:
            task = await street.record("owner", "owner", TASK, task_id)
            assert task.section_id == section
        log = await street.log("owner", "owner", street.project_id)
        assert len([each for each in log if each[1] == "section_id"]) == 3
        assert len(log) == await street.number("owner", street.project_id)
        out = await change(street, "owner", TASK, found[1], section_id=None)
        assert (out.section_id, out.parent_id) == (None, None)
        low = await street.record("owner", "owner", TASK, found[2])
        assert (low.section_id, low.parent_id) == (None, found[1])

    on_street(store, story)


def test_nobody_moves_what_they_may_not_write_or_where_they_may_not(store: Store) -> None:
    async def story(street: Street) -> None:
        task = await street.task("owner")
        inbox = street.people["viewer"].inbox_id
        with pytest.raises(Forbidden):
            await change(street, "viewer", TASK, task, project_id=inbox)
        own = await street.task("viewer", project_id=None)
        with pytest.raises(Forbidden):
            await change(street, "viewer", TASK, own, project_id=street.project_id)
        with pytest.raises(NotFound):
            await change(street, "viewer", TASK, own, project_id=street.people["owner"].inbox_id)
        target = await street.project("owner")
        await street.act("owner", records.delete, PROJECT, target)
        with pytest.raises((Invalid, NotFound)):
            await change(street, "owner", TASK, task, project_id=target)

    on_street(store, story, VIEWER)


def test_a_moved_task_is_no_more_for_those_who_were_left_behind(store: Store) -> None:
    async def story(street: Street) -> None:
        task = await street.task("owner")
        await change(street, "owner", TASK, task, project_id=street.people["owner"].inbox_id)
        assert await street.record("editor", "owner", TASK, task) is None
        log = await street.log("editor", "owner", street.project_id)
        assert log[-1][:2] == ("task", "*")
        assert log[-1][3] is None

    on_street(store, story, EDITOR)


def test_tasks_that_pass_each_other_between_two_projects_all_arrive(store: Store) -> None:
    async def story(street: Street) -> None:
        here, there = street.project_id, await street.project("owner")
        ones = [await street.task("owner") for _ in range(6)]
        others = [await street.task("owner", project_id=str(there)) for _ in range(6)]
        await asyncio.gather(
            *(change(street, "owner", TASK, task, project_id=there) for task in ones),
            *(change(street, "owner", TASK, task, project_id=here) for task in others),
        )
        for tasks, project_id in ((ones, there), (others, here)):
            for task in tasks:
                found = await street.record("owner", "owner", TASK, task)
                assert found.project_id == project_id
        for project_id in (here, there):
            assert replayed(await street.log("owner", "owner", project_id))["task"] == 6

    on_street(store, story)
