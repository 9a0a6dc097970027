"""Several processes on one socket: replaced when they die, ended together."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.api.tokens import hs256
from tests.backends import SHARED_SECRET, clean_environment


@contextmanager
def _served(folder: Path, workers: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    environment = {"PORT": "0", "WORKERS": str(workers), "TASKLARK_DATA": str(folder)}
    environment["BETTER_AUTH_SECRET"] = SHARED_SECRET
    process = subprocess.Popen(
        [sys.executable, "-m", "tasklark", "serve"],
        env={**clean_environment(), **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        yield process, found[0]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _children(process: int) -> set[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    names = {int(child): _name(child) for child in listed}
    return {
        child for child, name in names.items() if b"tasklark" in name and b"postgres" not in name
    }


def _name(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return b""


def _until_workers(process: int, count: int, without: frozenset[int] = frozenset()) -> set[int]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        living = _children(process) - without
        if len(living) == count:
            return living
        os.sched_yield()
    raise AssertionError(f"{_children(process)} are not {count} workers")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with _served(tmp_path_factory.mktemp("workers"), 2) as running:
        yield running


def test_a_worker_that_is_killed_is_replaced(served: tuple[subprocess.Popen[str], str]) -> None:
    process, url = served
    with httpx.Client(transport=httpx.HTTPTransport(retries=5)) as client:
        assert client.get(f"{url}/health/ready", timeout=20).status_code == 200
        first, second = _until_workers(process.pid, 2)
        os.kill(first, signal.SIGKILL)
        assert second in _until_workers(process.pid, 2, frozenset({first}))
        assert client.get(f"{url}/health/ready", timeout=20).status_code == 200


def test_a_parent_that_is_killed_leaves_nothing_in_the_way_of_the_next(tmp_path: Path) -> None:
    headers = {"Authorization": f"Bearer {hs256()}"}
    with _served(tmp_path, 2) as (_, url):
        made = httpx.post(f"{url}/api/tasks", json={"title": "kept"}, headers=headers, timeout=20)
        assert made.status_code == 201
    with _served(tmp_path, 2) as (process, url):
        kept = httpx.get(f"{url}/api/tasks", headers=headers, timeout=20)
        assert kept.json() == [made.json()]
        process.terminate()
        assert process.wait(20) == 0


def test_all_end_when_the_parent_is_told_to(served: tuple[subprocess.Popen[str], str]) -> None:
    process, _ = served
    workers = _until_workers(process.pid, 2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


_TOLD_TO_END_WHILE_FORKING = """
import os, signal
from tasklark.boot import workers
fork = os.fork
def fork_and_be_told():
    worker = fork()
    if worker:
        os.kill(os.getpid(), signal.SIGTERM)
    return worker
os.fork = fork_and_be_told
workers.run([signal.pause] * 2)
"""


def test_no_worker_is_forgotten_that_begins_while_the_parent_is_told_to_end() -> None:
    program = [sys.executable, "-c", _TOLD_TO_END_WHILE_FORKING]
    assert subprocess.run(program, check=False, timeout=20).returncode == 0
