"""What was killed comes back: PostgreSQL under us, we above it, both at once."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tasklark.domain.errors import Unavailable
from tasklark.storage.embedded import EmbeddedServer, locks, start, watcher
from tasklark.storage.embedded.place import prepare

SERVING = """
import sys
from pathlib import Path
from tasklark.storage.embedded import start
with start(Path(sys.argv[1])) as server:
    server.watch()
    print("serving", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("crashing")
    with start(made) as server, psycopg.connect(server.address.conninfo("postgres")) as connection:
        connection.execute("create table kept as select 1 as one")
    return made


@contextmanager
def serving(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that serves from the folder."""
    command = [sys.executable, "-c", SERVING, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "serving\n"
        try:
            yield process
        finally:
            process.kill()


def postmaster(folder: Path) -> int:
    lines = (folder / "postgresql" / "18" / "postmaster.pid").read_text(encoding="ascii")
    return int(lines.split("\n")[0])


def runs(folder: Path) -> bool:
    return not locks.is_free(folder / "postgresql" / "running.lock")


def kept(server: EmbeddedServer) -> object:
    with psycopg.connect(server.address.conninfo("postgres")) as connection:
        return connection.execute("select one from kept").fetchone()


def kept_after_a_while(server: EmbeddedServer, seconds: float) -> object:
    """Ask again and again until PostgreSQL answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            return kept(server)
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            threading.Event().wait(0.05)


def test_a_killed_postgresql_is_back_within_seconds(folder: Path) -> None:
    with start(folder) as server:
        server.watch()
        killed = postmaster(folder)
        os.kill(killed, signal.SIGKILL)
        assert kept_after_a_while(server, 5) == (1,)
        assert postmaster(folder) != killed


def test_a_killed_postgresql_that_is_not_our_child_is_back_too(folder: Path) -> None:
    command = start(folder, exclusive=False)
    with start(folder) as server:
        server.watch()
        command.stop()
        os.kill(postmaster(folder), signal.SIGKILL)
        assert kept_after_a_while(server, 5) == (1,)
    assert not runs(folder)


def test_a_backend_that_outlives_its_postmaster_does_not_block_the_next(folder: Path) -> None:
    with start(folder) as server:
        server.watch()
        busy = psycopg.connect(server.address.conninfo("postgres"))
        endless = b"select max(n) from (select generate_series(1, 100000000000) n) streamed"
        busy.pgconn.send_query(endless)
        os.kill(postmaster(folder), signal.SIGKILL)
        assert kept_after_a_while(server, 10) == (1,)
        busy.close()


def test_after_our_own_death_the_next_start_takes_over_what_still_runs(folder: Path) -> None:
    with serving(folder) as process:
        process.kill()
        process.wait()
        orphan = postmaster(folder)
        assert runs(folder)
        with start(folder, max_connections=40) as server:
            assert kept(server) == (1,)
            assert postmaster(folder) != orphan
    assert not runs(folder)


def test_after_our_own_death_a_command_uses_what_still_runs_and_then_stops_it(
    folder: Path,
) -> None:
    with serving(folder) as process:
        process.kill()
        process.wait()
        orphan = postmaster(folder)
        with start(folder, exclusive=False) as command:
            assert kept(command) == (1,)
            assert postmaster(folder) == orphan
    assert not runs(folder)


def test_after_everything_was_killed_the_data_are_there(folder: Path) -> None:
    with serving(folder) as process:
        process.kill()
        os.kill(postmaster(folder), signal.SIGKILL)
    with start(folder) as server:
        assert kept(server) == (1,)


def test_an_asked_end_stops_postgresql_and_says_by_which_signal(folder: Path) -> None:
    with serving(folder) as process:
        process.terminate()
        assert process.wait(20) == 128 + signal.SIGTERM
    assert not runs(folder)


def test_a_stale_process_number_that_came_back_does_not_block_the_start(folder: Path) -> None:
    account = prepare(folder).account
    with subprocess.Popen(["sleep", "60"], user=account.uid if account else None) as stranger:
        stale = f"{stranger.pid}\n{folder}\n0\n5432\n\n\n0 0\nready\n"
        (folder / "postgresql" / "18" / "postmaster.pid").write_text(stale, encoding="ascii")
        with start(folder) as server:
            assert kept(server) == (1,)
        assert stranger.poll() is None
        stranger.kill()


def test_a_crash_loop_is_reported_and_slowed_down(caplog: pytest.LogCaptureFixture) -> None:
    closing = threading.Event()
    tries: list[float] = []

    def revive() -> None:
        tries.append(time.monotonic())
        if len(tries) == 2:
            closing.set()
        raise Unavailable("no space")

    with caplog.at_level(logging.ERROR):
        watcher.keep_alive(lambda: False, revive, closing)
    assert [watcher.rest_seconds(n) for n in (1, 2, 3, 4, 99)] == [0, 0.5, 1, 2, 30]
    assert tries[1] - tries[0] > 0.5
    assert "2 in a row" in caplog.text
    assert "no space" in caplog.text
