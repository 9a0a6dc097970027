"""In which zone a query reads days and local times (RFC 4791, 5.2.2 and 9.8; RFC 7809, 5.2)."""

from tasklark.domain.errors import Invalid
from tasklark.surfaces.caldav import xml
from tasklark.surfaces.caldav.ical import timezones, tree
from tasklark.surfaces.caldav.names import caldav
from tasklark.surfaces.caldav.preconditions import Refused, forbidden
from tasklark.surfaces.caldav.resources import Resource
from tasklark.surfaces.caldav.xml import Element

KEPT = caldav("calendar-timezone")
"""The property in which clients keep a collection's zone."""
_NAMED, _DEFINED = caldav("timezone-id"), caldav("timezone")


def zone_of(found: Element, here: Resource) -> str:
    """Return the IANA name of the zone of a query, of its collection, or of who asks."""
    named, defined = found.find(_NAMED), found.find(_DEFINED)
    if named is not None:
        name = timezones.named(named.text)
        if name is None:
            said = "The time zone is not known; name one of the IANA database"
            raise forbidden(caldav("valid-timezone"), said)
        return name
    if defined is not None:
        zone = defined_in(defined.text)
        if zone is None:
            raise _invalid()
        return zone
    kept = here.dead.get(KEPT)
    zone = defined_in(xml.parse(kept.encode()).text) if kept else None
    return zone or here.viewer.caller.time_zone


def defined_in(text: str) -> str | None:
    """Return the zone that a VTIMEZONE stands for; None for text that is none, or of no place."""
    try:
        calendar = tree.tree_of(text.strip())
    except Invalid:
        return None
    definition = next(calendar.root.within("VTIMEZONE"), None)
    tzid = definition.value("TZID") if definition else None
    zone = timezones.zone_of(tzid, calendar) if tzid else None
    if zone is None or zone.own is not None:
        return None
    return zone.name or "UTC"


def _invalid() -> Refused:
    said = "The timezone must be a VCALENDAR with a VTIMEZONE of a zone that is known"
    return forbidden(caldav("valid-calendar-data"), said)
