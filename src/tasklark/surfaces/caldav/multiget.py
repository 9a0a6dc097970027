"""calendar-multiget: these objects, by their addresses (RFC 4791, 7.9)."""

from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus

from starlette.responses import Response

from tasklark.actions import calendar_objects, calendars
from tasklark.actions.calendar_objects import Part
from tasklark.domain.errors import NotFound
from tasklark.surfaces.caldav import addresses, propstats, resources
from tasklark.surfaces.caldav.addresses import Address, Kind
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.multistatus import multistatus, status_response
from tasklark.surfaces.caldav.names import dav
from tasklark.surfaces.caldav.preconditions import forbidden, malformed
from tasklark.surfaces.caldav.propfind import dead_in
from tasklark.surfaces.caldav.propstats import Asked, Teller
from tasklark.surfaces.caldav.resources import Resource
from tasklark.surfaces.caldav.telling import teller_of
from tasklark.surfaces.caldav.xml import Element

HREFS_MAX = 10_000
COLLECTIONS_MAX = 20
"""Collections of which one request may name objects, when it is sent to their home."""


async def answer(asking: Asking, found: Element) -> Response:
    """Answer with the objects that are named, and with 404 for what is none of them."""
    hrefs = dict.fromkeys(each.text.strip() for each in found if each.name == dav("href"))
    if not hrefs:
        raise malformed("calendar-multiget must name objects, by href")
    if len(hrefs) > HREFS_MAX:
        said = f"At most {HREFS_MAX:,} objects may be named at once"
        raise forbidden(dav("number-of-matches-within-limits"), said)
    asked = propstats.read_or_none(found)
    above = asking.address.href
    named = {href: _object(asking, above, href) for href in hrefs}
    known = await _known(asking, asked, named.values())
    return multistatus(_told(teller_of(asking, found, asked), named, known))


def _object(asking: Asking, above: str, href: str) -> Address | None:
    """Return the object that is meant, if it can be one that lies below the request's address."""
    here = asking.address
    name = addresses.plain_name(href, above) if here.kind is Kind.COLLECTION else None
    if name is not None:
        return Address(Kind.OBJECT, here.person, here.collection, name, slashed=False)
    address = asking.referred(href)
    if address is None or address.kind is not Kind.OBJECT or address.slashed:
        return None
    is_below = here.kind is not Kind.COLLECTION or address.collection == here.collection
    return address if asking.is_own(address) and is_below else None


async def _known(
    asking: Asking, asked: Asked, named: Iterable[Address | None]
) -> dict[tuple[str, str], Resource]:
    by_collection: dict[str, list[str]] = {}
    for each in named:
        if each is not None:
            by_collection.setdefault(each.collection, []).append(each.name)
    if asking.address.kind is Kind.COLLECTION:
        by_collection.setdefault(asking.address.collection, [])
    if len(by_collection) > COLLECTIONS_MAX:
        said = f"Objects of at most {COLLECTIONS_MAX} collections may be named at once"
        raise forbidden(dav("number-of-matches-within-limits"), said)
    known: dict[tuple[str, str], Resource] = {}
    for name, names in by_collection.items():
        for found in await _of(asking, asked, name, names):
            assert found.object is not None  # noqa: S101 - each is an object
            known[name, found.object.name] = found
    return known


async def _of(asking: Asking, asked: Asked, name: str, names: Sequence[str]) -> Iterator[Resource]:
    try:
        found = await calendars.collection(asking.door, name)
    except NotFound:
        if asking.address.kind is Kind.COLLECTION:
            raise
        return iter(())
    here = resources.of_collection(asking.viewer, found)
    part = Part.TEXTS if asked.needs_text else Part.TAGS
    entries = await calendar_objects.entries(asking.door, found, names, part=part) if names else []
    dead = await dead_in(asking, found, asked)
    return (
        resources.of_object(here, each, dead.get(each.name, resources.NONE)) for each in entries
    )


def _told(
    teller: Teller,
    named: dict[str, Address | None],
    known: dict[tuple[str, str], Resource],
) -> Iterator[str]:
    told = set()
    for href, address in named.items():
        resource = known.get((address.collection, address.name)) if address else None
        if resource is None:
            yield status_response(href, HTTPStatus.NOT_FOUND)
        elif resource.href not in told:
            told.add(resource.href)
            yield teller.response(resource)
