"""How the program ends: by Ctrl-C, by a reader that leaves, and when its source changes."""

import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.backends import clean_environment
from tests.cli.conftest import Program
from tests.house import tree


@contextmanager
def started(program: Program, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start a command; end it when the block is left, if it has not ended by then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tasklark", *arguments],
        env={**clean_environment(), **program.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.mark.parametrize("options", [(), ("--workers", "2"), ("--reload",)])
def test_ctrl_c_ends_a_server_in_silence(outside: Program, options: tuple[str, ...]) -> None:
    quiet = Program({**outside.environment, "LOG_LEVEL": "warning"}, outside.folder)
    with started(quiet, "serve", "--host", "127.0.0.1", "--port", "0", *options) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[3]
        with httpx.Client(transport=httpx.HTTPTransport(retries=6)) as client:
            assert client.get(f"{address}/health", timeout=30).status_code == 200
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (0, "")


def test_a_reader_that_leaves_early_hears_no_complaint(outside: Program) -> None:
    with started(outside, "accounts", "list", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdout = None
        _, told = process.communicate(timeout=60)
    assert told == ""


def test_a_server_under_development_starts_again_when_its_source_changes(
    outside: Program, tmp_path: Path
) -> None:
    shutil.copytree(tree.SOURCE, tmp_path / "tasklark")
    copied = Program({**outside.environment, "PYTHONPATH": str(tmp_path)}, tmp_path)
    with started(copied, "serve", "--reload") as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[3]
        assert _changing(tmp_path / "tasklark" / "settings.py", process)
        with httpx.Client(transport=httpx.HTTPTransport(retries=6)) as client:
            assert client.get(f"{address}/health", timeout=30).status_code == 200


def _changing(path: Path, process: subprocess.Popen[str]) -> bool:
    """Touch a file until the server says that it saw that; give up after half a minute."""
    assert process.stderr is not None
    told, deadline = selectors.DefaultSelector(), time.monotonic() + 30
    told.register(process.stderr, selectors.EVENT_READ)
    while time.monotonic() < deadline:
        os.utime(path)
        if told.select(timeout=0.2) and "detected changes" in process.stderr.readline():
            return True
    return False
