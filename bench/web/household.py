"""An account with thousands of tasks, put there as a client would: in pushes of a hundred."""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from tasklark.domain import ids, rank, stamps

PASSWORD = "larch kettle sonnet buoy"
EMAIL = "ada@example.org"
PROJECTS = 20
LABELS = ("errand", "phone", "home", "work", "waiting", "garden")
WORDS = ("Water", "Paint", "Call", "Write", "Fetch", "Mend", "Sort", "Plan", "Send", "Clean")
THINGS = ("the plants", "the fence", "Grandma", "a letter", "the parcel", "the bicycle", "the tax")


def settle_in(url: str, tasks: int) -> None:
    """Sign up, and make so many tasks in twenty projects; a third of them due, a tenth done."""
    with httpx.Client(base_url=url, timeout=60) as client:
        person = {"email": EMAIL, "password": PASSWORD}
        client.post("/api/auth/sign-up", json={**person, "name": "Ada"}).raise_for_status()
        told = client.post("/api/auth/token", json=person).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {told['access_token']}"
        projects = [ids.new_id() for _ in range(PROJECTS)]
        made = itertools.chain(
            (("project", key, {"name": f"Project {n + 1}"}) for n, key in enumerate(projects)),
            _tasks(tasks, [str(key) for key in projects]),
        )
        for part in _hundreds(list(enumerate(made, 1))):
            _push(client, [_mutation(n, *each) for n, each in part])


def _tasks(count: int, projects: list[str]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    chance = random.Random(4)
    today = datetime.now(UTC).date()
    for n, position in enumerate(rank.spread(count)):
        yield (
            "task",
            ids.new_id(),
            {
                "title": f"{chance.choice(WORDS)} {chance.choice(THINGS)} {n}",
                "project_id": chance.choice(projects),
                "position": position,
                "due_date": _due(chance, today),
                "priority": chance.choice([None, None, None, "low", "medium", "high"]),
                "labels": chance.sample(LABELS, chance.choice([0, 0, 1, 2])),
                "status": "done" if chance.random() < 0.1 else "todo",
            },
        )


def _due(chance: random.Random, today: date) -> str | None:
    return str(today + timedelta(chance.randint(-3, 60))) if chance.random() < 1 / 3 else None


def _mutation(n: int, noun: str, key: Any, given: dict[str, Any]) -> dict[str, Any]:
    stamp = stamps.at(datetime.now(UTC), "bench")
    return {"n": n, "noun": noun, "verb": "create", "id": str(key), "set": given, "stamp": stamp}


def _push(client: httpx.Client, mutations: list[dict[str, Any]]) -> None:
    body = {"client": "bench", "mutations": mutations}
    told = client.post("/api/sync/push", json=body).raise_for_status().json()
    refused = [each for each in told["outcomes"] if each["status"] != "applied"]
    if refused:
        raise RuntimeError(f"not taken: {refused[0]}")


def _hundreds(all_of_them: list[Any]) -> Iterator[list[Any]]:
    return (all_of_them[at : at + 100] for at in range(0, len(all_of_them), 100))
