"""The web app in a real browser: `make bench-web`, about six minutes."""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from playwright.sync_api import Browser
from rich.console import Console

from bench import machine, servers
from bench.cluster import cluster
from bench.web import auditing, household, measuring, report
from bench.web import bytes as sent
from bench.web.browser import chromium
from bench.web.report import Found, Household

SLOWED = (1.0, 4.0)
SECRET = "a secret of the bench, long enough for HS256 as well"


def main(
    tasks: Annotated[str, typer.Option(help="Tasks of each account.")] = "5000,20000",
    write: Annotated[bool, typer.Option(help="Write docs/performance.md.")] = True,
) -> None:
    """Measure bytes, loading, answers, and the way to another browser."""
    console = Console(stderr=True)
    sizes = [int(each) for each in tasks.split(",")]
    with cluster() as common, ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tasklark-bench-")))
        urls = {}
        for size in sizes:
            url = common.create_database(f"web{size}")
            server = stack.enter_context(servers.tasklark(url, SECRET, folder / f"{size}.log"))
            urls[size] = server.url("").rstrip("/")
            household.settle_in(urls[size], size)
            console.print(f"{size:,} tasks are there")
        smallest = urls[sizes[0]]
        # In a browser of its own, before there is another one.
        audited = auditing.scores(smallest)
        console.print("Lighthouse has looked at Today")
        browser = stack.enter_context(chromium())
        found = Found(
            machine.description(),
            browser.version,
            sent.counted(),
            [_measured(browser, urls[size], size, console) for size in sizes],
            measuring.to_another(browser, smallest),
            measuring.reconnected(browser, smallest),
            audited,
        )
    report.show(found)
    if write:
        report.write(found)


def _measured(browser: Browser, url: str, size: int, console: Console) -> Household:
    measured = Household(size)
    for slowed in SLOWED:
        measured.loads[slowed] = measuring.loads(browser, url, slowed)
        measured.answers[slowed] = measuring.answers(browser, url, slowed)
        console.print(f"measured with {size:,} tasks at {slowed:g}x")
    return measured


if __name__ == "__main__":
    typer.run(main)
