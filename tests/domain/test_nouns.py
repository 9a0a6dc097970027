"""Records: what they keep of elements that were taken out of their sets, and how little that is."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain import merging, nouns, stamps
from tasklark.domain.changes import Change
from tasklark.domain.tasks import TASK, Task

NOW = datetime(2026, 5, 1, tzinfo=UTC)
PERSON = UUID("01943c5e-7d1a-7c3e-9a51-2f6b1c0d9e84")
FEW = 4
"""How many stamps of removed elements are kept in the tests that fold."""
WRITES = st.lists(st.tuples(st.sampled_from("abcdefghijkl"), st.booleans()), max_size=40)


def stamp(second: int) -> str:
    return stamps.at(NOW + timedelta(seconds=second), "a")


def task(labels: list[str]) -> Task:
    fields = {"project_id": PERSON, "position": "a0", "title": "made", "labels": labels}
    made: Task = nouns.made(TASK, PERSON, TASK.cleaned(fields), NOW, stamp(0))
    return made


def arrived(record: Task, said: dict[str, Any], at: str) -> tuple[Task, tuple[Change, ...]]:
    """Return a record after a write with a stamp has come, and what of it was lost."""
    merged = merging.merged(TASK, record, merging.cleaned(TASK, said), at)
    after = nouns.changed(TASK, record, merged.values, NOW, at)
    return nouns.stamped(TASK, after, merged.borne_out), merged.lost


def in_order(writes: list[tuple[str, bool]], dice: Any) -> list[tuple[dict[str, Any], str]]:
    said = [({f"labels/{name}": is_in}, stamp(1 + n)) for n, (name, is_in) in enumerate(writes)]
    return list(dice.sample(said, len(said)))


@given(WRITES, st.sets(st.sampled_from("abcdef")), st.randoms())
def test_what_is_folded_never_gives_way_to_what_is_earlier(
    writes: list[tuple[str, bool]], first: set[str], dice: Any
) -> None:
    folded = whole = task(sorted(first))
    refused: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        for said, at in in_order(writes, dice):
            patch.setattr(nouns, "REMOVED_MAX", FEW)
            folded, lost = arrived(folded, said, at)
            patch.setattr(nouns, "REMOVED_MAX", 1_000)
            whole, _ = arrived(whole, said, at)
            refused |= {change.field.partition("/")[2] for change in lost if change.before}
    assert set(folded.labels) <= set(whole.labels)
    # What differs came late, below all that is still known one by one, and was told as lost.
    assert set(whole.labels) - set(folded.labels) <= refused


@given(WRITES)
def test_writes_that_come_in_their_order_are_all_done(writes: list[tuple[str, bool]]) -> None:
    record = task([])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nouns, "REMOVED_MAX", FEW)
        for n, (name, is_in) in enumerate(writes):
            record, lost = arrived(record, {f"labels/{name}": is_in}, stamp(1 + n))
            assert (name in record.labels) == is_in
            assert not lost


def test_however_many_elements_there_were_their_stamps_stay_few() -> None:
    record = task(["kept"])
    for n in range(30):
        wanted = ["kept", *(f"label {n} {m}" for m in range(50))]
        record = nouns.changed(TASK, record, {"labels": wanted}, NOW + timedelta(seconds=n))
    kept = record.stamps or {}
    assert len(kept) <= nouns.REMOVED_MAX + len(record.labels) + 2
    assert nouns.stamp_of(TASK, record, "labels/kept") == stamp(0)
    assert nouns.stamp_of(TASK, record, "labels/label 0 0") > nouns.stamp_of(TASK, record, "title")


def test_bearing_out_that_elements_are_not_there_leaves_few_stamps() -> None:
    record = task([])
    for n in range(10):
        said = {f"labels/label {n} {m}": False for m in range(50)}
        record, _ = arrived(record, said, stamp(1 + n))
    assert len(record.stamps or {}) <= nouns.REMOVED_MAX + 2


def test_an_element_that_is_there_keeps_its_own_stamp_when_others_are_folded() -> None:
    record = task(["kept"])
    for n in range(5):
        said = {f"labels/label {n} {m}": False for m in range(50)}
        record, _ = arrived(record, said, stamp(10 + n))
    record, lost = arrived(record, {"labels/kept": False}, stamp(5))
    assert record.labels == []
    assert not lost
