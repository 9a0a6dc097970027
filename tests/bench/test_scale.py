import itertools
import math
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench.scale import client, importing, plot, report, results
from bench.scale.results import Answer, Scale, Statement, Timing, exponent, verdicts

SVG = "{http://www.w3.org/2000/svg}"


def _answer(question: str, rows: int, median_ms: float) -> Answer:
    alone = Timing(median_ms, 2 * median_ms, 100, 0, 25_000, 300, 400, 0.1)
    return Answer(question, rows, alone, alone, Timing(median_ms / 2, median_ms, 50))


def _scale(*, delta_ms: float = 20.0) -> Scale:
    return Scale(
        machine="2 cores",
        versions={"PostgreSQL": "18.4"},
        settings={"shared_buffers": "2GB"},
        connections=4,
        answers=[
            _answer(question, rows, ms * rows / 1_000_000)
            for rows in (10_000, 100_000, 1_000_000)
            for question, ms in (
                ("page of 50, pending by due date", 2.0),
                ("search: a rare word", 40.0),
                ("delta of 500 rows", delta_ms),
            )
        ],
        statements=[Statement("all tasks", "a member", 1_000_000, Timing(4.0, 5.0, 100))],
        import_seconds={10_000: 8.5, 1_000_000: 9.0},
        load_average=0.5,
    )


def _parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - what the plot has just made


def test_times_that_grow_as_the_rows_have_the_exponent_one() -> None:
    assert exponent({10: 1.0, 100: 10.0, 1_000: 100.0}) == pytest.approx(1)
    assert exponent({10: 3.0, 100: 3.0}) == pytest.approx(0)
    assert exponent({10: 1.0, 1_000: 10.0}) == pytest.approx(0.5)


def test_one_size_tells_nothing_of_growth() -> None:
    assert exponent({10: 1.0}) is None


def test_what_was_kept_is_read_back_as_it_was(tmp_path: Path) -> None:
    found = _scale()
    results.keep(found, tmp_path / "scale.json")
    assert results.kept(tmp_path / "scale.json") == found


def test_a_median_above_its_bar_is_told() -> None:
    assert all(verdict.met for verdict in verdicts(_scale()))
    missed = [verdict.what for verdict in verdicts(_scale(delta_ms=51)) if not verdict.met]
    assert missed == ["delta of 500 rows: median, ms"]


def test_a_refusal_misses_a_bar() -> None:
    found = _scale()
    refused = replace(found.answers[0], alone=replace(found.answers[0].alone, errors=1))
    missed = verdicts(replace(found, answers=[refused, *found.answers[1:]]))
    assert [verdict.what for verdict in missed if not verdict.met] == ["errors"]


def test_the_page_and_the_plot_are_written_between_their_marks(tmp_path: Path) -> None:
    page, picture = tmp_path / "page.md", tmp_path / "scale.svg"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.write(_scale(), page, picture)
    said = page.read_text()
    assert said.startswith(f"before\n{report.BEGIN}\n")
    assert said.endswith(f"{report.END}\nafter\n")
    assert "old" not in said
    assert "| delta of 500 rows | 0.2 | 2 | 20 | 1.00 | 1.00 |" in said
    assert "| all tasks | a member | 4 | 5 |" in said
    assert _parsed(picture.read_text()).tag == f"{SVG}svg"


def test_a_plot_has_a_line_for_each_name_in_a_colour_of_its_own_by_day_and_by_night() -> None:
    names = [f"line <{n}>" for n in range(8)]
    drawn = plot.svg("a & b", "told", {name: {10: 1.0, 1_000: 20.0} for name in names})
    picture = _parsed(drawn)
    lines = [line.get("class") for line in picture.iter(f"{SVG}polyline")]
    assert len(set(lines)) == len(names)
    assert {name for text in picture.iter(f"{SVG}text") if (name := text.text)} >= set(names)
    assert "prefers-color-scheme: dark" in drawn


def test_labels_of_a_plot_do_not_stand_upon_each_other() -> None:
    lines = {f"line {n}": {10: 1.0, 1_000: 5.0 + n / 100} for n in range(7)}
    picture = _parsed(plot.svg("title", "told", lines))
    heights = sorted(
        float(text.get("y", "nan"))
        for text in picture.iter(f"{SVG}text")
        if (text.text or "").startswith("line ")
    )
    assert len(heights) == len(lines)
    assert all(below - above >= 14 for above, below in itertools.pairwise(heights))
    assert not any(map(math.isnan, heights))


def test_a_percentile_is_of_all_the_times() -> None:
    timing = Timing.of([n / 1_000 for n in range(1, 101)])
    assert timing.median_ms == pytest.approx(50.5)
    assert timing.p95_ms == pytest.approx(95.05)
    assert timing.count == 100


def test_an_answer_in_pieces_is_put_together() -> None:
    pieces = b"4\r\n[1,2\r\nA\r\n,3,4,5,6,7\r\n1\r\n]\r\n0\r\n\r\n"
    assert b"".join(client.unchunked(pieces)) == b"[1,2,3,4,5,6,7]"


def test_a_file_to_import_is_the_same_each_time() -> None:
    assert importing.lines(20) == importing.lines(20)
    assert importing.lines(20).count("\n") == 20
