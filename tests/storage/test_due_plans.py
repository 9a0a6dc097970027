"""A list by due date in a time zone is two reads, each from an index in its order."""

# ruff: noqa: S608 - the statement is built from constants

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from tasklark.domain.views import Sort, Status, View
from tasklark.storage import due_order, schema
from tests.backends import Cluster
from tests.conftest import APP_PASSWORD, Store
from tests.storage.test_plans import BUFFERS, plan

SMALL, HEAVY = 7, 500
"""An account of a hundred tasks among many such, and one with five thousand."""
INBOX = "('00000000-0000-4000-8000-' || lpad(a::text, 12, '0'))::uuid"
INDEXES = ("tasks_instants_idx", "tasks_other_dues_idx")
VIEWS = [
    pytest.param(
        View(status, Sort.DUE_DATE, descending, "Europe/Berlin"),
        id=f"{status}-{'desc' if descending else 'asc'}",
    )
    for status in Status
    for descending in (False, True)
]

POPULATION = f"""
INSERT INTO tasklark.accounts (id, issuer, user_id, inbox_id, person_id, created_at)
    SELECT a, 'i', a::text, {INBOX}, {INBOX}, now() FROM generate_series(1, {HEAVY}) a;
INSERT INTO tasklark.scopes (owner_id, id) SELECT id, inbox_id FROM tasklark.accounts;
INSERT INTO tasklark.projects (owner_id, id, name, created_at, updated_at)
    SELECT id, inbox_id, 'Inbox', created_at, created_at FROM tasklark.accounts;
INSERT INTO tasklark.tasks (owner_id, id, project_id, position, title, title_key, completed,
        links, status, due_date, due_sort_at, created_by, created_at, updated_at)
    SELECT a, md5(a || '/' || n)::uuid, {INBOX}, 'a', 't', 't', n % 5 = 0, '[]',
        CASE WHEN n % 5 = 0 THEN 'done' ELSE 'todo' END,
        CASE n % 4 WHEN 0 THEN '2026-01-01T00:00:00Z' WHEN 1 THEN '2026-01-01' WHEN 2
            THEN '2026-01-01T00:00:00' END,
        CASE WHEN n % 4 = 3 THEN 'infinity'
            ELSE timestamptz '2026-01-01' + n * interval '1 minute' END,
        {INBOX}, now(), now()
    FROM (
        SELECT a, n FROM generate_series(1, 99) a, generate_series(1, 100) n
        UNION ALL SELECT {HEAVY}, n FROM generate_series(1, 5000) n
    ) rows ORDER BY md5(a || '/' || n);
"""


@pytest.fixture(scope="module")
def app(cluster: Cluster) -> Iterator[psycopg.Connection]:
    store = Store(cluster, cluster.new_database())
    schema.migrate(store.direct, APP_PASSWORD)
    with psycopg.connect(store.superuser, autocommit=True) as connection:
        for statement in POPULATION.split(";"):
            connection.execute(statement.encode())
        connection.execute("VACUUM (ANALYZE)")
    with psycopg.connect(store.app, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("account", [SMALL, HEAVY], ids=["small", "heavy"])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("after", [False, True], ids=["first-page", "later-page"])
def test_both_streams_are_read_in_the_order_of_their_index(
    app: psycopg.Connection, view: View, account: int, *, after: bool
) -> None:
    cut = ("2026-01-01T00:50:00Z", UUID(int=0)) if after else ()
    for stream, index in zip(due_order.streams(view, after=after), INDEXES, strict=True):
        found = plan(app, account, stream(account, "user", 20, *cut))
        scan = found.scan("tasks")
        assert not found.kinds() & {"Sort", "Incremental Sort"}
        assert (scan["Node Type"], scan["Index Name"]) == ("Index Scan", index)
        assert "ROW(" in scan["Index Cond"] or not after
        assert found.nodes[0]["Actual Rows"] > 0
        assert found.buffers <= BUFFERS
