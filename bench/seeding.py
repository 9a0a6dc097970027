"""The population put into both databases: the same rows in each, by COPY."""

import urllib.request
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.cluster import Cluster
from bench.population import Population
from bench.servers import Server
from tasklark.domain import text
from tasklark.domain.dates import Due

REFERENCE = "reference"
TASKLARK = "tasklark"
SEEDED = (
    "id >= '01900000-0000-0000-0000-000000000000' AND id < '01900001-0000-0000-0000-000000000000'"
)
"""Tells the rows of the population from those that a load has made."""
COMPLETED_AT_FIRST = "('x' || substr(id::text, 16, 3))::bit(12)::int % 10 < 4"
"""What `population` says of a task's number, said of the id that holds it."""


def seed_reference(cluster: Cluster, population: Population) -> None:
    """Fill the table that the running reference has made."""
    with cluster.connect(REFERENCE) as connection:
        _copy(connection, REFERENCE_COPY, _reference_rows(population))
        connection.execute("VACUUM ANALYZE")


def seed_tasklark(cluster: Cluster, population: Population, server: Server) -> None:
    """Fill Tasklark's tables: accounts and Inboxes by a first request each, then the tasks."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda user: _greet(server, population.token(user)), population.numbers()))
    with cluster.connect(TASKLARK) as connection, connection.transaction():
        connection.execute(STAGING)
        _copy(connection, STAGING_COPY, _tasklark_rows(population))
        connection.execute(FROM_STAGING)
        connection.execute(DIRECTORY)
    with cluster.connect(TASKLARK) as connection:
        connection.execute("VACUUM ANALYZE")


def tidy(cluster: Cluster) -> None:
    """Undo what loads have done: delete the tasks they made, turn back those they toggled."""
    for database, table in ((REFERENCE, "task"), (TASKLARK, "tasklark.tasks")):
        with cluster.connect(database) as connection:
            connection.execute(f"DELETE FROM {table} WHERE NOT ({SEEDED})")
            connection.execute(
                f"UPDATE {table} SET {TURNED[database]} WHERE completed <> ({COMPLETED_AT_FIRST})"
            )
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")


TURNED = {
    REFERENCE: "completed = NOT completed",
    TASKLARK: "completed = NOT completed, completed_at = NULL,"
    " status = CASE WHEN completed THEN 'todo' ELSE 'done' END",
}
REFERENCE_COPY = (
    "COPY task (id, user_id, title, description, completed, priority, due_date, created_at,"
    " updated_at) FROM STDIN"
)
STAGING = """
CREATE TEMP TABLE staged (
    id uuid, user_id text, title text, title_key text, description text, completed boolean,
    priority text, due_date text, due_sort_at timestamptz, created_at timestamptz
) ON COMMIT DROP
"""
STAGING_COPY = "COPY staged FROM STDIN"
FROM_STAGING = """
INSERT INTO tasklark.tasks (
    owner_id, id, project_id, title, title_key, description, completed, status, priority, due_date,
    due_sort_at, created_at, updated_at, position, links
)
SELECT
    a.id, s.id, a.inbox_id, s.title, s.title_key, s.description, s.completed,
    CASE WHEN s.completed THEN 'done' ELSE 'todo' END, s.priority, s.due_date, s.due_sort_at,
    s.created_at, s.created_at,
    'g' || lpad((extract(epoch FROM s.created_at)::bigint % 10000000)::text, 7, '0') || '1', '[]'
FROM staged s JOIN tasklark.accounts a USING (user_id)
"""
DIRECTORY = """
INSERT INTO tasklark.directory (kind, key, owner_id)
SELECT 'task', s.id, a.id FROM staged s JOIN tasklark.accounts a USING (user_id)
"""


def _reference_rows(population: Population) -> Iterator[tuple[Any, ...]]:
    for row in population.rows():
        user, priority = population.subject(row.user), row.priority and row.priority.upper()
        texts = (row.title, row.description, row.completed, priority)
        yield (row.id, user, *texts, row.due_at, row.created_at, row.created_at)


def _tasklark_rows(population: Population) -> Iterator[tuple[Any, ...]]:
    for row in population.rows():
        titles = (row.title, text.sort_key(row.title), row.description)
        due_on = row.due_at and str(Due.at_instant(row.due_at))
        dates = (due_on, row.due_at or "infinity", row.created_at)
        user = population.subject(row.user)
        yield (row.id, user, *titles, row.completed, row.priority, *dates)


def _greet(server: Server, token: str) -> None:
    address = server.url("/api/tasks?limit=1")
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


def _copy(connection: Any, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor().copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
