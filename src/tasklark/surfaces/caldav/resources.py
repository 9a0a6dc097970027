"""What stands at addresses: the resources that properties are told of."""

from collections.abc import Mapping
from typing import NamedTuple

from tasklark.actions import calendars
from tasklark.actions.calendar_objects import Object
from tasklark.actions.calendars import Collection
from tasklark.domain.access import Caller
from tasklark.surfaces.caldav import addresses
from tasklark.surfaces.caldav.addresses import Kind

NONE: Mapping[str, str] = {}


class Viewer(NamedTuple):
    """Who looks, and the e-mail address by which they came in."""

    caller: Caller
    email: str

    @property
    def principal(self) -> str:
        """The address of the viewer's principal."""
        return addresses.principal(self.caller.person_id)

    @property
    def home(self) -> str:
        """The address of the viewer's collections."""
        return addresses.home(self.caller.person_id)


class Resource(NamedTuple):
    """One resource as one person sees it.

    `dead` are the properties that clients have set and only they understand: XML by Clark name.
    `tag` is another one whenever anything in a collection is.
    """

    kind: Kind
    href: str
    viewer: Viewer
    collection: Collection | None = None
    object: Object | None = None
    dead: Mapping[str, str] = NONE
    tag: str | None = None


def of_collection(viewer: Viewer, found: Collection, tag: str | None = None) -> Resource:
    """Return a collection of the viewer's home; `tag` is needed where it has no cursor."""
    href = f"{viewer.home}{addresses.segment(found.name)}/"
    if found.cursor is not None:
        tag = calendars.tag(found)
    return Resource(Kind.COLLECTION, href, viewer, found, None, found.properties, tag)


def of_object(collection: Resource, found: Object, dead: Mapping[str, str] = NONE) -> Resource:
    """Return an object of a collection."""
    href = collection.href + addresses.segment(found.name)
    return Resource(Kind.OBJECT, href, collection.viewer, collection.collection, found, dead)
