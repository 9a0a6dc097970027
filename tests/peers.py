"""Programs of Debian's that some tests speak to for real: PostgreSQL 15, PgBouncer, wrk, Chromium.

A test that needs one carries `@pytest.mark.peer("pgbouncer")` (also as the mark of a parameter) and
asks `require_peer` where the program is. On CI a missing program is a failure; elsewhere the tests
that need it are left out, and the run ends with a sentence that says so. Chromium is no such
choice: without it the web app is not tested at all, so its tests fail. `python -m tests.peers
chromium` installs it where it is missing and that is allowed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PLACES = ("/usr/lib/postgresql/15/bin", *os.get_exec_path(), "/usr/sbin")
PACKAGES = {
    "postgres": "postgresql-15",
    "pgbouncer": "pgbouncer",
    "wrk": "wrk",
    "chromium": "chromium",
}
"""Each peer's main program, and the package of Debian that brings it."""
REQUIRED = {"chromium"}
"""The peers whose tests are never left out."""
OTHER_NAMES = {"chromium": ("chromium-browser", "google-chrome", "google-chrome-stable")}
"""What else may stand in for a peer, where it has another name."""


def find_program(name: str) -> Path | None:
    """Return where a program is: Debian's PostgreSQL 15 first, then the usual places."""
    names = (name, *OTHER_NAMES.get(name, ()))
    found = (shutil.which(known, path=os.pathsep.join(PLACES)) for known in names)
    return next((Path(program) for program in found if program), None)


def require_peer(name: str) -> Path:
    """Return where a program is; fail the test, saying what to install, when it is nowhere."""
    return find_program(name) or pytest.fail(_how_to_get(name), pytrace=False)


def on_ci() -> bool:
    """Tell whether this is a CI run, where nothing may be left out."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose peer is not installed, except on CI."""
    if on_ci():
        return
    left_out = [item for item in items if any(map(_is_missing, _needed(item)))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests could not run, and what to install for them."""
    for name in [] if on_ci() else filter(_is_missing, sorted(PACKAGES.keys() - REQUIRED)):
        terminalreporter.write_line(f"Left out the tests that need {name}: {_how_to_get(name)}")


def _needed(item: pytest.Item) -> Iterator[str]:
    for mark in item.iter_markers("peer"):
        yield from mark.args


def install(name: str) -> None:
    """Install a peer that is missing, if this is root on a Debian; else do nothing."""
    if not _is_missing(name) or os.getuid() != 0 or not shutil.which("apt-get"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--no-install-recommends", "--yes", PACKAGES[name]]):
        subprocess.run(["apt-get", "-qq", *command], env=environment, check=True)


def _is_missing(name: str) -> bool:
    return find_program(name) is None


def _how_to_get(name: str) -> str:
    return f"{name} is not installed (on Debian 12: apt-get install {PACKAGES.get(name, name)})"


if __name__ == "__main__":
    install(sys.argv[1])
