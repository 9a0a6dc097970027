"""The two servers that are compared, started as their users start them."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
START_TIMEOUT = 60.0
STOP_TIMEOUT = 15.0
TASKLARK_WORKERS = 2


@dataclass(frozen=True)
class Server:
    """A running server, the process that all its workers descend from, and what it writes."""

    name: str
    pid: int
    port: int
    log: Path

    def url(self, path: str = "/") -> str:
        """Return an address on the server."""
        return f"http://{HOST}:{self.port}{path}"

    def last_words(self) -> str:
        """Return the end of what the server wrote."""
        return self.log.read_text(errors="replace")[-2000:]


@contextmanager
def reference(database_url: str, secret: str, log: Path) -> Iterator[Server]:
    """Yield the plain stack: uvicorn with one worker, access log off."""
    port = _free_port()
    options = ["--host", HOST, "--port", str(port), "--no-access-log", "--log-level", "warning"]
    command = [sys.executable, "-m", "uvicorn", "bench.reference.app:app", *options]
    url = database_url.replace("postgresql://", "postgresql+psycopg2://", 1)
    with _running("reference", command, port, log, {"DATABASE_URL": url, SECRET: secret}) as server:
        yield server


@contextmanager
def tasklark(database_url: str, secret: str, log: Path) -> Iterator[Server]:
    """Yield Tasklark as it is served to everybody: `tasklark serve`, everything on."""
    port = _free_port()
    settings = {
        "HOST": HOST,
        "PORT": str(port),
        "WORKERS": str(TASKLARK_WORKERS),
        "DATABASE_URL": database_url,
        "TASKLARK_DATA": str(log.parent / "tasklark"),
        SECRET: secret,
    }
    command = [str(Path(sys.executable).with_name("tasklark")), "serve"]
    with _running("tasklark", command, port, log, settings) as server:
        yield server


SECRET = "BETTER_AUTH_SECRET"


@contextmanager
def _running(
    name: str, command: list[str], port: int, log: Path, settings: dict[str, str]
) -> Iterator[Server]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(log.parent), **settings}
    with log.open("ab") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        server = Server(name, process.pid, port, log)
        _await(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(server: Server, process: "subprocess.Popen[bytes]") -> None:
    give_up_at = time.monotonic() + START_TIMEOUT
    while not _healthy(server):
        if process.poll() is not None or time.monotonic() > give_up_at:
            raise RuntimeError(f"{server.name} did not start; it said:\n{server.last_words()}")
        time.sleep(0.05)


def _healthy(server: Server) -> bool:
    try:
        with urllib.request.urlopen(server.url("/health"), timeout=1) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])
