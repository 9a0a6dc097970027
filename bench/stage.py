"""Everything up and filled: one cluster, both servers on it, the same population in each."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import seeding, servers
from bench.cluster import Cluster, cluster
from bench.load import CONNECTIONS, Load
from bench.population import Population
from bench.servers import Server


@dataclass(frozen=True)
class Stage:
    """What is up, and how loads on it are made."""

    cluster: Cluster
    reference: Server
    tasklark: Server
    population: Population
    folder: Path

    def load(self, operation: str, seconds: int, connections: int = CONNECTIONS) -> Load:
        """Return a load of one operation by all users."""
        tokens = self.folder / "tokens"
        return Load(operation, tokens, self.population.tasks, seconds, connections)


@contextmanager
def stage(users: int, tasks: int) -> Iterator[Stage]:
    """Yield both servers with so many users and tasks of each; nothing stays afterwards."""
    population = Population.of(users, tasks)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tasklark-bench-")))
        population.write_tokens(folder / "tokens")
        common = stack.enter_context(cluster())
        made = [
            stack.enter_context(start(common.create_database(name), population.secret, log))
            for name, start, log in (
                (seeding.REFERENCE, servers.reference, folder / "reference.log"),
                (seeding.TASKLARK, servers.tasklark, folder / "tasklark.log"),
            )
        ]
        seeding.seed_reference(common, population)
        seeding.seed_tasklark(common, population, made[1])
        yield Stage(common, made[0], made[1], population, folder)
