"""The part of the bench that is steady enough to be a test on a shared machine; about a minute.

What is exact is bounded closely: pages read, lists that sort, HOT updates, bytes of WAL. What a
request costs in CPU is not exact, even beside the reference's: the reference's threads hinder each
other the more, the more cores are free for them, and whoever takes a share of the caches makes
Tasklark dearer. On two cores of which others use one, the same code costs 1.4 times as much beside
the reference as on a quiet machine. So CPU is the wider check, for what makes a request half as
dear again.
"""

from bench import database, slices
from bench.choice import Turn, compare
from bench.load import CONNECTIONS
from bench.results import Verdict
from bench.stage import Stage, stage

USERS, TASKS = 400, 100
SECONDS = 1
WARM_UP_SECONDS = 2
ROUNDS = 3
ROUNDS_MAX = 9
"""What misses its bound after `ROUNDS` is tried again until it meets it, but not for ever."""
CROWD = 500
CPU = {"list": 0.32, "get": 0.38, "create": 0.85, "toggle": 0.68}
"""CPU per request / the reference's, at most: 1.6 times what a quiet machine shows.

`make bench` asks for more, and in rates: it is run on a machine with nothing else to do.
"""
WAL = {"create": 3_700, "toggle": 1_400}
"""Bytes of WAL per request, at most: a third above what is written."""


def verdicts() -> list[Verdict]:
    """Put everything up, measure it shortly, and return what was found beside what is allowed."""
    with stage(USERS, TASKS) as up:
        slices.run(up.load("mix", WARM_UP_SECONDS), up.tasklark, up.cluster)
        written = [_written(up, operation) for operation in WAL]
        before = database.updates(up.cluster)
        costs = [_cost(up, operation) for operation in CPU]
        hot_share = database.updates(up.cluster).hot_share_since(before)
        crowd = slices.run(up.load("mix", SECONDS, CROWD), up.tasklark, up.cluster)
        plans = database.plans(up.cluster)
    worst = max(plan.buffers for plan in plans)
    return [
        *costs,
        *written,
        Verdict("toggles that stay HOT", hot_share, 0.85, at_least=True),
        Verdict(f"errors at {CROWD} connections", crowd.errors, 0, at_least=False),
        Verdict("pages of the worst list of 50", worst, 200, at_least=False),
        Verdict("lists that sort", sum(plan.sorts for plan in plans), 0, at_least=False),
    ]


def _cost(up: Stage, operation: str) -> Verdict:
    """Compare in turns, and judge as `make bench` does: by the median of the quiet rounds."""
    load = up.load(operation, SECONDS)
    turns: list[Turn] = []
    while True:
        reference = slices.run(load, up.reference, up.cluster)
        turns.append(Turn(reference, slices.run(load, up.tasklark, up.cluster)))
        verdict = _judged(turns, CPU[operation])
        if len(turns) >= (ROUNDS if verdict.met else ROUNDS_MAX):
            return verdict


def _judged(turns: list[Turn], bound: float) -> Verdict:
    found = compare(turns)
    ours, theirs = (
        f"{who(lambda part: part.server_us):.0f} + {who(lambda part: part.database_us):.0f}"
        for who in (found.tasklark, found.reference)
    )
    return Verdict(
        f"{found.operation}: CPU / reference's",
        found.ratio(lambda part: part.cpu_us),
        bound,
        at_least=False,
        details=f"server + database {ours} µs, the reference's {theirs} µs;"
        f" {len(turns)} rounds, others used up to {found.foreign_cores:.2f} cores",
    )


def _written(up: Stage, operation: str) -> Verdict:
    """Measured before anything else, as no checkpoint has come yet that has pages written whole."""
    before = database.wal_bytes(up.cluster)
    seen = slices.run(up.load(operation, SECONDS), up.tasklark, up.cluster)
    written = database.wal_bytes(up.cluster) - before
    each = written / (seen.rate * SECONDS + CONNECTIONS)
    return Verdict(f"{operation}: bytes of WAL", each, WAL[operation], at_least=False)
