"""Whatever is killed under load, each acknowledged write is there afterwards, and there once."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import pytest

from tasklark.storage.embedded import start
from tests.backends import OWN_SECRET, SHARED_SECRET, Service, clean_environment
from tests.faults.history import Load

CLIENTS = 4
RECOVERY_SECONDS = 10.0


@dataclass
class Server:
    """A Tasklark with an embedded database that can be killed and started again on its port."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[str] = field(init=False)

    @property
    def service(self) -> Service:
        """Return how to speak to it."""
        return Service(f"http://127.0.0.1:{self.port}", {})

    def start(self) -> None:
        """Start it, and wait until it says that it serves."""
        environment = {
            "BETTER_AUTH_SECRET": SHARED_SECRET,
            "TASKLARK_SECRET": OWN_SECRET,
            "TASKLARK_DATA": str(self.folder),
            "LOG_LEVEL": "error",
            "PORT": str(self.port),
        }
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tasklark", "serve"],
                env={**clean_environment(), **environment},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout
        found = re.search(r"http://[^:]+:(\d+)", self.process.stdout.readline())
        assert found, (self.folder / "log").read_text()
        self.port = int(found[1])

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self.process.kill()
        self.end()

    def end(self) -> None:
        """Wait until it is gone."""
        self.process.wait(30)
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("killed"))
    started.start()
    yield started
    started.process.terminate()
    started.end()


@pytest.fixture
def load(server: Server) -> Iterator[Load]:
    clients = [server.service.client() for _ in range(CLIENTS)]
    yield Load(clients)
    for client in clients:
        client.close()


def test_a_server_that_is_killed_while_writing_loses_and_doubles_nothing(
    server: Server, load: Load
) -> None:
    with load:
        for _ in range(2):
            load.go_on(40)
            server.kill()
            server.start()
        load.go_on(40)
    load.check()


def test_a_database_that_is_killed_under_load_is_back_within_seconds(
    server: Server, load: Load
) -> None:
    with load:
        load.go_on(40)
        pid = (server.folder / "postgresql" / "18" / "postmaster.pid").read_text(encoding="ascii")
        os.kill(int(pid.partition("\n")[0]), signal.SIGKILL)
        load.go_on(40)
    load.check()
    silence = max(history.longest_silence() for history in load.histories)
    assert silence < RECOVERY_SECONDS


def test_connections_that_are_cut_under_load_lose_and_double_nothing(
    server: Server, load: Load
) -> None:
    cut = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE usename = 'tasklark_app'"
    )
    with (
        start(server.folder, exclusive=False) as beside,
        psycopg.connect(beside.address.conninfo("tasklark"), autocommit=True) as connection,
        load,
    ):
        for _ in range(8):
            load.go_on(10)
            connection.execute(cut)
        load.go_on(20)
    load.check()


def test_a_server_says_that_it_is_alive_while_its_database_is_away(server: Server) -> None:
    with httpx.Client(base_url=server.service.url, timeout=5) as client:
        pid = (server.folder / "postgresql" / "18" / "postmaster.pid").read_text(encoding="ascii")
        os.kill(int(pid.partition("\n")[0]), signal.SIGKILL)
        began, pause = time.monotonic(), threading.Event()
        while True:
            asked = time.monotonic()
            assert client.get("/health").status_code == 200
            assert time.monotonic() - asked < 2
            if client.get("/health/ready").status_code == 200:
                break
            assert time.monotonic() - began < RECOVERY_SECONDS
            pause.wait(0.05)
