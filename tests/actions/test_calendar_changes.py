"""What is new in a calendar collection: told once, to everybody, and nothing is lost by moving."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tasklark.actions import calendar_objects, calendar_puts, records, sharing, trash
from tasklark.actions.calendar_objects import Part, Window
from tasklark.actions.calendar_sites import Condition, UidTaken
from tasklark.domain.access import Role
from tasklark.domain.errors import Invalid, NotFound, PreconditionFailed
from tasklark.domain.occurrences import Fate
from tasklark.domain.tasks import TASK, TaskStatus
from tasklark.storage.engine import Identity
from tasklark.storage.wire import once
from tests.actions.neighbours import Street, on_street
from tests.actions.programs import Program, on_new, program, sent_of
from tests.conftest import Store

ADMIN, EDITOR, VIEWER = Role.ADMIN, Role.EDITOR, Role.VIEWER


def test_news_are_told_once_and_what_came_and_went_is_not(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        for name in ("a.ics", "b.ics", "c.ics"):
            await phone.put(name)
        first = await phone.news()
        assert ({o.name for o in first.objects}, first.gone) == ({"a.ics", "b.ics", "c.ics"}, [])
        assert (await phone.news(first.cursor)).objects == []
        await phone.put("d.ics")
        await phone.delete("d.ics")
        await phone.delete("a.ics")
        await phone.put("b.ics", "Other")
        told = await phone.news(first.cursor)
        assert ([o.name for o in told.objects], told.gone) == (["b.ics"], ["a.ics"])
        await phone.put("a.ics", "Again")
        told = await phone.news(first.cursor)
        assert ({o.name for o in told.objects}, told.gone) == ({"a.ics", "b.ics"}, [])

    on_street(store, story)


def test_news_come_in_portions_that_lose_nothing(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        for n in range(7):
            await phone.put(f"{n}.ics")
        found, pages = await _all(phone, None, 3)
        assert sorted(found) == [f"{n}.ics" for n in range(7)]
        at = pages[-1].cursor
        for n in (1, 3, 5):
            await phone.put(f"{n}.ics", "Other")
        await phone.delete("2.ics")
        found, pages = await _all(phone, at, 1)
        assert sorted(found) == ["1.ics", "2.ics", "3.ics", "5.ics"]
        assert len(pages) == 4

    on_street(store, story)


async def _all(phone: Program, cursor: Any, limit: int) -> tuple[list[str], Sequence[Any]]:
    names, pages, more = [], [], True
    while more:
        page = await phone.news(cursor, limit)
        names += [each.name for each in page.objects] + page.gone
        pages.append(page)
        cursor, more = page.cursor, page.more
    return names, pages


def test_a_cursor_of_another_history_is_refused(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        await phone.put("a.ics")
        cursor = (await phone.news()).cursor
        for unfit in (
            cursor._replace(mark=cursor.mark + 1),
            cursor._replace(number=cursor.number + 1),
            cursor._replace(given_at=cursor.given_at - 100 * 86_400),
        ):
            with pytest.raises(Invalid) as refused:
                await phone.news(unfit)
            assert refused.value.code == "sync.cursor"

    on_street(store, story)


def test_a_task_that_moves_keeps_name_text_and_uid_wherever_it_is_moved(store: Store) -> None:
    async def story(street: Street) -> None:
        phone, own = await program(street, EDITOR), await on_new(street, EDITOR)
        stored = await phone.put("a.ics", text="TEXT")
        at = (await phone.news()).cursor
        task_id = (await phone.one("a.ics")).id
        # Through another's project into one's own, by the web.
        target = {"project_id": own.name}
        await street.act(EDITOR, records.change, TASK, task_id, target)
        told = await phone.news(at)
        assert (told.objects, told.gone) == ([], ["a.ics"])
        there = await own.one("a.ics")
        assert (there.id, there.uid, there.base) == (task_id, "a", "TEXT")
        assert there.etag != stored.etag
        # And back, by the program.
        assert await own.move("a.ics", phone, "b.ics")
        back = await phone.one("b.ics")
        assert (back.id, back.uid, back.base, back.is_exact) == (task_id, "a", "TEXT", False)
        told = await phone.news(at)
        assert ([o.name for o in told.objects], told.gone) == (["b.ics"], [])

    on_street(store, story, EDITOR)


def test_moving_asks_what_is_there(store: Store) -> None:
    async def story(street: Street) -> None:
        phone, own = await program(street), await on_new(street)
        await phone.put("a.ics", text="A")
        await own.put("b.ics", text="B")
        with pytest.raises(PreconditionFailed):
            await phone.move("a.ics", own, "b.ics")
        with pytest.raises(NotFound):
            await phone.move("missing.ics", own, "c.ics")
        assert not await phone.move("a.ics", own, "b.ics", overwrite=True)
        assert {name: o.uid for name, o in (await own.there()).items()} == {"b.ics": "a"}
        await own.move("b.ics", own, "c.ics")
        assert list(await own.there()) == ["c.ics"]
        await phone.put("x.ics", uid="a")
        with pytest.raises(UidTaken):
            await phone.move("x.ics", own, "d.ics")

    on_street(store, story)


def test_a_new_name_is_told_to_other_programs(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        await phone.put("a.ics")
        at = (await phone.news()).cursor
        await phone.move("a.ics", phone, "b.ics")
        told = await phone.news(at)
        assert ([o.name for o in told.objects], told.gone) == (["b.ics"], ["a.ics"])

    on_street(store, story)


def test_moving_and_putting_at_once_lose_nothing(store: Store) -> None:
    async def story(street: Street) -> None:
        phone, own = await program(street), await on_new(street)
        for n in range(5):
            await phone.put(f"{n}.ics")
        moves = (phone.move(f"{n}.ics", own, f"{n}.ics") for n in range(5))
        await asyncio.gather(*moves, *(own.put(f"new {n}.ics") for n in range(5)))
        assert len(await own.there()) == 10
        assert not await phone.there()

    on_street(store, story)


def test_a_project_that_is_given_away_takes_its_objects_along(store: Store) -> None:
    async def story(street: Street) -> None:
        phone, theirs = await program(street), await program(street, ADMIN)
        await phone.put("a.ics", text="TEXT")
        cursor = (await theirs.news()).cursor
        heir = street.people[ADMIN].person_id
        await street.act("owner", sharing.transfer, street.project_id, heir)
        for who in (phone, theirs):
            assert (await who.one("a.ics")).base == "TEXT"
        assert (await theirs.news(cursor)).gone == []

    on_street(store, story, ADMIN)


def test_what_leaves_the_trash_for_good_leaves_no_text(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        await phone.put("a.ics", text="TEXT")
        at, task_id = (await phone.news()).cursor, (await phone.one("a.ics")).id
        await phone.delete("a.ics")
        await street.act("owner", trash.delete_for_good, TASK, task_id)
        assert await rows(street, "calendar_texts", task_id) == 0
        assert (await phone.news(at)).gone == ["a.ics"]
        assert await rows(street, "calendar_names", task_id) == 1

    on_street(store, story)


def test_names_are_forgotten_when_nobody_can_ask_for_them(store: Store) -> None:
    async def story(street: Street) -> None:
        phone, own = await program(street), await on_new(street)
        await phone.put("a.ics")
        await phone.put("b.ics")
        await phone.move("a.ics", own, "a.ics")
        moved = (await own.one("a.ics")).id
        assert await rows(street, "calendar_names", moved) == 2
        aged = "UPDATE tasklark.calendar_names SET left_at = now() - interval '91 days'"
        with psycopg.connect(store.superuser, autocommit=True) as connection:
            connection.execute(f"{aged} WHERE left_at IS NOT NULL".encode())
            connection.execute("SELECT tasklark.purge()")
        assert await rows(street, "calendar_names", moved) == 1
        assert list(await phone.there()) == ["b.ics"]

    on_street(store, story)


async def rows(street: Street, table: str, task_id: UUID) -> int:
    count = f"SELECT count(*) FROM tasklark.{table} WHERE task_id = $1"  # noqa: S608 - the table's name is written in this file
    call = once(count)(task_id)
    account_id = street.people["owner"].account_id
    (found,) = await street.database.read(Identity(account_id), call)
    return int((found.row() or (0,))[0])


DAILY = {"due_date": "2026-01-01", "repeat": {"rule": "FREQ=DAILY"}}


def test_a_finished_copy_completes_the_occurrence_and_is_no_second_task(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        task_id = await street.task("owner", title="Water", **DAILY)
        original = f"{task_id}.ics"
        seen = await phone.one(original)
        done: dict[str, Any] = {"status": TaskStatus.DONE, "due_date": "2026-01-01"}
        await phone.put("copy.ics", "Water", **done)
        task = await street.record("owner", "owner", TASK, task_id)
        assert task.due_date > "2026-01-01"
        assert await fates(street, task_id) == {"2026-01-01": Fate.DONE}
        assert await count_tasks(street) == 1
        # The program goes on with the version that it had before its copy.
        assert seen.meaning is not None
        advanced = {"due_date": task.due_date, "repeat": seen.meaning.repeat}
        await phone.put(original, "Water", Condition(match=(seen.etag,)), **advanced)
        assert await fates(street, task_id) == {"2026-01-01": Fate.DONE}
        after = await street.record("owner", "owner", TASK, task_id)
        assert (after.due_date, after.status) == (task.due_date, "todo")

    on_street(store, story)


async def fates(street: Street, task_id: UUID) -> dict[str, str]:
    call = once(
        "SELECT slot, fate FROM tasklark.occurrences WHERE task_id = $1 AND fate <> 'missed'"
    )(task_id)
    account_id = street.people["owner"].account_id
    (found,) = await street.database.read(Identity(account_id), call)
    return {row[0]: row[1] for row in found.rows()}


async def count_tasks(street: Street) -> int:
    call = once("SELECT count(*) FROM tasklark.tasks WHERE project_id = $1")(street.project_id)
    account_id = street.people["owner"].account_id
    (found,) = await street.database.read(Identity(account_id), call)
    return int((found.row() or (0,))[0])


def test_a_window_leaves_out_only_what_lies_elsewhere(store: Store) -> None:
    async def story(street: Street) -> None:
        phone = await program(street)
        said_of: dict[str, dict[str, Any]] = {
            "undated": {},
            "inside": {"due_date": "2030-01-10"},
            "far": {"due_date": "2031-01-10"},
            "begun": {"due_date": "2031-01-10", "start_date": "2030-01-01"},
            "done": {"status": TaskStatus.DONE},
        }
        for name, said in said_of.items():
            await phone.put(f"{name}.ics", **said)
        await street.task("owner", title="Rest", due_date="2031-05-05")
        window = Window(
            datetime(2030, 1, 1, tzinfo=UTC), datetime(2030, 2, 1, tzinfo=UTC), is_open=True
        )
        door, found = street.door("owner"), await phone.collection()
        listed = await calendar_objects.entries(door, found, part=Part.ENTRIES, window=window)
        assert {o.name for o in listed} >= {"undated.ics", "inside.ics", "begun.ics"}
        assert not {o.name for o in listed} & {"far.ics", "Rest.ics"}
        assert all(o.index is not None for o in listed)

    on_street(store, story)


def test_all_texts_come_in_portions_of_bounded_size(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_objects, "PORTION_ROWS", 2)

    async def story(street: Street) -> None:
        phone = await program(street)
        for n in range(5):
            await phone.put(f"{n}.ics")
        door, found = street.door("owner"), await phone.collection()
        portions = [each async for each in calendar_objects.texts(door, found)]
        assert [len(each) for each in portions] == [2, 2, 1]

    on_street(store, story)


def test_an_object_is_put_through_the_one_commit(store: Store) -> None:
    async def story(street: Street) -> None:
        street.moved.clear()
        sent = sent_of("a.ics")
        name = str(street.project_id)
        await street.act("owner", calendar_puts.put, name, "a.ics", sent)
        account_id = street.people["owner"].account_id
        assert street.moved == {
            (account_id, street.project_id): await street.number("owner", street.project_id)
        }

    on_street(store, story)
