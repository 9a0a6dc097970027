"""All that one run of the bench found, and the bars that it is held against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.choice import Comparison
from bench.floor import FloorSlice
from bench.slices import Slice


@dataclass(frozen=True)
class Plan:
    """How PostgreSQL answers one list: its pages touched, and whether it had to sort."""

    status: str
    sort: str
    buffers: int
    sorts: bool


@dataclass(frozen=True)
class Growth:
    """A page of 50 in a small and a large table: rows, and PostgreSQL's CPU in microseconds."""

    small_rows: int
    large_rows: int
    small_us: float
    large_us: float
    shared_buffers: str


@dataclass(frozen=True)
class Results:
    """What was measured where, with what settings."""

    machine: str
    versions: Mapping[str, str]
    settings: Mapping[str, str]
    comparisons: Mapping[str, Comparison]
    floor: Sequence[FloorSlice]
    crowd: Sequence[Slice]
    memory: Mapping[str, int]
    plans: Sequence[Plan]
    hot_share: float
    growth: Growth | None = None
    notes: Sequence[str] = field(default_factory=tuple)

    def floor_rate(self) -> float:
        """Return the database's own rate of lists, per second."""
        return median(part.rate for part in self.floor)


@dataclass(frozen=True)
class Verdict:
    """One figure beside its bar; `details` tell whoever finds it missed where to look."""

    what: str
    value: float
    bound: float
    at_least: bool
    details: str = ""

    @property
    def met(self) -> bool:
        """Tell whether the figure is on the right side of its bar."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


RATES = {"list": 9.0, "get": 8.0, "create": 4.0, "toggle": 5.0}
"""How many times the reference's requests per second."""


def verdicts(results: Results) -> list[Verdict]:
    """Return every figure that has a bar, in the order of the project's goals."""
    return [*_rates(results), *_tails(results), *_the_rest(results), *_growth(results)]


def _rates(results: Results) -> list[Verdict]:
    return [
        Verdict(f"{operation}: rate / reference's", found.ratio(_rate), RATES[operation], True)
        for operation, found in results.comparisons.items()
        if operation in RATES
    ]


def _tails(results: Results) -> list[Verdict]:
    return [
        Verdict(f"{operation}: p99 / reference's", found.ratio(_p99), 0.3, False)
        for operation, found in results.comparisons.items()
    ]


def _the_rest(results: Results) -> list[Verdict]:
    of_floor = results.comparisons["list"].tasklark(_rate) / results.floor_rate()
    memory = results.memory["tasklark"] / results.memory["reference"]
    errors = sum(part.errors for part in results.crowd)
    return [
        Verdict("list: rate / the database's own", of_floor, 0.3, True),
        Verdict("errors at 500 connections", errors, 0, False),
        Verdict("memory / reference's", memory, 2.2, False),
        Verdict("pages of the worst list of 50", max(p.buffers for p in results.plans), 200, False),
        Verdict("lists that sort", sum(plan.sorts for plan in results.plans), 0, False),
        Verdict("toggles that stay HOT", results.hot_share, 0.85, True),
    ]


def _growth(results: Results) -> list[Verdict]:
    if results.growth is None:
        return []
    ratio = results.growth.large_us / results.growth.small_us
    return [Verdict("page of 50: CPU at 5,000,000 rows / 100,000", ratio, 1.6, False)]


def _rate(part: Slice) -> float:
    return part.rate


def _p99(part: Slice) -> float:
    return part.p99_ms
