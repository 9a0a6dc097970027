"""expand-property: properties that hold addresses, with what is there in place of them."""

import re
from collections.abc import Iterable
from html import unescape

from starlette.responses import Response

from tasklark.surfaces.caldav import propfind, propstats
from tasklark.surfaces.caldav.addresses import Kind
from tasklark.surfaces.caldav.asking import Asking, Depth, no_infinity
from tasklark.surfaces.caldav.multistatus import multistatus
from tasklark.surfaces.caldav.names import DAV, dav
from tasklark.surfaces.caldav.preconditions import hrefs, malformed
from tasklark.surfaces.caldav.properties import LIVE
from tasklark.surfaces.caldav.propstats import Asked, Way
from tasklark.surfaces.caldav.resources import Resource
from tasklark.surfaces.caldav.xml import Element

DEPTH_MAX = 4
PROPERTIES_MAX = 100
"""Properties that one request may name, at all depths together."""
_HREF = re.compile("<D:href>([^<]*)</D:href>")
_PLAIN = frozenset({Kind.ROOT, Kind.PRINCIPALS, Kind.PRINCIPAL, Kind.HOMES, Kind.HOME})


async def answer(asking: Asking, found: Element) -> Response:
    """Answer an expand-property (RFC 3253, 3.8)."""
    depth = asking.depth(Depth.NONE)
    if depth is Depth.ALL:
        raise no_infinity()
    if sum(1 for _ in _all(found)) > PROPERTIES_MAX:
        raise malformed(f"More than {PROPERTIES_MAX} properties are asked for")
    told = await propfind.resources_at(asking, _asked(found), is_deep=depth is Depth.ONE)
    return multistatus([await _response(asking, each, found, 0) for each in told])


def _all(found: Element) -> Iterable[Element]:
    for each in found:
        yield each
        yield from _all(each)


def _asked(found: Element) -> Asked:
    return Asked(Way.NAMED, tuple(dict.fromkeys(map(_name, found))))


def _name(wanted: Element) -> str:
    name = wanted.attributes.get("name", "")
    if wanted.name != dav("property") or not re.fullmatch(r"[A-Za-z_][\w.-]*", name):
        raise malformed("expand-property names properties by elements with a name")
    namespace = wanted.attributes.get("namespace", DAV)
    return f"{{{namespace}}}{name}" if namespace else name


async def _response(asking: Asking, resource: Resource, found: Element, depth: int) -> str:
    """Return the `response` of a resource, with what its properties lead to."""
    computed = {}
    for wanted in found:
        name = _name(wanted)
        live = LIVE[resource.kind].get(name)
        value = live(resource) if live else None
        if value and any(True for _ in wanted):
            value = await _expanded(asking, value, wanted, depth + 1)
            computed[name] = lambda _resource, value=value: value
    teller = propstats.Teller(
        _asked(found), is_minimal=asking.preference.is_minimal, computed=computed
    )
    return teller.response(resource)


async def _expanded(asking: Asking, value: str, wanted: Element, depth: int) -> str:
    if depth > DEPTH_MAX:
        raise malformed(f"Properties are expanded at most {DEPTH_MAX} deep")
    parts = []
    for written in _HREF.findall(value):
        href = unescape(written)
        address = asking.referred(href)
        if address is None or address.kind not in _PLAIN:
            parts.append(hrefs(href))
            continue
        there = await propfind.plain(asking, address, _asked(wanted))
        parts.append(await _response(asking, there, wanted, depth))
    return "".join(parts)
