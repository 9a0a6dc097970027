"""What is looked for is read by index: own tasks, those of a project in order, and shared ones."""

# ruff: noqa: S608 - statements are built from constants

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest

from tasklark.domain.filters import Context, Names, parse
from tasklark.domain.views import Order, Sort, Status, View, view
from tasklark.storage import finding, schema
from tasklark.storage.finding import Asked
from tests.backends import Cluster
from tests.conftest import APP_PASSWORD, Store

ME, OTHER = 7, 200
ROWS = 50
POPULATION = f"""
SET session_replication_role = replica;
CREATE TEMPORARY TABLE made AS SELECT a, n, md5(a || '/' || n)::uuid AS id,
    md5('project ' || a || '/' || n % 4)::uuid AS project_id
    FROM generate_series(1, {OTHER}) a, generate_series(1, 4000) n
    WHERE n <= 40 OR a IN ({ME}, {OTHER});
INSERT INTO tasklark.tasks (owner_id, id, project_id, title, title_key, completed, status,
    due_sort_at, created_at, updated_at, position, links)
    SELECT a, id, project_id, 'Title', 'title', n % 3 = 0,
    CASE n % 3 WHEN 0 THEN 'done' ELSE 'todo' END, 'infinity',
    now() - n * interval '1 minute', now(), 'd' || lpad(n::text, 4, '0'), '[]' FROM made;
INSERT INTO tasklark.placements (owner_id, id, created_at, updated_at, project_owner_id,
    owner_user_id, role, position)
    SELECT a, project_id, now(), now(), a, 'me', 'owner', 'a0' FROM made GROUP BY a, project_id;
INSERT INTO tasklark.placements (owner_id, id, created_at, updated_at, project_owner_id,
    owner_user_id, role, position)
    VALUES ({ME}, md5('project {OTHER}/1')::uuid, now(), now(), {OTHER}, 'other', 'editor', 'a1');
"""


@pytest.fixture(scope="module")
def app(cluster: Cluster) -> Iterator[psycopg.RawCursor[Any]]:
    store = Store(cluster, cluster.new_database())
    schema.migrate(store.direct, APP_PASSWORD)
    with psycopg.connect(store.superuser, autocommit=True) as connection:
        connection.execute(POPULATION.encode())
        connection.execute("VACUUM (ANALYZE)")
    with psycopg.connect(store.app) as connection:
        yield psycopg.RawCursor(connection)


def scans(app: psycopg.RawCursor[Any], asked: Asked) -> list[dict[str, Any]]:
    """Return how the app's role reads the tasks that are asked for."""
    call = finding.found(asked, ROWS)
    app.execute(f"SET LOCAL tasklark.account_id = '{ME}'".encode())
    query = f"EXPLAIN (ANALYZE, FORMAT JSON) {call.statement.sql.decode()}"
    app.execute(query, call.params)
    row = app.fetchone()
    assert row is not None
    found = [node for node in _nodes(row[0][0]["Plan"]) if node.get("Relation Name") == "tasks"]
    assert found
    return found


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)


def asked(sort: Sort, text: str | None = None, **more: Any) -> Asked:
    told = None
    if text is not None:
        context = Context(datetime(2026, 7, 1, tzinfo=UTC), ZoneInfo("UTC"), UUID(int=1), Names())
        told = (parse(text), context)
    wanted: View = view(Status.ALL, sort, Order.ASC)
    return Asked(ME, "me", wanted, more.pop("within", {}), told, **more)


def project(app: psycopg.RawCursor[Any], owner_id: int) -> UUID:
    app.execute(f"SELECT md5('project {owner_id}/1')::uuid".encode())
    row = app.fetchone()
    assert row is not None
    found: UUID = row[0]
    return found


def test_ones_own_tasks_are_read_in_order_and_no_further(app: psycopg.RawCursor[Any]) -> None:
    for scan in scans(app, asked(Sort.CREATED, "!p1", owner_ids=[ME])):
        assert scan["Node Type"] != "Seq Scan"
        assert scan["Actual Rows"] <= ROWS


@pytest.mark.parametrize("owner_id", [ME, OTHER], ids=["own", "shared"])
def test_a_project_is_read_in_its_manual_order_and_no_further(
    app: psycopg.RawCursor[Any], owner_id: int
) -> None:
    within = {"project_id": project(app, owner_id)}
    for scan in scans(app, asked(Sort.POSITION, within=within)):
        assert scan["Node Type"] != "Seq Scan"
        assert scan["Actual Rows"] <= ROWS


def test_nothing_is_read_of_a_project_that_is_not_shared(app: psycopg.RawCursor[Any]) -> None:
    within = {"project_id": project(app, OTHER - 1)}
    assert all(not scan["Actual Rows"] for scan in scans(app, asked(Sort.CREATED, within=within)))


def test_of_another_owner_the_shared_project_alone_is_read(app: psycopg.RawCursor[Any]) -> None:
    found = scans(app, asked(Sort.CREATED, "all", owner_ids=[ME, OTHER]))
    for scan in found:
        assert scan["Node Type"] != "Seq Scan"
        read = (scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0)) * scan["Actual Loops"]
        assert read <= 1_000 + ROWS
