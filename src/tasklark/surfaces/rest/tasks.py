"""The six endpoints of the contract."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import listing, records, tasks
from tasklark.actions.idempotency import Action, Answer, Command, once
from tasklark.actions.records import ANY_VERSION, Changed, Made
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import views
from tasklark.domain.access import Operation
from tasklark.domain.nouns import version
from tasklark.domain.tasks import TASK
from tasklark.domain.views import View
from tasklark.surfaces.rest import cursors, problems, reading, shapes, task_lists, task_shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking

router = reading.router("/api/tasks", "tasks")

JSON = {"content-type": "application/json"}


TaskId = Annotated[UUID, Path(alias="id")]


@router.get(
    "",
    response_model=list[task_shapes.Task],
    responses=refusals(304, 400, 401, 403),
    openapi_extra=reading.query_parameters(task_shapes.ListQuery),
)
async def list_tasks(request: Request, door: Asking) -> Response:
    """List the user's tasks, all of them or a page; or those that are looked for.

    Without `limit`: everything, streamed. With it: a page, and `Link: <…>; rel="next"` when there
    is more (RFC 8288). `filter`, `project_id`, `section_id` and `parent_id` find tasks of every
    project that the user is in, their own and shared ones.
    """
    wanted = reading.query(request, task_shapes.ListQuery)
    view = task_lists.view(door, wanted)
    search = task_lists.search(view, wanted)
    if search is not None:
        return await task_lists.found(request, door, search, wanted)
    known = reading.etags(request, "if-none-match")
    if known:
        current = _list_tag(door, await listing.number(door))
        if current in known or "*" in known:
            return Response(status_code=304, headers={"etag": f'"{current}"'})
    found = await _found(door, view, wanted)
    headers = {"etag": f'"{_list_tag(door, found.number)}"'}
    return task_lists.answer(request, view, found, headers)


@router.post(
    "",
    status_code=201,
    response_model=task_shapes.Task,
    responses={
        200: {"model": task_shapes.Task},
        **refusals(400, 401, 403, 404, 409, 413, 415, 422),
    },
)
async def create_task(request: Request, door: Asking, draft: task_shapes.TaskDraft) -> Response:
    """Make a task; with an `id` of the client's own, at most once."""
    fields = draft.model_dump(exclude_unset=True, exclude={"id"})

    async def create(work: Work) -> Answer:
        made = await records.create(work, TASK, fields, draft.id)
        answer = _answer(made, 201 if made.is_new else 200)
        location = {"location": f"/api/tasks/{made.record.id}"}
        return Answer(answer.status, {**answer.headers, **location}, answer.body)

    return await _once(request, door, create)


@router.get("/{id}", response_model=task_shapes.Task, responses=refusals(304, 401, 403, 404))
async def get_task(request: Request, door: Asking, task_id: TaskId) -> Response:
    """Return one task."""
    body, current = await tasks.get(door, task_id)
    headers = {"etag": f'"{current}"'}
    known = reading.etags(request, "if-none-match")
    if known and (current in known or "*" in known):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**JSON, **headers})


@router.put(
    "/{id}",
    response_model=task_shapes.Task,
    responses=refusals(400, 401, 403, 404, 409, 412, 413, 415, 422),
)
async def change_task(
    request: Request, door: Asking, task_id: TaskId, changes: task_shapes.TaskChanges
) -> Response:
    """Change the fields that are given, leave the others; null clears what may be null."""
    fields = changes.model_dump(exclude_unset=True)
    expected = _expected(request)

    async def change(work: Work) -> Answer:
        return _answer(await records.change(work, TASK, task_id, fields, expected))

    return await _once(request, door, change)


@router.delete("/{id}", status_code=204, responses=refusals(400, 401, 403, 404, 409, 412, 422))
async def delete_task(request: Request, door: Asking, task_id: TaskId) -> Response:
    """Delete a task."""
    expected = _expected(request)

    async def delete(work: Work) -> Answer:
        await records.delete(work, TASK, task_id, expected)
        return Answer(204, {})

    return await _once(request, door, delete)


@router.patch(
    "/{id}/complete",
    response_model=task_shapes.Task,
    responses=refusals(400, 401, 403, 404, 409, 412, 422),
)
async def complete_task(request: Request, door: Asking, task_id: TaskId) -> Response:
    """Turn a task's completion round; two at the same time both count."""
    expected = _expected(request)

    async def complete(work: Work) -> Answer:
        return _answer(await tasks.complete(work, task_id, expected))

    return await _once(request, door, complete)


async def _once(request: Request, door: Door, action: Action) -> Response:
    key = await reading.idempotency_key(request)
    answer = await once(door, key, Command(Operation.WRITE_TASKS, action, _refused))
    return Response(answer.body, answer.status, dict(answer.headers))


def _refused(error: Any) -> Answer:
    response = problems.response(error)
    return Answer(response.status_code, dict(response.headers), bytes(response.body))


def _answer(outcome: Made | Changed, status: int = 200) -> Answer:
    body = shapes.to_json(shapes.task(outcome.record, outcome.owner_user_id))
    return Answer(status, {**JSON, "etag": f'"{version(outcome.record)}"'}, body)


async def _found(
    door: Door, view: View, wanted: task_shapes.ListQuery
) -> listing.Page | listing.Spool:
    if wanted.limit is None and wanted.cursor is None:
        return await listing.everything(door, view)
    place = cursors.decode(view, wanted.cursor) if wanted.cursor is not None else None
    return await listing.page(door, view, wanted.limit or views.PAGE_MAX, place)


def _list_tag(door: Door, number: int) -> str:
    """Name a state of all lists of an account; the Inbox's id keeps it from another account's."""
    return f"{door.caller.inbox_id.hex[-8:]}-{number}"


def _expected(request: Request) -> frozenset[str]:
    tags = reading.etags(request, "if-match")
    return frozenset({ANY_VERSION}) if tags is None else tags
