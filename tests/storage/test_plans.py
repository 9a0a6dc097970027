"""Every list and look-up is read from an index in its order, however many rows there are."""

# ruff: noqa: S608 - statements are built from constants

import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import md5
from typing import Any
from uuid import UUID

import psycopg
import pytest

from bench.households import BELONGINGS
from tasklark.actions import tasks as actions
from tasklark.actions.unit_of_work import Door, perform
from tasklark.domain.access import Caller
from tasklark.domain.tasks import TASK
from tasklark.domain.views import Sort, Status, View
from tasklark.storage import changes, directory, history, records, schema, scopes, sync, tasks
from tasklark.storage.engine import Database
from tasklark.storage.tasks import INDEXED
from tasklark.storage.wire import Call
from tests.backends import Cluster
from tests.conftest import APP_PASSWORD, Store
from tests.storage.residents import on

SMALL, HEAVY = 7, 500
"""An account of a hundred tasks among many such, and one with twenty thousand."""
TOGGLES = 3 * 20 * 5
BUFFERS = 200
"""Pages of 8 KiB that a page of fifty tasks may touch."""
INBOX = "('00000000-0000-4000-8000-' || lpad(a::text, 12, '0'))::uuid"

POPULATION = f"""
INSERT INTO tasklark.accounts (id, issuer, user_id, inbox_id, person_id, created_at)
    SELECT a, 'i', a::text, {INBOX}, gen_random_uuid(), now() FROM generate_series(1, {HEAVY}) a;
{"; ".join(BELONGINGS)};
CREATE TEMPORARY TABLE made AS
    SELECT a, n, md5(a || '/' || n)::uuid AS id FROM (
        SELECT a, n FROM generate_series(1, 300) a, generate_series(1, 100) n
        UNION ALL SELECT {HEAVY}, n FROM generate_series(1, 20000) n
    ) rows ORDER BY md5(a || '/' || n);
INSERT INTO tasklark.tasks (owner_id, id, project_id, title, title_key, completed, status, due_date,
    due_sort_at, created_at, updated_at, position, links)
    SELECT a, id, {INBOX}, 'Title ' || n, 'title ' || md5(n::text),
    n % 3 = 0, CASE n % 3 WHEN 0 THEN 'done' ELSE 'todo' END,
    CASE WHEN n % 2 = 0 THEN '2026-01-01' END,
    CASE WHEN n % 2 = 0 THEN timestamptz '2026-01-01' + n * interval '1 minute' ELSE 'infinity' END,
    timestamptz '2026-01-01' + n * interval '1 second', now(),
    'a' || n % 10 || lpad(n::text, 6, '0') || '1', '[]' FROM made;
INSERT INTO tasklark.directory SELECT 'task', id, a FROM made;
INSERT INTO tasklark.changes SELECT a, {INBOX}, n, '*', 'task', id, NULL, 'null', a, 'rest', now()
    FROM made;
"""

PAGES = [
    pytest.param(
        View(status, sort, descending), id=f"{status}-{sort}-{'desc' if descending else 'asc'}"
    )
    for status in Status
    for sort in INDEXED
    for descending in (False, True)
]
INDEXES = {
    Sort.CREATED: "tasks_owner_id_created_at_id_idx",
    Sort.TITLE: "tasks_owner_id_title_key_id_idx",
    Sort.DUE_DATE: "tasks_owner_id_due_sort_at_id_idx",
}
PLACES = {
    Sort.CREATED: "2026-01-01T00:01:00Z",
    Sort.TITLE: "title 8",
    Sort.DUE_DATE: "2026-01-01T00:50:00Z",
}


@dataclass
class Plan:
    """What PostgreSQL did: its nodes, the outermost first, and how many pages it touched."""

    nodes: list[dict[str, Any]]
    buffers: int

    def scan(self, table: str) -> dict[str, Any]:
        """Return the one node that reads a table."""
        (found,) = [n for n in self.nodes if n.get("Relation Name") == table]
        return found

    def kinds(self) -> set[str]:
        """Return what kinds of node there are."""
        return {node["Node Type"] for node in self.nodes}


@pytest.fixture(scope="module")
def populated(cluster: Cluster) -> Store:
    store = Store(cluster, cluster.new_database())
    schema.migrate(store.direct, APP_PASSWORD)
    with psycopg.connect(store.superuser, autocommit=True) as connection:
        for statement in POPULATION.split(";"):
            connection.execute(statement.encode())
        connection.execute("VACUUM (ANALYZE)")
    return store


@pytest.fixture(scope="module")
def app(populated: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(populated.app, autocommit=True) as connection:
        yield connection


def plan(connection: psycopg.Connection, account: int, call: Call, key: UUID | None = None) -> Plan:
    """Return how the app's role, asking as an account, gets the answer to a call."""
    literal = ", ".join("NULL" if p is None else f"'{p}'" for p in call.params)
    with connection.transaction(force_rollback=True):
        connection.execute(f"SET LOCAL tasklark.account_id = '{account}'".encode())
        if key:
            connection.execute(f"SET LOCAL tasklark.key = '{key}'".encode())
        connection.execute(b"PREPARE asked AS " + call.statement.sql)
        explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE asked ({literal})"
        connection.execute(explain.encode())  # the first look also reads the catalog
        row = connection.execute(explain.encode()).fetchone()
        connection.execute("DEALLOCATE asked")
    assert row is not None
    top = row[0][0]["Plan"]
    return Plan(list(_nodes(top)), top["Shared Hit Blocks"] + top["Shared Read Blocks"])


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not node["Actual Loops"]:  # what shared projects would take, where nothing is shared
        return
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)


def project(account: int) -> UUID:
    return UUID(f"00000000-0000-4000-8000-{account:012d}")


@pytest.mark.parametrize("account", [SMALL, HEAVY], ids=["small", "heavy"])
@pytest.mark.parametrize("view", PAGES)
def test_a_first_page_is_read_in_the_order_of_an_index(
    app: psycopg.Connection, view: View, account: int
) -> None:
    for statement in (tasks.page(view, after=False), tasks.beginning(view)):
        found = plan(app, account, statement(account, "user", 50))
        scan = found.scan("tasks")
        assert not found.kinds() & {"Sort", "Incremental Sort", "Seq Scan", "Bitmap Heap Scan"}
        assert scan["Index Name"] == INDEXES[view.sort]
        assert "owner_id" in scan["Index Cond"]
        assert found.nodes[0]["Actual Rows"] >= 33
        assert found.buffers <= BUFFERS


@pytest.mark.parametrize("account", [SMALL, HEAVY], ids=["small", "heavy"])
@pytest.mark.parametrize("view", PAGES)
def test_a_later_page_begins_at_its_place_in_the_index(
    app: psycopg.Connection, view: View, account: int
) -> None:
    place = (PLACES[view.sort], UUID(int=0))
    found = plan(app, account, tasks.page(view, after=True)(account, "user", 50, *place))
    scan = found.scan("tasks")
    assert not found.kinds() & {"Sort", "Incremental Sort", "Seq Scan", "Bitmap Heap Scan"}
    assert scan["Index Name"] == INDEXES[view.sort]
    assert "ROW(" in scan["Index Cond"]
    assert found.nodes[0]["Actual Rows"] > 0
    assert found.buffers <= BUFFERS


def test_single_rows_are_found_by_their_key(app: psycopg.Connection) -> None:
    (task,) = app.execute(f"SELECT md5('{SMALL}/1')::uuid".encode()).fetchone() or (None,)
    own = project(SMALL)
    for call, table, index in (
        (tasks.get_json(SMALL, "user", task), "tasks", "tasks_pkey"),
        (records.find(TASK)(SMALL, task), "tasks", "tasks_pkey"),
        (scopes.change_number(SMALL, own), "scopes", "scopes_pkey"),
        (directory.find("task", task), "directory", "directory_pkey"),
        (changes.since(SMALL, own, 90, 50), "changes", "changes_pkey"),
    ):
        found = plan(app, SMALL, call)
        assert found.scan(table)["Index Name"] == index
        assert found.nodes[0]["Actual Rows"] > 0
        assert "Sort" not in found.kinds()
        assert found.buffers <= 15


def test_writing_begins_at_the_key_of_the_project(app: psycopg.Connection) -> None:
    (task,) = app.execute(f"SELECT md5('{HEAVY}/1')::uuid".encode()).fetchone() or (None,)
    found = plan(app, HEAVY, scopes.advance_of(TASK)(HEAVY, task, 1))
    indexes = {n["Index Name"] for n in found.nodes if "Index Name" in n}
    assert indexes == {"scopes_pkey", "tasks_pkey"}
    assert "Seq Scan" not in found.kinds()


def test_a_stranger_presenting_a_key_finds_its_owner_by_index(app: psycopg.Connection) -> None:
    (task,) = app.execute(f"SELECT md5('{HEAVY}/1')::uuid".encode()).fetchone() or (None,)
    found = plan(app, SMALL, directory.find("task", task), key=task)
    assert found.scan("directory")["Index Name"] == "directory_pkey"
    assert found.nodes[0]["Actual Rows"] == 1


def test_the_log_is_read_from_a_number_on_without_a_sort(app: psycopg.Connection) -> None:
    found = plan(app, HEAVY, changes.since(HEAVY, project(HEAVY), 10_000, 100))
    assert "Sort" not in found.kinds()
    assert "number" in found.scan("changes")["Index Cond"]
    assert found.buffers <= BUFFERS


@pytest.mark.parametrize("account", [SMALL, HEAVY], ids=["small", "heavy"])
def test_what_happened_last_in_all_projects_is_read_from_the_end_of_each_log(
    app: psycopg.Connection, account: int
) -> None:
    call = history.of_account(account, UUID(int=account), "infinity", 0, UUID(int=0), 50)
    found = plan(app, account, call)
    read = [node for node in found.nodes if node.get("Relation Name") == "changes"]
    assert {node["Index Name"] for node in read} == {"changes_pkey"}
    assert found.nodes[0]["Actual Rows"] == 50
    assert sum(node["Actual Rows"] * node["Actual Loops"] for node in read) <= 110
    assert found.buffers <= 10 * 50


def test_each_row_of_a_delta_is_read_once(app: psycopg.Connection) -> None:
    inbox = project(HEAVY)
    call = sync.delta_of_project(HEAVY, inbox, 19_500, "user", UUID(int=HEAVY), 500)
    found = plan(app, HEAVY, call)
    assert found.nodes[0]["Actual Rows"] == 500
    assert found.scan("tasks")["Actual Loops"] == 500
    assert found.buffers <= 10_000


@pytest.mark.parametrize("account", [SMALL, HEAVY], ids=["small", "heavy"])
def test_erasing_an_account_reads_no_one_elses_directory(
    app: psycopg.Connection, account: int
) -> None:
    counted = "SELECT seq_scan, n_tup_del FROM pg_stat_xact_user_tables WHERE relname = 'directory'"
    with app.transaction(force_rollback=True):
        app.execute(f"SET LOCAL tasklark.account_id = '{account}'".encode())
        ((owned,),) = app.execute("SELECT count(*) FROM tasklark.tasks").fetchall()
        before = app.execute(counted).fetchone() or (0, 0)
        app.execute(b"SELECT tasklark.erase_account()")
        after = app.execute(counted).fetchone() or (0, 0)
    assert owned >= 100
    assert tuple(b - a for a, b in zip(before, after, strict=True)) == (0, owned)


def test_toggles_stay_in_their_page_and_touch_no_index(populated: Store) -> None:
    names = ("tasks", "scopes")
    before = {name: _updates(populated, name) for name in names}
    on(populated, _toggle_everything)
    for name in names:
        after = _updates(populated, name, before[name][0] + TOGGLES)
        updated, hot = (n - b for n, b in zip(after, before[name], strict=True))
        assert updated == TOGGLES
        assert hot / updated >= 0.85, name


async def _toggle_everything(database: Database) -> None:
    for round_ in range(3):
        for account in range(20, 40):
            door = Door(database, _caller(account), "rest")
            for n in range(5):
                task = UUID(md5(f"{account}/{20 * round_ + n + 1}".encode()).hexdigest())  # noqa: S324 - a name
                await perform(door, actions.complete, task)


def _caller(account: int) -> Caller:
    return Caller(account, str(account), project(account), UUID(int=account))


def _updates(store: Store, table: str, awaited: int = 0) -> tuple[int, int]:
    """Return how many rows were updated so far, and how many of them heap-only.

    Backends tell their numbers when they end, a moment after their clients: hence `awaited`.
    """
    counted = (
        "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables"
        " WHERE schemaname = 'tasklark' AND relname = %s"
    )
    deadline = time.monotonic() + 5
    with psycopg.connect(store.superuser, autocommit=True) as connection:
        while True:
            row = connection.execute(counted, [table]).fetchone() or (0, 0)
            if row[0] >= awaited or time.monotonic() > deadline:
                return row[0], row[1]
