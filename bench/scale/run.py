"""The whole run: one cluster, an instance of each size with its own server, one after the other."""

import os
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from bench import machine, servers
from bench.cluster import SETTINGS, Cluster, cluster
from bench.population import Population
from bench.scale import filling, importing, measuring
from bench.scale.measuring import TOGETHER, Instance
from bench.scale.questions import questions, scene
from bench.scale.results import Answer, Scale
from bench.servers import Server

PACKAGES = ("fastapi", "uvicorn", "psycopg")
SEARCH = "/api/search"


@dataclass(frozen=True)
class Plan:
    """What to measure: instances of which sizes, how long each question, which questions.

    `only` is part of a question's name; without it everything is asked.
    """

    sizes: Sequence[int]
    seconds: float
    only: str = ""
    tell: Callable[[str], None] = field(default=print)


def measured(plan: Plan) -> Scale:
    """Fill, ask, and return what was found; nothing stays afterwards."""
    with cluster(max_wal_size="8GB", checkpoint_timeout="30min") as common:
        found = Scale(
            machine=machine.description(),
            versions={"PostgreSQL": common.version()}
            | {package: version(package) for package in PACKAGES},
            settings=SETTINGS | {"max_wal_size": "8GB", "checkpoint_timeout": "30min"},
            connections=TOGETHER,
        )
        for rows in plan.sizes:
            found = _with_size(found, common, rows, plan)
    return replace(found, load_average=os.getloadavg()[0])


def _with_size(found: Scale, common: Cluster, rows: int, plan: Plan) -> Scale:
    with instance(common, rows, plan.tell) as filled:
        answers = list(found.answers)
        for question in questions(filled.scene, has_search=_has_search(filled.server)):
            if plan.only in question.name:
                answers.append(measuring.answer(filled, question, plan.seconds))
                plan.tell(_told(answers[-1]))
        found = replace(found, answers=answers)
        if not plan.only:
            plan.tell(f"{rows:,} tasks: statements by hand, import")
            by_hand = measuring.by_hand(filled, plan.seconds / 2)
            url, folder = common.url(filled.database), filled.server.log.parent
            took = {**found.import_seconds, rows: importing.seconds(url, folder)}
            statements = [*found.statements, *by_hand]
            found = replace(found, statements=statements, import_seconds=took)
    return found


def _told(answer: Answer) -> str:
    alone, floor = answer.alone, answer.floor
    beside = f", floor {floor.median_ms:.1f} / {floor.p95_ms:.1f}" if floor else ""
    times = f"{alone.median_ms:.1f} / {alone.p95_ms:.1f} ms{beside}, {alone.errors} errors"
    return f"{answer.rows:,} tasks: {answer.question}: {times}"


@contextmanager
def instance(common: Cluster, rows: int, tell: Callable[[str], None]) -> Iterator[Instance]:
    """Yield a server over a new database with so many tasks."""
    population, name = Population.of(filling.FRIEND, 0), f"scale{rows}"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tasklark-bench-")))
        url, log = common.create_database(name), folder / "tasklark.log"
        server = stack.enter_context(servers.tasklark(url, population.secret, log))
        for user in (filling.HEAVY, filling.FRIEND):
            _greet(server, population.token(user))
        tell(f"{rows:,} tasks: filling")
        filling.fill(common, name, rows, population)
        yield Instance(common, server, name, rows, scene(common, name, population))


def _greet(server: Server, token: str) -> None:
    asked = urllib.request.Request(
        server.url("/api/tasks"), headers={"Authorization": f"Bearer {token}"}
    )
    urllib.request.urlopen(asked).close()


def _has_search(server: Server) -> bool:
    with urllib.request.urlopen(server.url("/openapi.json")) as answer:
        return f'"{SEARCH}"'.encode() in answer.read()
