"""Feeds: many objects as one calendar, which programs read that only show it."""

from contextlib import suppress
from datetime import datetime, timedelta

from tasklark.domain.errors import Invalid
from tasklark.surfaces.caldav.ical import dates, partial
from tasklark.surfaces.caldav.ical.filters import TimeRange
from tasklark.surfaces.caldav.ical.lines import folded
from tasklark.surfaces.caldav.ical.timezones import named
from tasklark.surfaces.caldav.ical.tree import Calendar, parse
from tasklark.surfaces.caldav.ical.values import escape
from tasklark.surfaces.caldav.ical.vtimezone import definition
from tasklark.surfaces.caldav.ical.writing import head

_SINCE = 2000
"""The year from which on time zones are told: an object's own may begin with its dates."""
_BEHIND, _AHEAD = timedelta(days=90), timedelta(days=366)


class Writer:
    """Writes one calendar, object by object; each time zone once.

    With a moment `at`, a series that is to be expanded has its occurrences from a quarter of a year
    before it to a year after it; days and local times are read in `zone`.
    """

    def __init__(self, name: str, at: datetime | None = None, zone: str = "UTC") -> None:
        self._name = name
        self._zone = zone
        self._within = TimeRange(at - _BEHIND, at + _AHEAD) if at is not None else None
        self._defined: set[str] = set()

    def begin(self) -> str:
        """Return the beginning of the calendar."""
        name = escape(self._name)
        told = [*head(), "CALSCALE:GREGORIAN", f"NAME:{name}", f"X-WR-CALNAME:{name}"]
        return "".join(map(folded, told))

    def add(self, text: str, *, expands: bool = False) -> str:
        """Return what stands for an object in the calendar."""
        calendar = parse(text)
        if expands and self._within is not None and dates.repeats(calendar.main):
            with suppress(Invalid):  # more occurrences than anybody wants to read
                parts = partial.components(calendar, self._within, self._zone)
                return _with_crlf("".join(parts))
        items = "".join(calendar.raw(item) for item in calendar.items)
        return self._zones(calendar) + _with_crlf(items)

    def end(self) -> str:
        """Return the end of the calendar."""
        return "END:VCALENDAR\r\n"

    def _zones(self, calendar: Calendar) -> str:
        parts = []
        for zone in calendar.root.within("VTIMEZONE"):
            tzid = zone.value("TZID") or ""
            if tzid not in self._defined:
                self._defined.add(tzid)
                is_known = named(tzid) == tzid
                own = definition(tzid, _SINCE) if is_known else _with_crlf(calendar.raw(zone))
                parts.append(own)
        return "".join(parts)


def _with_crlf(text: str) -> str:
    return text if "\r\n" in text else text.replace("\n", "\r\n")
