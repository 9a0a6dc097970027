"""Live streams, as a client reads them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx

PATIENCE = 20.0


class Event(NamedTuple):
    """One event: its name, and what it says."""

    name: str
    data: dict[str, Any]


class Stream:
    """An open stream, read as its events are asked for."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def event(self) -> Event:
        """Return the next event, waited for; raises `StopIteration` when the stream has ended."""
        name = ""
        while True:
            field, _, value = next(self._lines).partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                return Event(name, json.loads(value))

    def told(self, scope_id: str, number: int) -> None:
        """Wait until a scope is told to be so far, or further."""
        while True:
            scopes = self.event().data["scopes"]
            if isinstance(scopes, dict) and scopes.get(scope_id, -1) >= number:
                return

    def rest(self) -> list[Event]:
        """Return all events until the stream ends."""
        found = []
        try:
            while True:
                found.append(self.event())
        except StopIteration:
            return found


@contextmanager
def listening(client: httpx.Client, **headers: str) -> Iterator[Stream]:
    """Give a stream that a client has opened, its first event still to be read."""
    with client.stream("GET", "/api/live", headers=headers, timeout=PATIENCE) as response:
        assert response.status_code == 200, response.read()
        yield Stream(response)
