"""Tasklark's own statements, run by hand: under its role for requests, as somebody, prepared."""

import re
from typing import Any
from urllib.parse import quote, urlencode

import psycopg

from bench.cluster import Cluster
from bench.floor import Script
from bench.population import Population
from tasklark.actions.listing import CHUNK
from tasklark.domain.views import Sort, Status, View
from tasklark.storage import tasks
from tasklark.storage.roles import roles_of
from tasklark.storage.tasks import INDEXED

SETTING = "tasklark.account_id"
PAGE = 50
BY_DUE_DATE = View(Status.PENDING, Sort.DUE_DATE, descending=False)
VIEWS = [
    View(status, sort, descending=sort is Sort.CREATED) for status in Status for sort in INDEXED
]
"""The contract's nine lists, each in its own order."""


def list_script(cluster: Cluster, database: str, users: int) -> Script:
    """Return a pgbench script that reads a random user's pending tasks, soonest first."""
    return _script(cluster, database, users, CHUNK + 1)


def page_script(cluster: Cluster, database: str, users: int) -> Script:
    """Return a pgbench script that reads the first page of that list."""
    return _script(cluster, database, users, PAGE)


def explained(connection: psycopg.Connection[Any], view: View, owner: int) -> dict[str, Any]:
    """Return the plan by which the first page of a list was read, as EXPLAIN writes it in JSON."""
    sql = tasks.page(view, after=False).sql.decode()
    with connection.transaction():
        connection.execute("SELECT set_config(%s, %s, true)", (SETTING, str(owner)))
        connection.execute(f"PREPARE explained (bigint, text, bigint) AS {sql}")
        told = connection.execute(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE explained ({owner}, 'user', {PAGE})"
        ).fetchone()
        connection.execute("DEALLOCATE explained")
    plan: dict[str, Any] = told[0][0]["Plan"] if told else {}
    return plan


def url_for_requests(cluster: Cluster, database: str) -> str:
    """Return an address that acts under the role that requests run as, with the role's settings."""
    role = roles_of(database).app
    with cluster.connect(database) as connection:
        found = connection.execute("SELECT rolconfig FROM pg_roles WHERE rolname = %s", (role,))
        (settings,) = found.fetchone() or ([],)
    options = " ".join(f"-c {setting}" for setting in (f"role={role}", *settings))
    return f"{cluster.url(database)}&{urlencode({'options': options}, quote_via=quote)}"


def _script(cluster: Cluster, database: str, users: int, rows: int) -> Script:
    sql = tasks.page(BY_DUE_DATE, after=False).sql.decode()
    values = {"1": ":owner", "2": f"'{Population(users).subject(1)}'", "3": str(rows)}
    listed = re.sub(r"\$(\d+)", lambda found: values[found[1]], _without_colons(sql))
    identity = f"SELECT set_config('{SETTING}', :owner::text, true)"
    lines = [
        f"\\set owner random(1, {users})",
        "\\startpipeline",
        *(f"{statement};" for statement in ("BEGIN", identity, listed, "COMMIT")),
        "\\endpipeline",
    ]
    return Script("\n".join(lines), url_for_requests(cluster, database))


def _without_colons(sql: str) -> str:
    """Return the same statement with the colons in its literals escaped: pgbench reads them."""
    return re.sub(r"'[^']*:[^']*'", lambda found: "E" + found[0].replace(":", r"\x3A"), sql)
