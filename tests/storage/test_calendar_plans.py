"""Calendar objects are looked up by key, also under plans that are as old as an empty table.

A connection plans a statement once. What it planned before the first task came is what it goes by
until the tables are analyzed, and a new collection is filled in less time than that.
"""

# ruff: noqa: S608 - statements are built from constants

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import pytest

from bench.households import BELONGINGS
from tasklark.storage import calendar_objects, calendar_writes, schema
from tasklark.storage.wire import Call
from tests.backends import Cluster
from tests.conftest import APP_PASSWORD, Store

ACCOUNT = 1
TASKS = 3_000
HOME, PERSON = UUID(int=1), UUID(int=2)
PLACE = (ACCOUNT, HOME, PERSON)
OWNER = f"""
INSERT INTO tasklark.accounts (id, issuer, user_id, inbox_id, person_id, created_at)
    VALUES ({ACCOUNT}, 'i', 'one', '{HOME}', '{PERSON}', now());
{"; ".join(BELONGINGS)};
"""
FILLING = f"""
INSERT INTO tasklark.tasks (owner_id, id, project_id, title, title_key, completed, status,
    due_sort_at, created_at, updated_at, position, links)
    SELECT {ACCOUNT}, md5(n::text)::uuid, '{HOME}', 'Task ' || n, 'task ' || n, false, 'todo',
    'infinity', now(), now(), 'a' || lpad(n::text, 6, '0') || '1', '[]'
    FROM generate_series(1, {TASKS}) n;
INSERT INTO tasklark.calendar_texts (owner_id, task_id, project_id, uid, text, task_updated_at,
    meaning, entry, stored_at, number)
    SELECT owner_id, id, project_id, 'uid ' || title, 'text', updated_at, '{{}}', '{{}}', now(), 1
    FROM tasklark.tasks;
INSERT INTO tasklark.calendar_names (owner_id, project_id, task_id, name)
    SELECT owner_id, project_id, id, title || '.ics' FROM tasklark.tasks;
INSERT INTO tasklark.calendar_alarms (owner_id, task_id, person_id, project_id, alarms, reminders,
    text_stored_at, stored_at, number)
    SELECT owner_id, id, '{PERSON}', project_id, '[]', 0, now(), now(), 1 FROM tasklark.tasks;
INSERT INTO tasklark.reminders (owner_id, id, project_id, task_id, person_id, minutes_before,
    anchor, created_at, updated_at)
    SELECT owner_id, gen_random_uuid(), project_id, id, '{PERSON}', 5, 'due', now(), now()
    FROM tasklark.tasks;
"""
NAMES = [f"Task {n}.ics" for n in range(1, 11)]
ONE = {
    "held": calendar_objects.held(*PLACE, NAMES[:1], []),
    "resolved": calendar_objects.resolved(ACCOUNT, HOME, ["uid Task 7"], []),
    "awaiting": calendar_writes.awaiting(ACCOUNT, HOME, "uid Task 7"),
    "file_named": calendar_writes.file_named(ACCOUNT, HOME, NAMES[0]),
    "files_of": calendar_writes.files_of(ACCOUNT, HOME, "uid Task 7"),
}
TEN = {
    f"{part}_named": calendar_objects.TASKS[part, "named"](*PLACE, NAMES, [])
    for part in ("tags", "texts")
}
ALL = {f"{part}_all": calendar_objects.TASKS[part, "all"](*PLACE) for part in ("tags", "texts")}


@pytest.fixture(scope="module")
def app(cluster: Cluster) -> Iterator[psycopg.Connection]:
    """Give a connection that has planned all statements before there was a task."""
    store = Store(cluster, cluster.new_database())
    schema.migrate(store.direct, APP_PASSWORD)
    with psycopg.connect(store.superuser, autocommit=True) as owner:
        owner.execute(OWNER.encode())
        with psycopg.connect(store.app, autocommit=True) as connection:
            connection.execute(f"SET tasklark.account_id = '{ACCOUNT}'".encode())
            for name, call in {**ONE, **TEN, **ALL}.items():
                connection.execute(f"PREPARE {name} AS ".encode() + call.statement.sql)
                connection.execute(f"EXECUTE {name} ({_literals(call)})".encode())
            owner.execute(FILLING.encode())
            yield connection


@pytest.mark.parametrize("name", ONE)
def test_one_object_is_looked_up(app: psycopg.Connection, name: str) -> None:
    assert _read(app, name, ONE[name]).rows_in_vain <= 2


@pytest.mark.parametrize("name", TEN)
def test_ten_objects_are_looked_up_each(app: psycopg.Connection, name: str) -> None:
    found = _read(app, name, TEN[name])
    assert found.rows == 10
    assert found.rows_in_vain <= 10


@pytest.mark.parametrize("name", ALL)
def test_of_all_objects_each_is_read_once(app: psycopg.Connection, name: str) -> None:
    found = _read(app, name, ALL[name])
    assert found.rows == TASKS
    assert found.rows_in_vain <= TASKS
    assert found.pages <= TASKS * 20


class Reading(NamedTuple):
    """What a statement read: rows that it gave, rows that it threw away, and pages."""

    rows: int
    rows_in_vain: int
    pages: int


def _read(app: psycopg.Connection, name: str, call: Call) -> Reading:
    """Return what a statement reads that was planned long ago."""
    asked = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE {name} ({_literals(call)})"
    app.execute(asked.encode())  # the first look also reads the catalog
    found = app.execute(asked.encode()).fetchone()
    assert found is not None
    top: dict[str, Any] = found[0][0]["Plan"]
    pages = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    return Reading(top["Actual Rows"], sum(_in_vain(node) for node in _nodes(top)), pages)


def _in_vain(node: dict[str, Any]) -> int:
    removed: int = sum(count for key, count in node.items() if key.startswith("Rows Removed by"))
    return removed * int(node["Actual Loops"])


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)


def _literals(call: Call) -> str:
    return ", ".join(_literal(param) for param in call.params)


def _literal(param: object) -> str:
    if isinstance(param, list):
        return "'{" + ",".join(f'"{each}"' for each in param) + "}'"
    return f"'{param}'"
