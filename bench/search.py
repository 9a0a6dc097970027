"""Search in instances of ten thousand to a million tasks, a tenth of which are one account's.

`.venv/bin/python -m bench.search` fills a database of each size by SQL, searches it as its owner of
a tenth and as an ordinary owner of about a hundred tasks, through the action that requests call,
and prints medians, 95th percentiles and how they grow.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from statistics import median, quantiles
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from bench import statements
from bench.cluster import Cluster, cluster
from bench.households import BELONGINGS
from tasklark.actions.search import search
from tasklark.actions.unit_of_work import Door
from tasklark.domain.access import Caller
from tasklark.storage import schema
from tasklark.storage.engine import Database

SIZES = (10_000, 100_000, 1_000_000)
HEAVY, ORDINARY = 1, 2
"""The account that has a tenth of all tasks, and one of those with about a hundred."""
LIMIT = 20
QUERIES = {
    "absent word": ("zzyzx", "qqqq"),
    "rare word": ("uulsd", "atgee", "okdil"),
    "common word": ("ticket", "garden", "report"),
    "two words": ("water garden", "milk letter"),
    "prefix of 1": ("w", "g", "e"),
    "prefix of 2": ("wa", "ga", "re"),
    "prefix of 3": ("wat", "gar", "rep"),
}


def main(
    sizes: Annotated[
        list[int] | None, typer.Option(help="Tasks in all, each a power of ten.")
    ] = None,
    rounds: Annotated[int, typer.Option(help="Searches of each query.")] = 20,
) -> None:
    """Measure searches in databases of several sizes."""
    console, found = Console(), {}
    with cluster() as common:
        for size in sizes or SIZES:
            began = time.perf_counter()
            name = f"search{size}"
            fill(common, name, size)
            console.print(f"{size:,} tasks filled in {time.perf_counter() - began:.0f} s")
            for owner in (HEAVY, ORDINARY):
                found[size, owner] = asyncio.run(_searched(common, name, owner, rounds))
    console.print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for owner, whose in ((HEAVY, "of a tenth of all tasks"), (ORDINARY, "of about 100 tasks")):
        told = {size: times for (size, asking), times in found.items() if asking == owner}
        console.print(_table(f"a search by the owner {whose}: median / p95, ms", told))


def fill(common: Cluster, database: str, size: int) -> None:
    """Make a database of so many tasks: titles of five words or so, a third with a description."""
    schema.migrate(common.create_database(database), app_password="nobody connects with it")
    owners = max(1, size * 9 // 10 // 100)
    with common.connect(database) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in (ACCOUNTS, *BELONGINGS, WORDS, PHRASES, "ANALYZE phrases"):
            connection.execute(statement, {"owners": owners} if statement is ACCOUNTS else None)
        indexes = connection.execute(INDEXES).fetchall()
        for _, name in indexes:
            connection.execute(f"DROP INDEX tasklark.{name}".encode())
        connection.execute(TASKS, {"owners": owners, "size": size})
        for definition, _ in indexes:
            connection.execute(definition.encode())
        connection.execute(COMMENTS)
        connection.execute("VACUUM ANALYZE")


async def _searched(common: Cluster, name: str, owner: int, rounds: int) -> dict[str, list[float]]:
    database = Database(statements.url_for_requests(common, name), 1)
    await database.open()
    nobody = UUID(int=0)
    door = Door(database, Caller(owner, f"user{owner}", nobody, nobody), "bench")
    times: dict[str, list[float]] = {kind: [] for kind in QUERIES}
    try:
        for number in range(rounds + 1):
            for kind, texts in QUERIES.items():
                for text in texts:
                    began = time.perf_counter()
                    await search(door, text, LIMIT)
                    if number:  # the first round warms up
                        times[kind].append((time.perf_counter() - began) * 1_000)
    finally:
        await database.close()
    return times


def _table(title: str, found: dict[int, dict[str, list[float]]]) -> Table:
    table = Table("query", *(f"{size:,}" for size in found), "times", title=title)
    everything = {
        size: [t for times in kinds.values() for t in times] for size, kinds in found.items()
    }
    for kind in QUERIES:
        table.add_row(kind, *_row([kinds[kind] for kinds in found.values()]))
    table.add_row("all", *_row(list(everything.values())))
    return table


def _row(measured: Sequence[list[float]]) -> list[str]:
    told = [f"{median(times):.1f} / {quantiles(times, n=20)[-1]:.1f}" for times in measured]
    return [*told, f"{median(measured[-1]) / median(measured[0]):.1f}"]


ACCOUNTS = """
INSERT INTO tasklark.accounts (id, issuer, user_id, inbox_id, person_id, created_at)
SELECT u, 'bench', 'user' || u, gen_random_uuid(), gen_random_uuid(), now()
FROM generate_series(1, 1 + %(owners)s) u
"""
WORDS = """
CREATE TEMP TABLE words AS SELECT k, CASE
    WHEN k < 40 THEN ('{water,bread,call,carry,collect,garden,kitchen,letter,market,meeting,milk,'
        'monday,office,order,paint,parcel,pay,phone,plan,print,question,repair,report,return,'
        'school,send,sister,station,table,ticket,train,visit,weekend,write,before,answer,buy,book,'
        'check,clean}')::text[]
    END AS common FROM generate_series(0, 4999) k
"""
PHRASES = """
CREATE TEMP TABLE phrases AS
SELECT p, string_agg(
    coalesce(common[k + 1],
        translate(substr(md5(k::text), 1, 3 + k % 6), '0123456789abcdef', 'aeiourstlnmkdpgb')),
    ' ' ORDER BY n) AS phrase
FROM (
    SELECT p, n, floor(power(random(), 2) * 5000)::integer AS k
    FROM generate_series(0, 39999) p, generate_series(1, 2 + p % 2) n
) drawn JOIN words USING (k) GROUP BY p
"""
INDEXES = """
SELECT indexdef, indexname::text FROM pg_indexes
WHERE schemaname = 'tasklark' AND tablename = 'tasks' AND indexname <> 'tasks_pkey'
"""
TASKS = """
INSERT INTO tasklark.tasks (
    owner_id, id, project_id, title, title_key, description, description_key, completed, status,
    due_date, due_sort_at, created_at, updated_at, position, links
)
SELECT
    a.id, gen_random_uuid(), a.inbox_id, initcap(title), title, initcap(description), description,
    g %% 5 < 2, CASE WHEN g %% 5 < 2 THEN 'done' ELSE 'todo' END, to_char(due_at, 'YYYY-MM-DD'),
    coalesce(due_at, 'infinity'), made_at, made_at, 'g' || lpad(g::text, 8, '0') || '1', '[]'
FROM (
    SELECT
        g, CASE WHEN g %% 10 = 0 THEN 1 ELSE 2 + g::bigint * 7919 %% %(owners)s END AS owner,
        one.phrase || ' ' || two.phrase AS title,
        CASE WHEN g %% 3 = 0 THEN
            concat_ws(' ', three.phrase, four.phrase, nullif(repeat(two.phrase || ' ', g %% 8), ''))
        END AS description,
        CASE WHEN g %% 10 < 7 THEN timestamptz '2026-01-01Z' + g %% 700 * interval '1 day' END
            AS due_at,
        timestamptz '2024-01-01Z' + g * interval '1 minute' AS made_at
    FROM generate_series(1, %(size)s) g
    JOIN phrases one ON one.p = abs(hashint4(g)::bigint) %% 40000
    JOIN phrases two ON two.p = abs(hashint4(g + 1)::bigint) %% 40000
    JOIN phrases three ON three.p = abs(hashint4(g + 2)::bigint) %% 40000
    JOIN phrases four ON four.p = abs(hashint4(g + 3)::bigint) %% 40000
) drawn JOIN tasklark.accounts a ON a.id = drawn.owner ORDER BY g
"""
COMMENTS = """
INSERT INTO tasklark.comments
    (owner_id, id, project_id, task_id, author_id, body, body_key, created_at, updated_at)
SELECT
    owner_id, gen_random_uuid(), project_id, id, id, initcap(phrase), phrase, created_at, created_at
FROM (SELECT *, row_number() OVER () AS n FROM tasklark.tasks) t
JOIN phrases ON p = abs(hashint8(n)::bigint) % 40000
WHERE n % 5 = 0
"""


if __name__ == "__main__":
    typer.run(main)
