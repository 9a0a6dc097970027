"""Backups: made beside a running server, restored elsewhere, and refused when they are damaged."""

import shutil
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from tasklark.boot.backups import seconds_until_night
from tests.api.people import Person
from tests.backends import Service, service
from tests.cli.conftest import Program


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Give the environment of a server that has stopped, with a person's tasks in its folder."""
    with service("embedded", tmp_path_factory.mktemp("filled")) as running:
        person = Person(running)
        person.sign_up().raise_for_status()
        token = httpx.post(f"{running.url}/api/auth/token", json=person.credentials).json()
        with httpx.Client(
            base_url=running.url, headers={"Authorization": f"Bearer {token['access_token']}"}
        ) as client:
            for title in ("Rake leaves", "„Äpfel“ 🍎", "x" * 1000):
                client.post("/api/tasks", json={"title": title}).raise_for_status()
        return {**running.environment, "EMAIL": person.email, "PASSWORD": person.password}


@pytest.fixture(scope="module")
def backup(filled: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a backup of it."""
    made = Program(filled).json("backup", "--to", tmp_path_factory.mktemp("backups"))
    return Path(made["file"])


def test_a_backup_is_proved_by_restoring_it(filled: Mapping[str, str], backup: Path) -> None:
    told, _ = Program(filled).run("restore", "--verify", backup)
    assert "can be restored" in told
    assert "all as they were" in told
    assert backup.stat().st_mode & 0o777 == 0o600


def test_what_is_restored_serves_the_same_tasks(
    filled: Mapping[str, str], backup: Path, tmp_path: Path
) -> None:
    elsewhere = {**filled, "TASKLARK_DATA": str(tmp_path / "new")}
    Program(elsewhere).run("restore", backup)
    with service("embedded", tmp_path / "new") as running:
        login = {"email": filled["EMAIL"], "password": filled["PASSWORD"]}
        told = httpx.post(f"{running.url}/api/auth/token", json=login).raise_for_status().json()
        bearer = {"Authorization": f"Bearer {told['access_token']}"}
        tasks = httpx.get(f"{running.url}/api/tasks", headers=bearer).raise_for_status().json()
    assert {task["title"] for task in tasks} == {"Rake leaves", "„Äpfel“ 🍎", "x" * 1000}


def test_a_folder_with_accounts_is_not_overwritten(filled: Mapping[str, str], backup: Path) -> None:
    _, refused = Program(filled).run("restore", backup, status=1)
    assert "there are accounts in" in refused
    assert "TASKLARK_DATA" in refused


def test_a_backup_is_made_beside_a_running_server(embedded: Service, tmp_path: Path) -> None:
    told, _ = Program(embedded.environment).run("backup", "--to", tmp_path)
    (file,) = tmp_path.iterdir()
    assert told.startswith(str(file))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("no archive", b"something else"),
        ("half of one", None),
    ],
)
def test_what_is_no_backup_is_refused_in_a_sentence(
    filled: Mapping[str, str], backup: Path, tmp_path: Path, name: str, content: bytes | None
) -> None:
    file = tmp_path / name
    whole = backup.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if content is None else content)
    _, refused = Program(filled).run("restore", "--verify", file, status=1)
    assert "is no backup of Tasklark, or it is damaged" in refused


def test_a_backup_that_lacks_a_row_is_found_out(
    filled: Mapping[str, str], backup: Path, tmp_path: Path
) -> None:
    file = tmp_path / "changed"
    with zipfile.ZipFile(backup) as whole, zipfile.ZipFile(file, "w") as changed:
        manifest = whole.read("manifest.json").decode()
        changed.writestr("manifest.json", manifest.replace('"tasks": [\n   3', '"tasks": [\n   4'))
        changed.writestr("database.dump", whole.read("database.dump"))
    _, refused = Program(filled).run("restore", "--verify", file, status=1)
    assert "what was restored is not what was backed up: tasks" in refused


def test_a_backup_of_a_later_version_is_left_alone(
    filled: Mapping[str, str], backup: Path, tmp_path: Path
) -> None:
    file = tmp_path / "later"
    with zipfile.ZipFile(backup) as whole, zipfile.ZipFile(file, "w") as changed:
        manifest = whole.read("manifest.json").decode()
        changed.writestr("manifest.json", manifest.replace('"form": 1', '"form": 2'))
        changed.writestr("database.dump", whole.read("database.dump"))
    _, refused = Program(filled).run("restore", "--verify", file, status=1)
    assert "was made by a later Tasklark" in refused


def test_only_the_latest_are_kept(filled: Mapping[str, str], backup: Path, tmp_path: Path) -> None:
    for year in range(2020, 2024):
        shutil.copy(backup, tmp_path / f"{year}0101T030000Z.tasklark-backup")
    (tmp_path / "mine.txt").write_text("stays")
    Program(filled).run("backup", "--to", tmp_path, "--keep", 2)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 3
    assert left[0] == "20230101T030000Z.tasklark-backup"
    assert left[-1] == "mine.txt"


def test_a_database_of_somebody_else_is_left_to_its_own_means(tmp_path: Path) -> None:
    outside = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x", "TASKLARK_DATA": str(tmp_path)}
    _, refused = Program(outside).run("backup", status=1)
    assert "back it up with its own means" in refused


@pytest.mark.parametrize(
    ("now", "hours"), [("2030-02-10T02:00", 1), ("2030-02-10T03:00", 24), ("2030-02-10T23:00", 4)]
)
def test_the_next_night_is_never_over(now: str, hours: int) -> None:
    assert seconds_until_night(datetime.fromisoformat(now)) == hours * 3600
