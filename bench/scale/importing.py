"""How long `tasklark import` takes for a file of todo.txt, beside a running server."""

import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench.population import WORDS

TASKS = 10_000
_ADDRESS = "import@bench.example"
_PASSWORD = "long enough for a bench\n"


def lines(count: int) -> str:
    """Return a file of so many tasks, always the same: priorities, days and labels in some."""
    draw = Random(count)
    made = []
    for number in range(count):
        words = " ".join(draw.choices(WORDS, k=5))
        day = date(2030, 1, 1) + timedelta(days=number % 700)
        mark = draw.choice(("(A) ", "(B) ", "", ""))
        made.append(f"{mark}{words} {number} @{draw.choice(WORDS)} due:{day}\n")
    return "".join(made)


def seconds(database_url: str, folder: Path) -> float:
    """Import `TASKS` tasks into a new account by the command line; return how long that took.

    Raises RuntimeError with what the command said when it fails.
    """
    file = folder / "todo.txt"
    file.write_text(lines(TASKS), encoding="utf-8")
    _run(database_url, folder, "accounts", "add", _ADDRESS, "--password-stdin")
    started = time.monotonic()
    _run(database_url, folder, "import", str(file), "--account", _ADDRESS, "--zone", "UTC")
    return time.monotonic() - started


def _run(database_url: str, folder: Path, *command: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "DATABASE_URL": database_url,
        "TASKLARK_DATA": str(folder / "tasklark"),
    }
    ran = subprocess.run(
        [str(Path(sys.executable).with_name("tasklark")), *command],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        input=_PASSWORD,
    )
    if ran.returncode:
        raise RuntimeError(f"tasklark {command[0]} failed; it said:\n{ran.stderr[-2000:]}")
