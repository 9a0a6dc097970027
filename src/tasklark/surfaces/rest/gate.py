"""What surrounds the application: pure ASGI layers, outermost first.

`Edge` gives every answer a request id and the headers that fence browsers, logs one line, counts
for the metrics. Inside it stands CORS. `Gate` refuses what must not reach the application — two
`Authorization` headers, a body too large or not JSON — and turns anything unforeseen into a 500
that tells nothing. What another surface answers, which takes other bodies, it lets through.
"""

import logging
import time
from collections.abc import Callable, Iterable
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tasklark.domain import ids
from tasklark.domain.errors import TokenInvalid
from tasklark.surfaces.rest import problems

BODY_MAX = 1 << 20
"""Largest body of a request, in bytes."""
HEAD_ONLY = "tasklark.head_only"
"""In the scope of a request whose answer has no body: it came as HEAD."""
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})

log = logging.getLogger("tasklark.request")

_API_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
_PAGE_POLICY = (
    b"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    b" worker-src 'self' blob:; form-action 'self'; frame-ancestors 'none'"
)
_PAGE_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", _PAGE_POLICY),
]
_REDOC_HEADERS = [
    *_PAGE_HEADERS[:-1],
    # ReDoc styles its parts as it makes them, and is an empty page when it may not.
    (b"content-security-policy", _PAGE_POLICY + b"; style-src 'self' 'unsafe-inline'"),
]

IsElsewhere = Callable[[str], bool]
"""Tells whether another surface answers at a path, which sees to bodies and origins itself."""


def nowhere_else(_path: str) -> bool:
    """Tell that REST answers at all paths, or a surface that takes the same bodies."""
    return False


Observe = Callable[[str, str, int, float], None]
"""Takes method, route, status and seconds of each answered request."""


class Edge:
    """The outermost layer: request id, fencing headers, one line of log, metrics."""

    def __init__(self, app: ASGIApp, observe: Observe | None = None) -> None:
        self._app = app
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, request_id, status = time.perf_counter(), ids.new_id(), 0
        named = (b"x-request-id", str(request_id).encode())

        async def send_fenced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = message.get("headers", ())
                message["headers"] = [*given, named, *_fence(scope["path"], given)]
            await send(message)

        try:
            await self._app(scope, receive, send_fenced)
        finally:
            self._note(scope, request_id, status, time.perf_counter() - started)

    def _note(self, scope: Scope, request_id: UUID, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "")
        if self._observe is not None:
            self._observe(scope["method"], route, status, seconds)
        if log.isEnabledFor(logging.INFO):
            log.info(
                "%s %s %d",
                scope["method"],
                route or "(no route)",
                status,
                extra={"request_id": str(request_id), "milliseconds": round(seconds * 1000, 1)},
            )


class Gate:
    """The last layer before the application: framing, size, media type, and the last resort."""

    def __init__(self, app: ASGIApp, is_elsewhere: IsElsewhere = nowhere_else) -> None:
        self._app = app
        self._is_elsewhere = is_elsewhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless it must not be."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_elsewhere = self._is_elsewhere(scope["path"])
        refused = _refused(scope, is_elsewhere=is_elsewhere)
        if refused is not None:
            await refused(scope, receive, send)
            return
        inner = scope
        if scope["method"] == "HEAD":
            # The server leaves the body out (RFC 9110, 9.3.2); a body without end is not begun.
            inner = {**scope, "method": "GET", HEAD_ONLY: True}
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(inner, receive if is_elsewhere else _counted(receive), send_noting)
        except ClientDisconnect:
            return  # it left while its body was read: there is nobody to answer
        except Exception:
            logging.getLogger("tasklark.fault").exception("unforeseen")
            if not started:
                await problems.plain(500)(scope, receive, send)
        finally:
            scope["route"] = inner.get("route")  # `Edge` tells it


def _fence(path: str, given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers that fence browsers in, by what is at the path.

    There are none for an answer that brings its own policy: two of them would both hold.
    """
    if path.startswith("/api/"):
        return _API_HEADERS
    if any(name == b"content-security-policy" for name, _ in given):
        return []
    return _REDOC_HEADERS if path == "/redoc" else _PAGE_HEADERS


def _refused(scope: Scope, *, is_elsewhere: bool) -> Response | None:
    """Return the answer to a request that is refused by its headers alone."""
    authorizations, length, chunked, media_type = 0, b"0", False, b""
    for name, value in scope["headers"]:
        if name == b"authorization":
            authorizations += 1
        elif name == b"content-length":
            length = value
        elif name == b"transfer-encoding":
            chunked = True
        elif name == b"content-type":
            media_type = value.partition(b";")[0].strip().lower()
    if authorizations > 1:
        return problems.response(TokenInvalid())
    if is_elsewhere:
        return None
    if length.isdigit() and int(length) > BODY_MAX:
        return problems.plain(413)
    has_body = chunked or length != b"0"
    if has_body and scope["method"] in _WITH_BODY and not _is_json(media_type):
        return problems.plain(415)
    return None


def _is_json(media_type: bytes) -> bool:
    return media_type == b"application/json" or (
        media_type.startswith(b"application/") and media_type.endswith(b"+json")
    )


def _counted(receive: Receive) -> Receive:
    """Return `receive`, which raises a 413 when the body turns out longer than it may be."""
    received = 0

    async def receive_counted() -> Message:
        nonlocal received
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > BODY_MAX:
                raise HTTPException(413)
        return message

    return receive_counted
