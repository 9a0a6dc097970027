"""The occurrences of a repeating task: each is completed or skipped by its date, once."""

from collections.abc import Collection
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StrictStr, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import occurrences
from tasklark.actions.idempotency import Answer
from tasklark.actions.records import Changed
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain.nouns import version
from tasklark.domain.occurrences import Fate
from tasklark.domain.tasks import TASK
from tasklark.surfaces.rest import reading, resource, shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking
from tasklark.surfaces.rest.record_shapes import Kept, told
from tasklark.surfaces.rest.resource import PAGE, RecordId
from tasklark.surfaces.rest.shapes import DATE, DAY
from tasklark.surfaces.rest.task_shapes import Task

router = reading.router("/api/tasks/{id}/occurrences", "tasks")

_SHOWN_AHEAD = 30

_Slot = Annotated[
    str, told(DATE, "A date of the series, of the kind that the due date has.", "2030-02-10")
]
SlotInPath = Annotated[_Slot, Path(alias="slot")]


class Occurrence(Kept):
    """One date of the series that is past, and what became of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "5f0c1f9e-3f0a-55b4-8d0f-7b1b8a3a1f6c",
                    "created_at": "2030-02-10T09:30:00.000000Z",
                    "updated_at": "2030-02-10T09:30:00.000000Z",
                    "deleted_at": None,
                    "project_id": "01943c5e-5a10-7b1a-9c55-0d6f3a1b2c3d",
                    "task_id": "01943c5e-7d1a-7c3e-9a51-2f6b1c0d9e84",
                    "slot": "2030-02-10",
                    "fate": "done",
                    "by": "01943c5e-5a10-7c0e-8f21-7e9a4b5c6d7e",
                }
            ]
        }
    )

    project_id: UUID
    task_id: UUID
    slot: str = Field(description="The date of the series; the due date may have been another.")
    fate: Fate = Field(description="Missed is what a later completion passed over.")
    by: UUID | None = Field(description="The person who did or skipped it.")


class Upcoming(BaseModel):
    """A date of the series that is open or to come."""

    slot: str = Field(examples=["2030-02-10"])
    due_date: str = Field(
        description="When it is due: the slot, unless the open one was moved.",
        examples=["2030-02-12"],
    )
    is_open: bool = Field(description="Whether it is the one that the task stands for.")


class FatesQuery(BaseModel):
    """How many fates at a time, and where to go on."""

    limit: int = Field(default=PAGE, ge=1, le=occurrences.PAGE_MAX)
    cursor: Annotated[
        StrictStr | None, told(DATE, "From the `Link` of the page before: the slot of its last.")
    ] = None


class UpcomingQuery(BaseModel):
    """How far to look ahead."""

    limit: int = Field(default=_SHOWN_AHEAD, ge=1, le=occurrences.UPCOMING_MAX)
    until: Annotated[StrictStr | None, WithJsonSchema({**DAY, "description": "The last day."})] = (
        None
    )


@router.get(
    "",
    response_model=list[Occurrence],
    responses=refusals(400, 401, 403, 404),
    openapi_extra=reading.query_parameters(FatesQuery),
)
async def list_occurrences(request: Request, door: Asking, task_id: RecordId) -> Response:
    """List what became of a task's occurrences, the latest date first; `Link` leads further."""
    wanted = reading.query(request, FatesQuery)
    page = await occurrences.page(door, task_id, wanted.limit, wanted.cursor)
    headers = dict(resource.JSON)
    if page.next_slot is not None:
        following = request.url.include_query_params(cursor=page.next_slot)
        headers["link"] = f'<{following.path}?{following.query}>; rel="next"'
    return Response(b"[" + b",".join(page.occurrences) + b"]", headers=headers)


@router.get(
    "/upcoming",
    response_model=list[Upcoming],
    responses=refusals(400, 401, 403, 404),
    openapi_extra=reading.query_parameters(UpcomingQuery),
)
async def list_upcoming(request: Request, door: Asking, task_id: RecordId) -> Response:
    """List the open occurrence and those to come, the soonest first; none of a closed task.

    Of what counts from its completion only the open one is known.
    """
    wanted = reading.query(request, UpcomingQuery)
    found = await occurrences.upcoming(door, task_id, wanted.limit, wanted.until)
    return Response(shapes.to_json([slot._asdict() for slot in found]), headers=resource.JSON)


@router.patch(
    "/{slot}/complete",
    response_model=Task,
    responses=refusals(400, 401, 403, 404, 409, 412, 422),
)
async def complete_occurrence(
    request: Request, door: Asking, task_id: RecordId, slot: SlotInPath
) -> Response:
    """Complete the occurrence that stands at a date, once: again, nothing happens.

    Returns the task as it is then. An occurrence that was missed or skipped becomes done.
    """
    return await _perform(request, door, task_id, slot, occurrences.complete)


@router.patch(
    "/{slot}/skip",
    response_model=Task,
    responses=refusals(400, 401, 403, 404, 409, 412, 422),
)
async def skip_occurrence(
    request: Request, door: Asking, task_id: RecordId, slot: SlotInPath
) -> Response:
    """Skip the occurrence that stands at a date, once; return the task as it is then."""
    return await _perform(request, door, task_id, slot, occurrences.skip)


class _Verb(Protocol):
    async def __call__(
        self, work: Work, task_id: UUID, slot: str, expected: Collection[str]
    ) -> Changed: ...


async def _perform(request: Request, door: Door, task_id: UUID, slot: str, verb: _Verb) -> Response:
    tags = resource.expected(request)

    async def action(work: Work) -> Answer:
        record: Any
        record, owner_user_id, _ = await verb(work, task_id, slot, tags)
        body = shapes.to_json(shapes.task(record, owner_user_id))
        return Answer(200, {**resource.JSON, "etag": f'"{version(record)}"'}, body)

    return await resource.perform_once(request, door, TASK, action)
