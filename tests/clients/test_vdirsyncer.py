"""vdirsyncer and todoman: two computers with a copy each, and the web between them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clients.account import Account, run

SYNC = """
[general]
status_path = "{folder}/status/"

[pair tasks]
a = "here"
b = "there"
collections = ["from a", "from b"]
conflict_resolution = "b wins"
metadata = ["color", "displayname"]

[storage here]
type = "filesystem"
path = "{folder}/lists/"
fileext = ".ics"

[storage there]
type = "caldav"
item_types = ["VTODO"]
url = "{url}"
username = "{email}"
password = "{password}"
"""
TODOMAN = """
path = "{folder}/lists/*"
date_format = "%Y-%m-%d"
time_format = "%H:%M"
default_list = "{default}"
default_due = 0
"""


@dataclass(frozen=True)
class Computer:
    """A computer with vdirsyncer and todoman on it."""

    folder: Path

    def sync(self) -> None:
        """Bring both sides together; new lists are made on the other side."""
        run(
            "vdirsyncer",
            "-c",
            self.folder / "sync.conf",
            "discover",
            folder=self.folder,
            answer="y\n" * 20,
        )
        run("vdirsyncer", "-c", self.folder / "sync.conf", "sync", folder=self.folder)
        run("vdirsyncer", "-c", self.folder / "sync.conf", "metasync", folder=self.folder)

    def todo(self, *arguments: str) -> str:
        """Call todoman."""
        return run("todo", "--config", self.folder / "todo.py", *arguments, folder=self.folder)

    def listed(self, *arguments: str) -> list[dict[str, Any]]:
        """Return the tasks that todoman shows."""
        found = json.loads(
            run(
                "todo",
                "--config",
                self.folder / "todo.py",
                "--porcelain",
                "list",
                *arguments,
                folder=self.folder,
            )
        )
        assert isinstance(found, list)
        return found

    def number(self, title: str) -> str:
        """Return what todoman calls a task."""
        return str(next(each["id"] for each in self.listed() if each["summary"] == title))


def _computer(folder: Path, account: Account, default: str) -> Computer:
    folder.mkdir()
    (folder / "lists").mkdir()
    told = {"folder": folder, "url": account.dav, "email": account.email}
    (folder / "sync.conf").write_text(SYNC.format(**told, password=account.app_password))
    (folder / "todo.py").write_text(TODOMAN.format(folder=folder, default=default))
    return Computer(folder)


@pytest.fixture
def project(account: Account) -> str:
    """Give a project that was made on the web."""
    made = account.api.post("/api/projects", json={"name": "Garden", "color": "green"})
    return str(made.raise_for_status().json()["id"])


@pytest.fixture
def computers(account: Account, project: str, tmp_path: Path) -> tuple[Computer, Computer]:
    """Give two computers that have never seen each other."""
    return tuple(_computer(tmp_path / name, account, "Garden") for name in ("first", "second"))  # type: ignore[return-value] # it is two


def test_what_one_computer_does_is_on_the_other_and_on_the_web(
    account: Account, project: str, computers: tuple[Computer, Computer]
) -> None:
    first, second = computers
    first.sync()
    first.todo(
        "new", "--list", "Garden", "--due", "2030-02-10", "--priority", "high", "Rake leaves"
    )
    first.sync()
    second.sync()
    assert [task["summary"] for task in second.listed()] == ["Rake leaves"]
    (task,) = account.tasks()
    assert (task["title"], task["priority"], task["project_id"]) == ("Rake leaves", "high", project)
    assert task["due_date"].startswith("2030-02-10")

    second.todo("done", second.number("Rake leaves"))
    second.sync()
    first.sync()
    assert first.listed() == []
    assert account.tasks()[0]["completed"] is True


def test_what_is_changed_on_the_web_comes_to_the_computers(
    account: Account, project: str, computers: tuple[Computer, Computer]
) -> None:
    first, second = computers
    made = account.api.post(
        "/api/tasks", json={"title": "Sow peas", "project_id": project, "due_date": "2030-03-01"}
    )
    task = made.raise_for_status().json()
    first.sync()
    second.sync()
    assert [each["summary"] for each in first.listed()] == ["Sow peas"]
    account.api.post("/api/tasks", json={"title": "Stays", "project_id": project})

    account.api.put(f"/api/tasks/{task['id']}", json={"title": "Sow beans"}).raise_for_status()
    first.todo("edit", first.number("Sow peas"), "--location", "The bed by the wall")
    second.sync()
    assert {each["summary"] for each in second.listed()} == {"Sow beans", "Stays"}

    account.api.delete(f"/api/tasks/{task['id']}").raise_for_status()
    second.sync()
    assert [each["summary"] for each in second.listed()] == ["Stays"]


def test_a_list_that_is_made_on_a_computer_is_a_project_on_the_web(
    account: Account, computers: tuple[Computer, Computer]
) -> None:
    first, second = computers
    (first.folder / "lists" / "errands").mkdir()
    first.sync()
    first.todo("new", "--list", "errands", "Post the letter")
    first.sync()
    second.sync()
    assert [each["summary"] for each in second.listed()] == ["Post the letter"]
    projects = account.api.get("/api/projects").raise_for_status().json()
    assert "errands" in {project["name"] for project in projects}


def test_a_repeating_task_that_is_done_in_todoman_is_done_once(
    account: Account, project: str, computers: tuple[Computer, Computer]
) -> None:
    first, second = computers
    made = account.api.post(
        "/api/tasks",
        json={
            "title": "Water",
            "project_id": project,
            "due_date": "2030-02-11",
            "repeat": {"rule": "FREQ=WEEKLY"},
        },
    )
    task = made.raise_for_status().json()
    first.sync()
    second.sync()
    first.todo("done", first.number("Water"))
    first.sync()
    second.sync()
    told = account.api.get(f"/api/tasks/{task['id']}").raise_for_status().json()
    assert (told["due_date"], told["completed"]) == ("2030-02-18", False)
    fates = account.api.get(f"/api/tasks/{task['id']}/occurrences").raise_for_status().json()
    assert [(each["slot"], each["fate"]) for each in fates] == [("2030-02-11", "done")]
    open_ones = [each for each in account.tasks() if not each["completed"]]
    assert [each["title"] for each in open_ones] == ["Water"]
    assert [each["summary"] for each in second.listed()] == ["Water"]


def test_three_hundred_new_tasks_go_up_and_down(
    account: Account, project: str, computers: tuple[Computer, Computer]
) -> None:
    first, second = computers
    first.sync()
    (folder,) = [each for each in (first.folder / "lists").iterdir() if each.name == project]
    for n in range(300):
        (folder / f"many-{n}.ics").write_text(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tests//EN\r\nBEGIN:VTODO\r\n"
            f"UID:many-{n}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Task {n}\r\n"
            "END:VTODO\r\nEND:VCALENDAR\r\n",
            newline="",
        )
    first.sync()
    second.sync()
    assert len(account.tasks()) == 300
    assert len(second.listed()) == 300
