"""What a role may do, in the words of RFC 3744: told, never set."""

from tasklark.domain.access import Role
from tasklark.surfaces.caldav import xml
from tasklark.surfaces.caldav.addresses import Kind
from tasklark.surfaces.caldav.names import caldav, dav
from tasklark.surfaces.caldav.resources import Resource

_FREE_BUSY = caldav("read-free-busy")
_READING = (dav("read"), _FREE_BUSY, dav("read-current-user-privilege-set"))
_WRITING = tuple(map(dav, ("write", "write-properties", "write-content", "bind", "unbind")))


def current(resource: Resource) -> str:
    """Return the privileges that the viewer has."""
    names = [*_READING, *(_WRITING if _may_write(resource) else ())]
    return "".join(xml.element(dav("privilege"), xml.element(name)) for name in names)


def _may_write(resource: Resource) -> bool:
    if resource.collection is not None:
        return may_change(resource)
    return resource.kind in {Kind.HOME, Kind.PRINCIPAL}


def may_change(resource: Resource) -> bool:
    """Tell whether the viewer may put and delete objects."""
    found = resource.collection
    return found is not None and not found.is_filter and found.role.includes(Role.EDITOR)


def _supported(name: str, description: str, *parts: str) -> str:
    told = xml.element(dav("privilege"), xml.element(name))
    said = f'<D:description xml:lang="en">{description}</D:description>'
    return xml.element(dav("supported-privilege"), told + said + "".join(parts))


SUPPORTED = _supported(
    dav("all"),
    "Everything",
    _supported(dav("read"), "Read", _supported(_FREE_BUSY, "Read when somebody is busy")),
    _supported(dav("read-current-user-privilege-set"), "Read what one may do"),
    _supported(
        dav("write"),
        "Write",
        _supported(dav("write-properties"), "Set properties"),
        _supported(dav("write-content"), "Change objects"),
        _supported(dav("bind"), "Add objects"),
        _supported(dav("unbind"), "Delete objects"),
    ),
)
"""All privileges there are, as a tree."""
