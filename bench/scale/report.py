"""What the scale bench found as tables, in the terminal and in docs/performance.md, and a plot."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from bench import report
from bench.report import PAGE, Rows, figure, judged, listed, markdown_table
from bench.scale import plot
from bench.scale.importing import TASKS
from bench.scale.results import Answer, Scale, exponent, verdicts

BEGIN, END = "<!-- scale: begin -->", "<!-- scale: end -->"
PICTURE = PAGE.parent / "pictures" / "scale.svg"
PLOTTED = (
    "page of 50, pending by due date",
    "filter: today | overdue",
    "today's view, whole",
    "search: a common word",
    "search: an absent word",
    "delta of 500 rows",
    "create",
)


def show(found: Scale) -> None:
    """Print the tables."""
    console = Console()
    console.print(f"{found.machine}; {listed(found.versions)}")
    for title, rows in _tables(found):
        report.print_table(console, title, rows)


def write(found: Scale, page: Path = PAGE, picture: Path = PICTURE) -> None:
    """Put tables between the marks of the page, and the plot beside. Raises ValueError without."""
    report.replace_part(page, (BEGIN, END), markdown(found))
    picture.write_text(drawn(found), encoding="utf-8")


def markdown(found: Scale) -> str:
    """Return the tables as Markdown."""
    settings = f"PostgreSQL's settings: {listed(found.settings)}."
    noise = max((each.alone.foreign_cores for each in found.answers), default=0)
    parts = [
        f"Machine: {found.machine}. Versions: {listed(found.versions)}. {settings}"
        f" Other programs used at most {noise:.2f} cores during a measurement.",
        f"![Times over tasks in the instance, both logarithmic](pictures/{PICTURE.name})",
    ]
    parts += [f"### {title}\n\n{markdown_table(rows)}" for title, rows in _tables(found)]
    return "".join(f"{part}\n\n" for part in parts)


def drawn(found: Scale) -> str:
    """Return the plot of medians; raises ValueError where nothing was asked."""
    lines = {
        name: {rows: answer.alone.median_ms for rows, answer in found.by_size(name).items()}
        for name in found.questions()
        if name in PLOTTED
    }
    grown = (f"{name}: {_growth(found, name)}" for name in lines)
    told = f"Medians in milliseconds, and the exponents they grow with: {'; '.join(grown)}."
    return plot.svg("How times grow with the tasks in an instance", told, lines)


def _tables(found: Scale) -> Iterator[tuple[str, Rows]]:
    largest = max(found.sizes(), default=0)
    answers = [answer for answer in found.answers if answer.rows == largest]
    yield (
        f"In an instance of {largest:,} tasks, by a user with {largest // 10:,}",
        _large(answers, found.connections),
    )
    yield "How the median grows, ms", _grown(found)
    if found.statements:
        yield "What row-level security costs, ms in the database", _by_hand(found)
    if found.import_seconds:
        yield f"Import of {TASKS:,} tasks, in seconds", _imported(found)
    yield "Bars at the largest size", judged(verdicts(found))


def _large(answers: list[Answer], connections: int) -> Rows:
    head = ["question", "median", "p95", f"p95, {connections} at once", "floor p95", "p95 / floor"]
    head += ["server, µs", "PostgreSQL, µs", "KB"]
    return [head] + [
        [
            answer.question,
            figure(answer.alone.median_ms),
            figure(answer.alone.p95_ms),
            figure(answer.together.p95_ms),
            "" if answer.floor is None else figure(answer.floor.p95_ms),
            "" if answer.ratio is None else figure(answer.ratio),
            figure(answer.alone.server_us),
            figure(answer.alone.database_us),
            figure(answer.alone.size / 1_000),
        ]
        for answer in answers
    ]


def _grown(found: Scale) -> Rows:
    sizes = found.sizes()
    rows = [["question", *(f"{size:,}" for size in sizes), "exponent", "the floor's"]]
    for name in found.questions():
        by_size = found.by_size(name)
        told = [figure(by_size[size].alone.median_ms) if size in by_size else "" for size in sizes]
        rows.append([name, *told, _growth(found, name), _growth(found, name, of_floor=True)])
    return rows


def _growth(found: Scale, name: str, *, of_floor: bool = False) -> str:
    points = {
        rows: timing.median_ms
        for rows, answer in found.by_size(name).items()
        if (timing := answer.floor if of_floor else answer.alone) is not None
    }
    grown = exponent(points)
    return "" if grown is None else f"{grown:.2f}"


def _by_hand(found: Scale) -> Rows:
    largest = max(statement.rows for statement in found.statements)
    return [["statement", "as", "median", "p95"]] + [
        [each.what, each.who, figure(each.timing.median_ms), figure(each.timing.p95_ms)]
        for each in found.statements
        if each.rows == largest
    ]


def _imported(found: Scale) -> Rows:
    sizes = sorted(found.import_seconds)
    head = [f"into an instance of {rows:,} tasks" for rows in sizes]
    return [head, [figure(found.import_seconds[rows]) for rows in sizes]]
