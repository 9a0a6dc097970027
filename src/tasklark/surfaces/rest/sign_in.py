"""Signing up, in and out: for the web app with a cookie, for clients with tokens."""

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import new_accounts, sessions, throttle
from tasklark.actions import sign_in as signing_in
from tasklark.actions.new_accounts import EmailTaken, Newcomer
from tasklark.actions.sessions import SessionKind
from tasklark.actions.unit_of_work import perform
from tasklark.surfaces.rest import account_shapes as shapes
from tasklark.surfaces.rest import reading
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import (
    Asking,
    arrival,
    forget_cookie,
    reception,
    require_own_origin,
    set_cookie,
)

router = reading.router("/api/auth", "sign-in")

_SIGNED_UP = "Thank you. If the address was free, the account is there: sign in with it now."


@router.post(
    "/sign-up",
    status_code=202,
    response_model=shapes.Message,
    responses=refusals(400, 403, 413, 415, 429),
)
async def sign_up(request: Request, newcomer: shapes.SignUp) -> dict[str, str]:
    """Make an account. The answer is the same whether the address was free or not."""
    desk = reception(request)
    await throttle.count(desk.database, throttle.SIGN_UP_ADDRESS, arrival(request).network)
    with suppress(EmailTaken):
        await new_accounts.sign_up(
            desk.database,
            Newcomer(newcomer.email, newcomer.name, newcomer.password),
            policy=desk.sign_up,
            invitation=newcomer.invitation,
        )
    return {"detail": _SIGNED_UP}


@router.post(
    "/sign-in",
    response_model=shapes.Account,
    responses=refusals(400, 401, 403, 413, 415, 429),
)
async def sign_in(
    request: Request, response: Response, credentials: shapes.Credentials
) -> dict[str, object]:
    """Sign a browser in: the session is a cookie that scripts can't read."""
    require_own_origin(request)
    signed_in = await signing_in.sign_in(
        reception(request),
        credentials.email,
        credentials.password,
        arrival(request),
        SessionKind.BROWSER,
    )
    set_cookie(request, response, signed_in.secret)
    return signed_in.account.model_dump()


@router.post(
    "/token",
    response_model=shapes.Tokens,
    responses=refusals(400, 401, 413, 415, 429),
)
async def token(request: Request, credentials: shapes.Credentials) -> dict[str, object]:
    """Sign a client in: a short-lived access token, and a refresh token for the next."""
    desk = reception(request)
    signed_in = await signing_in.sign_in(
        desk, credentials.email, credentials.password, arrival(request), SessionKind.CLIENT
    )
    return sessions.tokens(desk, signed_in)._asdict()


@router.post("/refresh", response_model=shapes.Tokens, responses=refusals(400, 401, 413, 415))
async def refresh(request: Request, shown: shapes.RefreshToken) -> dict[str, object]:
    """Give new tokens for a refresh token, once. One that comes twice ends its session."""
    return (await sessions.refresh(reception(request), shown.refresh_token))._asdict()


@router.post("/sign-out", status_code=204, responses=refusals(401, 403, 404))
async def sign_out(request: Request, response: Response, door: Asking) -> None:
    """End the session that is asking."""
    await perform(door, sessions.sign_out)
    reception(request).forget(door.caller.account_id)
    forget_cookie(request, response)


@router.get("/sessions", response_model=list[shapes.Session], responses=refusals(401, 403))
async def list_sessions(door: Asking) -> list[dict[str, object]]:
    """List the account's living sessions, the latest used first."""
    current = door.caller.session_id
    found = await sessions.listed(door)
    return [{**session._asdict(), "is_current": session.id == current} for session in found]


@router.delete("/sessions/{id}", status_code=204, responses=refusals(400, 401, 403, 404))
async def end_session(
    request: Request, door: Asking, session_id: Annotated[UUID, Path(alias="id")]
) -> None:
    """End a session: whoever is signed in there is out within a second."""
    await perform(door, sessions.end, session_id)
    reception(request).forget(door.caller.account_id)
