"""Merging: writes may arrive in any order, and none is lost without being told."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain import merging, nouns, stamps
from tasklark.domain.changes import Change
from tasklark.domain.errors import Invalid
from tasklark.domain.tasks import LABELS_MAX, TASK, Task

NOW = datetime(2026, 5, 1, tzinfo=UTC)
PERSON = UUID("01943c5e-7d1a-7c3e-9a51-2f6b1c0d9e84")
WHEN = {"due_date": None, "start_date": None, "time_zone": None}

FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from("abc"),
        "priority": st.sampled_from([None, "low", "high"]),
        "completed": st.booleans(),
        "labels/x": st.booleans(),
        "labels/y": st.booleans(),
        f"assignee_ids/{PERSON}": st.booleans(),
    },
)
DATES = st.sampled_from([{}, WHEN, {**WHEN, "due_date": "2026-05-01"}])
WRITES = st.lists(st.builds(lambda some, dates: {**some, **dates}, FIELDS, DATES), max_size=8)


def stamp(second: int, writer: str = "a") -> str:
    return stamps.at(NOW + timedelta(seconds=second), writer)


def task(**values: Any) -> Task:
    fields = {"project_id": PERSON, "position": "a0", "title": "made", **values}
    made: Task = nouns.made(TASK, PERSON, TASK.cleaned(fields), NOW, stamp(0))
    return made


def arrived(record: Task, said: dict[str, Any], at: str) -> tuple[Task, tuple[Change, ...]]:
    """Return a record after a write with a stamp has come, and what of it was lost."""
    write = merging.cleaned(TASK, said)
    merged = merging.merged(TASK, record, write, at)
    after = nouns.changed(TASK, record, merged.values, NOW, at)
    kept = {**(after.stamps or {}), **merged.borne_out}
    return after.model_copy(update={"stamps": kept}), merged.lost


def content(record: Task) -> dict[str, Any]:
    told = {name: getattr(record, name) for name in TASK.cleaners}
    return {name: set(v) if name in TASK.sets else v for name, v in told.items() if name != "links"}


@given(WRITES, st.randoms())
def test_the_order_in_which_writes_arrive_does_not_matter(writes: list[Any], dice: Any) -> None:
    made = [(said, stamp(1 + n)) for n, said in enumerate(writes)]
    shuffled = dice.sample(made, len(made))
    records = []
    for order in (made, shuffled):
        record = task()
        for said, at in order:
            record, _ = arrived(record, said, at)
        records.append(content(record))
    assert records[0] == records[1]


@given(WRITES, st.randoms())
def test_what_is_not_set_is_told_with_its_value(writes: list[Any], dice: Any) -> None:
    made = [(said, stamp(1 + n)) for n, said in enumerate(writes)]
    record = task()
    for said, at in dice.sample(made, len(made)):
        record, lost = arrived(record, said, at)
        told = {change.field: change.before for change in lost}
        for name, value in said.items():
            field, _, element = name.partition("/")
            present = getattr(record, field)
            is_so = (element in map(str, present)) == value if element else present == value
            assert is_so or told[name] == value


def test_a_value_that_is_borne_out_later_stands_against_what_came_between() -> None:
    record, _ = arrived(task(title="same"), {"title": "same"}, stamp(9))
    after, lost = arrived(record, {"title": "between"}, stamp(5))
    assert after.title == "same"
    assert lost == (Change(PERSON, "title", "between", "same"),)


def test_elements_of_a_set_that_are_added_and_removed_at_once_all_count() -> None:
    record = task(labels=["home"])
    record, _ = arrived(record, {"labels/errand": True}, stamp(2, "a"))
    record, lost = arrived(record, {"labels/home": False, "labels/urgent": True}, stamp(1, "b"))
    assert (set(record.labels), lost) == ({"errand", "urgent"}, ())


def test_a_set_that_is_written_whole_counts_for_what_it_adds_and_removes() -> None:
    record, _ = arrived(task(labels=["a", "b"]), {"labels/c": True}, stamp(5))
    record, lost = arrived(record, {"labels": ["a", "d"]}, stamp(2))
    assert set(record.labels) == {"a", "c", "d"}
    assert lost == (Change(PERSON, "labels/c", False, True),)


def test_a_label_that_is_there_in_another_case_is_that_label() -> None:
    record, _ = arrived(task(labels=["Errand"]), {"labels/errand": True}, stamp(1))
    assert record.labels == ["Errand"]
    record, _ = arrived(record, {"labels/ERRAND": False}, stamp(2))
    assert record.labels == []


def test_two_writes_with_one_stamp_do_not_pass_for_one() -> None:
    record, _ = arrived(task(), {"title": "first"}, stamp(1))
    after, lost = arrived(record, {"title": "second"}, stamp(1))
    assert (after.title, lost) == ("first", (Change(PERSON, "title", "second", "first"),))


def test_fields_that_belong_together_are_won_and_lost_together() -> None:
    record, _ = arrived(task(), {"due_date": "2026-05-02"}, stamp(5))
    after, lost = arrived(record, {"start_date": "2026-05-01", "title": "x"}, stamp(3))
    assert (after.start_date, after.title) == (None, "x")
    assert [change.field for change in lost] == ["start_date"]


def test_of_an_element_that_can_not_be_one_only_the_set_is_named() -> None:
    said = {"title": "", "labels/a": 1, "labels/a\0b": True, "assignee_ids/x": True}
    with pytest.raises(Invalid) as refused:
        merging.cleaned(TASK, said)
    errors = {error.field for error in refused.value.errors}
    assert errors == {"title", "labels/a", "labels", "assignee_ids"}


def test_a_set_does_not_grow_beyond_its_limit_element_by_element() -> None:
    full = task(labels=[f"label {n}" for n in range(LABELS_MAX)])
    with pytest.raises(Invalid):
        arrived(full, {"labels/one more": True}, stamp(1))
