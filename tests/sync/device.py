"""A device that keeps a replica and works without a network: an honest client of sync.

What it shows is not modelled, only what it knows: the rows that it was told, how far it has read,
and what it has done and not yet brought to the server, which is on its disk before anything else.
"""

import copy
import itertools
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

Row = dict[str, Any]
Key = tuple[str, str]
"""A record: its noun and its id."""
_PUSH_MAX = 20


class Lost(Exception):
    """The network lost a request, or its answer: the client can't tell which."""


@dataclass
class Network:
    """How a device reaches the server: not at all, or badly, or well."""

    http: httpx.Client
    dice: random.Random
    is_up: bool = True
    is_bad: bool = True

    def post(self, path: str, body: Any) -> Any:
        """Return the answer. Raises `Lost`."""
        fate = self.dice.random() if self.is_bad else 1.0
        if not self.is_up or fate < 0.1:
            raise Lost
        answer = self.http.post(path, json=body)
        if answer.status_code == 503 or fate < 0.25:
            raise Lost
        assert answer.status_code == 200, answer.text
        return answer.json()


@dataclass
class Clock:
    """A hybrid logical clock over a clock that is wrong by `skew` seconds."""

    skew: float
    latest: int = 0

    def tick(self, writer: str) -> str:
        """Return a stamp that is later than all that were seen."""
        now = int((time.time() + self.skew) * 1000) << 16
        self.latest = max(now, self.latest + 1)
        return f"{self.latest:016x}-{writer}"

    def see(self, stamp: str) -> None:
        """Go on from a stamp of somebody else's."""
        self.latest = max(self.latest, int(stamp.partition("-")[0], 16))


@dataclass
class Replica:
    """The rows of a device, each with the scope that it was told in, and how far it has read."""

    rows: dict[Key, tuple[str, Row]] = field(default_factory=dict)
    cursors: dict[str, str | None] = field(default_factory=dict)

    def take(self, scope: str, row: Row) -> None:
        """Take in a row, unless what is here is newer; a later answer may come first."""
        key = row["noun"], row["id"]
        held = self.rows.get(key)
        if row.get("gone"):
            if held is not None and held[0] == scope:
                del self.rows[key]
        elif held is None or held[1]["updated_at"] <= row["updated_at"]:
            self.rows[key] = scope, row

    def forget(self, scope: str) -> None:
        """Forget what was told in a scope."""
        self.rows = {key: held for key, held in self.rows.items() if held[0] != scope}


@dataclass
class Page:
    """A page of the app that is open: it numbers what is done in it, under an id of its own."""

    client: str = field(default_factory=lambda: uuid4().hex[:8])
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))


class Device:
    """Two pages of the app on one disk. It may be cut off at any time, and crash."""

    def __init__(self, network: Network, skew: float) -> None:
        self.network = network
        self.clock = Clock(skew)
        self.pages = [Page(), Page()]
        self.replica = Replica()
        self.queues: dict[str, list[Any]] = {}
        self.outcomes: list[tuple[Any, Any]] = []
        """Each mutation that was acknowledged, with its outcome."""
        self._saved = copy.deepcopy(self.replica)

    def do(self, page: Page, verb: str, key: Key, said: dict[str, Any] | None = None) -> None:
        """Do something to a record: it is on the disk, and waits to be brought to the server."""
        told = {"noun": key[0], "verb": verb, "id": key[1], "set": said or {}}
        mutation = {"n": next(page.numbers), "stamp": self.clock.tick(page.client), **told}
        self.queues.setdefault(page.client, []).append(mutation)

    def sync(self) -> None:
        """Bring what was done, those pages' too that are gone; fetch what is new. Raises `Lost`."""
        self.push()
        self.pull()

    def push(self) -> None:
        """Bring all that was done. Raises `Lost`."""
        for client, queue in list(self.queues.items()):
            while queue:
                body = {"client": client, "mutations": queue[:_PUSH_MAX]}
                told = self.network.post("/api/sync/push", body)
                self.clock.see(told["stamp"])
                for mutation, outcome in zip(body["mutations"], told["outcomes"], strict=True):
                    assert mutation["n"] == outcome["n"]
                    self.outcomes.append((mutation, outcome))
                    if outcome["row"] is not None:
                        self._take(outcome["row"]["project_id"], outcome["row"])
                del queue[:_PUSH_MAX]

    def pull(self, limit: int = 7) -> None:
        """Fetch all that is new. Raises `Lost`, with as much as had come."""
        more = True
        while more:
            scopes = self.replica.cursors or None
            told = self.network.post("/api/sync/pull", {"scopes": scopes, "limit": limit})
            self.clock.see(told["stamp"])
            more = False
            for scope, news in told["scopes"].items():
                assert not news.get("gone")
                if news.get("reset"):
                    self.replica.forget(scope)
                for row in news["rows"]:
                    self._take(scope, row)
                self.replica.cursors[scope] = news["cursor"]
                more = more or news["more"]

    def save(self) -> None:
        """Write the replica to the disk: rows and cursors in one go."""
        self._saved = copy.deepcopy(self.replica)

    def crash(self) -> None:
        """Lose all that is not on the disk. Pages come back as others, with other numbers."""
        self.replica = copy.deepcopy(self._saved)
        self.pages = [Page(), Page()]

    def known(self, noun: str) -> list[Key]:
        """Return the records that can be acted on: told and not deleted, or made here."""
        told = [k for k, (_, row) in self.replica.rows.items() if row["deleted_at"] is None]
        waiting = (m for queue in self.queues.values() for m in queue if m["verb"] == "create")
        return [k for k in (*told, *((m["noun"], m["id"]) for m in waiting)) if k[0] == noun]

    def _take(self, scope: str, row: Row) -> None:
        for stamp in (row.get("stamps") or {}).values():
            self.clock.see(stamp)
        self.replica.take(scope, row)
