"""What the database alone can do: pgbench with the statements that Tasklark sends for a list."""

import re
import subprocess
from dataclasses import dataclass

from bench import slices
from bench.cluster import Cluster
from tasklark.storage import embedded

CLIENTS = 8
"""As many as Tasklark has connections: two workers with four each."""
TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


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


def run(script: Script, cluster: Cluster, seconds: int, round_number: int = 0) -> FloorSlice:
    """Run a script for some seconds on a database at rest, its statements prepared."""
    slices.rest(cluster.pid)
    before = slices.spent(cluster.pid)
    used = slices.children_cpu()
    ran = subprocess.run(
        [*_command(seconds), script.url],
        input=script.text,
        check=False,
        capture_output=True,
        text=True,
    )
    used = slices.children_cpu() - used
    after = slices.spent(cluster.pid)
    found = TPS.search(ran.stdout)
    if ran.returncode or found is None:
        raise RuntimeError(f"pgbench failed; it said:\n{ran.stdout}{ran.stderr}")
    rate, database = float(found[1]), sum(after.trees) - sum(before.trees)
    return FloorSlice(
        round=round_number,
        rate=rate,
        database_us=database / (rate * seconds) * 1e6,
        foreign_cores=slices.foreign(before, after, used),
    )


def _command(seconds: int) -> list[str]:
    options = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", str(seconds)]
    return [str(embedded.program("pgbench")), *options, "-f", "-"]
