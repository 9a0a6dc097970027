"""The properties that a report asks for of objects, their data among them."""

from time import thread_time

from tasklark.domain.errors import Invalid
from tasklark.surfaces.caldav import render, wanted, xml
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.ical import partial
from tasklark.surfaces.caldav.ical.filters import Wanted
from tasklark.surfaces.caldav.names import caldav, dav
from tasklark.surfaces.caldav.preconditions import Refused, forbidden
from tasklark.surfaces.caldav.propstats import Asked, Teller
from tasklark.surfaces.caldav.resources import Resource
from tasklark.surfaces.caldav.xml import Element

DATA = caldav("calendar-data")


WORK_SECONDS = 0.5
"""How long one answer may reckon with repeating objects; those behind are told to be too many."""


def teller_of(asking: Asking, found: Element, asked: Asked, zone: str | None = None) -> Teller:
    """Return who tells what a report asks for, in the words of its request."""
    minimal = asking.preference.is_minimal
    holder = found.find(dav("prop"))
    element = holder.find(DATA) if holder else None
    if element is None:
        return Teller(asked, is_minimal=minimal)
    data = _Data(wanted.read_data(element), zone or asking.viewer.caller.time_zone)
    return Teller(asked, is_minimal=minimal, computed={DATA: data.of})


class _Data:
    """The data of one object after the other, as it is wanted."""

    def __init__(self, asked: Wanted, zone: str) -> None:
        self._asked = asked
        self._is_all = asked == Wanted()
        self._zone = zone
        self._worked = 0.0

    def of(self, resource: Resource) -> str | None:
        """Return an object's data. Raises `Refused` for more occurrences than are told."""
        if resource.object is None:
            return None
        text = render.text(resource.object)
        if not self._is_all:
            text = self._part(text)
        return xml.escape(text)

    def _part(self, text: str) -> str:
        if self._worked > WORK_SECONDS:
            raise _too_many()
        began = thread_time()
        try:
            return partial.part(text, self._asked, self._zone)
        except Invalid as error:
            raise _too_many() from error
        finally:
            self._worked += thread_time() - began


def _too_many() -> Refused:
    said = "There are more occurrences than are told at once; ask for a shorter time"
    return forbidden(dav("number-of-matches-within-limits"), said)
