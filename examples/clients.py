#!/usr/bin/env python3
"""One task in three clients: start Tasklark with `make run`, then run this.

A task is made in todoman, a to-do list for the terminal; it is completed through the REST API, as
the web app does; its next occurrence is moved by REST; and at the end todoman, CalDAV and REST say
the same. todoman and vdirsyncer come with `make test`, or: pip install todoman vdirsyncer
Another address: TASKLARK_URL=http://localhost:9000 python3 examples/clients.py
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib import request

URL = os.environ.get("TASKLARK_URL", "http://localhost:8000")
PASSWORD = "larch kettle sonnet buoy"
PROGRAMS = (
    f"{Path(__file__).parents[1] / '.venv' / 'clients' / 'bin'}{os.pathsep}{os.environ['PATH']}"
)
MONDAY = date.today() + timedelta(days=7 - date.today().weekday())

SYNC = """
[general]
status_path = "{folder}/status/"
[pair tasks]
a = "here"
b = "there"
collections = ["from b"]
metadata = ["displayname"]
[storage here]
type = "filesystem"
path = "{folder}/lists/"
fileext = ".ics"
[storage there]
type = "caldav"
item_types = ["VTODO"]
url = "{url}/dav/"
username = "{email}"
password = "{password}"
"""
TODOMAN = """
path = "{folder}/lists/*"
date_format = "%Y-%m-%d"
time_format = ""
default_due = 0
"""


class Person:
    """Somebody with an account, and an app password for their calendar programs."""

    def __init__(self) -> None:
        self._token = ""
        self.email = f"ada-{uuid.uuid4().hex[:8]}@example.org"
        told = {"email": self.email, "password": PASSWORD}
        self.call("POST", "/api/auth/sign-up", {**told, "name": "Ada"})
        self._token = self.call("POST", "/api/auth/token", told)["access_token"]
        wanted = {"name": "todoman", "scopes": ["caldav"]}
        self.app_password = self.call("POST", "/api/tokens", wanted)["token"]

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Make a call by REST and return what it answers; raise for a refusal."""
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        asked = request.Request(URL + path, data, headers, method=method)
        with request.urlopen(asked) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def calendar_text(self, task_id: str) -> str:
        """Return a task as CalDAV has it."""
        login = base64.b64encode(f"{self.email}:{self.app_password}".encode()).decode()
        me = self.call("GET", "/api/account")
        project = self.call("GET", f"/api/tasks/{task_id}")["project_id"]
        where = f"{URL}/dav/calendars/{me['person_id']}/{project}/"
        body = (
            '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop>'
            '<C:calendar-data/></D:prop><C:filter><C:comp-filter name="VCALENDAR"/></C:filter>'
            "</C:calendar-query>"
        )
        headers = {"Authorization": f"Basic {login}", "Content-Type": "text/xml", "Depth": "1"}
        with request.urlopen(request.Request(where, body.encode(), headers, method="REPORT")) as it:
            text: str = it.read().decode()
        return text


class Computer:
    """A computer with todoman and vdirsyncer, set up as their guides say."""

    def __init__(self, folder: Path, person: Person) -> None:
        self._folder = folder
        (folder / "lists").mkdir()
        told = {"folder": folder, "url": URL, "email": person.email}
        (folder / "sync").write_text(SYNC.format(**told, password=person.app_password))
        (folder / "todo.py").write_text(TODOMAN.format(folder=folder))

    def sync(self) -> None:
        """Bring this computer and Tasklark together."""
        for step in ("discover", "sync", "metasync"):
            self._run("vdirsyncer", "-c", str(self._folder / "sync"), step)

    def todo(self, *arguments: str) -> str:
        """Call todoman."""
        return self._run("todo", "--config", str(self._folder / "todo.py"), *arguments)

    def due(self, title: str) -> str:
        """Return the day that todoman shows for an open task."""
        found = re.search(rf"(\d{{4}}-\d\d-\d\d).*{title}", self.todo("list"))
        return found[1] if found else "nothing"

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [program, *arguments],
            input="y\n" * 9,
            text=True,
            capture_output=True,
            check=False,
            env={"PATH": PROGRAMS, "HOME": str(self._folder), "LANG": "C.UTF-8"},
        )
        if done.returncode:
            sys.exit(f"{program} failed:\n{done.stdout}{done.stderr}")
        return done.stdout


def say(title: str, *lines: object) -> None:
    """Print a part of the tour."""
    print(f"\n{title}")
    for line in lines:
        print(f"  {line}")


def main(folder: Path) -> None:
    """Walk the tour."""
    ada = Person()
    computer = Computer(folder, ada)

    computer.sync()
    computer.todo("new", "--list", "Inbox", "--due", str(MONDAY), "Water the plants")
    computer.sync()
    (task,) = ada.call("GET", "/api/tasks")
    path = f"/api/tasks/{task['id']}"
    say("Made in todoman", f"REST has: {task['title']}, due {task['due_date'][:10]}")

    ada.call("PUT", path, {"due_date": str(MONDAY), "repeat": {"rule": "FREQ=WEEKLY"}})
    ada.call("PATCH", f"{path}/complete")
    computer.sync()
    say("Repeats every week, and done once by REST", f"todoman: due {computer.due('Water')}")

    moved = str(MONDAY + timedelta(days=9))
    ada.call("PUT", path, {"due_date": moved})
    computer.sync()
    in_caldav = re.search(r"^DUE[^:\n]*:(\d{8})", ada.calendar_text(task["id"]), re.MULTILINE)
    days = {
        "todoman": computer.due("Water"),
        "CalDAV": str(date.fromisoformat(in_caldav[1])) if in_caldav else "nothing",
        "REST": ada.call("GET", path)["due_date"],
    }
    say("Moved by REST, two days later", *(f"{who}: due {day}" for who, day in days.items()))
    if set(days.values()) != {moved}:
        sys.exit("They do not agree.")
    fates = ada.call("GET", f"{path}/occurrences")
    say("What became of it", *(f"{fate['slot']}: {fate['fate']}" for fate in fates))


if __name__ == "__main__":
    if not shutil.which("todo", path=PROGRAMS) or not shutil.which("vdirsyncer", path=PROGRAMS):
        sys.exit("This needs todoman and vdirsyncer: pip install todoman vdirsyncer")
    with tempfile.TemporaryDirectory() as made:
        main(Path(made))
