"""Undo: what the caller did lately, and how it is taken back."""

from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import undo
from tasklark.actions.idempotency import Answer, Command, once
from tasklark.actions.unit_of_work import Work
from tasklark.domain import ids
from tasklark.domain.access import Operation
from tasklark.domain.errors import FieldError, Invalid, TasklarkError
from tasklark.domain.undoing import WORDS
from tasklark.surfaces.rest import past_shapes, problems, reading, shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking
from tasklark.surfaces.rest.past_shapes import JSON

router = reading.router("/api/undo", "undo")


@router.get(
    "",
    response_model=list[past_shapes.Batch],
    responses=refusals(400, 401, 403),
    openapi_extra=reading.query_parameters(past_shapes.UndoQuery),
)
async def list_undoable(request: Request, door: Asking) -> Response:
    """List what the caller did, the latest first; what was done at once is one entry."""
    wanted = reading.query(request, past_shapes.UndoQuery)
    before = undo.LATEST if wanted.cursor is None else ids.parse_id(wanted.cursor)
    if before is None:
        raise Invalid(FieldError("cursor", "is not one that this list has given"))
    found = await undo.recent(door, wanted.limit + 1, before)
    shown = found[: wanted.limit]
    cursor = str(shown[-1].batch_id) if len(found) > wanted.limit else None
    return past_shapes.array([shapes.to_json(_batch(each)) for each in shown], request, cursor)


@router.post(
    "",
    response_model=past_shapes.Undone,
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
async def undo_batch(
    request: Request, door: Asking, asked: past_shapes.ToUndo | None = None
) -> Response:
    """Take back the latest thing that the caller did, or another one; several steps one by one.

    What somebody has changed since stays as it is and is told in `kept`. To undo an undo is to do
    it again.
    """
    batch_id = asked.batch_id if asked is not None else None

    async def take_back(work: Work) -> Answer:
        return Answer(200, JSON, shapes.to_json(_undone(await undo.undo(work, batch_id))))

    key = await reading.idempotency_key(request)
    answer = await once(door, key, Command(Operation.WRITE_TASKS, take_back, _refused))
    return Response(answer.body, answer.status, dict(answer.headers))


def _batch(batch: undo.Batch) -> dict[str, object]:
    return {
        "batch_id": str(batch.batch_id),
        "done_at": batch.done_at,
        "surface": batch.surface,
        "undoes": batch.undoes and str(batch.undoes),
        "undone_by": batch.undone_by and str(batch.undone_by),
        "records": batch.records,
        "project_ids": [str(each) for each in batch.scope_ids],
        "changes": list(batch.changes),
    }


def _undone(done: undo.Undone) -> dict[str, object]:
    kept = [
        {
            "noun": each.noun,
            "id": str(each.record_id),
            "field": each.field,
            "reason": each.reason,
            "detail": WORDS[each.reason],
        }
        for each in done.kept
    ]
    told = {"batch_id": str(done.batch_id), "undoes": str(done.undoes), "changed": done.changed}
    return {**told, "restored": done.restored, "deleted": done.deleted, "kept": kept}


def _refused(error: TasklarkError) -> Answer:
    response = problems.response(error)
    return Answer(response.status_code, dict(response.headers), bytes(response.body))
