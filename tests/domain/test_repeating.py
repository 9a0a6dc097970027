"""Due date, zone and repetition of a task: what a change of one means to the others."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tasklark.domain import nouns, repeating
from tasklark.domain.errors import Invalid
from tasklark.domain.tasks import TASK, Task

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ID = UUID("01943c5e-7d1a-7c3e-9a51-2f6b1c0d9e84")
WEEKLY = "FREQ=WEEKLY"
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def made(**fields: Any) -> Task:
    given = {"title": "Water the plants", "project_id": ID, "position": "a0", **fields}
    task: Task = nouns.made(TASK, ID, TASK.draft(given), NOW)
    return task


def changed(task: Task, **fields: Any) -> Task:
    return nouns.changed(TASK, task, TASK.cleaned(fields), NOW + timedelta(hours=1))


def when(task: Task) -> tuple[Any, ...]:
    """Return the due date, where the series begins, and what is open."""
    assert task.repeat is not None
    return task.due_date, task.repeat["start"], task.repeat["occurrence"]


def test_a_rule_alone_begins_at_the_due_date() -> None:
    task = made(due_date="2026-11-21", repeat={"rule": WEEKLY})
    assert when(task) == ("2026-11-21",) * 3


def test_a_series_with_a_start_of_its_own_tells_the_due_date() -> None:
    task = made(repeat={"rule": "FREQ=WEEKLY;BYDAY=MO", "start": "2026-11-21"})
    assert when(task) == ("2026-11-23", "2026-11-21", "2026-11-23")
    task = changed(made(), repeat={"rule": WEEKLY, "start": "2026-11-21T09:00"})
    assert when(task) == ("2026-11-21T09:00:00",) * 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"repeat": {"rule": WEEKLY}}, "repeat.start"),
        ({"repeat": {"rule": "FREQ=SECONDLY"}, "due_date": "2026-11-21"}, "repeat.rule"),
        ({"repeat": {"rule": "FREQ=HOURLY"}, "due_date": "2026-11-21"}, "repeat.rule"),
        ({"repeat": {"rule": WEEKLY, "color": "red"}, "due_date": "2026-11-21"}, "repeat"),
        ({"repeat": WEEKLY, "due_date": "2026-11-21"}, "repeat"),
        (
            {"repeat": {"rule": WEEKLY, "start": "2026-11-21T09:00"}, "due_date": "2026-11-21"},
            "repeat.start",
        ),
        ({"repeat": {"rule": WEEKLY, "basis": "luck"}, "due_date": "2026-11-21"}, "repeat.basis"),
    ],
)
def test_a_repetition_that_can_t_be_is_refused_by_name(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        made(**fields)
    assert [error.field for error in refusal.value.errors] == [field]
    with pytest.raises(Invalid):
        changed(made(), **fields)


def test_a_due_date_of_the_same_kind_moves_the_open_occurrence_only() -> None:
    task = changed(made(due_date="2026-11-21", repeat={"rule": WEEKLY}), due_date="2026-11-24")
    assert when(task) == ("2026-11-24", "2026-11-21", "2026-11-21")
    assert when(changed(task, title="Feed the cat")) == when(task)


def test_without_a_due_date_nothing_repeats() -> None:
    task = made(due_date="2026-11-21", repeat={"rule": WEEKLY})
    assert changed(task, due_date=None).repeat is None
    assert changed(task, due_date=None, repeat=task.repeat).repeat is None
    stopped = changed(task, repeat=None)
    assert (stopped.repeat, stopped.due_date) == (None, "2026-11-21")


def test_a_due_date_of_another_kind_has_the_series_begin_anew_there() -> None:
    repeat = {
        "rule": "FREQ=DAILY;UNTIL=20261130",
        "exdates": ["2026-11-25"],
        "rdates": ["2026-12-24"],
        "resets_subtasks": True,
    }
    task = changed(made(due_date="2026-11-21", repeat=repeat), due_date="2026-11-22T09:00")
    assert task.repeat == {
        "rule": "FREQ=DAILY;UNTIL=20261130T235959",
        "basis": "schedule",
        "start": "2026-11-22T09:00:00",
        "occurrence": "2026-11-22T09:00:00",
        "rdates": [],
        "exdates": [],
        "resets_subtasks": True,
    }


def test_a_count_that_begins_anew_tells_what_was_left() -> None:
    task = made(due_date="2026-11-21", repeat={"rule": "FREQ=DAILY;COUNT=5"})
    for _ in range(2):
        values = repeating.done(task, NOW - timedelta(days=9), "UTC").values
        task = nouns.changed(TASK, task, values or {}, NOW)
    assert task.due_date == "2026-11-23"
    task = changed(task, due_date="2026-11-23T09:00")
    assert task.repeat is not None
    assert task.repeat["rule"] == "FREQ=DAILY;COUNT=3"


def test_instants_in_another_zone_begin_anew_on_its_clocks() -> None:
    task = made(due_date="2026-11-21T08:00:00Z", time_zone=BERLIN, repeat={"rule": WEEKLY})
    moved = changed(task, due_date="2026-11-21T14:00:00Z", time_zone=NEW_YORK)
    assert when(moved) == ("2026-11-21T14:00:00Z",) * 3
    nine = repeating.upcoming(moved, 30)[-1]
    assert nine == "2027-06-12T13:00:00Z", "nine o'clock in summer too"


def test_the_zone_means_nothing_to_days_and_local_times() -> None:
    task = made(due_date="2026-11-21", time_zone=BERLIN, repeat={"rule": WEEKLY})
    assert changed(task, time_zone=NEW_YORK).repeat == task.repeat


def test_until_of_instants_becomes_the_day_that_it_was_in_the_zone() -> None:
    task = made(
        due_date="2026-11-21T08:00:00Z",
        time_zone=BERLIN,
        repeat={"rule": "FREQ=DAILY;UNTIL=20261130T233000Z"},
    )
    task = changed(task, due_date="2026-11-21", time_zone=None)
    assert task.repeat is not None
    assert task.repeat["rule"] == "FREQ=DAILY;UNTIL=20261201"


def test_what_a_repetition_leaves_out_stays_while_its_rule_does() -> None:
    moved = changed(made(due_date="2026-11-21", repeat={"rule": WEEKLY}), due_date="2026-11-24")
    same = changed(moved, repeat={"rule": "freq=weekly", "resets_subtasks": True})
    assert when(same) == when(moved)
    other = changed(moved, repeat={"rule": "FREQ=DAILY"})
    assert when(other) == ("2026-11-24",) * 3
    anew = changed(moved, repeat={"rule": WEEKLY}, due_date="2026-11-25")
    assert when(anew) == ("2026-11-25",) * 3
    told = changed(moved, repeat={**(moved.repeat or {}), "rule": "FREQ=DAILY"})
    assert when(told) == when(moved)


def test_what_was_read_can_be_sent_back() -> None:
    task = made(due_date="2026-11-21T09:00", repeat={"rule": "FREQ=MONTHLY", "basis": "completion"})
    assert changed(task, **{n: getattr(task, n) for n in ("due_date", "repeat")}) is task
    assert changed(task, repeat=task.repeat) is task


def test_the_same_draft_again_is_the_same_content_whatever_the_server_chose() -> None:
    drafts: list[dict[str, Any]] = [
        {"due_date": "2026-11-21", "repeat": {"rule": "freq=weekly"}},
        {"repeat": {"rule": WEEKLY, "start": "2026-11-21"}},
    ]
    for draft in drafts:
        task = made(**draft)
        fields = TASK.draft({"title": task.title, **draft})
        assert nouns.same_content(TASK, task, fields)
        other = TASK.draft({"title": task.title, **draft, "repeat": {"rule": "FREQ=DAILY"}})
        assert "due_date" not in draft or not nouns.same_content(TASK, task, other)


def test_what_is_to_come_is_told_up_to_a_day_with_all_its_times() -> None:
    task = made(due_date="2026-11-21", repeat={"rule": "FREQ=DAILY"})
    found = repeating.upcoming(task, 9, date(2026, 11, 23))
    assert found == ["2026-11-21", "2026-11-22", "2026-11-23"]
    assert len(repeating.upcoming(task, 9)) == 9
    assert repeating.upcoming(task, 9, date(2026, 11, 20)) == []
    task = changed(task, due_date="2026-11-21T09:00")
    assert len(repeating.upcoming(task, 9, date(2026, 11, 23))) == 3
    task = changed(task, due_date="2026-11-21T23:30:00Z", time_zone=NEW_YORK)
    assert repeating.upcoming(task, 9, date(2026, 11, 22))[1:] == ["2026-11-22T23:30:00Z"]


def test_from_completion_only_the_open_date_is_known() -> None:
    repeat = {"rule": "FREQ=DAILY", "basis": "completion"}
    assert repeating.upcoming(made(due_date="2026-11-21", repeat=repeat), 9) == ["2026-11-21"]


def test_a_series_ends_where_years_do() -> None:
    task = made(due_date="9000-11-21", repeat={"rule": "FREQ=YEARLY"})
    assert repeating.done(task, NOW, "UTC").values is None
    assert repeating.skipped(task).values is None
