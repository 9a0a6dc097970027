"""A filter reads its owner's rows and no others, and by the index of due dates where it can."""

# ruff: noqa: S608 - statements are built from constants

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest

from tasklark.domain.filters import Context, Names, Project, parse
from tasklark.storage import filters, schema
from tests.backends import Cluster
from tests.conftest import APP_PASSWORD, Store

SMALL, HEAVY = 7, 300
"""An account of fifty tasks among many such, and one with four thousand."""
PROJECT = UUID(int=1)
POPULATION = f"""
SET session_replication_role = replica;
CREATE TEMPORARY TABLE made AS
    SELECT a, n, md5(a || '/' || n)::uuid AS id FROM generate_series(1, {HEAVY}) a,
    generate_series(1, 4000) n WHERE n <= 50 OR a = {HEAVY};
INSERT INTO tasklark.tasks (owner_id, id, project_id, title, title_key, completed, status, due_date,
    due_sort_at, created_at, updated_at, position, links, parent_id, blocked_by)
    SELECT a, id, '{PROJECT}', 'Title', 'title', n % 3 = 0,
    CASE n % 3 WHEN 0 THEN 'done' ELSE 'todo' END,
    date '2026-01-01' + n % 400, (date '2026-01-01' + n % 400)::timestamp AT TIME ZONE 'UTC',
    now(), now(), 'a', '[]', CASE n % 10 WHEN 1 THEN md5(a || '/' || n + 1)::uuid END,
    CASE n % 10 WHEN 2 THEN ARRAY[md5(a || '/' || n + 2)::uuid] ELSE '{{}}' END FROM made;
INSERT INTO tasklark.comments
    (owner_id, id, project_id, task_id, author_id, body, created_at, updated_at)
    SELECT a, id, '{PROJECT}', id, id, 'x', now(), now() FROM made WHERE n % 5 = 0;
"""
CONTEXT = Context(
    datetime(2026, 7, 1, 12, tzinfo=UTC), ZoneInfo("UTC"), PROJECT, Names([Project(PROJECT, "P")])
)


@pytest.fixture(scope="module")
def app(cluster: Cluster) -> Iterator[psycopg.RawCursor[Any]]:
    store = Store(cluster, cluster.new_database())
    schema.migrate(store.direct, APP_PASSWORD)
    with psycopg.connect(store.superuser, autocommit=True) as connection:
        connection.execute(POPULATION.encode())
        connection.execute("VACUUM (ANALYZE)")
    with psycopg.connect(store.app) as connection:
        yield psycopg.RawCursor(connection)


def scans(app: psycopg.RawCursor[Any], text: str, owner_id: int) -> list[dict[str, Any]]:
    """Return the nodes by which the app's role reads tables to answer a filter."""
    where, params = filters.condition(parse(text), CONTEXT, 2, [owner_id])
    app.execute(f"SET LOCAL tasklark.account_id = '{owner_id}'".encode())
    alive = "SELECT t.id FROM tasklark.tasks t WHERE t.owner_id = $1 AND t.deleted_at IS NULL"
    app.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {alive} AND {where}", [owner_id, *params])
    row = app.fetchone()
    assert row is not None
    return [node for node in _nodes(row[0][0]["Plan"]) if "Relation Name" in node]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)


ABOUT_OTHERS = ("blocking", "blocked", "has subtasks", "has comments", "available")


@pytest.mark.parametrize("owner_id", [SMALL, HEAVY], ids=["small", "heavy"])
@pytest.mark.parametrize("term", ABOUT_OTHERS)
@pytest.mark.parametrize("form", ["{}", "!{}", "{} | p1", "(today | {}) & !p1"])
def test_a_term_about_other_rows_reads_its_owners_alone(
    app: psycopg.RawCursor[Any], form: str, term: str, owner_id: int
) -> None:
    for scan in scans(app, form.format(term), owner_id):
        assert scan["Node Type"] != "Seq Scan" or scan["Relation Name"] == "placements", scan
        assert scan.get("Rows Removed by Filter", 0) <= 4000
        assert scan["Actual Rows"] <= 4000


@pytest.mark.parametrize("text", ["today", "overdue & due after: -3 days", "7 days", "due: 24 dec"])
def test_days_are_read_from_the_index_of_due_dates(app: psycopg.RawCursor[Any], text: str) -> None:
    scan = next(scan for scan in scans(app, text, HEAVY) if "Index Cond" in scan)
    assert "due_sort_at" in scan["Index Cond"]
    assert "owner_id" in scan["Index Cond"]
