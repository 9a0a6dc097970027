"""The properties that a request asks for, told of any number of resources."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from tasklark.surfaces.caldav import xml
from tasklark.surfaces.caldav.addresses import Kind
from tasklark.surfaces.caldav.multistatus import status_response
from tasklark.surfaces.caldav.names import dav
from tasklark.surfaces.caldav.preconditions import Refused, malformed
from tasklark.surfaces.caldav.properties import IN_ALLPROP, LIVE, NEED_TEXT, Live
from tasklark.surfaces.caldav.resources import Resource
from tasklark.surfaces.caldav.xml import Element

PROPERTIES_MAX = 500
"""Properties that one request may name."""


class Way(Enum):
    """How properties are asked for."""

    NAMED = "prop"
    ALL = "allprop"
    NAMES = "propname"


class Asked(NamedTuple):
    """Which properties are asked for: `names`, those of `allprop` and `names`, or their names."""

    way: Way
    names: tuple[str, ...] = ()

    @property
    def needs_text(self) -> bool:
        """Tell whether the text of objects is needed for it."""
        return self.way is not Way.NAMED or not NEED_TEXT.isdisjoint(self.names)

    def needs(self, name: str) -> bool:
        """Tell whether a property that `allprop` does not tell is asked for."""
        return self.way is Way.NAMES or name in self.names

    def needs_dead(self, kind: Kind) -> bool:
        """Tell whether what clients have set on resources of a kind is needed for it."""
        if self.way is not Way.NAMED:
            return True
        return any(name not in LIVE[kind] and name not in NEED_TEXT for name in self.names)


def read(found: Element) -> Asked:
    """Return what an element asks that holds `prop`, `allprop` or `propname`."""
    ways = [each for each in found if each.name in _WAYS]
    if len(ways) != 1:
        raise malformed("Exactly one of prop, allprop and propname must be asked for")
    way = _WAYS[ways[0].name]
    included = found.find(dav("include")) if way is Way.ALL else None
    holder = ways[0] if way is Way.NAMED else included
    names = dict.fromkeys(each.name for each in holder) if holder else {}
    if len(names) > PROPERTIES_MAX:
        raise malformed(f"More than {PROPERTIES_MAX} properties are asked for")
    return Asked(way, tuple(names))


def read_or_none(found: Element) -> Asked:
    """Return what a report asks, which may ask for no property at all."""
    return read(found) if any(each.name in _WAYS for each in found) else Asked(Way.NAMED)


_WAYS = {dav(way.value): way for way in Way}
ALL = Asked(Way.ALL)

OK = f"{xml.element(dav('status'), 'HTTP/1.1 200 OK')}</D:propstat>"
MISSING = f"{xml.element(dav('status'), 'HTTP/1.1 404 Not Found')}</D:propstat>"


_Column = tuple[str, Live | None, tuple[str, str, str]]
"""A property that is asked for: its name, who tells it, and its tags."""


class Teller:
    """Tells what is asked of resources, one after the other.

    `computed` are properties of this request alone, the data of objects for one.
    """

    def __init__(
        self, asked: Asked, *, is_minimal: bool, computed: Mapping[str, Live] | None = None
    ) -> None:
        self._asked = asked
        self._is_minimal = is_minimal
        self._computed = computed or {}
        self._kind: Kind | None = None
        self._columns: Sequence[_Column] = ()

    def response(self, resource: Resource) -> str:
        """Return the `response` element of a resource."""
        try:
            told = self.of(resource)
        except Refused as error:
            return status_response(resource.href, error.status, error.precondition, error.detail)
        # All that would need escaping in XML is encoded in our addresses.
        return f"<D:response><D:href>{resource.href}</D:href>{told}</D:response>"

    def of(self, resource: Resource) -> str:
        """Return the `propstat` elements of a resource."""
        if self._asked.way is Way.NAMES:
            return _propstat("".join(map(xml.element, self._names(resource))), OK)
        if resource.kind is not self._kind:
            self._prepare(resource.kind)
        found, missing = [], []
        for name, live, (begin, end, empty) in self._columns:
            value = live(resource) if live else None
            if value is not None:
                found.append(f"{begin}{value}{end}" if value else empty)
            elif live is None and name in resource.dead:
                found.append(resource.dead[name])
            else:
                missing.append(name)
        if not missing and self._asked.way is Way.NAMED:
            return _propstat("".join(found), OK)
        if self._asked.way is Way.ALL:
            told = {name for name, *_ in self._columns} | LIVE[resource.kind].keys()
            found += [text for name, text in resource.dead.items() if name not in told]
            missing = [name for name in missing if name in self._asked.names]
        if self._is_minimal:
            missing = []
        said = _propstat("".join(found), OK) if found or not missing else ""
        return said + (_propstat("".join(map(xml.element, missing)), MISSING) if missing else "")

    def _prepare(self, kind: Kind) -> None:
        """Find out once what is told of all resources of a kind."""
        live = {**LIVE[kind], **self._computed}
        names: Iterable[str] = self._asked.names
        if self._asked.way is Way.ALL:
            names = dict.fromkeys([*(name for name in live if name in IN_ALLPROP), *names])
        self._columns = [(name, live.get(name), xml.tags(name)) for name in names]
        self._kind = kind

    def _names(self, resource: Resource) -> Iterable[str]:
        live = [name for name, tell in LIVE[resource.kind].items() if tell(resource) is not None]
        return dict.fromkeys([*live, *resource.dead])


def _propstat(properties: str, end: str) -> str:
    return f"<D:propstat><D:prop>{properties}</D:prop>{end}"
