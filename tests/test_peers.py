"""A missing peer is a failure on CI and a sentence elsewhere; a test that needs one says so."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import peers

NEEDY = """
import pytest
from tests.peers import require_peer

@pytest.mark.peer("nowhere")
def test_that_speaks_to_a_peer() -> None:
    require_peer("nowhere")

def test_that_needs_nobody() -> None:
    pass
"""


@pytest.mark.parametrize(
    ("ci", "outcome"), [("true", "1 failed, 1 passed"), ("", "1 passed, 1 deselected")]
)
def test_only_ci_fails_where_a_peer_is_missing(tmp_path: Path, ci: str, outcome: str) -> None:
    (tmp_path / "test_needy.py").write_text(NEEDY, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.peers", "--rootdir", tmp_path, tmp_path],
        env={
            "CI": ci,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in run.stdout
    assert ("nowhere is not installed" in run.stdout) == bool(ci)


def test_a_program_of_this_machine_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "PLACES", (str(Path(sys.executable).parent),))
    assert peers.require_peer("pytest") == Path(sys.executable).with_name("pytest")


def test_a_program_is_found_under_its_other_names_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(peers, "PLACES", (str(tmp_path),))
    assert peers.find_program("chromium") is None
    chrome = tmp_path / "google-chrome"
    chrome.touch(mode=0o755)
    assert peers.find_program("chromium") == chrome


def test_a_sentence_says_which_tests_were_left_out_and_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(peers, "PLACES", (str(tmp_path),))
    monkeypatch.delenv("CI", raising=False)
    said: list[str] = []

    class Terminal:
        """Takes the lines that pytest's own terminal would print."""

        write_line = staticmethod(said.append)

    peers.pytest_terminal_summary(Terminal())  # type: ignore[arg-type]  # it needs no more of it
    assert len(said) == len(peers.PACKAGES.keys() - peers.REQUIRED)
    assert any("apt-get install postgresql-15" in line for line in said)
    assert not any("chromium" in line for line in said)


@pytest.mark.parametrize(("user", "is_there"), [(0, False), (0, True), (1000, False)])
def test_a_missing_browser_is_installed_where_that_is_allowed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, user: int, is_there: bool
) -> None:
    asked = tmp_path / "asked"
    aptitude = tmp_path / "apt-get"
    aptitude.write_text(f'#!/bin/sh\necho "$@" >> {asked}\n')
    aptitude.chmod(0o755)
    if is_there:
        (tmp_path / "google-chrome").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(peers, "PLACES", (str(tmp_path),))
    monkeypatch.setattr("os.getuid", lambda: user)
    peers.install("chromium")
    is_installed = asked.exists() and "install" in asked.read_text()
    assert is_installed == (user == 0 and not is_there)


def test_the_tests_of_the_web_app_are_not_left_out_but_fail(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(peers, "PLACES", (str(tmp_path),))
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        peers.require_peer("chromium")
