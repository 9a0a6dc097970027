"""A search reads titles from their index alone, its owner's only, and the rest if it must."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from tasklark.domain import searching
from tasklark.storage import schema, search
from tests.backends import Cluster
from tests.conftest import APP_PASSWORD, Store
from tests.storage.test_due_plans import HEAVY, POPULATION, SMALL

TITLES = """
UPDATE tasklark.tasks SET title_key = CASE WHEN position = 'a' THEN 'water the plants' END,
    description_key = CASE WHEN completed THEN 'all of them' END
"""
PLACEMENTS = """
INSERT INTO tasklark.placements
    (owner_id, id, project_owner_id, owner_user_id, role, position, created_at, updated_at)
    SELECT id, inbox_id, id, user_id, 'owner', 'a0', created_at, created_at FROM tasklark.accounts
"""
NOW = datetime(2026, 7, 1, tzinfo=UTC)
OF_TITLES = "tasks_owner_id_title_key_id_idx"


@pytest.fixture(scope="module", params=["force_custom_plan", "force_generic_plan"])
def app(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[psycopg.RawCursor[Any]]:
    store = Store(cluster, cluster.new_database())
    schema.migrate(store.direct, APP_PASSWORD)
    with psycopg.connect(store.superuser, autocommit=True) as connection:
        for statement in (*POPULATION.split(";"), PLACEMENTS, TITLES, "VACUUM FULL tasklark.tasks"):
            connection.execute(statement.encode())
        connection.execute("VACUUM (ANALYZE)")
    with psycopg.connect(store.app) as connection:
        connection.execute(f"SET plan_cache_mode = {request.param}".encode())
        yield psycopg.RawCursor(connection)


def scans(app: psycopg.RawCursor[Any], text: str, owner_id: int) -> list[dict[str, Any]]:
    """Return the nodes by which the app's role has read tasks to answer a search."""
    call = search.found(owner_id, searching.parse(text), 20, NOW, archived=False)
    app.execute(f"SET LOCAL tasklark.account_id = '{owner_id}'".encode())
    told = b"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + call.statement.sql
    app.execute(told, call.params, prepare=True)
    row = app.fetchone()
    assert row is not None
    nodes = _nodes(row[0][0]["Plan"])
    return [n for n in nodes if n.get("Relation Name") == "tasks" and n["Actual Loops"]]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)


@pytest.mark.parametrize("owner_id", [SMALL, HEAVY], ids=["small", "heavy"])
def test_what_titles_begin_with_is_a_range_of_their_index(
    app: psycopg.RawCursor[Any], owner_id: int
) -> None:
    first, *others = scans(app, "wat", owner_id)
    assert (first["Node Type"], first["Index Name"]) == ("Index Only Scan", OF_TITLES)
    assert "title_key" in first["Index Cond"]
    assert first["Heap Fetches"] == 0
    assert {scan["Index Name"] for scan in others} == {"tasks_pkey"}
    assert all(scan["Actual Rows"] <= 1 for scan in others)


@pytest.mark.parametrize("owner_id", [SMALL, HEAVY], ids=["small", "heavy"])
def test_words_inside_are_looked_for_in_the_index_alone(
    app: psycopg.RawCursor[Any], owner_id: int
) -> None:
    for text in ("plants", "them", "nothing", "water nothing"):
        whole = [s for s in scans(app, text, owner_id) if s["Node Type"] == "Index Only Scan"]
        assert {scan["Index Name"] for scan in whole} >= {OF_TITLES}
        assert all(scan["Heap Fetches"] == 0 for scan in whole if scan["Index Name"] == OF_TITLES)
        kinds = {scan["Node Type"] for scan in scans(app, text, owner_id)}
        assert "Seq Scan" not in kinds


def test_long_descriptions_have_an_index_of_their_own(app: psycopg.RawCursor[Any]) -> None:
    indexes = {scan.get("Index Name") for scan in scans(app, "nothing", HEAVY)}
    assert "tasks_long_idx" in indexes
