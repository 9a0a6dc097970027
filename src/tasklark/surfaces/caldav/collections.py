"""Collections: made, read as one calendar, and deleted."""

from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.responses import Response, StreamingResponse

from tasklark.actions import calendar_objects, calendars
from tasklark.actions.calendars import Collection, NewCollection
from tasklark.actions.unit_of_work import perform
from tasklark.domain.errors import Conflict, Forbidden, Invalid
from tasklark.surfaces.caldav import preconditions, render, settable, xml
from tasklark.surfaces.caldav.addresses import Kind
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.ical import feeds
from tasklark.surfaces.caldav.multistatus import MEDIA_TYPE
from tasklark.surfaces.caldav.names import caldav, dav
from tasklark.surfaces.caldav.preconditions import Refused, forbidden
from tasklark.surfaces.caldav.properties import CONTENT_TYPE
from tasklark.surfaces.caldav.settable import Wishes
from tasklark.surfaces.caldav.xml import Element

_COMPONENTS = caldav("supported-calendar-component-set")
_TYPE = dav("resourcetype")
_KNOWN = frozenset({"VTODO", "VEVENT", "VJOURNAL"})
"""What a collection may be asked to hold, and holds when nothing is asked (RFC 4791, 5.2.3)."""


async def make_calendar(asking: Asking) -> Response:
    """Answer a MKCALENDAR (RFC 4791, 5.3.1)."""
    root = caldav("mkcalendar")
    found = await asking.document_if_any(root)
    return await _make(asking, found or Element(root), caldav("mkcalendar-response"))


async def make(asking: Asking) -> Response:
    """Answer a MKCOL of a calendar (RFC 5689): other collections there are none."""
    found = await asking.document_if_any()
    if found is not None and found.name != dav("mkcol"):
        said = "The body must be a mkcol element"
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, said)
    if found is None or not _asks_calendar(found):
        said = "Only collections of calendar objects can be made here; ask for one, or MKCALENDAR"
        raise forbidden(dav("valid-resourcetype"), said)
    return await _make(asking, found, dav("mkcol-response"))


async def refuse_nested(_asking: Asking) -> Response:
    """Answer what would make a collection within one of calendar objects."""
    said = "A collection can't be made within one of calendar objects"
    raise forbidden(caldav("calendar-collection-location-ok"), said)


async def delete(asking: Asking) -> Response:
    """Answer a DELETE of a collection: the project goes into the trash."""
    here = await asking.collection()
    try:
        await perform(asking.door, calendars.remove, asking.address.collection)
    except Forbidden as error:
        raise preconditions.needs("unbind", asking.viewer.home, error.detail) from None
    except Conflict as error:
        raise preconditions.needs("unbind", here.href, error.detail) from None
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def get(asking: Asking) -> Response:
    """Answer a GET of a collection with all its objects as one calendar."""
    here = (await asking.collection()).collection
    assert here is not None  # noqa: S101 - what is there is a collection
    return StreamingResponse(_calendar(asking, here), media_type=CONTENT_TYPE)


async def _calendar(asking: Asking, here: Collection) -> AsyncIterator[str]:
    writer = feeds.Writer(here.display_name)
    yield writer.begin()
    async for portion in calendar_objects.texts(asking.door, here):
        yield "".join(writer.add(render.text(each)) for each in portion)
    yield writer.end()


async def _make(asking: Asking, found: Element, answer: str) -> Response:
    wishes, components = _wanted(found)
    if not wishes.refused:
        dead = {name: text for name, text in wishes.dead.items() if text is not None}
        values = {"name": asking.address.collection, **wishes.values}
        wanted = NewCollection(values, components, dead)
        try:
            await perform(asking.door, calendars.make, asking.address.collection, wanted)
        except Conflict as error:
            if error.code != "calendar.exists":
                raise
            raise _exists(asking) from None
        except Invalid as error:
            wishes.blame(error)
    if wishes.refused:
        return _answered(answer, wishes, HTTPStatus.FORBIDDEN)
    created = Response(status_code=HTTPStatus.CREATED, headers={"Location": asking.address.href})
    if wishes.names and not asking.preference.is_minimal:
        created = _answered(answer, wishes, HTTPStatus.CREATED)
    created.headers.update({"Cache-Control": "no-cache", **asking.applied("minimal")})
    return created


def _wanted(found: Element) -> tuple[Wishes, frozenset[str]]:
    """Return what a body sets, but for the two properties that only making can set."""
    components = _KNOWN
    for holder in (prop for change in found for prop in change if change.name == dav("set")):
        asked = holder.find(_COMPONENTS)
        if asked is not None:
            components = _components(asked)
        holder.content = [
            part
            for part in holder.content
            if not isinstance(part, Element) or part.name not in {_COMPONENTS, _TYPE}
        ]
    return settable.read(found, Kind.COLLECTION), components


def _components(asked: Element) -> frozenset[str]:
    names = {each.attributes.get("name", "").upper() for each in asked} - {"VTIMEZONE"}
    if not names or not names <= _KNOWN:
        said = "A collection can hold VTODO, VEVENT and VJOURNAL"
        raise forbidden(caldav("supported-calendar-component"), said)
    return frozenset(names)


def _asks_calendar(found: Element) -> bool:
    types = [
        kind.name
        for change in found
        for holder in change
        if (asked := holder.find(_TYPE)) is not None
        for kind in asked
    ]
    return caldav("calendar") in types and set(types) <= {caldav("calendar"), dav("collection")}


def _exists(asking: Asking) -> Refused:
    """Return the refusal to make what is there (RFC 4791, 5.3.1.1; RFC 4918, 9.3.1)."""
    said = "There is a collection at this address already"
    condition = xml.element(dav("resource-must-be-null"))
    if asking.request.method == "MKCALENDAR":
        return Refused(HTTPStatus.FORBIDDEN, said, condition)
    allowed = {"Allow": "DELETE, GET, HEAD, OPTIONS, PROPFIND, PROPPATCH, REPORT"}
    return Refused(HTTPStatus.METHOD_NOT_ALLOWED, said, condition, allowed)


def _answered(root: str, wishes: Wishes, status: HTTPStatus) -> Response:
    body = xml.document(root, wishes.outcome()).encode()
    return Response(body, status, media_type=MEDIA_TYPE)
