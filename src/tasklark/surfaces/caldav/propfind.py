"""PROPFIND: what resources say of themselves (RFC 4918, 9.1)."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from starlette.responses import Response

from tasklark.actions import calendar_objects, calendars
from tasklark.actions.calendar_objects import Part
from tasklark.actions.calendars import Collection
from tasklark.surfaces.caldav import asking as asked_for
from tasklark.surfaces.caldav import propstats, resources
from tasklark.surfaces.caldav.addresses import Address, Kind
from tasklark.surfaces.caldav.asking import Asking, Depth
from tasklark.surfaces.caldav.multistatus import multistatus
from tasklark.surfaces.caldav.names import dav
from tasklark.surfaces.caldav.preconditions import not_found
from tasklark.surfaces.caldav.propstats import Asked, Teller
from tasklark.surfaces.caldav.resources import Resource


async def handle(asking: Asking) -> Response:
    """Answer a PROPFIND."""
    found = await asking.document_if_any(dav("propfind"))
    asked = propstats.read(found) if found else propstats.ALL
    depth = asking.depth(Depth.ALL)
    if depth is Depth.ALL and asking.address.kind is not Kind.OBJECT:
        raise asked_for.no_infinity()
    told = await resources_at(asking, asked, is_deep=depth is not Depth.NONE)
    teller = Teller(asked, is_minimal=asking.preference.is_minimal)
    return multistatus(map(teller.response, told), asking.applied("minimal"))


async def resources_at(asking: Asking, asked: Asked, *, is_deep: bool) -> Iterable[Resource]:
    """Return the resource at the address and, when it goes deep, those right below it."""
    address = asking.address
    match address.kind:
        case Kind.COLLECTION:
            return await _collection(asking, asked, is_deep=is_deep)
        case Kind.OBJECT:
            return [await the_object(asking, asked)]
    here = await plain(asking, address, asked)
    if not is_deep:
        return [here]
    if address.kind is Kind.HOME:
        return [here, *await _in_home(asking, asked)]
    return [here, *[await plain(asking, each, asked) for each in _below(asking, address)]]


async def plain(asking: Asking, address: Address, asked: Asked) -> Resource:
    """Return a resource that is neither a collection of objects nor one of them."""
    dead = resources.NONE
    if asked.needs_dead(address.kind):
        named = asking.key(address)
        dead = (await calendars.properties(asking.door, [named.id])).get(named, dead)
    return Resource(address.kind, address.href, asking.viewer, None, None, dead)


async def the_object(asking: Asking, asked: Asked) -> Resource:
    """Return the object at the address. Raises a 404."""
    collection = await asking.collection()
    found = list(await objects(asking, collection, asked, [asking.address.name]))
    if not found or asking.address.slashed:
        raise not_found()
    return found[0]


async def objects(
    asking: Asking, here: Resource, asked: Asked, names: Sequence[str] | None = None
) -> Iterable[Resource]:
    """Return the objects of a collection, or those that have names, with what is asked of them."""
    assert here.collection is not None  # noqa: S101 - what is here is a collection
    part = Part.TEXTS if asked.needs_text else Part.TAGS
    found = await calendar_objects.entries(asking.door, here.collection, names, part=part)
    dead = await dead_in(asking, here.collection, asked)
    return (resources.of_object(here, each, dead.get(each.name, resources.NONE)) for each in found)


async def dead_in(
    asking: Asking, collection: Collection, asked: Asked
) -> Mapping[str, Mapping[str, str]]:
    """Return what clients have set on a collection's objects, by their names, if it is asked."""
    if not asked.needs_dead(Kind.OBJECT):
        return {}
    found = await calendars.properties(asking.door, [collection.id])
    return {named.part: told for named, told in found.items() if named.part}


async def _collection(asking: Asking, asked: Asked, *, is_deep: bool) -> Iterable[Resource]:
    here = await asking.collection(asked)
    return chain([here], await objects(asking, here, asked)) if is_deep else [here]


async def _in_home(asking: Asking, asked: Asked) -> list[Resource]:
    found = await calendars.home(asking.door)
    return [await asking.seen(each, asked) for each in found]


def _below(asking: Asking, address: Address) -> list[Address]:
    person = str(asking.viewer.caller.person_id)
    match address.kind:
        case Kind.ROOT:
            return [Address(Kind.PRINCIPALS), Address(Kind.HOMES)]
        case Kind.PRINCIPALS:
            return [Address(Kind.PRINCIPAL, person)]
        case Kind.HOMES:
            return [Address(Kind.HOME, person)]
    return []
