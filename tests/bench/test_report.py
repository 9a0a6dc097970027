from pathlib import Path

import pytest

from bench import report
from bench.choice import Turn, compare
from bench.floor import FloorSlice
from bench.results import Growth, Plan, Results, verdicts
from bench.slices import Slice


def _slice(target: str, rate: float) -> Slice:
    return Slice(target, "list", 1, rate, 0, 10, 20_000 / rate, 300, 200, 0.1)


def _results(rate: float = 2_000) -> Results:
    turn = Turn(_slice("reference", 200), _slice("tasklark", rate))
    return Results(
        machine="2 cores",
        versions={"PostgreSQL": "18.4"},
        settings={"shared_buffers": "128MB"},
        comparisons={"list": compare([turn] * 4)},
        floor=[FloorSlice(1, 5_000, 190, 0.1)],
        crowd=[_slice("tasklark", 1_900)],
        memory={"reference": 90 << 20, "tasklark": 120 << 20},
        plans=[Plan("all", "title", 55, sorts=False)],
        hot_share=0.97,
        growth=Growth(100_000, 5_000_000, 240, 300, "2GB"),
    )


def test_every_bar_is_met_by_good_results() -> None:
    assert all(verdict.met for verdict in verdicts(_results()))


def test_a_rate_below_its_bar_is_told() -> None:
    missed = [verdict.what for verdict in verdicts(_results(rate=1_000)) if not verdict.met]
    assert missed == ["list: rate / reference's", "list: rate / the database's own"]


def test_only_the_part_between_the_marks_is_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.write(_results(), page)
    said = page.read_text()
    assert said.startswith(f"before\n{report.BEGIN}\n")
    assert said.endswith(f"{report.END}\nafter\n")
    assert "| list | 200 | 2,000 | 10 |" in said
    assert "old" not in said


def test_a_page_without_marks_is_not_overwritten(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("by hand\n")
    with pytest.raises(ValueError, match="lacks"):
        report.write(_results(), page)
    assert page.read_text() == "by hand\n"
