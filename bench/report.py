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
    console.print(f"{results.machine}; {listed(results.versions)}")
    for title, rows in _tables(results):
        print_table(console, title, rows)
    for note in results.notes:
        console.print(note)


def write(results: Results, page: Path = PAGE) -> None:
    """Put the tables between the markers of the page. Raises ValueError if it has none."""
    replace_part(page, (BEGIN, END), markdown(results))


def replace_part(page: Path, marks: tuple[str, str], part: str) -> None:
    """Put a part between two marks of a page. Raises ValueError if it lacks one."""
    begin, end = marks
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"{page} lacks the lines {begin} and {end}")
    page.write_text(f"{before}{begin}\n{part}{end}{after}", encoding="utf-8")


def print_table(console: Console, title: str, rows: Rows) -> None:
    """Print one table; its first row is its head."""
    table = Table(*rows[0], title=title, title_justify="left")
    for row in rows[1:]:
        table.add_row(*row)
    console.print(table)


def markdown(results: Results) -> str:
    """Return the tables as Markdown."""
    settings = f"PostgreSQL's settings: {listed(results.settings)}."
    parts = [f"Machine: {results.machine}. Versions: {listed(results.versions)}. {settings}"]
    parts += [f"### {title}\n\n{markdown_table(rows)}" for title, rows in _tables(results)]
    parts += results.notes
    return "".join(f"{part}\n\n" for part in parts)


def _tables(results: Results) -> Iterator[tuple[str, Rows]]:
    found = results.comparisons.values()
    yield "Requests per second, 100 connections", _compared(found, lambda part: part.rate)
    yield "99 % answered within, ms", _compared(found, lambda part: part.p99_ms)
    yield "CPU per request (server and PostgreSQL), µs", _compared(found, lambda part: part.cpu_us)
    yield "What else was measured", _others(results)
    yield "Bars", judged(verdicts(results))


def _compared(found: Iterable[Comparison], of: Callable[[Slice], float]) -> Rows:
    head = ["operation", "reference", "Tasklark", "ratio", "rounds", "foreign cores"]
    return [head] + [
        [
            comparison.operation,
            figure(comparison.reference(of)),
            figure(comparison.tasklark(of)),
            figure(comparison.ratio(of)),
            str(len(comparison.turns)),
            f"≤ {comparison.foreign_cores:.2f}",
        ]
        for comparison in found
    ]


def _others(results: Results) -> Rows:
    mib = {name: figure(size / 2**20) for name, size in results.memory.items()}
    rows = [
        ["what", "figure"],
        ["the database's own lists per second", figure(results.floor_rate())],
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


def judged(figures: Sequence[Verdict]) -> Rows:
    """Return figures and their bars as a table."""
    return [["what", "measured", "bar", "met"]] + [
        [
            verdict.what,
            figure(verdict.value),
            f"{'≥' if verdict.at_least else '≤'} {verdict.bound:g}",
            "yes" if verdict.met else "NO",
        ]
        for verdict in figures
    ]


def figure(value: float) -> str:
    """Return a number with as many digits as it deserves."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def listed(facts: Mapping[str, str]) -> str:
    """Return facts in one line."""
    return ", ".join(f"{name} {value}" for name, value in facts.items())


def markdown_table(rows: Rows) -> str:
    """Return a table as Markdown."""
    told = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [told[0], ["---"] * len(told[0]), *told[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
