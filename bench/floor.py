"""What the database alone can do: pgbench with the statements that Tasklark sends for a list."""

import re
import subprocess
import tempfile
import time
from dataclasses import dataclass

from bench import slices
from bench.cluster import Cluster
from tasklark.storage import embedded

CLIENTS = 8
"""As many as Tasklark has connections: two workers with four each."""
SETTLE_SECONDS = 1
PROGRESS = re.compile(r"^progress: ([0-9.]+) s, ([0-9.]+) tps", re.MULTILINE)


@dataclass(frozen=True)
class Script:
    """A pgbench script, and the libpq address that it runs on."""

    text: str
    url: str


@dataclass(frozen=True)
class FloorSlice:
    """Transactions per second, and what each cost PostgreSQL in microseconds of CPU."""

    round: int
    rate: float
    database_us: float
    foreign_cores: float


@dataclass(frozen=True)
class Length:
    """Seconds that are measured, and seconds before them in which the connections settle.

    A new connection plans its statements and maps each page of the shared memory that it meets
    for the first time. A server's connections have that behind them.
    """

    seconds: int
    settle: int = SETTLE_SECONDS


def run(script: Script, cluster: Cluster, length: Length, round_number: int = 0) -> FloorSlice:
    """Run a script on a database at rest, its statements prepared. Raises if pgbench fails."""
    slices.rest(cluster.pid)
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as source:
        source.write(script.text)
        source.seek(0)
        command = [*_command(length), script.url]
        with subprocess.Popen(command, stdin=source, stdout=output, stderr=output) as process:
            time.sleep(length.settle)
            before = slices.spent(process.pid, cluster.pid)
            time.sleep(length.seconds - PAUSE)
            after = slices.spent(process.pid, cluster.pid)
        output.seek(0)
        said = output.read()
    if process.returncode:
        raise RuntimeError(f"pgbench failed; it said:\n{said}")
    return _told(said, (before, after), length, round_number)


PAUSE = 0.1
"""Looked at the last time this long before pgbench's end, when its connections still live."""


def _told(
    said: str, spent: tuple[slices.Spent, slices.Spent], length: Length, number: int
) -> FloorSlice:
    before, after = spent
    seconds = [(float(at), float(tps)) for at, tps in PROGRESS.findall(said)]
    rates = [tps for at, tps in seconds if at > length.settle + 0.5]
    rate = sum(rates) / len(rates)
    _, database = (b - a for a, b in zip(before.trees, after.trees, strict=True))
    return FloorSlice(
        round=number,
        rate=rate,
        database_us=database / (rate * (after.at - before.at)) * 1e6,
        foreign_cores=slices.foreign(before, after),
    )


def _command(length: Length) -> list[str]:
    seconds = str(length.settle + length.seconds)
    options = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", seconds, "-P", "1"]
    return [str(embedded.program("pgbench")), *options, "-f", "-"]
