"""CalDAV beside Radicale and Xandikos: `make bench-caldav`, about ten minutes."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench import machine
from bench.caldav import bodies, measuring, report, servers

SERVERS = {"Radicale": servers.radicale, "Xandikos": servers.xandikos, "Tasklark": servers.tasklark}


def main(
    tasks: Annotated[str, typer.Option(help="Tasks in the list.")] = "1000,10000",
    only: Annotated[str, typer.Option(help="Some of the servers; writes nothing.")] = "",
    write: Annotated[bool, typer.Option(help="Write docs/performance.md.")] = True,
) -> None:
    """Measure what clients ask, of each server in turn, with the same tasks."""
    console = Console(stderr=True)
    chosen = {name: SERVERS[name] for name in only.split(",")} if only else SERVERS
    found: dict[int, dict[str, dict[str, float]]] = {}
    for size in map(int, tasks.split(",")):
        found[size] = {}
        for name, start in chosen.items():
            with (
                tempfile.TemporaryDirectory(prefix="tasklark-bench-") as folder,
                start(Path(folder), list(bodies.todos(size))) as server,
            ):
                found[size][name] = measuring.measured(server, size)
            console.print(f"{name} with {size:,} tasks: {found[size][name]}")
    if only:
        return
    report.show(found)
    if write:
        report.write(found, machine.description())


if __name__ == "__main__":
    typer.run(main)
