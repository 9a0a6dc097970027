"""PROPPATCH: what clients set on resources, all of it or nothing (RFC 4918, 9.2)."""

from starlette.responses import Response

from tasklark.actions import calendars
from tasklark.actions.unit_of_work import perform
from tasklark.domain.errors import Forbidden, Invalid
from tasklark.surfaces.caldav import propfind, settable, xml
from tasklark.surfaces.caldav.addresses import Kind
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.multistatus import multistatus
from tasklark.surfaces.caldav.names import dav
from tasklark.surfaces.caldav.preconditions import hrefs, malformed
from tasklark.surfaces.caldav.propstats import Asked, Way
from tasklark.surfaces.caldav.settable import Wishes


async def handle(asking: Asking) -> Response:
    """Answer a PROPPATCH."""
    found = await asking.document(dav("propertyupdate"))
    wishes = settable.read(found, asking.address.kind)
    if not wishes.names:
        raise malformed("No property is to be set or removed")
    href, named = await _named(asking)
    if not wishes.refused:
        await _set(asking, named, wishes)
    if asking.preference.is_minimal and not wishes.refused:
        return Response(headers=asking.applied("minimal"))
    told = xml.element(dav("response"), hrefs(href) + wishes.outcome())
    return multistatus([told])


async def _set(asking: Asking, named: calendars.Resource, wishes: Wishes) -> None:
    try:
        await perform(asking.door, calendars.set_properties, named, wishes.values, wishes.dead)
    except (Forbidden, Invalid) as error:
        wishes.blame(error)


async def _named(asking: Asking) -> tuple[str, calendars.Resource]:
    """Return the address of what is there, and under which key its properties are kept."""
    match asking.address.kind:
        case Kind.COLLECTION:
            here = await asking.collection()
            assert here.collection is not None  # noqa: S101 - it is one
            return here.href, calendars.Resource(here.collection.id)
        case Kind.OBJECT:
            found = await propfind.the_object(asking, Asked(Way.NAMED))
            assert found.collection is not None  # noqa: S101 - it is in one
            return found.href, calendars.Resource(found.collection.id, asking.address.name)
    return asking.address.href, asking.key(asking.address)
