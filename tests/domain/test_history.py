"""Time travel: walking the log back gives every state that was."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain import changes, nouns
from tasklark.domain.history import Key, Past, State, rewound, state
from tasklark.domain.labels import LABEL
from tasklark.domain.tasks import TASK

BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
IDS = [UUID(int=n) for n in range(1, 5)]
TITLES = st.sampled_from(["Milk", "Bread", "Eggs"])
SET = st.lists(st.sampled_from(["a", "b", "c"]), unique=True)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": TITLES,
        "labels": SET,
        "priority": st.sampled_from(["low", None]),
        "status": st.sampled_from(["todo", "in_progress"]),
        "due_date": st.sampled_from(["2030-02-10", None]),
        "blocked_by": st.lists(st.sampled_from([str(each) for each in IDS]), unique=True),
        "links": st.just([{"url": "https://example.org", "title": None}]),
    },
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["make", "change", "change", "lose", "delete", "restore", "remove"]),
        st.sampled_from(IDS),
        FIELDS,
    ),
    max_size=30,
)


class World:
    """Records, and the log of what becomes of them."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.records: dict[Key, Any] = {}
        self.log: list[Past] = []

    def states(self) -> dict[Key, State]:
        return {key: _sorted(state(record)) for key, record in self.records.items()}

    def step(self, what: str, record_id: UUID, fields: dict[str, Any]) -> None:
        self.now += timedelta(seconds=1)
        key = ("task", record_id)
        before = self.records.get(key)
        if what == "make" and before is None:
            placed = {"title": "New", "project_id": UUID(int=9), "position": "a0"}
            made = nouns.made(TASK, record_id, {**placed, **TASK.cleaned(fields)}, self.now)
            self.put(key, before, made)
        elif before is None:
            return
        elif what == "change":
            self.put(key, before, nouns.changed(TASK, before, TASK.cleaned(fields), self.now))
        elif what == "lose":
            late = Past("task", record_id, "title", "Late", before.title, lost=True)
            self.log.append(late)
        elif what in {"delete", "restore"}:
            at = self.now if what == "delete" else None
            self.put(key, before, nouns.moved_on(before, {"deleted_at": at}, self.now))
        elif what == "remove":
            self.put(key, before, None)

    def put(self, key: Key, before: Any, after: Any) -> None:
        noun, _ = key
        told = changes.between(TASK, before, after)
        self.log += (Past(noun, c.record_id, c.field, c.before, c.after) for c in told)
        if after is None:
            del self.records[key]
        else:
            self.records[key] = after


def _sorted(found: State) -> State:
    return {k: sorted(v) if k in TASK.sets else v for k, v in found.items()}


@given(STEPS)
def test_each_state_that_was_is_rebuilt_from_the_present_and_the_log(steps: list[Any]) -> None:
    world = World()
    was = [(0, world.states())]
    for step in steps:
        world.step(*step)
        was.append((len(world.log), world.states()))
    present = {key: state(record) for key, record in world.records.items()}
    for length, then in was:
        rebuilt = copy.deepcopy(present)
        rewound(rebuilt, world.log[length:][::-1])
        assert {key: _sorted(found) for key, found in rebuilt.items()} == then


def test_completion_follows_the_status_that_was() -> None:
    values = {"title": "a", "project_id": UUID(int=9), "position": "a0", "status": "done"}
    task = nouns.made(TASK, IDS[0], {**values, **TASK.cleaned({"status": "done"})}, BEGIN)
    opened = nouns.changed(TASK, task, TASK.cleaned({"status": "todo"}), BEGIN)
    states = {("task", task.id): state(opened)}
    told = changes.between(TASK, task, opened)
    rewound(states, [Past("task", c.record_id, c.field, c.before, c.after) for c in told])
    assert states["task", task.id]["completed"] is True


def test_what_is_gone_for_good_and_what_is_not_known_are_passed_over() -> None:
    label = nouns.made(LABEL, IDS[0], {"name": "a", "position": "a0"}, BEGIN)
    states = {("label", label.id): state(label)}
    before = copy.deepcopy(states)
    rewound(
        states,
        [
            Past("task", IDS[1], "title", None, None),
            Past("task", IDS[1], "*", None, None),
            Past("unheard", IDS[2], "*", {"id": str(IDS[2])}, None),
            Past("label", label.id, "trashed_with", "x", None),
            Past("label", label.id, "unheard", 1, 2),
        ],
    )
    assert states == before
