"""The properties that a report asks for of objects, their data among them."""

from tasklark.surfaces.caldav import render, wanted, xml
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.ical import partial
from tasklark.surfaces.caldav.ical.filters import Wanted
from tasklark.surfaces.caldav.names import caldav, dav
from tasklark.surfaces.caldav.propstats import Asked, Teller
from tasklark.surfaces.caldav.resources import Resource
from tasklark.surfaces.caldav.xml import Element

DATA = caldav("calendar-data")


def teller_of(asking: Asking, found: Element, asked: Asked, zone: str | None = None) -> Teller:
    """Return who tells what a report asks for, in the words of its request."""
    minimal = asking.preference.is_minimal
    holder = found.find(dav("prop"))
    element = holder.find(DATA) if holder else None
    if element is None:
        return Teller(asked, is_minimal=minimal)
    of_data = wanted.read_data(element)
    in_zone = zone or asking.viewer.caller.time_zone

    def data(resource: Resource) -> str | None:
        return _data(resource, of_data, in_zone)

    return Teller(asked, is_minimal=minimal, computed={DATA: data})


def _data(resource: Resource, of_data: Wanted, zone: str) -> str | None:
    if resource.object is None:
        return None
    text = render.text(resource.object)
    if of_data != Wanted():
        text = partial.part(text, of_data, zone)
    return xml.escape(text)
