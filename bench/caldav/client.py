"""The plainest client there is: one connection that stays, and nothing between it and the clock."""

import http.client
import re
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

_TOKEN = re.compile(rb"sync-token>([^<]+)<")
TIMEOUT = 120.0


class Answer(NamedTuple):
    """An answer, and how long it took from the first byte sent to the last one received."""

    status: int
    body: bytes
    ms: float

    @property
    def token(self) -> str:
        """The sync token in it. Raises LookupError without one."""
        found = _TOKEN.search(self.body)
        if found is None:
            raise LookupError("there is no sync-token in the answer")
        return found[1].decode()


class Client:
    """One connection to a server, for one calendar collection (`path` ends in a slash)."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self.path = parts.path
        self._headers = dict(headers)
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT)

    def ask(self, method: str, name: str, body: str, media_type: str, depth: str = "1") -> Answer:
        """Send a request about an object of the collection, or with "" about itself.

        Raises RuntimeError for an answer that is no success.
        """
        headers = {**self._headers, "Content-Type": f"{media_type}; charset=utf-8", "Depth": depth}
        began = time.perf_counter()
        self._connection.request(method, self.path + name, body.encode(), headers)
        response = self._connection.getresponse()
        read = response.read()
        took = (time.perf_counter() - began) * 1000
        if not 200 <= response.status < 300:
            raise RuntimeError(f"{method} {self.path}{name}: {response.status} {read[:300]!r}")
        return Answer(response.status, read, took)

    def put(self, name: str, text: str) -> Answer:
        """Store an object."""
        return self.ask("PUT", name, text, "text/calendar")

    def xml(self, method: str, body: str, depth: str = "1") -> Answer:
        """Ask about the collection in XML."""
        return self.ask(method, "", f'<?xml version="1.0"?>{body}', "application/xml", depth)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
