"""Fifty times as many tasks: what a page of 50, of a random user, costs the database then."""

from collections.abc import Callable
from statistics import median

from bench import floor, statements
from bench.cluster import Cluster, cluster
from bench.floor import Length
from bench.households import BELONGINGS
from bench.results import Growth
from tasklark.storage import schema

SMALL, LARGE = "small", "large"
USERS = {SMALL: 1_000, LARGE: 50_000}
TASKS = 100
SHARED_BUFFERS = "2GB"
"""What the heap and one index of the large table fit into."""
LENGTHS = {SMALL: Length(8, settle=5), LARGE: Length(8, settle=45)}
"""The connections settle until each has met most pages of its table."""
ROUNDS = 2

Costs = dict[str, list[float]]


def measured(tell: Callable[[str], None]) -> Growth:
    """Fill a small and a large database, and return what a page costs PostgreSQL in each."""
    with cluster(shared_buffers=SHARED_BUFFERS) as common:
        for name, users in USERS.items():
            tell(f"filling a database with {users * TASKS:,} tasks")
            fill(common, name, users)
        costs = _costs(common, tell)
    return Growth(
        small_rows=USERS[SMALL] * TASKS,
        large_rows=USERS[LARGE] * TASKS,
        small_us=median(costs[SMALL]),
        large_us=median(costs[LARGE]),
        shared_buffers=SHARED_BUFFERS,
    )


def _costs(common: Cluster, tell: Callable[[str], None]) -> Costs:
    costs: Costs = {SMALL: [], LARGE: []}
    for number in range(1, ROUNDS + 1):
        for name, found in costs.items():
            tell(f"a page of 50 in the {name} database, round {number}")
            script = statements.page_script(common, name, USERS[name])
            found.append(floor.run(script, common, LENGTHS[name], number).database_us)
    return costs


def fill(cluster: Cluster, database: str, users: int) -> None:
    """Make a database of Tasklark's; each user's tasks lie scattered, as if made over time."""
    schema.migrate(cluster.create_database(database), app_password="nobody connects with it")
    with cluster.connect(database) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in FILLING:
            connection.execute(statement, {"users": users, "tasks": TASKS})
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


FILLING = (
    """
    INSERT INTO tasklark.accounts (id, issuer, user_id, inbox_id, person_id, created_at)
    SELECT u, 'bench', 'user' || u, gen_random_uuid(), gen_random_uuid(), now()
    FROM generate_series(1, %(users)s) u
    """,
    *BELONGINGS,
    """
    INSERT INTO tasklark.tasks (
        owner_id, id, project_id, title, title_key, description, completed, status, due_date,
        due_sort_at, created_at, updated_at, position, links
    )
    SELECT
        a.id, gen_random_uuid(), a.inbox_id, title, lower(title), repeat('some words ', 1 + t %% 9),
        t %% 10 < 4, CASE WHEN t %% 10 < 4 THEN 'done' ELSE 'todo' END,
        to_char(due_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), coalesce(due_at, 'infinity'),
        made_at, made_at, 'g' || lpad(t::text, 7, '0') || '1', '[]'
    FROM generate_series(1, %(tasks)s) t
    CROSS JOIN tasklark.accounts a
    CROSS JOIN LATERAL (
        SELECT
            md5(a.id::text || t) AS title,
            CASE WHEN t %% 10 < 7
                THEN to_timestamp(1.8e9 + hashint8(a.id * 1000 + t) %% 500000 * 60)
            END AS due_at,
            to_timestamp(1.7e9 + t * 86400 + a.id) AS made_at
    ) drawn
    """,
)
