"""One measured slice: a load on one server, with the CPU that it cost there and in PostgreSQL.

The servers take turns in slices of a few seconds, so that what the machine does besides falls on
all of them; CPU that neither they, PostgreSQL nor the load generator used is told as foreign.
"""

import resource
import time
from dataclasses import dataclass

from bench import machine
from bench.cluster import Cluster
from bench.load import Load, generate
from bench.servers import Server

IDLE_SHARE = 0.05
"""A tree of processes is at rest when it uses less of a core than this."""
REST_TIMEOUT = 8.0
GLANCE = 0.2


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
class Spent:
    """CPU seconds up to a moment: of the whole machine, and of each tree that is watched."""

    at: float
    busy: float
    trees: tuple[float, ...]


def run(load: Load, server: Server, cluster: Cluster, round_number: int = 0) -> Slice:
    """Put a load on a server at rest, wait until it rests again, and tell what that cost.

    The requests that the load generator leaves behind unanswered are served, too: one for each
    connection. They count as served when CPU is divided by requests.
    """
    roots = (server.pid, cluster.pid)
    rest(*roots)
    before, used = spent(*roots), children_cpu()
    seen = generate(load, server)
    rest(*roots)
    after, used = spent(*roots), children_cpu() - used
    in_server, in_database = (b - a for a, b in zip(before.trees, after.trees, strict=True))
    served = (seen.requests + load.connections) / 1e6
    return Slice(
        target=server.name,
        operation=load.operation,
        round=round_number,
        rate=seen.requests / seen.seconds,
        errors=seen.errors,
        p50_ms=seen.p50_ms,
        p99_ms=seen.p99_ms,
        server_us=in_server / served,
        database_us=in_database / served,
        foreign_cores=foreign(before, after, used),
    )


def rest(*roots: int) -> None:
    """Wait until trees of processes are idle, but no longer than some seconds."""
    give_up_at = time.monotonic() + REST_TIMEOUT
    used = GLANCE
    while used > IDLE_SHARE * GLANCE and time.monotonic() < give_up_at:
        before = spent(*roots)
        time.sleep(GLANCE)
        used = sum(spent(*roots).trees) - sum(before.trees)


def spent(*roots: int) -> Spent:
    """Return what the machine and some trees of processes have spent until now."""
    return Spent(
        at=time.monotonic(),
        busy=machine.busy_seconds(),
        trees=tuple(map(machine.cpu_seconds, roots)),
    )


def foreign(before: Spent, after: Spent, generator: float = 0) -> float:
    """Return how many cores were busy with neither the trees nor an ended load generator."""
    known = sum(after.trees) - sum(before.trees) + generator
    return max(0.0, after.busy - before.busy - known) / (after.at - before.at)


def children_cpu() -> float:
    """Return the CPU seconds of all load generators that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
