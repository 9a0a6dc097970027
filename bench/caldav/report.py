"""What was found, as tables in the terminal and in docs/performance.md."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console

from bench import report
from bench.caldav.measuring import AFTER_ONE, POLL, PUT
from bench.report import PAGE, Rows, figure, judged, markdown_table
from bench.results import Verdict

MARKS = ("<!-- caldav: begin -->", "<!-- caldav: end -->")
OURS = "Tasklark"
SINGLE_DIGIT_MS = 9.99

Found = Mapping[int, Mapping[str, Mapping[str, float]]]
"""Milliseconds, by tasks, server and question."""


def show(found: Found) -> None:
    """Print the tables."""
    console = Console()
    for title, rows in _tables(found):
        report.print_table(console, title, rows)


def write(found: Found, machine: str, page: Path = PAGE) -> None:
    """Put the tables between the marks of the page. Raises ValueError without."""
    parts = [f"Machine: {machine}."]
    parts += [f"### {title}\n\n{markdown_table(rows)}" for title, rows in _tables(found)]
    report.replace_part(page, MARKS, "".join(f"{part}\n\n" for part in parts))


def _tables(found: Found) -> Iterator[tuple[str, Rows]]:
    for tasks, servers in found.items():
        yield f"CalDAV with {tasks:,} tasks, ms", _times(servers)
    yield "Bars of CalDAV", judged(list(_verdicts(found)))


def _times(servers: Mapping[str, Mapping[str, float]]) -> Rows:
    rows = [["question", *servers, "faster peer / Tasklark"]]
    for what in servers[OURS]:
        times = [figure(times[what]) for times in servers.values()]
        rows.append([what, *times, figure(_gain(servers, what))])
    return rows


def _gain(servers: Mapping[str, Mapping[str, float]], what: str) -> float:
    """Return how many times as fast as the faster of the others ours is."""
    return min(times[what] for name, times in servers.items() if name != OURS) / servers[OURS][what]


def _verdicts(found: Found) -> Iterator[Verdict]:
    for tasks, servers in found.items():
        for what in (POLL, AFTER_ONE):
            told = f"{what}, {tasks:,} tasks, ms"
            yield Verdict(told, servers[OURS][what], SINGLE_DIGIT_MS, at_least=False)
        yield Verdict(
            f"{PUT}, {tasks:,} tasks: faster peer / ours", _gain(servers, PUT), 10, at_least=True
        )
    most = max(found)
    for what in found[most][OURS]:
        if what not in (POLL, AFTER_ONE, PUT):
            told = f"{what}, {most:,} tasks: faster peer / ours"
            yield Verdict(told, _gain(found[most], what), 2, at_least=True)
