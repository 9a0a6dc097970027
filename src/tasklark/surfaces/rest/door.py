"""Who is asking, as REST tells it: a bearer token, or the web app's session cookie."""

from typing import Annotated

from fastapi import Depends
from fastapi.openapi.models import HTTPBearer as BearerScheme
from fastapi.security.base import SecurityBase
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions.live import Hub
from tasklark.actions.reception import Reception, identify, identify_browser
from tasklark.actions.sessions import LIVES_DAYS
from tasklark.actions.sign_in import Arrival
from tasklark.actions.unit_of_work import Door
from tasklark.domain.access import Caller
from tasklark.domain.errors import Forbidden, TokenInvalid, TokenMissing
from tasklark.surfaces.rest import problems

SURFACE = "rest"
COOKIE = "tasklark_session"
LIVE = "live"
"""Where the application's state holds the live streams."""
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class SessionOver(TokenInvalid):
    """The session cookie opens nothing any more, so the browser may forget it."""


class _Bearer(SecurityBase):
    """The dependency that opens the door; FastAPI reads `model` for the documentation."""

    model = BearerScheme(
        bearerFormat="JWT",
        description="A JWT of a trusted issuer, an access token from `/api/auth/token`, or a"
        " personal API token.",
    )
    scheme_name = "bearer"

    async def __call__(self, request: Request) -> Door:
        caller = await identified(request)
        return Door(reception(request).database, caller, SURFACE, hub(request).announce)


async def identified(request: Request) -> Caller:
    """Return who is asking, by the token or the cookie. Raises `Unauthenticated`, `Forbidden`."""
    desk = reception(request)
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return await identify(desk, _token(authorization))
    cookie = request.cookies.get(_cookie_name(request))
    if not cookie:
        raise TokenMissing
    require_own_origin(request)
    try:
        return await identify_browser(desk, cookie)
    except TokenInvalid:
        raise SessionOver from None


Asking = Annotated[Door, Depends(_Bearer())]
"""A parameter of every endpoint that is somebody's."""


def reception(request: Request) -> Reception:
    """Return what the application was built with (`boot.py` puts it there)."""
    found: Reception = request.app.state.reception
    return found


def hub(request: Request) -> Hub:
    """Return the live streams of this process, of the state that the application began with."""
    found: Hub = getattr(request.state, LIVE)
    return found


def arrival(request: Request) -> Arrival:
    """Return from where a request comes: the client's address, past trusted proxies."""
    address = request.client.host if request.client else ""
    return Arrival(address, request.headers.get("user-agent"))


def set_cookie(request: Request, response: Response, secret: str) -> None:
    """Have the browser keep a session's secret where no script can read it."""
    response.set_cookie(
        _cookie_name(request),
        secret,
        max_age=LIVES_DAYS * 86_400,
        httponly=True,
        samesite="lax",
        secure=_is_secure(request),
    )


def forget_cookie(request: Request, response: Response) -> None:
    """Have the browser forget the session's secret."""
    response.delete_cookie(
        _cookie_name(request), httponly=True, samesite="lax", secure=_is_secure(request)
    )


async def on_session_over(request: Request, error: Exception) -> Response:
    """Answer a cookie whose session has ended."""
    assert isinstance(error, SessionOver)  # noqa: S101 - registered for this class only
    response = problems.response(error)
    forget_cookie(request, response)
    return response


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _cookie_name(request: Request) -> str:
    """Over TLS the prefix keeps other hosts of a domain from setting it (RFC 6265bis, 4.1.3)."""
    return f"__Host-{COOKIE}" if _is_secure(request) else COOKIE


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
    origin, host = request.headers.get("origin"), request.headers.get("host")
    if origin is not None:
        schemes = ("https",) if _is_secure(request) else ("http", "https")
        same = origin in {f"{scheme}://{host}" for scheme in schemes}
    else:
        same = request.headers.get("sec-fetch-site") in {"same-origin", "none"}
    if not same:
        raise Forbidden("A request with the session cookie must come from this site", code="origin")
