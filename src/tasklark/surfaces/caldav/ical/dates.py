"""The dates of a component: when it starts and when it is due, as tasks have dates."""

from datetime import timedelta
from typing import NamedTuple

from tasklark.domain.dates import Due
from tasklark.domain.errors import Invalid
from tasklark.domain.recurrence.slots import at_wall, wall_of
from tasklark.surfaces.caldav.ical import values
from tasklark.surfaces.caldav.ical.limits import refused
from tasklark.surfaces.caldav.ical.lines import Property
from tasklark.surfaces.caldav.ical.timezones import named, zone_of
from tasklark.surfaces.caldav.ical.tree import Calendar, Component
from tasklark.surfaces.caldav.ical.values import Span

OWN_ZONE = "X-TASKLARK-TZID"
"""A parameter of a date in UTC: the zone on whose clocks it is, which show its time twice."""


class Moment(NamedTuple):
    """A date, the IANA zone in which it was written, and whether that zone is one (or UTC)."""

    due: Due
    zone: str | None = None
    is_known: bool = True


class Times(NamedTuple):
    """When a component is: `due` after DUE or DURATION, `start` after DTSTART.

    What repeats from DTSTART on, without DUE, is due then. `is_known` is False where a date lies in
    a zone that only its VTIMEZONE tells.
    """

    due: Due | None = None
    start: Due | None = None
    zone: str | None = None
    is_known: bool = True


def moment(line: Property, calendar: Calendar) -> Moment:
    """Return the date of a property. Raises `Invalid` when it has none."""
    return moments(line, calendar)[0]


def moments(line: Property, calendar: Calendar) -> list[Moment]:
    """Return the dates of a property that has one or several. Raises `Invalid`.

    Of periods the beginning is returned. A local time in a zone that nobody knows is left as it is.
    """
    found = [_moment(text, line, calendar) for text in line.value.split(",") if text.strip()]
    if not found:
        raise _wrong(line, calendar)
    return found


def _moment(text: str, line: Property, calendar: Calendar) -> Moment:
    due = values.date(text.partition("/")[0])
    if due is None:
        raise _wrong(line, calendar)
    if due.kind == "instant" and OWN_ZONE in line.parameters:
        return Moment(due, named(line.parameter(OWN_ZONE) or ""))
    tzid = line.parameter("TZID") if due.kind == "local" else None
    zone = zone_of(tzid, calendar) if tzid else None
    if zone is None:
        return Moment(due)
    wall = due.sort_at.replace(tzinfo=None)
    return Moment(Due("instant", zone.to_instant(wall)), zone.name, zone.own is None)


def _wrong(line: Property, calendar: Calendar) -> Invalid:
    number = calendar.text.count("\n", 0, line.start) + 1
    return refused(
        f"{line.name} must be a date (20300210) or a date-time (20300210T090000Z)", number
    )


def times(item: Component, calendar: Calendar) -> Times:
    """Return when a to-do is. Raises `Invalid` for dates that are none."""
    start_line, due_line = item.first("DTSTART"), item.first("DUE")
    if start_line is None and due_line is None:
        return Times()
    start = moment(start_line, calendar) if start_line else None
    due = moment(due_line, calendar) if due_line else None
    zone = (due.zone if due else None) or (start.zone if start else None)
    is_known = all(each.is_known for each in (start, due) if each)
    due_date = due.due if due else None
    if start is not None and due is None:
        due_date = _end(start.due, zone, item)
        if due_date is None and repeats(item):
            due_date = start.due
    return Times(due_date, start.due if start else None, zone, is_known)


def repeats(item: Component) -> bool:
    """Tell whether a component has a series."""
    return item.first("RRULE") is not None or item.first("RDATE") is not None


def _end(start: Due, zone: str | None, item: Component) -> Due | None:
    written = item.value("DURATION")
    length = values.span(written) if written is not None else None
    return None if length is None else added(start, length, zone)


def added(start: Due, length: Span, zone: str | None) -> Due:
    """Return what lies a duration after a date: days by the calendar, the rest exactly."""
    try:
        wall = wall_of(start, zone) + timedelta(days=length.days)
        if start.kind == "day":
            return at_wall("day", wall + timedelta(seconds=length.seconds), zone)
        moved = at_wall(start.kind, wall, zone) if length.days else start
        return Due(start.kind, moved.sort_at + timedelta(seconds=length.seconds))
    except OverflowError:
        return start


def between(first: Due, last: Due, zone: str | None) -> timedelta:
    """Return how far two dates are apart on the clock."""
    return wall_of(last, zone) - wall_of(first, zone)


def shifted(date: Due, distance: timedelta, like: Due, zone: str | None) -> Due:
    """Return the date at a distance on the clock, of the kind that another date has."""
    try:
        return at_wall(like.kind, wall_of(date, zone) + distance, zone)
    except OverflowError:
        return date
