"""A client of sync, as simple as one can be: what it says, and what it is told."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from tasklark.domain import stamps

Row = dict[str, Any]


def stamp(client: str, moment: datetime | None = None) -> str:
    """Return a stamp of a client's, of now by default."""
    return stamps.at(moment or datetime.now(UTC), client)


def new_id() -> str:
    """Return an id that nothing has."""
    return str(uuid4())


@dataclass
class Tab:
    """One page of somebody's browser, which numbers what it does."""

    http: httpx.Client
    client: str = field(default_factory=lambda: uuid4().hex[:8])
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def mutation(self, verb: str, record_id: str, /, **said: Any) -> dict[str, Any]:
        """Return a mutation of a task, done now; `said` may tell otherwise."""
        told = {"noun": "task", "verb": verb, "id": record_id, "stamp": stamp(self.client)}
        return {"n": next(self._numbers), **told, **said}

    def push(self, *mutations: dict[str, Any]) -> list[Any]:
        """Push mutations; return their outcomes."""
        body = {"client": self.client, "mutations": list(mutations)}
        answer = self.http.post("/api/sync/push", json=body)
        assert answer.status_code == 200, answer.text
        outcomes: list[Any] = answer.json()["outcomes"]
        return outcomes

    def create(self, **fields: Any) -> str:
        """Make a task; return its id."""
        record_id = new_id()
        (outcome,) = self.push(self.mutation("create", record_id, set={"title": "x", **fields}))
        assert outcome["status"] == "applied", outcome
        return record_id

    def change(self, record_id: str, **fields: Any) -> Any:
        """Change a task; return the outcome."""
        (outcome,) = self.push(self.mutation("change", record_id, set=fields))
        return outcome

    def pull(self, cursors: dict[str, str | None] | None = None, limit: int = 500) -> Any:
        """Return what is new, by scope."""
        answer = self.http.post("/api/sync/pull", json={"scopes": cursors, "limit": limit})
        assert answer.status_code == 200, answer.text
        return answer.json()["scopes"]

    def all(self, cursors: dict[str, str | None] | None = None, limit: int = 500) -> "News":
        """Pull until there is no more."""
        news = News({}, [])
        while True:
            told = self.pull(cursors, limit)
            news.rows += [row for scope in told.values() for row in scope["rows"]]
            news.cursors = cursors = {name: scope["cursor"] for name, scope in told.items()}
            if not any(scope["more"] for scope in told.values()):
                return news

    def inbox(self) -> str:
        """Return the id of the Inbox."""
        (found,) = [row["id"] for row in self.all().of("project") if row["name"] == "Inbox"]
        return str(found)


@dataclass
class News:
    """What pulls told, and how far they came."""

    cursors: dict[str, str | None]
    rows: list[Row]

    def of(self, noun: str) -> list[Row]:
        """Return the rows of one noun."""
        return [row for row in self.rows if row["noun"] == noun]
