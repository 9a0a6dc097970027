from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.choice import ENOUGH, QUIET_CORES, Turn, compare, quiet_enough, quietest
from bench.slices import Slice


def _slice(target: str, rate: float = 100, foreign: float = 0) -> Slice:
    return Slice(target, "list", 0, rate, 0, 1, 2, 300, 200, foreign)


def _turn(foreign: float = 0, ours: float = 1_000, theirs: float = 100) -> Turn:
    return Turn(_slice("reference", theirs, foreign), _slice("tasklark", ours, foreign / 2))


noises = st.lists(st.floats(0, 2), min_size=1, max_size=12)


@given(noises)
def test_loud_rounds_count_only_where_quiet_ones_are_few(noise: list[float]) -> None:
    turns = [_turn(foreign) for foreign in noise]
    chosen = quietest(turns)
    loud = [turn for turn in chosen if turn.foreign_cores > QUIET_CORES]
    assert len(chosen) >= min(ENOUGH, len(turns))
    assert not loud or len(chosen) == min(ENOUGH, len(turns))
    assert not (loud and quiet_enough(turns))


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(1, 1e4)), min_size=1, max_size=12))
def test_rounds_are_chosen_by_noise_and_never_by_result(rounds: list[tuple[float, float]]) -> None:
    chosen = [turn.foreign_cores for turn in quietest(_turn(f, ours) for f, ours in rounds)]
    same = [turn.foreign_cores for turn in quietest(_turn(f) for f, _ in rounds)]
    assert chosen == same


def test_the_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    turns = [_turn(ours=ours, theirs=theirs) for ours, theirs in ((900, 100), (80, 10), (700, 100))]
    assert compare(turns).ratio(lambda part: part.rate) == pytest.approx(median((9, 8, 7)))


def test_a_round_is_as_loud_as_its_louder_half() -> None:
    assert _turn(foreign=0.4).foreign_cores == pytest.approx(0.4)
