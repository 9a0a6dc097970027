"""Who is asking, as REST tells it: a bearer token, or the web app's session cookie."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from fastapi.openapi.models import HTTPBearer as BearerScheme
from fastapi.security.base import SecurityBase
from starlette.requests import Request

from tasklark.actions.reception import Reception, identify, identify_browser
from tasklark.actions.sessions import Arrival
from tasklark.actions.unit_of_work import Door
from tasklark.domain.errors import Forbidden, TokenInvalid, TokenMissing

SURFACE = "rest"
COOKIE = "tasklark_session"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class _Bearer(SecurityBase):
    """The dependency that opens the door; FastAPI reads `model` for the documentation."""

    model = BearerScheme(
        bearerFormat="JWT",
        description="A JWT of a trusted issuer, an access token from `/api/auth/token`, or a"
        " personal API token.",
    )
    scheme_name = "bearer"

    async def __call__(self, request: Request) -> Door:
        desk = reception(request)
        authorization = request.headers.get("authorization")
        if authorization is not None:
            caller = await identify(desk, _token(authorization))
        else:
            cookie = request.cookies.get(COOKIE)
            if not cookie:
                raise TokenMissing
            require_own_origin(request)
            caller = await identify_browser(desk, cookie)
        return Door(desk.database, caller, SURFACE)


Asking = Annotated[Door, Depends(_Bearer())]
"""A parameter of every endpoint that is somebody's."""


def reception(request: Request) -> Reception:
    """Return what the application was built with (`boot.py` puts it there)."""
    found: Reception = request.app.state.reception
    return found


def arrival(request: Request) -> Arrival:
    """Return from where a request comes: the client's address, past trusted proxies."""
    address = request.client.host if request.client else ""
    return Arrival(address, request.headers.get("user-agent"))


def _token(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer":
        raise TokenMissing
    if not token:
        raise TokenMissing
    if not token.isascii():
        raise TokenInvalid
    return token


def require_own_origin(request: Request) -> None:
    """Raise `Forbidden` when a browser sends the cookie along with another site's request.

    Browsers name the origin on everything that changes something; what only reads can't be seen by
    another site, because CORS does not let it.
    """
    if request.method in _READING:
        return
    origin = request.headers.get("origin")
    if origin is not None:
        same = urlsplit(origin).netloc == request.headers.get("host")
    else:
        same = request.headers.get("sec-fetch-site") in {"same-origin", "none"}
    if not same:
        raise Forbidden("A request with the session cookie must come from this site", code="origin")
