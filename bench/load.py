"""The load generator: wrk with our script, and what it saw."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.servers import Server

SCRIPT = Path(__file__).with_name("load.lua")
OPERATIONS = ("list", "get", "create", "toggle", "mix")
CONNECTIONS = 100
CLIENT_TIMEOUT = 30
"""Seconds after which an unanswered request counts as an error."""


@dataclass(frozen=True)
class Seen:
    """What the load generator saw of one run; errors are refusals, time-outs and broken lines."""

    requests: int
    seconds: float
    errors: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Load:
    """What to send: one of `OPERATIONS` for so many seconds over so many connections."""

    operation: str
    tokens: Path
    tasks: int
    seconds: int
    connections: int = CONNECTIONS


def generate(load: Load, server: Server) -> Seen:
    """Send the load from one thread and wait for its end. Raises if wrk is missing or fails."""
    ran = subprocess.run(_command(load, server), check=False, capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(f"{server.name}: {ran.stderr}\nIt said:\n{server.last_words()}")
    line = next(line for line in ran.stdout.splitlines() if line.startswith("RESULT "))
    said = json.loads(line.removeprefix("RESULT "))
    return Seen(
        requests=said["requests"],
        seconds=said["microseconds"] / 1e6,
        errors=said["errors"],
        p50_ms=said["p50"] / 1e3,
        p95_ms=said["p95"] / 1e3,
        p99_ms=said["p99"] / 1e3,
    )


def find_generator() -> str:
    """Return where wrk is; raise with the way to get it when it is nowhere."""
    found = shutil.which("wrk")
    if found is None:
        raise FileNotFoundError("wrk is not installed; on Debian: apt-get install wrk")
    return found


def _command(load: Load, server: Server) -> list[str]:
    options = ["-t1", f"-c{load.connections}", f"-d{load.seconds}s", f"--timeout={CLIENT_TIMEOUT}s"]
    script = ["-s", str(SCRIPT), server.url(), "--"]
    return [find_generator(), *options, *script, load.operation, str(load.tokens), str(load.tasks)]
