"""`make bench`: measure, show the tables, and write them into docs/performance.md."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench import growth, report
from bench.load import find_generator
from bench.results import Results
from bench.run import Run
from bench.stage import stage

KEPT = Path(__file__).with_name("results") / "latest.json"


def main(
    rounds: Annotated[int, typer.Option(help="Rounds of each operation, at least.")] = 5,
    seconds: Annotated[int, typer.Option(help="Length of a slice.")] = 3,
    users: Annotated[int, typer.Option(help="Users in both databases.")] = 1_000,
    tasks: Annotated[int, typer.Option(help="Tasks of each user.")] = 100,
    large: Annotated[bool, typer.Option(help="Also compare 5,000,000 tasks with 100,000.")] = False,
    write: Annotated[bool, typer.Option(help="Write docs/performance.md.")] = True,
) -> None:
    """Compare Tasklark with a plain stack and with the database alone, in turns."""
    find_generator()
    with Console(stderr=True).status("starting") as status:
        with stage(users, tasks) as up:
            results = Run(up, status.update, rounds, seconds).measure()
        if large:
            results = replace(results, growth=growth.measured(status.update))
    report.show(results)
    _keep(results)
    if write:
        report.write(results)


def _keep(results: Results) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(asdict(results), indent=1, default=str), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
