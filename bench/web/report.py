"""What was found about the web app, as tables in the terminal and in docs/performance.md."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from rich.console import Console

from bench import report
from bench.report import PAGE, Rows, figure, judged, markdown_table
from bench.results import Verdict
from bench.web.auditing import BARS, Score
from bench.web.browser import Loaded
from bench.web.bytes import Bytes
from bench.web.measuring import Answers

MARKS = ("<!-- web: begin -->", "<!-- web: end -->")


@dataclass
class Household:
    """What was measured with so many tasks, by how many times the CPU was slowed."""

    tasks: int
    loads: dict[float, tuple[Loaded, Loaded]] = field(default_factory=dict)
    answers: dict[float, Answers] = field(default_factory=dict)


@dataclass
class Found:
    """All that was measured."""

    machine: str
    chromium: str
    sent: Bytes
    households: list[Household]
    to_another: list[float]
    reconnected: float
    audited: list[Score]


def show(found: Found) -> None:
    """Print the tables."""
    console = Console()
    for title, rows in _tables(found):
        report.print_table(console, title, rows)


def write(found: Found, page: Path = PAGE) -> None:
    """Put the tables between the marks of the page. Raises ValueError without."""
    parts = [f"Machine: {found.machine}. Chromium {found.chromium}, without a window."]
    parts += [f"### {title}\n\n{markdown_table(rows)}" for title, rows in _tables(found)]
    report.replace_part(page, MARKS, "".join(f"{part}\n\n" for part in parts))


def _tables(found: Found) -> Iterator[tuple[str, Rows]]:
    yield "To the first list, ms", _loads(found.households)
    for household in found.households:
        title = f"From a key to its answer with {household.tasks:,} tasks, ms"
        yield title, _answers(household)
    yield "Bars of the web app", judged(list(_verdicts(found)))


def _loads(households: list[Household]) -> Rows:
    head = ["tasks", "CPU slowed", "visit", "list", "largest paint", "longest task", "heap, MB"]
    return [head] + [
        [
            f"{household.tasks:,}",
            f"{slowed:g}x",
            visit,
            *map(figure, (load.listed, load.largest_paint, load.longest_task, load.heap_mb)),
        ]
        for household in households
        for slowed, loads in household.loads.items()
        for visit, load in zip(("first", "again"), loads, strict=True)
    ]


def _answers(household: Household) -> Rows:
    slowed = list(household.answers)
    head = ["act"]
    for times in slowed:
        head += [f"median, {times:g}x", f"worst, {times:g}x"]
    rows: dict[str, list[str]] = {}
    for found in household.answers.values():
        for act, middle, worst in found.medians():
            rows.setdefault(act, [act]).extend((figure(middle), figure(worst)))
    return [head, *rows.values()]


def _verdicts(found: Found) -> Iterator[Verdict]:
    yield _most("KB of scripts at first, brotli", found.sent.first, 100)
    yield _most("KB of all scripts, brotli", found.sent.scripts, 300)
    yield _most("KB of CSS, brotli", found.sent.styles, 20)
    household = found.households[0]
    for slowed, middle, worst in ((1.0, 32, 100), (4.0, 100, 200)):
        answers = household.answers[slowed]
        all_of_them = [took for times in answers.took.values() for took in times]
        yield _most(f"answer, median at {slowed:g}x, ms", median(all_of_them), middle)
        yield _most(f"answer, worst at {slowed:g}x, ms", answers.worst, worst)
    first, again = household.loads[4.0]
    yield _most("longest task of a first visit at 4x, ms", first.longest_task, 120)
    yield _most("from a visit again to the list at 4x, ms", again.listed, 1000)
    yield _most("edit to another browser, median, ms", median(found.to_another), 300)
    yield _most("network back to 100 edits sent, ms", found.reconnected, 2000)
    for score in found.audited:
        what = f"Lighthouse, {score.form}: {score.category}"
        minded = f" ({'; '.join(score.failed)})" if score.failed else ""
        bar = BARS[score.form, score.category]
        yield Verdict(what + minded, score.points, bar, at_least=True)


def _most(what: str, value: float, bound: float) -> Verdict:
    return Verdict(what, value, bound, at_least=False)
