"""One instance measured: its questions over HTTP and by plain SQL, and statements by hand."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import RawCursor

from bench import slices, statements
from bench.cluster import Cluster
from bench.scale import client
from bench.scale.client import Request
from bench.scale.questions import Question, Scene
from bench.scale.results import Answer, Statement, Timing
from bench.servers import Server
from tasklark.domain.views import Sort, Status, View
from tasklark.storage import finding, tasks
from tasklark.storage.finding import Asked
from tasklark.storage.wire import Call

TOGETHER = 4
"""Connections of the second measurement."""
WARM_UP_SECONDS = 0.3
"""Before each measurement, so that connections have planned what they prepare."""
_FLOOR_SHARE = 0.5
_FLOOR_AT_LEAST = 10


@dataclass(frozen=True)
class Instance:
    """A filled instance with its server."""

    cluster: Cluster
    server: Server
    database: str
    rows: int
    scene: Scene


def answer(instance: Instance, question: Question, seconds: float) -> Answer:
    """Ask a question over one connection, then over several, then the database by plain SQL."""
    client.timed(instance.server.port, question.asked, TOGETHER, WARM_UP_SECONDS)
    return Answer(
        question=question.name,
        rows=instance.rows,
        alone=_timing(instance, question.asked, 1, seconds),
        together=_timing(instance, question.asked, TOGETHER, seconds),
        floor=None if question.floor is None else _floor(instance, question.floor, seconds),
    )


def _timing(instance: Instance, asked: Request, connections: int, seconds: float) -> Timing:
    roots = (instance.server.pid, instance.cluster.pid)
    slices.rest(*roots)
    before, used = slices.spent(*roots), time.process_time()
    seen = client.timed(instance.server.port, asked, connections, seconds)
    after, used = slices.spent(*roots), time.process_time() - used
    requests = len(seen.seconds) + connections
    in_server, in_database = (b - a for a, b in zip(before.trees, after.trees, strict=True))
    return replace(
        Timing.of(seen.seconds),
        errors=seen.errors,
        size=seen.size,
        server_us=in_server / requests * 1e6,
        database_us=in_database / requests * 1e6,
        foreign_cores=slices.foreign(before, after, used),
    )


def _floor(instance: Instance, sql: str, seconds: float) -> Timing:
    values = instance.scene.values
    with instance.cluster.connect(instance.database) as connection:

        def run() -> None:
            connection.execute(sql, values, prepare=True).fetchall()

        return _repeated(run, seconds * _FLOOR_SHARE)


def _repeated(run: Callable[[], None], seconds: float) -> Timing:
    run()
    took: list[float] = []
    give_up_at = time.monotonic() + seconds
    while len(took) < _FLOOR_AT_LEAST or time.monotonic() < give_up_at:
        started = time.perf_counter()
        run()
        took.append(time.perf_counter() - started)
    return Timing.of(took)


def by_hand(instance: Instance, seconds: float) -> list[Statement]:
    """Time Tasklark's own statements: as a member, as the owner, past row-level security."""
    values = instance.scene.values
    heavy, friend, user_id = (values[name] for name in ("heavy", "friend", "user_id"))
    view = View(Status.ALL, Sort.POSITION, descending=False)
    within = {"project_id": values["shared"]}
    shared = {
        who: finding.found(Asked(who, user_id, view, within), 2_000) for who in (heavy, friend)
    }
    page = tasks.page(statements.BY_DUE_DATE, after=False)(heavy, user_id, 50)
    project, own = "all 1,000 tasks of the shared project", "page of 50 of one's own, by due date"
    found = [
        (project, "a member", shared[heavy], heavy),
        (project, "its owner", shared[friend], friend),
        (project, "without row-level security", shared[heavy], None),
        (own, "the owner", page, heavy),
        (own, "without row-level security", page, None),
    ]
    return [
        Statement(what, who, instance.rows, _by_hand(instance, call, account_id, seconds))
        for what, who, call, account_id in found
    ]


def _by_hand(instance: Instance, call: Call, account_id: int | None, seconds: float) -> Timing:
    address = (
        instance.cluster.url(instance.database)
        if account_id is None
        else statements.url_for_requests(instance.cluster, instance.database)
    )
    with psycopg.connect(address, autocommit=True) as connection:
        setting = (statements.SETTING, str(account_id or ""))
        connection.execute("SELECT set_config(%s, %s, false)", setting)
        cursor: RawCursor[Any] = RawCursor(connection)
        sql, values = call.statement.sql, list(call.params)

        def run() -> None:
            cursor.execute(sql, values, prepare=bool(call.statement.name)).fetchall()

        return _repeated(run, seconds)
