#!/usr/bin/env python3
"""A day of a family of three on one Tasklark: start one with `make run`, then run this.

Anna, Ben and Mia share a shopping list and chores that repeat. Mia is offline for two days and
edits what the others edit too; Ben moves too much at once and takes it back. It needs nothing but
Python. Another address: TASKLARK_URL=http://localhost:9000 python3 examples/family.py
"""

import json
import os
import time
import uuid
from datetime import date, timedelta
from typing import Any
from urllib import parse, request

URL = os.environ.get("TASKLARK_URL", "http://localhost:8000")
PASSWORD = "larch kettle sonnet buoy"
TODAY = date.today()


class Person:
    """Somebody with an account, and the calls they make."""

    def __init__(self, name: str) -> None:
        self.name, self._token = name, ""
        email = f"{name.lower()}-{uuid.uuid4().hex[:8]}@example.org"
        told = {"email": email, "password": PASSWORD}
        self.call("POST", "/api/auth/sign-up", {**told, "name": name})
        self._token = self.call("POST", "/api/auth/token", told)["access_token"]

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Make a call and return what it answers; raise for a refusal."""
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        asked = request.Request(URL + path, data, headers, method=method)
        with request.urlopen(asked) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def tasks(self, wanted: str) -> list[Any]:
        """Return the tasks that a filter finds."""
        found: list[Any] = self.call("GET", f"/api/tasks?filter={parse.quote(wanted)}")
        return found


class Phone:
    """A client that works offline: what it does waits in a queue, and is pushed when it can be."""

    def __init__(self, person: Person) -> None:
        self.person, self._client = person, uuid.uuid4().hex[:8]
        self._queue: list[dict[str, Any]] = []

    def do(self, verb: str, task_id: str, **fields: object) -> None:
        """Do something to a task now, without asking anybody."""
        stamp = f"{int(time.time() * 1000):012x}{len(self._queue):04x}-{self._client}"
        told = {"n": len(self._queue) + 1, "noun": "task", "verb": verb, "id": task_id}
        self._queue.append({**told, "set": fields, "stamp": stamp})

    def push(self) -> list[Any]:
        """Send all that waits; return what became of each."""
        body = {"client": self._client, "mutations": self._queue}
        outcomes: list[Any] = self.person.call("POST", "/api/sync/push", body)["outcomes"]
        return outcomes


def say(title: str, *lines: object) -> None:
    """Print a part of the day."""
    print(f"\n{title}")
    for line in lines:
        print(f"  {line}")


def titles(tasks: list[Any]) -> str:
    """Return the titles of tasks in one line."""
    return ", ".join(sorted(task["title"] for task in tasks)) or "nothing"


def share(owner: Person, name: str, *others: Person) -> str:
    """Make a project that all of them may edit; return its id."""
    project = owner.call("POST", "/api/projects", {"name": name})
    path = f"/api/projects/{project['id']}/invitations"
    secret = owner.call("POST", path, {"role": "editor"})["invitation"]
    for other in others:
        other.call("POST", "/api/project-invitations/join", {"invitation": secret})
    return str(project["id"])


def main() -> None:
    """Play the day."""
    anna, ben, mia = (Person(name) for name in ("Anna", "Ben", "Mia"))

    shopping = share(anna, "Shopping", ben, mia)
    add = [
        ben.call("POST", "/api/tasks", {"title": title, "project_id": shopping})
        for title in ("Milk", "Bread", "Apples", "Batteries", "Tea")
    ]
    milk, bread = add[0], add[1]
    say("A shared list", f"Mia sees: {titles(mia.tasks('#Shopping'))}")

    chores = share(ben, "Chores", anna, mia)
    bins = ben.call(
        "POST",
        "/api/tasks",
        {
            "title": "Put out the bins",
            "project_id": chores,
            "due_date": TODAY.isoformat(),
            "repeat": {"rule": "FREQ=WEEKLY"},
        },
    )
    for person in (anna, ben):  # both tick off the same bins
        path = f"/api/tasks/{bins['id']}/occurrences/{TODAY.isoformat()}/complete"
        bins = person.call("PATCH", path)
    fates = ben.call("GET", f"/api/tasks/{bins['id']}/occurrences")
    assert bins["due_date"] == (TODAY + timedelta(weeks=1)).isoformat()
    assert [fate["fate"] for fate in fates] == ["done"]
    say("A chore that repeats", f"done once by two people, due again on {bins['due_date']}")

    quick = anna.call(
        "POST", "/api/tasks/quick", {"text": "Vacuum every sat p2 @home #Chores for 30 min"}
    )
    say("One line is enough", json.dumps(quick["task"]["repeat"]["rule"]), quick["task"]["labels"])

    phone, salt = Phone(mia), str(uuid.uuid4())  # on a train, for two days
    phone.do("change", milk["id"], title="Oat milk", priority="high")
    phone.do("change", bread["id"], **{"labels/bakery": True})
    phone.do("create", salt, title="Salt", project_id=shopping)
    anna.call("PUT", f"/api/tasks/{milk['id']}", {"title": "Milk, two bottles"})
    anna.call("PUT", f"/api/tasks/{bread['id']}", {"labels": ["breakfast"]})
    outcomes = phone.push()
    assert phone.push() == outcomes, "the same mutations again do nothing twice"
    merged = {task["id"]: task for task in mia.tasks("#Shopping")}
    assert merged[milk["id"]]["title"] == "Milk, two bottles", "the later edit won"
    assert merged[milk["id"]]["priority"] == "high", "and what else was edited is kept"
    assert sorted(merged[bread["id"]]["labels"]) == ["bakery", "breakfast"]
    kept = mia.call("GET", f"/api/tasks/{milk['id']}/history")
    assert any("Oat milk" in json.dumps(entry) for entry in kept), "what lost is in the history"
    say("Mia was offline for two days", f"now everybody has: {titles(list(merged.values()))}")

    wrong = [{"noun": "task", "verb": "complete", "id": task["id"]} for task in add]
    ben.call("POST", "/api/batch", {"mode": "together", "verbs": wrong})
    anna.call("PUT", f"/api/tasks/{add[4]['id']}", {"title": "Green tea"})
    before = titles(anna.tasks("#Shopping"))
    ben.call("POST", "/api/undo")
    after = anna.tasks("#Shopping")
    assert len(after) == len(add) + 1
    assert "Green tea" in titles(after), "nobody's later edit is lost"
    say("Ben ticked off the whole list by mistake", f"left: {before}", f"undone: {titles(after)}")

    ben.call("POST", f"/api/projects/{shopping}/leave")
    assert ben.tasks("search: milk") == []
    say("Ben leaves the list", "and sees it no more")


if __name__ == "__main__":
    main()
