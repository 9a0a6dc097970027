"""Objects put by calendar programs: the task they make, and the text that comes back."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tasklark.actions import records, trash
from tasklark.actions.calendar_sites import Condition, UidTaken
from tasklark.domain.access import Role
from tasklark.domain.calendar_objects import Alarm
from tasklark.domain.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK, Priority, TaskStatus
from tasklark.storage.engine import Identity
from tasklark.storage.wire import once
from tests.actions.neighbours import Street, on_street
from tests.actions.programs import FIRST, Program, program
from tests.conftest import Store

EDITOR, VIEWER = Role.EDITOR, Role.VIEWER


def test_what_is_put_is_a_task_and_comes_back_as_it_was_sent(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        made = await phone.put("a.ics", "Rake", text="TEXT", priority=Priority.HIGH)
        assert made.is_new
        seen = await phone.one("a.ics")
        assert (seen.base, seen.is_exact, seen.uid, seen.etag) == ("TEXT", True, "a", made.etag)
        task = await street.record("owner", "owner", TASK, seen.id)
        assert (task.title, task.priority, task.project_id) == ("Rake", "high", street.project_id)

    on_street(store, story)


def test_the_same_put_again_changes_nothing(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        first = await phone.put("a.ics", labels=("home",))
        number = await street.number("owner", street.project_id)
        again = await phone.put("a.ics", labels=("home",))
        assert (again.etag, again.is_new) == (first.etag, False)
        assert await street.number("owner", street.project_id) == number

    on_street(store, story)


def test_words_that_mean_nothing_here_are_kept_and_told_to_other_programs(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        first = await phone.put("a.ics", text="ONE")
        at = (await phone.news()).cursor
        second = await phone.put("a.ics", text="TWO")
        assert second.etag not in (None, first.etag)
        news = await phone.news(at)
        assert [(each.name, each.etag) for each in news.objects] == [("a.ics", second.etag)]
        assert (await phone.one("a.ics")).base == "TWO"

    on_street(store, story)


def test_only_what_a_program_changed_is_changed(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        await phone.put("a.ics", "Rake", priority=Priority.LOW)
        task_id = (await phone.one("a.ics")).id
        await street.act("owner", records.change, TASK, task_id, {"priority": "high"})
        stale = await phone.one("a.ics")
        assert not stale.is_exact
        assert stale.meaning is not None
        assert stale.meaning.priority == "high"
        # It has not seen the new priority, and so it doesn't take it back.
        stored = await phone.put("a.ics", "Rake leaves", priority=Priority.LOW)
        assert stored.etag is None
        task = await street.record("owner", "owner", TASK, task_id)
        assert (task.title, task.priority) == ("Rake leaves", "high")
        # It has seen it now, and says otherwise.
        seen = Condition(match=((await phone.one("a.ics")).etag,))
        stored = await phone.put("a.ics", "Rake leaves", seen, priority=Priority.LOW)
        assert stored.etag is not None
        task = await street.record("owner", "owner", TASK, task_id)
        assert task.priority == "low"

    on_street(store, story)


def test_conditions_are_asked_behind_the_lock(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        at_once = [phone.put("a.ics", f"Rake {n}", FIRST) for n in range(4)]
        found = await asyncio.gather(*at_once, return_exceptions=True)
        assert sorted(type(each).__name__ for each in found) == [
            "PreconditionFailed", "PreconditionFailed", "PreconditionFailed", "Stored"
        ]  # fmt: skip
        assert len(await phone.there()) == 1
        with pytest.raises(PreconditionFailed):
            await phone.put("a.ics", "Other", Condition(match=("0-0-0",)))
        with pytest.raises(PreconditionFailed):
            await phone.put("b.ics", "Other", Condition(match=("*",)))
        with pytest.raises(PreconditionFailed):
            await phone.delete("a.ics", Condition(match=("0-0-0",)))

    on_street(store, story)


def test_two_that_put_one_uid_at_once_make_one_task(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        at_once = [phone.put(f"{n}.ics", uid="same") for n in range(4)]
        found = await asyncio.gather(*at_once, return_exceptions=True)
        taken = [each for each in found if isinstance(each, UidTaken)]
        assert len(taken) == 3
        (there,) = await phone.there()
        assert {each.other for each in taken} == {there}

    on_street(store, story)


def test_an_object_keeps_its_uid(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        await phone.put("a.ics")
        with pytest.raises(Conflict) as refused:
            await phone.put("a.ics", uid="other")
        assert refused.value.code == "calendar.uid_changed"

    on_street(store, story)


def test_tasks_made_elsewhere_have_names_and_can_be_put(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        task_id = await street.task("owner", deadline="2030-01-01")
        name = f"{task_id}.ics"
        seen = await phone.one(name)
        assert (seen.uid, seen.base, seen.is_exact) == (str(task_id), None, False)
        stored = await phone.put(name, "Rake it", Condition(match=(seen.etag,)))
        assert not stored.is_new
        task = await street.record("owner", "owner", TASK, task_id)
        assert (task.title, task.deadline) == ("Rake it", "2030-01-01")
        assert list(await phone.there()) == [name]

    on_street(store, story)


def test_a_name_is_free_again_when_what_had_it_is_in_the_trash(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        task_id = await street.task("owner")
        own = f"{task_id}.ics"
        for name in (own, "b.ics"):
            if name != own:
                await phone.put(name, "First")
            first = (await phone.one(name)).id
            await phone.delete(name)
            with pytest.raises(NotFound):
                await phone.one(name)
            assert (await phone.put(name, "Again", FIRST)).is_new
            again = await phone.one(name)
            assert again.id != first
            assert (await street.record("owner", "owner", TASK, first)).deleted_at
        await street.act("owner", trash.restore, TASK, task_id)
        there = await phone.there()
        assert len(there) == 3
        assert there[own].id != task_id

    on_street(store, story)


def test_roles_hold_for_programs_too(store: Store) -> None:
    async def story(street: Street) -> None:
        owners, editors, viewers = [
            Program(street, who, str(street.project_id)) for who in ("owner", EDITOR, VIEWER)
        ]
        await editors.put("a.ics")
        assert list(await viewers.there()) == list(await owners.there()) == ["a.ics"]
        for refused in (viewers.put("a.ics", "No"), viewers.put("b.ics"), viewers.delete("a.ics")):
            with pytest.raises(Forbidden) as error:
                await refused
            assert error.value.code == "project.role"
        with pytest.raises(NotFound):
            await Program(street, "stranger", str(street.project_id)).put("a.ics")

    on_street(store, story, EDITOR, VIEWER)


def test_other_components_need_a_collection_for_them(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        with pytest.raises(Forbidden) as error:
            await phone.put("e.ics", component="VEVENT")
        assert error.value.code == "calendar.component"

    on_street(store, story)


def alarm(minutes: int, text: str = "ALARM") -> Alarm:
    return Alarm(0, text, {"minutes_before": minutes, "anchor": "due"})


DATED: dict[str, Any] = {"due_date": "2030-01-01T09:00:00"}


def test_alarms_are_reminders_of_one_person(store: Store) -> None:
    async def story(street: Street) -> None:
        phone, theirs = await program(street), await program(street, EDITOR)
        chunks = (alarm(10), Alarm(0, "PRIVATE"))
        stored = await phone.put("a.ics", text="TEXT", alarms=chunks, **DATED)
        seen, other = await phone.one("a.ics"), await theirs.one("a.ics")
        assert (seen.base, seen.etag, seen.is_exact) == ("ALARMPRIVATETEXT", stored.etag, True)
        assert (other.base, other.is_exact) == ("TEXT", True)
        (reminder,) = await reminders(street, "owner")
        assert (reminder[0], reminder[1]) == (10, seen.id)
        # Somebody else changes the text: the alarms stay.
        await theirs.put("a.ics", "Rake on", text="OTHER", **DATED)
        assert len(await reminders(street, "owner")) == 1
        # The other device leaves one out, and adds another.
        seen = await phone.one("a.ics")
        await phone.put(
            "a.ics", "Rake on", Condition(match=(seen.etag,)), text="OTHER",
            alarms=(alarm(30, "NEW"),), **DATED,
        )  # fmt: skip
        assert [row[0] for row in await reminders(street, "owner")] == [30]
        assert (await phone.one("a.ics")).base == "NEWOTHER"

    on_street(store, story, EDITOR)


def test_a_reminder_changed_elsewhere_makes_a_text_anew(store: Store) -> None:
    async def story(street: Street) -> None:
        phone, theirs = await program(street), await program(street, EDITOR)
        await phone.put("a.ics", text="TEXT", alarms=(alarm(10),), **DATED)
        at, before = (await phone.news()).cursor, await theirs.one("a.ics")
        ((_, _, reminder_id),) = await reminders(street, "owner")
        await street.act("owner", records.change, REMINDER, reminder_id, {"minutes_before": 20})
        news = await phone.news(at)
        assert [each.name for each in news.objects] == ["a.ics"]
        seen = await phone.one("a.ics")
        assert not seen.is_exact
        assert seen.meaning is not None
        assert [each.minutes_before for each in seen.meaning.alarms] == [20]
        assert (await theirs.one("a.ics")).etag == before.etag
        # Without a condition, an alarm that it never saw changed stays as it is elsewhere.
        await phone.put("a.ics", text="TEXT", alarms=(alarm(10),), **DATED)
        assert [row[0] for row in await reminders(street, "owner")] == [20]

    on_street(store, story, EDITOR)


async def reminders(street: Street, who: str) -> list[tuple[int, UUID, UUID]]:
    account_id = street.people[who].account_id
    call = once(
        "SELECT minutes_before, task_id, id FROM tasklark.reminders WHERE deleted_at IS NULL"
        " AND person_id = $1 ORDER BY id"
    )(street.people[who].person_id)
    (found,) = await street.database.read(Identity(account_id), call)
    return [(row[0], row[1], row[2]) for row in found.rows()]


def test_relations_are_linked_in_whatever_order_they_come(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        await phone.put("child.ics", parent_uid="parent", blocked_by_uids=("before",))
        child_id = (await phone.one("child.ics")).id
        assert (await phone.one("child.ics")).is_exact
        await phone.put("parent.ics", "Garden")
        await phone.put("before.ics", "Buy a rake")
        there = await phone.there()
        child = await street.record("owner", "owner", TASK, child_id)
        assert child.parent_id == there["parent.ics"].id
        assert child.blocked_by == [there["before.ics"].id]
        assert there["child.ics"].is_exact
        # Taken apart on the web: the text is told so.
        await street.act("owner", records.change, TASK, child_id, {"parent_id": None})
        seen = await phone.one("child.ics")
        assert seen.meaning is not None
        assert (seen.meaning.parent_uid, seen.meaning.blocked_by_uids) == (None, ("before",))

    on_street(store, story)


def test_a_relation_that_cannot_be_stays_a_word_of_the_text(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        await phone.put("a.ics", parent_uid="b")
        await phone.put("b.ics", parent_uid="a")
        there = await phone.there()
        tasks = [await street.record("owner", "owner", TASK, o.id) for o in there.values()]
        assert [task.parent_id is None for task in tasks].count(True) == 1
        assert set(there) == {"a.ics", "b.ics"}

    on_street(store, story)


def test_a_done_object_is_a_done_task(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        done_at = datetime(2026, 1, 1, tzinfo=UTC)
        said: dict[str, Any] = {"status": TaskStatus.DONE, "completed_at": done_at}
        stored = await phone.put("a.ics", **said)
        assert stored.etag
        task = await street.record("owner", "owner", TASK, (await phone.one("a.ics")).id)
        assert task.completed

    on_street(store, story)
