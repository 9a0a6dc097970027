"""One measured slice: a load on one server, with the CPU that it cost there and in PostgreSQL.

The servers take turns in slices of a few seconds, so that what the machine does besides falls on
all of them; CPU that neither they, PostgreSQL nor the load generator used is told as foreign.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bench import machine
from bench.cluster import Cluster
from bench.load import Load, Seen, generate
from bench.servers import Server

IDLE_SHARE = 0.05
"""A server is at rest when it uses less of a core than this."""
REST_TIMEOUT = 8.0
GLANCE = 0.1


@dataclass(frozen=True)
class Slice:
    """What one slice told: rates, times, and CPU per request in microseconds."""

    target: str
    operation: str
    round: int
    rate: float
    errors: int
    p50_ms: float
    p99_ms: float
    server_us: float
    database_us: float
    foreign_cores: float

    @property
    def cpu_us(self) -> float:
        """CPU per request, server and database together."""
        return self.server_us + self.database_us


@dataclass(frozen=True)
class _Spent:
    at: float
    machine: float
    server: float
    database: float


def run(load: Load, server: Server, cluster: Cluster, round_number: int = 0) -> Slice:
    """Put a load on a server at rest, wait until it rests again, and tell what that cost.

    The requests that the load generator leaves behind unanswered are served, too: one for each
    connection. They count as served when CPU is divided by requests.
    """
    rest(server.pid, cluster.pid)
    before = _spent(server.pid, cluster.pid)
    seen = generate(load, server)
    rest(server.pid, cluster.pid)
    after = _spent(server.pid, cluster.pid)
    return _told(load, server, seen, (before, after), round_number)


def rest(*roots: int) -> None:
    """Wait until trees of processes are idle; for some seconds at most."""
    idle: Callable[[float], bool] = lambda used: used < IDLE_SHARE * GLANCE  # noqa: E731 - a word for the test below
    give_up_at = time.monotonic() + REST_TIMEOUT
    while time.monotonic() < give_up_at:
        before = sum(map(machine.cpu_seconds, roots))
        time.sleep(GLANCE)
        if idle(sum(map(machine.cpu_seconds, roots)) - before):
            return


def _spent(server: int, database: int) -> _Spent:
    return _Spent(
        at=time.monotonic(),
        machine=machine.busy_seconds(),
        server=machine.cpu_seconds(server),
        database=machine.cpu_seconds(database),
    )


def _told(
    load: Load, server: Server, seen: Seen, spent: tuple[_Spent, _Spent], number: int
) -> Slice:
    before, after = spent
    served = max(seen.requests, 1) + load.connections
    in_server, in_database = after.server - before.server, after.database - before.database
    known = in_server + in_database + seen.generator_cpu_seconds
    return Slice(
        target=server.name,
        operation=load.operation,
        round=number,
        rate=seen.requests / seen.seconds,
        errors=seen.errors,
        p50_ms=seen.p50_ms,
        p99_ms=seen.p99_ms,
        server_us=in_server / served * 1e6,
        database_us=in_database / served * 1e6,
        foreign_cores=max(0.0, after.machine - before.machine - known) / (after.at - before.at),
    )
