"""The route of CalDAV: below `/dav/`, every method, outside of all that REST describes."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from starlette.datastructures import URLPath
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from tasklark.actions import app_passwords
from tasklark.actions.live import Hub
from tasklark.actions.reception import Reception
from tasklark.actions.sign_in import Arrival
from tasklark.actions.unit_of_work import Door
from tasklark.domain.errors import TasklarkError, Unauthenticated
from tasklark.surfaces.caldav import (
    addresses,
    collections,
    door,
    moving,
    objects,
    preconditions,
    propfind,
    proppatch,
    reports,
)
from tasklark.surfaces.caldav.addresses import Address, BadAddress, Kind
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.multistatus import MEDIA_TYPE
from tasklark.surfaces.caldav.preconditions import Refused
from tasklark.surfaces.caldav.prefer import preference
from tasklark.surfaces.caldav.resources import Viewer

SURFACE = "caldav"
CLASSES = "1, 3, calendar-access, extended-mkcol"
"""What the `DAV` header promises: no locks (2), no access control lists, no scheduling."""
_HEADERS = {
    "DAV": CLASSES,
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}

_MAKING = frozenset({"PUT", "MKCOL", "MKCALENDAR"})

Handler = Callable[[Asking], Awaitable[Response]]


async def _options(asking: Asking) -> Response:
    return Response(headers={"Allow": allowed(asking.address.kind)})


_READING: Mapping[str, Handler] = {
    "OPTIONS": _options,
    "PROPFIND": propfind.handle,
    "PROPPATCH": proppatch.handle,
    "REPORT": reports.handle,
}
_METHODS: Mapping[Kind, Mapping[str, Handler]] = {
    Kind.ROOT: {**_READING, "GET": objects.get_nothing},
    Kind.PRINCIPALS: _READING,
    Kind.PRINCIPAL: _READING,
    Kind.HOMES: _READING,
    Kind.HOME: _READING,
    Kind.COLLECTION: {
        **_READING,
        "GET": collections.get,
        "DELETE": collections.delete,
        "MKCALENDAR": collections.make_calendar,
        "MKCOL": collections.make,
        "MOVE": moving.refuse_collection,
        "COPY": moving.refuse_collection,
    },
    Kind.OBJECT: {
        **_READING,
        "GET": objects.get,
        "PUT": objects.put,
        "DELETE": objects.delete,
        "MOVE": moving.move,
        "COPY": moving.copy,
        "MKCALENDAR": collections.refuse_nested,
        "MKCOL": collections.refuse_nested,
    },
}


def allowed(kind: Kind) -> str:
    """Return the methods that a kind of resource takes."""
    methods = set(_METHODS[kind])
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


class Found(NamedTuple):
    """What a process has for its requests, as boot has put it there."""

    reception: Reception
    hub: Hub


class Dav(BaseRoute):
    """The route. It stands before the web app's pages, which take what is left."""

    path = "/dav"
    """What logs and metrics call all of it."""

    def __init__(self, found: Callable[[Request], Found]) -> None:
        self._found = found

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether an address is one of CalDAV's."""
        if scope["type"] != "http":
            return Match.NONE, {}
        path = scope["path"]
        # Some programs are given the server's name alone, and ask at its root.
        asks_root = path == "/" and scope["method"] in {"PROPFIND", "REPORT"}
        return (Match.FULL if asks_root or is_ours(path) else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; also what is refused is answered here, in WebDAV's words."""
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except Unauthenticated as error:
            answer = _told(door.unknown(error.detail))
        except TasklarkError as error:
            answer = _told(preconditions.refusal(error))
        except Refused as error:
            answer = _told(error)
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        found = self._found(request)
        asking = await _asking(request, found)
        if asking is None:
            return RedirectResponse(addresses.ROOT, HTTPStatus.MOVED_PERMANENTLY)
        asking.require_own()
        handler = _METHODS[asking.address.kind].get(request.method)
        if handler is None:
            raise preconditions.wrong_method(allowed(asking.address.kind))
        return await handler(asking)

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Raise `NoMatchFound`: nobody asks for these addresses by a name."""
        raise NoMatchFound(name, path_params)


def is_ours(path: str) -> bool:
    """Tell whether CalDAV answers at a path, and reads the bodies there."""
    return path == "/dav" or path.startswith(addresses.ROOT) or is_well_known(path)


def is_well_known(path: str) -> bool:
    """Tell whether a path is where programs begin that know the server's name (RFC 6764, 5)."""
    return path.removesuffix("/") == addresses.WELL_KNOWN


async def _asking(request: Request, found: Found) -> Asking | None:
    """Return the request with who asks it; None for one that has to go to the root."""
    told = door.credentials(request)
    client = request.client.host if request.client else ""
    arrival = Arrival(client, request.headers.get("user-agent"))
    caller = await app_passwords.identify(found.reception, told.user_name, told.password, arrival)
    path = request.scope["path"]
    if is_well_known(path) or not is_ours(path):
        return None
    opened = Door(found.reception.database, caller, SURFACE, found.hub.announce)
    viewer = Viewer(caller, told.user_name)
    return Asking(request, _address(request), opened, viewer, preference(request.headers))


def _address(request: Request) -> Address:
    try:
        address = addresses.read(request.scope["raw_path"])
    except BadAddress as error:
        raise preconditions.malformed(str(error)) from None
    if address is not None:
        return address
    if request.method in _MAKING:
        raise preconditions.no_place()
    raise preconditions.not_found()


def _told(refused: Refused) -> Response:
    body = b"" if refused.status is HTTPStatus.NOT_MODIFIED else refused.body
    return Response(body, refused.status, refused.headers, MEDIA_TYPE)
