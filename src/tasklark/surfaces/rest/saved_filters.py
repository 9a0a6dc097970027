"""Filters with a name: the five calls, and the tasks that one finds."""

from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import finding
from tasklark.domain.preferences import FILTER
from tasklark.surfaces.rest import reading, record_shapes, resource, task_lists, task_shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking
from tasklark.surfaces.rest.resource import RecordId, Shapes

router = resource.router(
    FILTER,
    "filters",
    Shapes(record_shapes.FilterDraft, record_shapes.FilterChanges, record_shapes.Filter),
)


@router.get(
    "/{id}/tasks",
    response_model=list[task_shapes.Task],
    responses=refusals(304, 400, 401, 403, 404),
    openapi_extra=reading.query_parameters(task_shapes.ViewQuery),
)
async def list_tasks_of_filter(request: Request, door: Asking, filter_id: RecordId) -> Response:
    """List the tasks that a filter finds, all of them or a page."""
    wanted = reading.query(request, task_shapes.ViewQuery)
    search = await finding.saved(door, filter_id, task_lists.view(door, wanted))
    return await task_lists.found(request, door, search, wanted)
