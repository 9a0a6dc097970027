"""Which reports each kind of resource answers."""

from collections.abc import Mapping, Sequence

from tasklark.surfaces.caldav.addresses import Kind
from tasklark.surfaces.caldav.names import caldav, dav

QUERY = caldav("calendar-query")
MULTIGET = caldav("calendar-multiget")
FREE_BUSY = caldav("free-busy-query")
SYNC = dav("sync-collection")
EXPAND = dav("expand-property")
SEARCH = dav("principal-property-search")
SEARCHABLE = dav("principal-search-property-set")

OF: Mapping[Kind, Sequence[str]] = {
    Kind.ROOT: (EXPAND, SEARCH, SEARCHABLE),
    Kind.PRINCIPALS: (EXPAND, SEARCH, SEARCHABLE),
    Kind.PRINCIPAL: (EXPAND, SEARCH, SEARCHABLE),
    Kind.HOMES: (EXPAND,),
    Kind.HOME: (EXPAND, MULTIGET),
    Kind.COLLECTION: (QUERY, MULTIGET, SYNC, FREE_BUSY, EXPAND),
    Kind.OBJECT: (EXPAND,),
}
