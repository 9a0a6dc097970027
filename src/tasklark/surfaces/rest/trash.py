"""The trash: 30 days long, what was deleted can be restored, with all that went along."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import trash
from tasklark.actions.idempotency import Action, Answer, Command, once
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import ids
from tasklark.domain.access import Operation
from tasklark.domain.errors import FieldError, Invalid, TasklarkError
from tasklark.domain.registry import NOUNS
from tasklark.surfaces.rest import past_shapes, problems, reading, shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking
from tasklark.surfaces.rest.past_shapes import JSON, TrashNoun

router = reading.router("/api/trash", "trash")

RecordId = Annotated[UUID, Path(alias="id")]


@router.get(
    "",
    response_model=list[past_shapes.Trashed],
    responses=refusals(400, 401, 403),
    openapi_extra=reading.query_parameters(past_shapes.TrashQuery),
)
async def list_trash(request: Request, door: Asking) -> Response:
    """List what was deleted, the latest first, in all projects that the caller is in."""
    wanted = reading.query(request, past_shapes.TrashQuery)
    page = await trash.page(door, wanted.project_id, wanted.limit, _place(wanted.cursor))
    following = page.next_place
    cursor = past_shapes.place_text(*following) if following else None
    return past_shapes.array(list(page.entries), request, cursor)


@router.post(
    "/{noun}/{id}/restore",
    response_model=past_shapes.Restored,
    responses=refusals(400, 401, 403, 404, 409, 413, 422),
)
async def restore_record(
    request: Request, door: Asking, noun: TrashNoun, record_id: RecordId
) -> Response:
    """Bring a record back, with all that went along with it and nothing else.

    What was a part of something that is gone comes back to the top level of its project.
    """

    async def restore(work: Work) -> Answer:
        back = await trash.restore(work, NOUNS[noun], record_id)
        told = {"noun": noun, "id": str(record_id), "records": back.number}
        return Answer(200, JSON, shapes.to_json({**told, "is_loose": back.is_loose}))

    return await _once(request, door, restore)


@router.delete(
    "/{noun}/{id}", status_code=204, responses=refusals(400, 401, 403, 404, 409, 413, 422)
)
async def delete_for_good(
    request: Request, door: Asking, noun: TrashNoun, record_id: RecordId
) -> Response:
    """Delete something in the trash for good, with all that went along with it."""

    async def delete(work: Work) -> Answer:
        await trash.delete_for_good(work, NOUNS[noun], record_id)
        return Answer(204, {})

    return await _once(request, door, delete)


@router.delete(
    "",
    response_model=past_shapes.Emptied,
    responses=refusals(400, 401, 403, 404, 413, 422),
    openapi_extra=reading.query_parameters(past_shapes.EmptyQuery),
)
async def empty_trash(request: Request, door: Asking) -> Response:
    """Delete for good all that lies in the trash: of what is the caller's own, or of a project."""
    wanted = reading.query(request, past_shapes.EmptyQuery)

    async def empty(work: Work) -> Answer:
        number = await trash.empty(work, wanted.project_id)
        return Answer(200, JSON, shapes.to_json({"records": number}))

    return await _once(request, door, empty)


def _place(cursor: str | None) -> trash.Place | None:
    if cursor is None:
        return None
    moment, key = past_shapes.place(cursor)
    record_id = ids.parse_id(key)
    if record_id is None:
        raise Invalid(FieldError("cursor", "is not one that this list has given"))
    return trash.Place(moment, record_id)


async def _once(request: Request, door: Door, action: Action) -> Response:
    key = await reading.idempotency_key(request)
    # Each noun asks for what it needs itself; organising needs no more than the scope to write.
    answer = await once(door, key, Command(Operation.ORGANISE, action, _refused))
    return Response(answer.body, answer.status, dict(answer.headers))


def _refused(error: TasklarkError) -> Answer:
    response = problems.response(error)
    return Answer(response.status_code, dict(response.headers), bytes(response.body))
