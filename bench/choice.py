"""Which rounds count, and what they say: medians of the ratios of those that were quiet enough."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.slices import Slice

QUIET_CORES = 0.25
"""A round is quiet when nothing else used more than this of the machine's cores."""
ENOUGH = 4
"""So many rounds make a median; where fewer were quiet, the quietest count."""


@dataclass(frozen=True)
class Turn:
    """One round: the reference's slice and Tasklark's, taken one after the other."""

    reference: Slice
    tasklark: Slice

    @property
    def foreign_cores(self) -> float:
        """The noise of the louder of the two."""
        return max(self.reference.foreign_cores, self.tasklark.foreign_cores)


@dataclass(frozen=True)
class Comparison:
    """What the chosen rounds of one operation say."""

    operation: str
    turns: tuple[Turn, ...]
    foreign_cores: float
    """The noise of the loudest round that counts."""

    def ratio(self, of: Callable[[Slice], float]) -> float:
        """Return the median over the rounds of Tasklark's figure divided by the reference's."""
        return median(of(turn.tasklark) / of(turn.reference) for turn in self.turns)

    def reference(self, of: Callable[[Slice], float]) -> float:
        """Return the median of the reference's figure."""
        return median(of(turn.reference) for turn in self.turns)

    def tasklark(self, of: Callable[[Slice], float]) -> float:
        """Return the median of Tasklark's figure."""
        return median(of(turn.tasklark) for turn in self.turns)


def compare(turns: Sequence[Turn]) -> Comparison:
    """Return the comparison that the quiet rounds of one operation make."""
    chosen = quietest(turns)
    noise = max(turn.foreign_cores for turn in chosen)
    return Comparison(chosen[0].tasklark.operation, tuple(chosen), noise)


def quietest(turns: Iterable[Turn]) -> list[Turn]:
    """Return the rounds that were quiet; the `ENOUGH` quietest where fewer were."""
    by_noise = sorted(turns, key=lambda turn: turn.foreign_cores)
    quiet = [turn for turn in by_noise if turn.foreign_cores <= QUIET_CORES]
    return quiet if len(quiet) >= ENOUGH else by_noise[:ENOUGH]


def quiet_enough(turns: Sequence[Turn]) -> bool:
    """Tell whether no further round is needed."""
    return sum(turn.foreign_cores <= QUIET_CORES for turn in turns) >= ENOUGH
