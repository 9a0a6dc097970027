"""What was found, as tables in the terminal and as the generated part of docs/performance.md."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.choice import Comparison
from bench.results import Results, Verdict, verdicts
from bench.slices import Slice

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

Rows = list[list[str]]


def show(results: Results) -> None:
    """Print the tables."""
    console = Console()
    console.print(f"{results.machine}; {_listed(results.versions)}")
    for title, rows in _tables(results):
        table = Table(*rows[0], title=title, title_justify="left")
        for row in rows[1:]:
            table.add_row(*row)
        console.print(table)
    for note in results.notes:
        console.print(note)


def write(results: Results, page: Path = PAGE) -> None:
    """Put the tables between the markers of the page. Raises ValueError if it has none."""
    said = page.read_text(encoding="utf-8")
    before, _, rest = said.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{page} lacks the lines {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n{markdown(results)}{END}{after}", encoding="utf-8")


def markdown(results: Results) -> str:
    """Return the tables as Markdown."""
    settings = f"PostgreSQL's settings: {_listed(results.settings)}."
    parts = [f"Machine: {results.machine}. Versions: {_listed(results.versions)}. {settings}"]
    parts += [f"### {title}\n\n{_markdown_table(rows)}" for title, rows in _tables(results)]
    parts += results.notes
    return "".join(f"{part}\n\n" for part in parts)


def _tables(results: Results) -> Iterator[tuple[str, Rows]]:
    found = results.comparisons.values()
    yield "Requests per second, 100 connections", _compared(found, lambda part: part.rate)
    yield "99 % answered within, ms", _compared(found, lambda part: part.p99_ms)
    yield "CPU per request (server and PostgreSQL), µs", _compared(found, lambda part: part.cpu_us)
    yield "What else was measured", _others(results)
    yield "Bars", _judged(verdicts(results))


def _compared(found: Iterable[Comparison], of: Callable[[Slice], float]) -> Rows:
    head = ["operation", "reference", "Tasklark", "ratio", "rounds", "foreign cores"]
    return [head] + [
        [
            comparison.operation,
            _figure(comparison.reference(of)),
            _figure(comparison.tasklark(of)),
            _figure(comparison.ratio(of)),
            str(len(comparison.turns)),
            f"≤ {comparison.foreign_cores:.2f}",
        ]
        for comparison in found
    ]


def _others(results: Results) -> Rows:
    mib = {name: _figure(size / 2**20) for name, size in results.memory.items()}
    rows = [
        ["what", "figure"],
        ["the database's own lists per second", _figure(results.floor_rate())],
    ]
    rows += [
        [f"{part.operation}, 500 connections: per second; p99 ms; errors", _crowded(part)]
        for part in results.crowd
    ]
    rows.append(["memory after the loads, MiB: reference; Tasklark", "; ".join(mib.values())])
    rows += [
        [f"page of 50, {plan.status} by {plan.sort}: buffers", str(plan.buffers)]
        for plan in results.plans
    ]
    if (growth := results.growth) is not None:
        sizes = f"{growth.small_rows:,} rows; {growth.large_rows:,} rows"
        sizes += f" (shared_buffers {growth.shared_buffers})"
        figures = f"{growth.small_us:.0f}; {growth.large_us:.0f}"
        rows.append([f"page of 50, PostgreSQL's CPU in µs: {sizes}", figures])
    return rows


def _crowded(part: Slice) -> str:
    return f"{part.rate:,.0f}; {part.p99_ms:.0f}; {part.errors}"


def _judged(figures: Sequence[Verdict]) -> Rows:
    return [["what", "measured", "bar", "met"]] + [
        [
            verdict.what,
            _figure(verdict.value),
            f"{'≥' if verdict.at_least else '≤'} {verdict.bound:g}",
            "yes" if verdict.met else "NO",
        ]
        for verdict in figures
    ]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def _listed(facts: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items())


def _markdown_table(rows: Rows) -> str:
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
