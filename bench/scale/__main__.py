"""Up to 1,000,000 tasks in one instance: `.venv/bin/python -m bench.scale`."""

from typing import Annotated

import typer
from rich.console import Console

from bench.scale import report, results
from bench.scale.run import Plan, measured

SIZES = "10000,100000,1000000"


def main(
    sizes: Annotated[str, typer.Option(help="Tasks in each instance.")] = SIZES,
    seconds: Annotated[float, typer.Option(help="Length of a measurement.")] = 1.0,
    only: Annotated[str, typer.Option(help="Only questions with this in their names.")] = "",
    write: Annotated[bool, typer.Option(help="Write docs/performance.md and the plot.")] = True,
) -> None:
    """Measure lists, filters, search, sync and writes in instances of growing size."""
    console = Console(stderr=True)
    found = measured(Plan(list(map(int, sizes.split(","))), seconds, only, console.print))
    report.show(found)
    if write and not only:
        results.keep(found)
        report.write(found)


if __name__ == "__main__":
    typer.run(main)
