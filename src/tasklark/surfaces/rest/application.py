"""The REST application: routes, refusals, documentation, and the layers around them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tasklark.domain.errors import TasklarkError
from tasklark.surfaces.rest import (
    accounts,
    batch,
    documentation,
    door,
    feeds,
    health,
    history,
    live,
    members,
    occurrences,
    openapi,
    problems,
    projects,
    quick_add,
    records,
    search,
    settings,
    sign_in,
    sync,
    tasks,
    trash,
    undo,
)
from tasklark.surfaces.rest.cors import Cors
from tasklark.surfaces.rest.gate import Edge, Gate, IsElsewhere, Observe, nowhere_else

_DESCRIPTION = """
The task service of a person, a family or a company.

Send `Authorization: Bearer <token>` with every call below `/api/`: a JWT of a trusted issuer, an
access token of `POST /api/auth/token`, or a personal API token. Refusals are
`application/problem+json` (RFC 9457).
"""
_TAGS = [
    {"name": "tasks", "description": "The contract: six endpoints that never break."},
    {"name": "sign-in", "description": "Accounts of this server's own, and their sessions."},
    {"name": "account", "description": "One's account, its API tokens, and invitations."},
    {"name": "projects", "description": "The lists that hold tasks, and their order."},
    {"name": "sharing", "description": "Who is in a project: members, invitations, owners."},
    {"name": "sections", "description": "The parts of a project."},
    {"name": "labels", "description": "Names on tasks, with a colour and an order."},
    {"name": "comments", "description": "What people say about a task."},
    {"name": "reminders", "description": "When oneself is to be told of a task."},
    {"name": "filters", "description": "Lists in words, kept under a name."},
    {
        "name": "feeds",
        "description": "Secret addresses of lists, for programs that read calendars.",
    },
    {"name": "search", "description": "Tasks by the words in them, as they are typed."},
    {"name": "settings", "description": "Time zone, language and the begin of weeks."},
    {"name": "sync", "description": "For clients with a replica, and for many changes at once."},
    {"name": "trash", "description": "What was deleted, for 30 days, and the way back."},
    {"name": "undo", "description": "What one did lately, and how it is taken back."},
    {"name": "history", "description": "What happened, and a project as it was."},
    {"name": "live", "description": "Word of changes as they happen."},
    {"name": "health", "description": "For those who watch over the server."},
]

_ROUTERS = (
    *(
        room.router
        for room in (
            tasks,
            quick_add,
            occurrences,
            search,
            sync,
            batch,
            settings,
            sign_in,
            accounts,
            feeds,
            trash,
            undo,
            history,
            live,
            health,
            documentation,
        )
    ),
    *records.ROUTERS,
    projects.router,
    *members.ROUTERS,
)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[Mapping[str, Any]]]


def application(version: str, lifespan: Lifespan | None = None) -> FastAPI:
    """Return the routes with their refusals and documentation, without the layers around them."""
    app = FastAPI(
        title="Tasklark",
        version=version,
        description=_DESCRIPTION.strip(),
        openapi_tags=_TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    for router in _ROUTERS:
        # Not included but laid in flat: FastAPI matches included routes twice, a sixth of the time
        # that a request takes outside the database.
        app.router.routes.extend(router.routes)
    app.mount("/docs/assets", documentation.assets())
    app.add_exception_handler(TasklarkError, problems.on_refusal)
    app.add_exception_handler(door.SessionOver, door.on_session_over)
    app.add_exception_handler(RequestValidationError, problems.on_bad_input)
    app.add_exception_handler(HTTPException, problems.on_http_error)
    app.add_exception_handler(405, _on_wrong_method)
    app.add_exception_handler(Exception, problems.on_fault)
    app.openapi = lambda: openapi.description(app)  # type: ignore[method-assign] # FastAPI's own way
    return app


def surrounded(
    app: ASGIApp,
    origins: Sequence[str],
    observe: Observe | None = None,
    is_elsewhere: IsElsewhere = nowhere_else,
) -> ASGIApp:
    """Return the application inside its layers; `origins` may call it from their pages."""
    return Edge(Cors(Gate(app, is_elsewhere), origins, is_elsewhere), observe)


async def _on_wrong_method(request: Request, error: Exception) -> Response:
    """Answer with all methods of the address; the framework names those of one route only."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this status only
    path = request.url.path
    matching = [
        route
        for router in _ROUTERS
        for route in router.routes
        if isinstance(route, Route) and route.path_regex.match(path)
    ]
    # A word that stands where other addresses have an id is no id.
    named = [route for route in matching if route.path == path]
    methods = {method for route in named or matching for method in route.methods or ()}
    if "GET" in methods:
        methods.add("HEAD")
    # Where no route of this surface is, another surface's is, which has named its methods.
    allowed = {"Allow": ", ".join(sorted(methods))} if matching else error.headers
    return problems.plain(405, allowed)
