"""Tasks that repeat: completing goes on to the next, and each occurrence keeps its fate."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tasklark.actions import occurrences, records, tasks
from tasklark.domain import stamps
from tasklark.domain.errors import Conflict, Invalid
from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Person, Town
from tests.actions.series import daily, day, family, fates, open_slot, task_now, told
from tests.conftest import Store


@pytest.mark.parametrize(
    "fields", [{"completed": True}, {"status": "done"}, {"completed": True, "status": "done"}]
)
def test_done_by_whatever_field_it_goes_on_to_the_next_date(
    store: Store, fields: dict[str, Any]
) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), start_date=day(-1), repeat=daily())
        task = await ada.changes(TASK, made.id, **fields, title="again")
        assert (task.title, task.status, task.completed_at) == ("again", "todo", None)
        assert (task.due_date, task.start_date, open_slot(task)) == (day(1), day(0), day(1))
        assert fates(town, task.id) == {day(0): "done"}

    told(store, story)


def test_the_contract_s_call_completes_the_open_occurrence(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), status="in_progress", repeat=daily())
        for number in (1, 2):
            task = (await ada.does(tasks.complete, made.id)).record
            assert (task.status, task.completed, task.due_date) == ("todo", False, day(number))
        assert fates(town, made.id) == {day(0): "done", day(1): "done"}

    told(store, story)


def test_what_was_passed_over_was_missed(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(-3), repeat=daily())
        task = (await ada.does(tasks.complete, made.id)).record
        assert task.due_date == day(1)
        missed = {day(n): "missed" for n in (-2, -1, 0)}
        assert fates(town, made.id) == {day(-3): "done", **missed}
        numbers = [row[0] for row in town.log(ada.caller.inbox_id)]
        assert sorted(set(numbers)) == list(range(1, max(numbers) + 1))
        told_of = {row[2] for row in town.log(ada.caller.inbox_id) if row[1] == "occurrence"}
        assert len(told_of) == 4

    told(store, story)


def test_the_last_date_closes_the_task_and_reopening_takes_its_fate_back(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat={"rule": "FREQ=DAILY;COUNT=2"})
        await ada.does(tasks.complete, made.id)
        task = (await ada.does(tasks.complete, made.id)).record
        assert (task.status, task.completed, task.due_date) == ("done", True, day(1))
        assert fates(town, made.id) == {day(0): "done", day(1): "done"}
        task = (await ada.does(tasks.complete, made.id)).record
        assert (task.status, task.due_date) == ("todo", day(1))
        assert fates(town, made.id) == {day(0): "done"}

    told(store, story)


def test_an_occurrence_is_completed_once(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat=daily())
        for _ in range(3):
            task = (await ada.does(occurrences.complete, made.id, day(0))).record
            assert task.due_date == day(1)
        before = town.log(ada.caller.inbox_id)
        await ada.does(occurrences.skip, made.id, day(0))
        assert town.log(ada.caller.inbox_id) == before
        assert fates(town, made.id) == {day(0): "done"}

    told(store, story)


def test_the_last_occurrence_too_is_completed_once(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat={"rule": "FREQ=DAILY;COUNT=1"})
        for _ in range(2):
            task = (await ada.does(occurrences.complete, made.id, day(0))).record
            assert task.status == "done"
        assert fates(town, made.id) == {day(0): "done"}

    told(store, story)


def test_a_skipped_occurrence_gives_way_to_the_one_right_after(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(-3), repeat=daily())
        task = (await ada.does(occurrences.skip, made.id, day(-3))).record
        assert (task.due_date, task.status) == (day(-2), "todo")
        assert fates(town, made.id) == {day(-3): "skipped"}
        await ada.does(occurrences.complete, made.id, day(-3))
        assert fates(town, made.id) == {day(-3): "done"}, "done counts for more"

    told(store, story)


def test_skipping_the_last_one_closes_the_task(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat={"rule": "FREQ=DAILY;COUNT=1"})
        task = (await ada.does(occurrences.skip, made.id, day(0))).record
        assert task.status == "done"
        assert fates(town, made.id) == {day(0): "skipped"}

    told(store, story)


def test_what_was_missed_can_turn_out_to_be_done(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(-2), repeat=daily())
        before = (await ada.does(tasks.complete, made.id)).record
        after = (await ada.does(occurrences.complete, made.id, day(-1))).record
        assert after == before
        assert fates(town, made.id) == {day(-2): "done", day(-1): "done", day(0): "missed"}
        changes = [row[3:] for row in town.log(ada.caller.inbox_id)][-2:]
        assert changes == [("by", None, str(ada.caller.person_id)), ("fate", "missed", "done")]

    told(store, story)


def test_a_date_to_come_or_no_date_of_the_series_is_refused(store: Store) -> None:
    async def story(_town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat={"rule": "FREQ=DAILY;INTERVAL=2"})
        for slot, code in ((day(2), "occurrence.not_open"), (day(1), "occurrence.not_found")):
            for verb in (occurrences.complete, occurrences.skip):
                with pytest.raises(Conflict) as refusal:
                    await ada.does(verb, made.id, slot)
                assert refusal.value.code == code
        with pytest.raises(Invalid):
            await ada.does(occurrences.complete, made.id, "tomorrow")
        plain = await ada.task(due_date=day(1))
        with pytest.raises(Conflict) as refusal:
            await ada.does(occurrences.complete, plain.id, day(0))
        assert refusal.value.code == "task.not_repeating"

    told(store, story)


def test_a_task_that_stopped_repeating_meanwhile_is_completed_by_its_date(store: Store) -> None:
    async def story(_town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat=daily())
        await ada.changes(TASK, made.id, repeat=None)
        task = (await ada.does(occurrences.complete, made.id, day(0))).record
        assert task.status == "done"

    told(store, story)


def test_moving_moves_the_open_occurrence_alone(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat={"rule": "FREQ=WEEKLY"})
        moved = await ada.changes(TASK, made.id, due_date=day(2))
        assert (moved.due_date, open_slot(moved)) == (day(2), day(0))
        task = (await ada.does(occurrences.complete, made.id, day(0))).record
        assert (task.due_date, open_slot(task)) == (day(7), day(7))
        assert fates(town, made.id) == {day(0): "done"}

    told(store, story)


def test_done_for_good_it_repeats_no_more(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat=daily())
        task = await ada.changes(TASK, made.id, status="done", repeat=None)
        assert (task.status, task.repeat, task.due_date) == ("done", None, day(0))
        assert fates(town, made.id) == {day(0): "done"}

    told(store, story)


def test_a_cancelled_task_keeps_its_series_for_when_it_is_taken_up_again(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat=daily())
        task = await ada.changes(TASK, made.id, status="cancelled")
        assert (task.completed, task.due_date, open_slot(task)) == (True, day(0), day(0))
        task = await ada.changes(TASK, made.id, status="todo")
        assert (task.completed, task.due_date, fates(town, made.id)) == (False, day(0), {})

    told(store, story)


def test_a_series_that_goes_back_to_a_decided_date_has_it_open_again(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat=daily())
        await ada.does(tasks.complete, made.id)
        await ada.changes(TASK, made.id, due_date=day(0), repeat=daily())
        assert fates(town, made.id) == {}
        task = (await ada.does(occurrences.complete, made.id, day(0))).record
        assert task.due_date == day(1)
        assert fates(town, made.id) == {day(0): "done"}

    told(store, story)


@pytest.mark.parametrize("verb", ["complete", "skip"])
def test_sub_tasks_of_all_depths_open_again_if_so_chosen(store: Store, verb: str) -> None:
    async def story(town: Town, ada: Person) -> None:
        parent, child, grandchild, clock = await family(ada, resets_subtasks=True)
        await ada.does(getattr(occurrences, verb), parent.id, day(0))
        for each in (child, grandchild):
            task = await task_now(ada, each.id)
            assert (task.status, task.completed, task.completed_at) == ("todo", False, None)
            assert task.updated_at > each.updated_at
            assert task.stamps["status"]
        assert (await task_now(ada, clock.id)).status == "done", "it has a rhythm of its own"
        log = [row[2:] for row in town.log(ada.caller.inbox_id) if row[3] == "status"][-2:]
        assert {row[0]: row[2:] for row in log} == {
            child.id: ("cancelled", "todo"),
            grandchild.id: ("done", "todo"),
        }

    told(store, story)


def test_sub_tasks_stay_as_they_are_otherwise(store: Store) -> None:
    async def story(_town: Town, ada: Person) -> None:
        parent, child, grandchild, _ = await family(ada)
        await ada.does(tasks.complete, parent.id)
        found = [(await task_now(ada, each.id)).status for each in (child, grandchild)]
        assert found == ["cancelled", "done"]

    told(store, story)


def test_a_client_s_stamp_tells_when_it_was_done(store: Store) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(-3), repeat=daily())
        for number in (-3, -2):
            noon = datetime(2026, 1, 1, 12, tzinfo=UTC).timetz()
            moment = datetime.combine(date.fromisoformat(day(number)), noon)
            stamp = stamps.at(moment, "phone")
            await ada.does(occurrences.complete, made.id, day(number), stamp=stamp)
        task = await task_now(ada, made.id)
        assert task.due_date == day(-1), "nothing was missed: it was done each day"
        assert fates(town, made.id) == {day(-3): "done", day(-2): "done"}

    told(store, story)


def test_a_late_completion_counts_even_where_the_date_was_moved_since(store: Store) -> None:
    async def story(_town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat={"rule": "FREQ=WEEKLY"})
        early = stamps.at(datetime.now(UTC) - timedelta(minutes=5), "phone")
        await ada.changes(TASK, made.id, due_date=day(2))
        task = (await ada.does(occurrences.complete, made.id, day(0), stamp=early)).record
        assert (task.due_date, open_slot(task)) == (day(7), day(7))

    told(store, story)


def test_what_a_client_did_after_its_own_completion_stays(store: Store) -> None:
    async def story(_town: Town, ada: Person) -> None:
        moment = datetime.now(UTC) + timedelta(seconds=1)
        made = await ada.task(due_date=day(0), repeat={"rule": "FREQ=WEEKLY"})
        deeds: list[tuple[Any, Any]] = [
            (occurrences.complete, day(0)),
            (_moved, {"due_date": day(8)}),
        ]
        for n, (verb, given) in enumerate(deeds):
            stamp = stamps.at(moment + timedelta(milliseconds=n), "phone")
            await ada.does(verb, made.id, given, stamp=stamp)
        task = await task_now(ada, made.id)
        assert (task.due_date, open_slot(task)) == (day(8), day(7))

    told(store, story)


async def _moved(work: Any, task_id: UUID, given: dict[str, Any], stamp: str) -> Any:
    return await records.change(work, TASK, task_id, given, stamp=stamp)


def test_a_late_completion_that_names_no_occurrence_is_lost_when_the_dates_were_written_since(
    store: Store,
) -> None:
    async def story(town: Town, ada: Person) -> None:
        made = await ada.task(due_date=day(0), repeat=daily())
        early = stamps.at(datetime.now(UTC), "phone")
        await ada.changes(TASK, made.id, due_date=day(9))
        changed = await ada.does(_moved, made.id, {"status": "done", "title": "late"}, early)
        assert changed.lost == ("status",)
        assert (changed.record.title, changed.record.due_date) == ("late", day(9))
        assert fates(town, made.id) == {}
        later = stamps.at(datetime.now(UTC), "phone")
        changed = await ada.does(_moved, made.id, {"status": "done"}, later)
        assert (changed.lost, fates(town, made.id)) == ((), {day(0): "done"})

    told(store, story)
