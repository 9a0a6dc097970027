"""Many verbs in one request."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import batch
from tasklark.actions.batch import Given, Refused
from tasklark.actions.idempotency import Answer, Command, once
from tasklark.actions.records import ANY_VERSION
from tasklark.actions.unit_of_work import Work
from tasklark.domain.access import Operation
from tasklark.surfaces.rest import problems, reading, shapes, sync_shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking
from tasklark.surfaces.rest.sync_shapes import BatchVerb

router = reading.router("/api/batch", "sync")


@router.post(
    "",
    response_model=sync_shapes.Batched,
    responses=refusals(400, 401, 403, 404, 409, 412, 413, 415, 422),
)
async def do_batch(request: Request, door: Asking, asked: sync_shapes.Batch) -> Response:
    """Do up to 100 verbs: all or none of them, or each that can be done. Undone as one.

    Together, the first that is refused is the problem that is answered, with its `index`.
    """
    given = [_given(each) for each in asked.verbs]
    do = batch.together if asked.mode == "together" else batch.one_by_one

    async def action(work: Work) -> Answer:
        return Answer(200, {"content-type": "application/json"}, await do(work, given))

    key = await reading.idempotency_key(request)
    try:
        answer = await once(door, key, Command(Operation.ORGANISE, action, _refused))
    except Refused as refused:
        return _indexed(refused)
    return Response(answer.body, answer.status, dict(answer.headers))


def _given(verb: BatchVerb) -> Given:
    tag = verb.if_match
    expected = ANY_VERSION if tag is None else tag.removeprefix('"').removesuffix('"')
    return Given(verb.noun, verb.verb, verb.id, verb.set, (expected,))


def _indexed(refused: Refused) -> Response:
    """Return the answer to a batch of which one verb was refused: the problem, and which it is."""
    answer = problems.response(refused.refusal)
    body: dict[str, Any] = {**json.loads(bytes(answer.body)), "index": refused.index}
    return Response(shapes.to_json(body), answer.status_code, media_type=problems.MEDIA_TYPE)


def _refused(error: Any) -> Answer:
    response = problems.response(error)
    return Answer(response.status_code, dict(response.headers), bytes(response.body))
