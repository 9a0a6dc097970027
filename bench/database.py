"""What PostgreSQL itself tells: how lists are planned, and how toggles are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from bench import seeding, statements
from bench.cluster import Cluster
from bench.results import Plan
from tasklark.domain.views import View

SAMPLE = 10
"""So many users' lists are explained; the worst of each counts."""


@dataclass(frozen=True)
class Updates:
    """Updates of tasks since the statistics began, and how many of them were heap-only (HOT)."""

    all: int
    hot: int

    def hot_share_since(self, before: "Updates") -> float:
        """Return the share of heap-only ones among the updates since `before`."""
        return (self.hot - before.hot) / max(1, self.all - before.all)


def updates(cluster: Cluster) -> Updates:
    """Return how many tasks have been updated."""
    with cluster.connect(seeding.TASKLARK) as connection:
        found = connection.execute(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables"
            " WHERE schemaname = 'tasklark' AND relname = 'tasks'"
        ).fetchone()
    return Updates(*found) if found else Updates(0, 0)


def wal_bytes(cluster: Cluster) -> int:
    """Return how many bytes of WAL the cluster has written since it was made."""
    with cluster.connect("postgres") as connection:
        found = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
    return int(found[0]) if found else 0


def plans(cluster: Cluster) -> list[Plan]:
    """Return how the first page of each of the contract's nine lists is read."""
    address = statements.url_for_requests(cluster, seeding.TASKLARK)
    with psycopg.connect(address, autocommit=True) as connection:
        return [_plan(connection, view) for view in statements.VIEWS]


def _plan(connection: psycopg.Connection[Any], view: View) -> Plan:
    found = [statements.explained(connection, view, owner) for owner in range(1, SAMPLE + 1)]
    return Plan(
        status=view.status,
        sort=view.sort,
        buffers=max(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] for plan in found),
        sorts=any("Sort" in node["Node Type"] for plan in found for node in _nodes(plan)),
    )


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
