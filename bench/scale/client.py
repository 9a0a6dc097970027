"""Clients that keep a connection, send one request after the other, and time each answer."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.servers import HOST

Request = Callable[[], bytes]
AT_LEAST = 10
"""So many requests each connection sends, however long they take."""
_TIMEOUT = 60.0
_READ = 1 << 18


class Connection:
    """A connection to a server on this machine, kept open."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), _TIMEOUT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; return status and body. Raises OSError when the connection breaks."""
        self._socket.sendall(request)
        head, _, body = self._until(b"", b"\r\n\r\n").partition(b"\r\n\r\n")
        status = int(head.split(None, 2)[1])
        head = head.lower()
        if b"transfer-encoding: chunked" in head:
            return status, b"".join(unchunked(self._until(body, b"0\r\n\r\n")))
        length = int(head.partition(b"content-length:")[2].split(None, 1)[0])
        parts, size = [body], len(body)
        while size < length:
            parts.append(self._read())
            size += len(parts[-1])
        return status, b"".join(parts)

    def _until(self, found: bytes, end: bytes) -> bytes:
        """Read on until `end` has come: within the head, or last of all."""
        while not (found.endswith(end) or (end == b"\r\n\r\n" and end in found)):
            found += self._read()
        return found

    def _read(self) -> bytes:
        found = self._socket.recv(_READ)
        if not found:
            raise ConnectionError("the server closed the connection")
        return found


@dataclass(frozen=True)
class Seen:
    """How long each answer took, in seconds, how many were refusals, and how long the last was."""

    seconds: list[float]
    errors: int
    size: int


def request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    kind = "Content-Type: application/json\r\n" if body else ""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        f"{kind}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def timed(port: int, asked: Request, connections: int, seconds: float) -> Seen:
    """Ask over so many connections at once for so many seconds; each goes on when it is answered.

    A first request of each is not timed.
    """
    with ThreadPoolExecutor(connections) as pool:
        parts = list(pool.map(lambda _: _timed(port, asked, seconds), range(connections)))
    return Seen(
        seconds=[took for part in parts for took in part.seconds],
        errors=sum(part.errors for part in parts),
        size=parts[0].size,
    )


def _timed(port: int, asked: Request, seconds: float) -> Seen:
    took: list[float] = []
    errors, size = 0, 0
    with Connection(port) as connection:
        connection.ask(asked())
        give_up_at = time.monotonic() + seconds
        while len(took) < AT_LEAST or time.monotonic() < give_up_at:
            sent = asked()
            started = time.perf_counter()
            status, body = connection.ask(sent)
            took.append(time.perf_counter() - started)
            errors += status >= 300
            size = len(body)
    return Seen(took, errors, size)


def unchunked(body: bytes) -> Iterator[bytes]:
    """Yield the pieces of a body that came in chunks (RFC 9112, section 7.1)."""
    at = 0
    while True:
        end = body.index(b"\r\n", at)
        size = int(body[at:end], 16)
        if not size:
            return
        yield body[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
