"""Lists of tasks, as REST answers them: whole or in pages, with what leads to the next."""

from hashlib import blake2b
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tasklark.actions import finding
from tasklark.actions.finding import Search
from tasklark.actions.listing import Page, Spool
from tasklark.actions.unit_of_work import Door
from tasklark.domain import views
from tasklark.domain.views import Sort, View
from tasklark.domain.zones import clean_zone
from tasklark.surfaces.rest import cursors, reading
from tasklark.surfaces.rest.task_shapes import ListQuery, ViewQuery

_NARROWING = ("project_id", "section_id", "parent_id")
_TAG_BYTES = 12


def view(door: Door, wanted: ViewQuery) -> View:
    """Return the list that is wanted. Raises `Invalid` for a zone that is none."""
    asked = wanted.time_zone
    zone = door.caller.time_zone if asked is None else clean_zone(asked)
    return views.view(wanted.status, wanted.sort, wanted.order, zone)


def search(of: View, wanted: ListQuery) -> Search | None:
    """Return what is looked for; None for the list of all own tasks in an order of the contract."""
    within: dict[str, UUID] = {}
    for name in _NARROWING:
        value = getattr(wanted, name)
        if value is not None:
            within[name] = value
    if wanted.filter is None and not within and of.sort is not Sort.POSITION:
        return None
    return Search(of, within, wanted.filter)


async def found(request: Request, door: Door, wanted: Search, query: ViewQuery) -> Response:
    """Answer with the tasks that are looked for; a list that is short enough has an `ETag`.

    It depends on the hour, and on what others do in shared projects, so nothing tells but what is
    in it that it has not changed: a 304 saves the transfer.
    """
    place = cursors.decode(wanted.view, query.cursor) if query.cursor is not None else None
    limit = query.limit or (None if place is None else views.PAGE_MAX)
    tasks = await finding.page(door, wanted, limit, place)
    if isinstance(tasks, Spool):
        return answer(request, wanted.view, tasks, {})
    digest = blake2b(b",".join(tasks.tasks), digest_size=_TAG_BYTES)
    digest.update(str(tasks.next_place).encode())
    tag = digest.hexdigest()
    known = reading.etags(request, "if-none-match")
    if known and (tag in known or "*" in known):
        return Response(status_code=304, headers={"etag": f'"{tag}"'})
    return answer(request, wanted.view, tasks, {"etag": f'"{tag}"'})


def answer(request: Request, of: View, tasks: Page | Spool, headers: dict[str, str]) -> Response:
    """Answer with tasks, and the address of the next page if there is one."""
    headers = {"content-type": "application/json", **headers}
    if tasks.next_place is not None:
        following = request.url.include_query_params(cursor=cursors.encode(of, tasks.next_place))
        # Without scheme and host, which a proxy may have changed: a client that follows the link
        # sends its token to nobody else, and never in the clear.
        headers["link"] = f'<{following.path}?{following.query}>; rel="next"'
    if isinstance(tasks, Spool):
        return StreamingResponse(tasks.chunks(), headers=headers)
    return Response(b"[" + b",".join(tasks.tasks) + b"]", headers=headers)
