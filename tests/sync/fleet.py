"""Devices and programs that all work on one project at once, and what must hold when they rest."""

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

import httpx

from tests.api.people import as_superuser
from tests.backends import Service
from tests.sync.device import Device, Key, Lost, Network, Row

DEVICES = 4
STEPS = 30
SKEWS = (0.0, -20.0, 20.0, 45.0)
_SHARE = (
    "INSERT INTO tasklark.placements (owner_id, id, created_at, updated_at, project_owner_id,"
    " owner_user_id, role, position) SELECT m.id, o.inbox_id, now(), now(), o.id, o.user_id,"
    " 'editor', 'a0' FROM tasklark.accounts o, tasklark.accounts m"
    " WHERE o.user_id = %s AND m.user_id = %s"
)


@dataclass
class Written:
    """A value that was acknowledged: of which record and field."""

    record_id: str
    field: str
    value: Any


@dataclass
class Fleet:
    """Two people's devices and a program, on the Inbox of one of them."""

    service: Service
    dice: random.Random
    devices: list[Device] = field(default_factory=list)
    clients: list[httpx.Client] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    inbox: str = ""
    wrong: list[Any] = field(default_factory=list)

    def __enter__(self) -> "Fleet":
        people = [f"owner-{uuid4()}", f"member-{uuid4()}"]
        for person in people:
            with self.service.client(person) as http:
                assert http.get("/api/tasks").status_code == 200
        as_superuser(self.service, _SHARE, *people)
        query = "SELECT inbox_id::text FROM tasklark.accounts WHERE user_id = %s"
        self.inbox = as_superuser(self.service, query, people[0])[0][0]
        for n in range(DEVICES):
            self.clients.append(self.service.client(people[n % 2]))
            network = Network(self.clients[-1], random.Random(self.dice.random()))  # noqa: S311 - a seed
            self.devices.append(Device(network, SKEWS[n]))
        self.clients.append(self.service.client(people[0]))
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.close()

    def run(self) -> None:
        """Have all work at once, then come back, bring what they did, and fetch what is new."""
        jobs: list[Callable[[], None]] = [
            *(partial(_live, each, self.inbox, self.dice.random()) for each in self.devices),
            partial(self._programme, self.dice.random()),
        ]
        with ThreadPoolExecutor(len(jobs)) as threads:
            for done in [threads.submit(job) for job in jobs]:
                done.result()
        for device in self.devices:
            device.network.is_up, device.network.is_bad = True, False
            device.push()
        for device in self.devices:
            device.pull(500)

    def diverged(self) -> list[str]:
        """Return what is not the same everywhere: in some device's replica, or at the server."""
        query = (
            "SELECT id::text, tasklark.rfc3339(updated_at), deleted_at IS NULL"
            " FROM tasklark.tasks WHERE project_id = %s"
        )
        found = as_superuser(self.service, query, self.inbox)
        alive = {record_id: version for record_id, version, is_alive in found if is_alive}
        versions = {record_id: version for record_id, version, _ in found}
        fresh = [self._fresh(device) for device in self.devices[:2]]
        wrong = []
        for n, device in enumerate(self.devices):
            rows = _tasks(device.replica.rows, self.inbox)
            told = {i: row for i, row in rows.items() if row["deleted_at"] is None}
            if told != fresh[n % 2]:
                wrong.append(f"device {n} shows other tasks than one that comes fresh")
            if told.keys() != alive.keys() or any(
                versions.get(i) != row["updated_at"] for i, row in rows.items()
            ):
                wrong.append(f"device {n} holds other versions than the server")
        return wrong

    def lost(self) -> list[str]:
        """Return values that were acknowledged, and are neither in the state nor in the history."""
        kept = self._kept()
        written = [*self.written, *(w for d in self.devices for w in _acknowledged(d))]
        assert len(written) > DEVICES * STEPS / 4, "hardly anything was written"
        return [
            f"{w.field} {w.value!r} of {w.record_id}"
            for w in written
            if (w.record_id, w.field, json.dumps(w.value)) not in kept
        ]

    def silent(self) -> list[Any]:
        """Return mutations that were refused without a reason."""
        answered = (outcome for device in self.devices for _, outcome in device.outcomes)
        return [o for o in answered if o["status"] != "applied" and not o["problem"]["detail"]]

    def _kept(self) -> set[tuple[str, str, str]]:
        """Return all values that the state and the history hold, by record and field."""
        kept = set()
        query = "SELECT to_jsonb(t) FROM tasklark.tasks t WHERE project_id = %s"
        for (row,) in as_superuser(self.service, query, self.inbox):
            kept |= {(row["id"], name, json.dumps(value)) for name, value in row.items()}
        query = (
            "SELECT record_id::text, field, before, after FROM tasklark.changes WHERE scope_id = %s"
        )
        for record_id, name, *values in as_superuser(self.service, query, self.inbox):
            for value in values:
                whole = value or {} if name == "*" else {name: value}
                kept |= {(record_id, each, json.dumps(v)) for each, v in whole.items()}
        return kept

    def _fresh(self, like: Device) -> dict[str, Row]:
        device = Device(Network(like.network.http, self.dice, is_bad=False), 0)
        device.pull(500)
        return _tasks(device.replica.rows, self.inbox)

    def _programme(self, seed: float) -> None:
        """Write through REST, beside the devices."""
        dice, http = random.Random(seed), self.clients[-1]  # noqa: S311 - a seed
        made: list[str] = []
        for _ in range(STEPS):
            title = _title()
            if not made or dice.random() < 0.2:
                made.append(http.post("/api/tasks", json={"title": title}).json()["id"])
                self.written.append(Written(made[-1], "title", title))
                continue
            listed = [task["id"] for task in http.get("/api/tasks").json()]
            task = dice.choice([*made, *listed])
            answer = http.put(f"/api/tasks/{task}", json={"title": title})
            assert answer.status_code in {200, 404}, answer.text
            if answer.status_code == 200:
                self.written.append(Written(task, "title", title))


def _live(device: Device, inbox: str, seed: float) -> None:
    """Have a device work for a while: mostly edits, now and then cut off, or crashing."""
    dice = random.Random(seed)  # noqa: S311 - a seed
    for _ in range(STEPS):
        deed = dice.random()
        if deed < 0.1:
            device.network.is_up = not device.network.is_up
        elif deed < 0.14:
            device.crash()
        elif deed < 0.55:
            _edit(device, inbox, dice)
        else:
            try:
                device.sync()
            except Lost:
                continue
            if dice.random() < 0.7:
                device.save()


def _edit(device: Device, inbox: str, dice: random.Random) -> None:
    page, known = dice.choice(device.pages), device.known("task")
    if not known or dice.random() < 0.25:
        made = ("task", str(uuid4()))
        device.do(page, "create", made, {"title": _title(), "project_id": inbox})
        return
    task: Key = dice.choice(known)
    deed = dice.random()
    if deed < 0.08:
        device.do(page, "delete", task)
    elif deed < 0.16:
        device.do(page, "complete", task)
    else:
        device.do(page, "change", task, _changes(dice))


def _changes(dice: random.Random) -> dict[str, Any]:
    day = datetime(2026, 1, dice.randint(1, 28), tzinfo=UTC).date().isoformat()
    fields = {
        "title": _title(),
        "priority": dice.choice(["low", "high", None]),
        "due_date": dice.choice([day, None]),
        f"labels/{dice.choice('abc')}": dice.random() < 0.7,
    }
    return {name: fields[name] for name in dice.sample(sorted(fields), dice.randint(1, 2))}


def _acknowledged(device: Device) -> list[Written]:
    """Return the values of a device's mutations that were applied, or lost against later ones."""
    return [
        Written(mutation["id"], name, value)
        for mutation, outcome in device.outcomes
        if outcome["status"] == "applied"
        for name, value in mutation["set"].items()
        if "/" not in name
    ]


def _tasks(rows: dict[Key, tuple[str, Row]], scope: str) -> dict[str, Row]:
    """Return the tasks of a scope, without stamps: one that is only borne out is not told anew."""
    return {
        record_id: {name: value for name, value in row.items() if name != "stamps"}
        for (noun, record_id), (at, row) in rows.items()
        if noun == "task" and at == scope
    }


def _title() -> str:
    return f"title {uuid4().hex[:12]}"
