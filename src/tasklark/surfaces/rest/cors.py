"""Cross-origin sharing: which other sites' pages may call, and read the answers (Fetch, 3.2)."""

from collections.abc import Iterable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tasklark.domain.errors import Forbidden
from tasklark.surfaces.rest import problems
from tasklark.surfaces.rest.gate import IsElsewhere, nowhere_else

_VARY = (b"vary", b"Origin")
_READABLE = [
    (b"access-control-allow-credentials", b"true"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After"),
    _VARY,
]
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key"
    ),
    "Access-Control-Max-Age": "600",
}


class Cors:
    """The layer that answers preflights, and marks all answers to the pages of allowed origins.

    An origin is allowed by its full name; pages of others get no header of ours, so their browsers
    keep the answer from them. There is no wildcard: with credentials it would mean everybody.
    What another surface answers is open to no page at all.
    """

    def __init__(
        self, app: ASGIApp, origins: Iterable[str], is_elsewhere: IsElsewhere = nowhere_else
    ) -> None:
        self._app = app
        self._origins = frozenset(origin.rstrip("/").encode() for origin in origins)
        self._is_elsewhere = is_elsewhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it when it is a preflight."""
        if scope["type"] != "http" or self._is_elsewhere(scope["path"]):
            await self._app(scope, receive, send)
            return
        origin, is_preflight = _asked(scope)
        added = [_VARY]
        if origin in self._origins:
            added = [(b"access-control-allow-origin", origin), *_READABLE]

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        if is_preflight:
            await _preflight(origin in self._origins)(scope, receive, send_marked)
        else:
            await self._app(scope, receive, send_marked)


def _asked(scope: Scope) -> tuple[bytes, bool]:
    """Return the origin of a request (empty when it names none), and whether it is a preflight."""
    origin, asks_method = b"", False
    for name, value in scope["headers"]:
        if name == b"origin":
            origin = value
        elif name == b"access-control-request-method":
            asks_method = True
    return origin, bool(origin) and asks_method and scope["method"] == "OPTIONS"


def _preflight(is_allowed: bool) -> Response:
    if is_allowed:
        return Response(headers=_PREFLIGHT)
    return problems.response(Forbidden("Pages of this origin may not call the API", code="origin"))
