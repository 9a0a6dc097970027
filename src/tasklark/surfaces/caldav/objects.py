"""Objects: read, put and deleted, each under the conditions that the client states."""

from asyncio import to_thread
from dataclasses import replace
from http import HTTPStatus

from starlette.responses import Response

from tasklark.actions import calendar_moves, calendar_objects, calendar_puts
from tasklark.actions.calendar_moves import Place
from tasklark.actions.calendar_sites import Sent, Stored, UidTaken
from tasklark.actions.unit_of_work import perform
from tasklark.domain.errors import Conflict, Forbidden, Invalid, NotFound, TasklarkError
from tasklark.surfaces.caldav import addresses, preconditions, render
from tasklark.surfaces.caldav.addresses import Address
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.conditions import condition, require_fresh
from tasklark.surfaces.caldav.ical import alarms, indexing, reading, tree
from tasklark.surfaces.caldav.names import caldav
from tasklark.surfaces.caldav.preconditions import Refused, forbidden, hrefs
from tasklark.surfaces.caldav.prefer import REPRESENTATION
from tasklark.surfaces.caldav.properties import CONTENT_TYPE, http_date

_TYPES = frozenset({"", "text/calendar", "text/plain", "application/octet-stream"})
"""Media types that a calendar object may come with; some programs name none, or a wrong one."""

_TASK = "VTODO"
_LONG = 1 << 16
"""Bytes of a body that takes too long to read for others to wait meanwhile."""


async def get(asking: Asking) -> Response:
    """Answer a GET of an object, or tell that the asker has it already."""
    if asking.address.slashed:
        raise preconditions.not_found()
    found = await calendar_objects.entry(asking.door, *place(asking))
    require_fresh(asking, found.etag, found.updated_at)
    return _whole(
        render.text(found),
        found.component,
        {
            "ETag": f'"{found.etag}"',
            "Last-Modified": http_date(found.updated_at),
        },
    )


async def get_nothing(_asking: Asking) -> Response:
    """Answer a GET of the root, which is where people look with a browser."""
    said = "This is Tasklark's CalDAV server. Give this address to a calendar or task program.\n"
    return Response(said, media_type="text/plain; charset=utf-8")


async def put(asking: Asking) -> Response:
    """Answer a PUT: make an object, or change it."""
    if asking.address.slashed:
        raise preconditions.no_place()
    _require_calendar_type(asking)
    body = await asking.body()
    sent = await to_thread(understood, body) if len(body) > _LONG else understood(body)
    try:
        stored = await perform(
            asking.door,
            calendar_puts.put,
            asking.address.collection,
            asking.address.name,
            sent,
            await condition(asking),
        )
    except TasklarkError as error:
        raise refusal(error, asking.address) from None
    return await _stored(asking, stored)


async def delete(asking: Asking) -> Response:
    """Answer a DELETE: the task goes into the trash."""
    if asking.address.slashed:
        raise preconditions.not_found()
    try:
        await perform(asking.door, calendar_moves.delete, place(asking), await condition(asking))
    except Forbidden as error:
        raise preconditions.needs("unbind", asking.address.above.href, error.detail) from None
    return Response(status_code=HTTPStatus.NO_CONTENT)


def place(asking: Asking) -> Place:
    """Return where an object is, or is to be."""
    return Place(asking.address.collection, asking.address.name)


def understood(body: bytes) -> Sent:
    """Return an object that was sent, read once and for all. Raises a 403."""
    try:
        calendar = tree.parse(body)
        index = indexing.index(calendar)
        if calendar.component != _TASK:
            return Sent(
                calendar.text,
                calendar.uid,
                calendar.component,
                None,
                index,
                is_exact=calendar.is_exact,
            )
        meaning = reading.read(calendar)
        text, cut = alarms.cut(calendar, has_start=meaning.start_date is not None)
    except Invalid as error:
        raise _unreadable(error) from None
    shared = replace(meaning, alarms=())
    return Sent(text, calendar.uid, _TASK, shared, index, cut, calendar.is_exact)


def refusal(error: TasklarkError, target: Address) -> Refused:
    """Return what it means that an object can't be put, or moved, to an address."""
    if isinstance(error, Invalid):
        return _unreadable(error)
    if isinstance(error, NotFound):
        return preconditions.no_place()
    if isinstance(error, Conflict) and error.code in _UID:
        other = error.other if isinstance(error, UidTaken) else target.name
        href = hrefs(target.above.href + addresses.segment(other))
        return forbidden(caldav("no-uid-conflict"), error.detail, href)
    if isinstance(error, Forbidden) and error.code == "calendar.component":
        return forbidden(caldav("supported-calendar-component"), error.detail)
    if isinstance(error, Forbidden):
        return preconditions.needs("write-content", target.href, error.detail)
    return preconditions.refusal(error)


_BROKEN = {
    "calendar.no_object": "valid-calendar-object-resource",
    "calendar.too_large": "max-resource-size",
}
_UID = frozenset({"calendar.uid_taken", "calendar.uid_changed"})


async def _stored(asking: Asking, stored: Stored) -> Response:
    status = HTTPStatus.CREATED if stored.is_new else HTTPStatus.NO_CONTENT
    if not asking.preference.prefers(REPRESENTATION):
        etag = {"ETag": f'"{stored.etag}"'} if stored.etag else {}
        return Response(status_code=status, headers=etag)
    found = await calendar_objects.entry(asking.door, *place(asking))
    told = {
        **asking.applied(REPRESENTATION),
        "ETag": f'"{found.etag}"',
        "Last-Modified": http_date(found.updated_at),
        "Content-Location": asking.address.href,
    }
    status = HTTPStatus.CREATED if stored.is_new else HTTPStatus.OK
    return _whole(render.text(found), found.component, told, status)


def _whole(
    text: str, component: str, headers: dict[str, str], status: HTTPStatus = HTTPStatus.OK
) -> Response:
    return Response(text.encode(), status, headers, f"{CONTENT_TYPE}; component={component}")


def _require_calendar_type(asking: Asking) -> None:
    told = asking.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if told not in _TYPES:
        said = "A calendar object must have the type text/calendar"
        raise forbidden(caldav("supported-calendar-data"), said)


def _unreadable(error: Invalid) -> Refused:
    said = "; ".join(each.message for each in error.errors) or error.detail
    precondition = _BROKEN.get(error.code, "valid-calendar-data")
    return forbidden(caldav(precondition), f"This calendar object is not taken: {said}")
