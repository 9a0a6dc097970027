"""An instance of so many tasks, filled by SQL: one heavy user with a tenth, the rest spread.

Accounts have 100 tasks each, except two: the heavy one, and a friend, who shares a project of 1,000
tasks with it. What is in a task follows from its number, so every fill is the same but for ids; its
dates lie around the day of the fill.
"""

from typing import Any

import psycopg

from bench.cluster import Cluster
from bench.households import BELONGINGS
from bench.population import WORDS, Population

HEAVY, FRIEND = 1, 2
"""The two users who ask; the instance knows them by a first request of each."""
SHARED = 1_000
"""Tasks in the shared project."""
EACH = 100
"""Tasks of everybody else."""
STRANGERS_FROM = 1_000_000
"""Ids of the other accounts, which nobody asks for."""
PROJECTS = 20
"""Projects of the heavy user, besides its Inbox, which holds three fifths of its tasks."""
RARE, COMMON, ABSENT = "heliotrope", "milk", "quixotry"
"""Words in ten titles of the heavy user, in about a tenth of all, and in none."""


def fill(cluster: Cluster, database: str, rows: int, population: Population) -> None:
    """Fill a database in which the heavy user and the friend have their accounts."""
    values = {
        "heavy": population.subject(HEAVY),
        "friend": population.subject(FRIEND),
        "rows": rows,
        "heavy_rows": rows // 10,
        "shared": SHARED,
        "each": EACH,
        "strangers": max(1, (rows - rows // 10 - SHARED) // EACH),
        "strangers_from": STRANGERS_FROM,
        "projects": PROJECTS,
        "words": list(WORDS),
        "rare": RARE,
        "rare_step": max(1, rows // 100),
    }
    with cluster.connect(database) as connection:
        for setting in SETTINGS:
            connection.execute(setting)
        for statement in PEOPLE:
            connection.execute(statement, values)
        for statement in BELONGINGS:
            connection.execute(f"{statement} ON CONFLICT DO NOTHING")
        for statement in PLACES:
            connection.execute(statement, values)
        _without_indexes(connection, values)
        for statement in AFTERWARDS:
            connection.execute(statement, values)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _without_indexes(connection: psycopg.Connection[Any], values: dict[str, Any]) -> None:
    """Put the tasks in before their indexes are made, which takes a third of the time."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'tasklark'"
        " AND tablename = 'tasks' AND indexname <> 'tasks_pkey'"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX tasklark.{name}")
    connection.execute(TASKS, values)
    for _, definition in found:
        connection.execute(definition)


SETTINGS = (
    "SET synchronous_commit = off",
    "SET maintenance_work_mem = '512MB'",
    "SET work_mem = '256MB'",
)
PEOPLE = (
    """
    INSERT INTO tasklark.accounts (id, issuer, user_id, inbox_id, person_id, created_at)
    SELECT %(strangers_from)s + u, 'bench', 'stranger' || u, uuidv7(), uuidv7(), now()
    FROM generate_series(1, %(strangers)s) u
    """,
    """
    CREATE TEMP TABLE asking AS
    SELECT id, inbox_id, person_id, user_id, user_id = %(heavy)s AS is_heavy
    FROM tasklark.accounts WHERE user_id IN (%(heavy)s, %(friend)s)
    """,
    """
    CREATE TEMP TABLE owned AS
    SELECT id AS owner_id, uuidv7() AS id, 'Project ' || n AS name, user_id, n
    FROM asking, generate_series(1, %(projects)s) n WHERE is_heavy
    UNION ALL SELECT id, uuidv7(), 'Shared', user_id, 0 FROM asking WHERE NOT is_heavy
    """,
)
PLACES = (
    "INSERT INTO tasklark.scopes (owner_id, id) SELECT owner_id, id FROM owned",
    """
    INSERT INTO tasklark.projects (owner_id, id, name, created_at, updated_at)
    SELECT owner_id, id, name, now(), now() FROM owned
    """,
    """
    INSERT INTO tasklark.members
        (owner_id, project_id, id, account_id, role, created_at, updated_at)
    SELECT o.owner_id, o.id, a.person_id, a.id,
        CASE WHEN a.id = o.owner_id THEN 'owner' ELSE 'editor' END, now(), now()
    FROM owned o JOIN asking a ON a.id = o.owner_id OR o.n = 0
    """,
    """
    INSERT INTO tasklark.placements
        (owner_id, id, project_owner_id, owner_user_id, role, position, created_at, updated_at)
    SELECT a.id, o.id, o.owner_id, o.user_id,
        CASE WHEN a.id = o.owner_id THEN 'owner' ELSE 'editor' END,
        'h' || lpad(n::text, 3, '0') || '1', now(), now()
    FROM owned o JOIN asking a ON a.id = o.owner_id OR o.n = 0
    """,
    """
    INSERT INTO tasklark.sections
        (owner_id, id, project_id, name, position, created_at, updated_at)
    SELECT owner_id, uuidv7(), id, 'Section ' || s, 'h' || s || '1', now(), now()
    FROM owned, generate_series(1, 3) s
    """,
    """
    INSERT INTO tasklark.labels (owner_id, id, name, name_key, position, created_at, updated_at)
    SELECT a.id, uuidv7(), name, name, 'h' || n || '1', now(), now()
    FROM asking a, unnest(ARRAY['errand', 'home', 'work', 'waiting', 'someday'])
        WITH ORDINALITY AS named (name, n)
    """,
    """
    CREATE TEMP TABLE words AS
    SELECT k, CASE WHEN k < cardinality(%(words)s::text[]) THEN (%(words)s::text[])[k + 1]
        ELSE translate(substr(md5(k::text), 1, 3 + k %% 6), '0123456789abcdef', 'aeiourstlnmkdpgb')
        END AS word
    FROM generate_series(0, 2999) k
    """,
    """
    CREATE TEMP TABLE phrases AS
    SELECT p, string_agg(word, ' ' ORDER BY n) AS phrase
    FROM (
        SELECT p, n,
            floor(power((hashint4(p * 4 + n)::bigint + 2147483648) / 4294967296.0, 3) * 3000) AS k
        FROM generate_series(0, 8191) p, generate_series(1, 3) n
    ) drawn JOIN words USING (k) GROUP BY p
    """,
    "ANALYZE phrases",
    """
    CREATE TEMP TABLE homes AS
    SELECT a.id AS owner_id, a.inbox_id AS project_id, a.person_id, a.is_heavy,
        array(SELECT s.id FROM tasklark.sections s WHERE s.project_id = o.id) AS sections,
        o.id AS own_project_id, coalesce(o.n, 0) AS n
    FROM asking a LEFT JOIN owned o ON o.owner_id = a.id
    """,
    """
    CREATE TEMP TABLE numbered AS
    SELECT g, CASE WHEN g <= %(heavy_rows)s THEN (SELECT id FROM asking WHERE is_heavy)
        WHEN g <= %(heavy_rows)s + %(shared)s THEN (SELECT id FROM asking WHERE NOT is_heavy)
        ELSE %(strangers_from)s + 1 + (g::bigint * 7919) %% %(strangers)s END AS owner_id
    FROM generate_series(1, %(rows)s) g
    """,
    "ANALYZE numbered",
)
TASKS = """
INSERT INTO tasklark.tasks (
    owner_id, id, project_id, section_id, title, title_key, description, description_key, completed,
    status,
    completed_at, priority, due_date, due_sort_at, labels, created_by, created_at, updated_at,
    position, links
)
SELECT
    owner_id, uuidv7(made_at - now()), coalesce(own_project_id, project_id), section_id,
    initcap(title), title,
    description, lower(description), completed, CASE WHEN completed THEN 'done' ELSE 'todo' END,
    CASE WHEN completed THEN coalesce(due_at, made_at) END, priority,
    CASE kind WHEN 0 THEN to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        WHEN 1 THEN to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
        ELSE to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') END,
    coalesce(CASE WHEN kind < 2 THEN due_at ELSE date_trunc('day', due_at, 'UTC') END, 'infinity'),
    labels, person_id, made_at, made_at, 'g' || lpad(g::text, 8, '0') || '1', '[]'
FROM (
    SELECT
        d.*, a.inbox_id AS project_id, a.person_id, h.own_project_id,
        CASE WHEN g %% 3 = 0 THEN h.sections[1 + g %% 7] END AS section_id,
        CASE WHEN a.id = (SELECT id FROM asking WHERE is_heavy) AND g %% %(rare_step)s = 0
            THEN one.phrase || ' ' || %(rare)s ELSE one.phrase || ' ' || two.phrase END AS title,
        CASE WHEN g %% 3 = 0
            THEN initcap(three.phrase) || '. ' || repeat(two.phrase || ', ', 1 + g %% 6) END
            AS description
    FROM (
        SELECT g, owner_id, dice, dice %% 4 AS kind, due_at,
            CASE WHEN due_at IS NULL THEN dice / 8 %% 10 < 6
                WHEN due_at < now() THEN dice / 8 %% 100 < 97 ELSE dice / 8 %% 100 < 5 END
                AS completed,
            (ARRAY['low', 'medium', 'high', NULL, NULL])[1 + dice / 1024 %% 5] AS priority,
            CASE dice / 8192 %% 10 WHEN 0 THEN ARRAY['errand'] WHEN 1 THEN ARRAY['home']
                WHEN 2 THEN ARRAY['work', 'waiting'] ELSE '{}'::text[] END AS labels,
            now() - interval '1 year' - g %% 1000000 * interval '1 minute' AS made_at
        FROM (
            SELECT n.*, hashint4(g) & 2147483647 AS dice,
                CASE WHEN (hashint4(g + 7) & 1023) < 717 THEN date_trunc('minute',
                    now() + interval '180 days' - (hashint4(g + 13) & 2097151) * interval '75 s')
                    END AS due_at
            FROM numbered n
        ) drawn
    ) d
    JOIN tasklark.accounts a ON a.id = d.owner_id
    LEFT JOIN homes h ON h.owner_id = d.owner_id
        AND h.n = CASE WHEN h.is_heavy THEN g %% 5 / 3 * (1 + g %% %(projects)s) ELSE 0 END
    JOIN phrases one ON one.p = dice %% 8192
    JOIN phrases two ON two.p = dice / 8192 %% 8192
    JOIN phrases three ON three.p = dice / 64 %% 8192
) told
"""
AFTERWARDS = (
    """
    INSERT INTO tasklark.directory (kind, key, owner_id)
    SELECT 'task', id, owner_id FROM tasklark.tasks ORDER BY id
    """,
    """
    INSERT INTO tasklark.comments
        (owner_id, id, project_id, task_id, author_id, body, body_key, created_at, updated_at)
    SELECT owner_id, uuidv7(created_at - now()), project_id, id, created_by, description,
        description_key, created_at, created_at
    FROM tasklark.tasks WHERE description IS NOT NULL AND hashtext(id::text) %% 3 = 0
    """,
    """
    INSERT INTO tasklark.changes
        (owner_id, scope_id, number, field, record, record_id, after, actor_id, surface, changed_at)
    SELECT owner_id, project_id, row_number() OVER (PARTITION BY owner_id, project_id ORDER BY id),
        '*', 'task', id, json_build_object('title', title), owner_id, 'api', created_at
    FROM tasklark.tasks
    """,
    """
    UPDATE tasklark.scopes s SET change_number = c.number
    FROM (
        SELECT owner_id, scope_id, max(number) AS number
        FROM tasklark.changes GROUP BY owner_id, scope_id
    ) c
    WHERE c.owner_id = s.owner_id AND c.scope_id = s.id
    """,
)
