"""The whole run: servers and database in turns, then the crowd, the plans, the memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version

from bench import database, floor, machine, seeding, slices, statements
from bench.choice import Turn, compare, quiet_enough
from bench.cluster import SETTINGS
from bench.floor import FloorSlice, Length
from bench.load import OPERATIONS
from bench.results import Results
from bench.slices import Slice
from bench.stage import Stage

CROWD = 500
WARM_UP_SECONDS = 2
PACKAGES = ("fastapi", "uvicorn", "psycopg", "psycopg2-binary", "sqlmodel")


@dataclass
class Run:
    """One run on a stage, and what it has found so far; `tell` is told what comes next."""

    stage: Stage
    tell: Callable[[str], None]
    rounds: int = 5
    seconds: int = 3
    turns: dict[str, list[Turn]] = field(default_factory=dict)
    floors: list[FloorSlice] = field(default_factory=list)
    crowd: list[Slice] = field(default_factory=list)
    hot_share: float = 0.0

    def measure(self) -> Results:
        """Measure everything."""
        for operation in OPERATIONS:
            self._operation(operation)
        self.tell(f"{CROWD} connections")
        self.crowd = [self._slice("list", CROWD), self._slice("mix", CROWD)]
        self.tell("memory and plans")
        return self._results()

    def _operation(self, operation: str) -> None:
        turns = self.turns[operation] = []
        self._turn(operation, WARM_UP_SECONDS)
        before = database.updates(self.stage.cluster)
        while not self._done(turns):
            self.tell(f"{operation}, round {len(turns) + 1}")
            turns.append(self._turn(operation, self.seconds, len(turns)))
            if operation == "list":
                self._floor(len(turns))
        if operation == "toggle":
            self.hot_share = database.updates(self.stage.cluster).hot_share_since(before)
        seeding.tidy(self.stage.cluster)

    def _done(self, turns: list[Turn]) -> bool:
        """Tell whether enough rounds were quiet; there are never more than twice as many."""
        return (len(turns) >= self.rounds and quiet_enough(turns)) or len(turns) >= 2 * self.rounds

    def _turn(self, operation: str, seconds: int, number: int = 0) -> Turn:
        load, cluster = self.stage.load(operation, seconds), self.stage.cluster
        return Turn(
            reference=slices.run(load, self.stage.reference, cluster, number),
            tasklark=slices.run(load, self.stage.tasklark, cluster, number),
        )

    def _floor(self, number: int) -> None:
        users, cluster = self.stage.population.users, self.stage.cluster
        script = statements.list_script(cluster, seeding.TASKLARK, users)
        self.floors.append(floor.run(script, cluster, Length(self.seconds), number))

    def _slice(self, operation: str, connections: int) -> Slice:
        load = self.stage.load(operation, self.seconds, connections)
        return slices.run(load, self.stage.tasklark, self.stage.cluster)

    def _results(self) -> Results:
        servers = (self.stage.reference, self.stage.tasklark)
        return Results(
            machine=machine.description(),
            versions={"PostgreSQL": self.stage.cluster.version()}
            | {package: version(package) for package in PACKAGES},
            settings=SETTINGS,
            comparisons={operation: compare(turns) for operation, turns in self.turns.items()},
            floor=self.floors,
            crowd=self.crowd,
            memory={server.name: machine.memory_bytes(server.pid) for server in servers},
            plans=database.plans(self.stage.cluster),
            hot_share=self.hot_share,
        )
