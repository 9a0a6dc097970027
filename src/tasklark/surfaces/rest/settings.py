"""One's own settings: read, and changed."""

from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import reading as records_reading
from tasklark.actions import records
from tasklark.actions.idempotency import Answer
from tasklark.actions.unit_of_work import Work
from tasklark.domain.preferences import SETTINGS
from tasklark.surfaces.rest import reading, record_shapes, resource
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking, reception

router = reading.router("/api/settings", "settings")


@router.get("", response_model=record_shapes.Settings, responses=refusals(304, 401, 403))
async def get_settings(request: Request, door: Asking) -> Response:
    """Return the settings of the account."""
    return resource.told(request, await records_reading.get(door, SETTINGS, door.caller.person_id))


@router.patch(
    "",
    response_model=record_shapes.Settings,
    responses=refusals(400, 401, 403, 409, 412, 413, 415, 422),
)
async def change_settings(
    request: Request, door: Asking, changes: record_shapes.SettingsChanges
) -> Response:
    """Change the settings that are given, leave the others."""
    fields = changes.model_dump(exclude_unset=True)
    tags = resource.expected(request)

    async def change(work: Work) -> Answer:
        changed = await records.change(work, SETTINGS, door.caller.person_id, fields, tags)
        return resource.answer(SETTINGS, changed.record)

    changed = await resource.perform_once(request, door, SETTINGS, change)
    reception(request).forget(door.caller.account_id)
    return changed
