"""What a filter finds in the database is what it means, everywhere and at every clock change."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasklark.domain.dates import parse_due
from tasklark.domain.filters import Context, Item, Node, items, matches, parse, to_text
from tasklark.domain.filters.tree import Is, Word
from tasklark.domain.tasks import Task
from tasklark.domain.text import sort_key
from tasklark.storage import filters
from tests.conftest import Store
from tests.domain.filters import population, trees

TASKS = 150
_OWNERS = 10_000
PLACES = [
    ("Etc/GMT+12", "2026-11-21T12:00"),
    ("Pacific/Kiritimati", "2026-11-21T10:00"),
    ("Europe/Berlin", "2026-03-29T01:00"),
    ("Europe/Berlin", "2026-10-25T00:30"),
    ("America/St_Johns", "2010-11-07T02:31"),  # from 00:01 back to 23:01
    ("America/Sao_Paulo", "2018-11-04T03:00"),  # 00:00 isn't shown
    ("America/Havana", "2026-11-01T04:30"),  # 00:30 is shown twice
    ("Pacific/Apia", "2011-12-30T09:59"),  # the next day isn't shown
    ("Australia/Lord_Howe", "2026-04-04T15:00"),
    ("America/Toronto", "1919-03-31T04:45"),  # from 23:30 to 00:30
]
"""Zones from UTC-12 to UTC+14, each with a moment in UTC near a midnight or a clock change."""


@dataclass
class World:
    """The tasks of an owner around a moment."""

    owner_id: int
    context: Context
    items: list[Item]


class Worlds:
    """All of them, and how the database is asked; with a name so short that it can be reported."""

    def __init__(self, cursor: psycopg.RawCursor[Any]) -> None:
        self.cursor = cursor
        self.each = [_world(cursor, number) for number in range(len(PLACES))]


@pytest.fixture(scope="module")
def worlds(store: Store) -> Iterator[Worlds]:
    """Give tasks of an owner for each place, and beside them another owner's of the same ids."""
    with psycopg.connect(store.superuser) as connection:
        cursor = psycopg.RawCursor(connection)
        cursor.execute("SET session_replication_role = replica")
        yield Worlds(cursor)
        connection.rollback()


def _world(cursor: psycopg.RawCursor[Any], number: int) -> World:
    random = Random(number)  # noqa: S311 - of no secrets
    zone, text = PLACES[number]
    now = datetime.fromisoformat(text).replace(tzinfo=UTC)
    wall = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    moments = [now.replace(tzinfo=None), wall, wall.replace(hour=0, minute=0)]
    known = population.names(random)
    tasks = population.tasks(random, TASKS, known, moments)
    commented = {task.id for task in random.sample(tasks, TASKS // 5)}
    for owner_id, of_owner in (
        (_OWNERS + 2 * number, tasks),
        (_OWNERS + 2 * number + 1, _turned(tasks)),
    ):
        cursor.executemany(_INSERT, [_row(owner_id, task) for task in of_owner])
    alive = [(_OWNERS + 2 * number, task_id, None) for task_id in sorted(commented)]
    binned = [(_OWNERS + 2 * number, task.id, now) for task in tasks]
    theirs = [(_OWNERS + 2 * number + 1, task.id, None) for task in tasks]
    cursor.executemany(_COMMENT, [*alive, *binned, *theirs])
    me = next(person.id for person in known.people)
    return World(
        _OWNERS + 2 * number, Context(now, ZoneInfo(zone), me, known), items(tasks, commented)
    )


def _turned(tasks: list[Task]) -> list[Task]:
    """Return tasks that say the contrary about others."""
    return [
        task.model_copy(
            update={
                "completed": not task.completed,
                "status": "todo" if task.completed else "done",
                "deleted_at": None,
                "parent_id": random_id,
                "blocked_by": [random_id],
            }
        )
        for task, random_id in zip(tasks, (task.id for task in reversed(tasks)), strict=True)
    ]


_COLUMNS = [name for name in Task.model_fields if name not in {"stamps", "trashed_with"}]
_INSERT = (
    f"INSERT INTO tasklark.tasks (owner_id, title_key, due_sort_at, {', '.join(_COLUMNS)})"  # noqa: S608 - of constants
    f" VALUES ({', '.join(f'${i + 1}' for i in range(len(_COLUMNS) + 3))})"
)
_COMMENT = (
    "INSERT INTO tasklark.comments"
    " (owner_id, id, project_id, task_id, author_id, body, created_at, updated_at, deleted_at)"
    " VALUES ($1, gen_random_uuid(), $2, $2, $2, 'x', now(), now(), $3)"
)


def _row(owner_id: int, task: Task) -> list[Any]:
    values = [getattr(task, name) for name in _COLUMNS]
    stored = [
        json.dumps(value)
        if name in {"repeat", "links"} and value is not None
        else str(value)
        if name in {"status", "priority"} and value is not None
        else value
        for name, value in zip(_COLUMNS, values, strict=True)
    ]
    return [
        owner_id,
        sort_key(task.title),
        parse_due(task.due_date).sort_at if task.due_date else "infinity",
        *stored,
    ]


_ALIVE = "SELECT t.id FROM tasklark.tasks t WHERE t.owner_id = $1 AND t.deleted_at IS NULL"


def _found(cursor: psycopg.RawCursor[Any], world: World, node: Node) -> set[UUID]:
    where, params = filters.condition(node, world.context, 2, [world.owner_id])
    cursor.execute(f"{_ALIVE} AND {where}", [world.owner_id, *params])
    return {row[0] for row in cursor}


LEAVES = trees.terms(population.KNOWN_NAMES, population.KNOWN_TEXTS, trees.days(reach=30))


@settings(max_examples=300)
@example(  # 01:30 is shown for the second time, and long over
    number=8, node=Is(Word.OVERDUE), zone=None, apart=0, week_start=0
)
@given(
    number=st.integers(0, len(PLACES) - 1),
    node=trees.trees(LEAVES),
    zone=st.none() | st.sampled_from([place for place, _ in PLACES]),
    apart=st.sampled_from([0, 0, 1, -1]) | st.integers(-90 * 60 * 10**6, 90 * 60 * 10**6),
    week_start=st.integers(0, 6),
)
def test_the_database_finds_what_a_filter_means(
    worlds: Worlds,
    number: int,
    node: Node,
    zone: str | None,
    apart: int,
    week_start: int,
) -> None:
    world = worlds.each[number]
    context = replace(
        world.context,
        now_at=world.context.now_at + timedelta(microseconds=apart),
        zone=ZoneInfo(zone) if zone else world.context.zone,
        week_start=week_start,
    )
    there = replace(world, context=context)
    assert _found(worlds.cursor, there, node) == {
        item.task.id for item in there.items if matches(node, item, context)
    }, to_text(node)


def test_values_are_bound_and_never_written_into_the_statement() -> None:
    known = population.names(Random(1))  # noqa: S311 - of no secrets
    context = Context(datetime(2026, 11, 21, tzinfo=UTC), ZoneInfo("UTC"), UUID(int=1), known)
    later = replace(context, now_at=context.now_at + timedelta(days=400), me=UUID(int=2))
    plain = (
        "search: x & @x & assigned to: x & due before: today & 7 days & overdue & created by: me"
    )
    hostile = plain.replace(": x", ''': "x') OR 'a' = 'a $1"''').replace("@x", """@"';--" """)
    text, params = filters.condition(parse(plain), context, 3, [7])
    assert filters.condition(parse(plain), later, 3, [7])[0] == text
    assert filters.condition(parse(hostile), context, 3, [7])[0] == text
    assert {f"${3 + i}::" for i in range(len(params))} <= set(re.findall(r"\$[0-9]+::", text))
