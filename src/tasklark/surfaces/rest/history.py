"""History: what happened to a task and in a project, and a project as it was."""

import asyncio
from datetime import UTC
from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import history
from tasklark.domain import ids
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.nouns import timestamp
from tasklark.domain.tasks import TASK
from tasklark.surfaces.rest import past_shapes, reading, shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking

router = reading.router("/api", "history")

RecordId = Annotated[UUID, Path(alias="id")]
_PLURALS = ("section", "task", "comment", "reminder", "occurrence")


@router.get(
    "/history",
    response_model=list[past_shapes.Entry],
    responses=refusals(400, 401, 403),
    openapi_extra=reading.query_parameters(past_shapes.HistoryQuery),
)
async def get_history(request: Request, door: Asking) -> Response:
    """Tell what happened in all projects that the caller is in, the latest first."""
    wanted = reading.query(request, past_shapes.HistoryQuery)
    page = await history.of_account(door, wanted.limit, _wide_place(wanted.cursor))
    cursor = None
    if page.next_place:
        moment, number, project_id = page.next_place
        cursor = past_shapes.place_text(moment, f"{number}/{project_id}")
    return past_shapes.array(list(page.entries), request, cursor)


@router.get(
    "/tasks/{id}/history",
    response_model=list[past_shapes.Entry],
    responses=refusals(400, 401, 403, 404),
    openapi_extra=reading.query_parameters(past_shapes.HistoryQuery),
)
async def get_task_history(request: Request, door: Asking, task_id: RecordId) -> Response:
    """Tell what happened to a task, the latest first, in all projects where it was."""
    wanted = reading.query(request, past_shapes.HistoryQuery)
    page = await history.of_record(door, TASK, task_id, wanted.limit, _place(wanted.cursor))
    return _told(request, page)


@router.get(
    "/projects/{id}/history",
    response_model=list[past_shapes.Entry],
    responses=refusals(400, 401, 403, 404),
    openapi_extra=reading.query_parameters(past_shapes.HistoryQuery),
)
async def get_project_history(request: Request, door: Asking, project_id: RecordId) -> Response:
    """Tell what happened in a project, the latest first."""
    wanted = reading.query(request, past_shapes.HistoryQuery)
    page = await history.of_project(door, project_id, wanted.limit, _place(wanted.cursor))
    return _told(request, page)


@router.get(
    "/projects/{id}/at",
    response_model=past_shapes.ProjectThen,
    responses=refusals(400, 401, 403, 404, 409),
    openapi_extra=reading.query_parameters(past_shapes.MomentQuery),
)
async def get_project_then(request: Request, door: Asking, project_id: RecordId) -> Response:
    """Return a project with all that was in it at a moment.

    What was deleted for good since is not there. Refused for more than 100,000 changes since then
    and for projects of more than 20,000 records.
    """
    moment = reading.query(request, past_shapes.MomentQuery).moment
    found = await history.as_it_was(door, project_id, moment)
    told = {
        "moment": timestamp(moment.astimezone(UTC)),
        "number": found.number,
        "project": found.records["project"][0],
        **{f"{name}s": found.records[name] for name in _PLURALS},
    }
    return Response(await asyncio.to_thread(shapes.to_json, told), headers=past_shapes.JSON)


def _told(request: Request, page: history.Page) -> Response:
    cursor = past_shapes.place_text(*page.next_place) if page.next_place else None
    return past_shapes.array(list(page.entries), request, cursor)


def _place(cursor: str | None) -> history.Place | None:
    if cursor is None:
        return None
    moment, number = past_shapes.place(cursor)
    return history.Place(moment, _number(number))


def _wide_place(cursor: str | None) -> history.WidePlace | None:
    if cursor is None:
        return None
    moment, key = past_shapes.place(cursor)
    number, _, project = key.partition("/")
    project_id = ids.parse_id(project)
    if project_id is None:
        raise _unknown_cursor()
    return history.WidePlace(moment, _number(number), project_id)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise _unknown_cursor()
    return int(text)


def _unknown_cursor() -> Invalid:
    return Invalid(FieldError("cursor", "is not one that this list has given"))
