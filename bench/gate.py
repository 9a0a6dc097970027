"""The part of the bench that is steady enough to be a test on a shared machine; about 45 s.

A rate depends on what else the machine does. What a request costs in CPU, against what it costs
the reference a second earlier, does not depend on it much; pages read and HOT updates not at all.
"""

from collections.abc import Iterator
from statistics import median

from bench import database, slices
from bench.choice import Turn
from bench.results import Verdict
from bench.stage import Stage, stage

USERS, TASKS = 200, 100
SECONDS = 1
ROUNDS = 2
CROWD = 500
CPU = {"list": 0.2, "get": 0.23, "create": 0.4, "toggle": 0.35}
"""CPU per request / the reference's, at most. Two workers on two cores, against one that has a
core to itself, then give the rates that `make bench` asks for: the rates' ratio is 2 / CPU's."""


def verdicts() -> list[Verdict]:
    """Put everything up, measure it shortly, and return what was found beside what is allowed."""
    with stage(USERS, TASKS) as up:
        before = database.updates(up.cluster)
        costs = [_cost(up, operation) for operation in CPU]
        hot_share = database.updates(up.cluster).hot_share_since(before)
        crowd = slices.run(up.load("mix", SECONDS, CROWD), up.tasklark, up.cluster)
        plans = database.plans(up.cluster)
    worst = max(plan.buffers for plan in plans)
    return [
        *costs,
        Verdict("toggles that stay HOT", hot_share, 0.85, at_least=True),
        Verdict(f"errors at {CROWD} connections", crowd.errors, 0, at_least=False),
        Verdict("pages of the worst list of 50", worst, 200, at_least=False),
        Verdict("lists that sort", sum(plan.sorts for plan in plans), 0, at_least=False),
    ]


def _cost(up: Stage, operation: str) -> Verdict:
    slices.run(up.load(operation, SECONDS), up.tasklark, up.cluster)
    ratio = median(turn.tasklark.cpu_us / turn.reference.cpu_us for turn in _turns(up, operation))
    return Verdict(f"{operation}: CPU / reference's", ratio, CPU[operation], at_least=False)


def _turns(up: Stage, operation: str) -> Iterator[Turn]:
    load = up.load(operation, SECONDS)
    for number in range(ROUNDS):
        yield Turn(
            reference=slices.run(load, up.reference, up.cluster, number),
            tasklark=slices.run(load, up.tasklark, up.cluster, number),
        )
