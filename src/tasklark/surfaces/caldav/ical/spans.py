"""When something takes place, and whether that is within a time range (RFC 4791, section 9.9).

A day, and a local time, mean what they mean in the zone of the query. A whole day that a to-do is
due on lasts until the day is over, so that it is found on it.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tasklark.domain import zones
from tasklark.domain.dates import Due
from tasklark.surfaces.caldav.ical.filters import TimeRange

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


class Span(NamedTuple):
    """The dates of a component; `end` is after DUE or DTEND."""

    start: Due | None = None
    end: Due | None = None
    duration: timedelta | None = None
    completed: Due | None = None
    created: Due | None = None


class Window(NamedTuple):
    """A time range without open ends, and the zone in which it is asked."""

    start: datetime
    end: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, within: TimeRange, zone: str) -> "Window":
        """Return the window for a time range."""
        return cls(within.start or _FIRST, within.end or _LAST, ZoneInfo(zone))

    def begins(self, due: Due) -> datetime:
        """Return the instant at which a date begins."""
        if due.kind == "instant":
            return due.sort_at
        if due.kind == "day":
            return zones.day_bounds(due.sort_at.date(), self.zone)[0]
        return zones.to_instant(due.sort_at.replace(tzinfo=None), self.zone)

    def ends(self, due: Due) -> datetime:
        """Return the instant at which a date is over: a day's end, a time itself."""
        if due.kind == "day":
            return zones.day_bounds(due.sort_at.date(), self.zone)[1]
        return self.begins(due)

    def holds(self, due: Due) -> bool:
        """Tell whether a date lies within."""
        begin = self.begins(due)
        if due.kind == "day":
            return self.start < self.ends(due) and self.end > begin
        return self.start <= begin < self.end


def is_within(component: str, span: Span, window: Window) -> bool:
    """Tell whether a component is within a window, by the table of its kind."""
    if component == "VTODO":
        return _todo(span, window)
    if span.start is None:
        return False
    return _event(span, span.start, window) if component == "VEVENT" else window.holds(span.start)


def _event(span: Span, start: Due, window: Window) -> bool:
    begin = window.begins(start)
    if span.end is not None:
        end = window.begins(span.end)
        if end > begin:
            return window.start < end and window.end > begin
    elif span.duration:
        return window.start < begin + span.duration and window.end > begin
    return window.holds(start)


def _todo(span: Span, window: Window) -> bool:
    start, end = window.start, window.end
    if span.start is not None:
        begin, begun = window.begins(span.start), window.ends(span.start)
        if span.end is not None:
            due, over = window.begins(span.end), window.ends(span.end)
            return (start < over or _is_to_come(begin, begun, start)) and (
                end > begin or end >= due
            )
        if span.duration is not None:
            due = begin + span.duration
            return (start <= due or start < begun) and (end > begin or end >= due)
        return _is_to_come(begin, begun, start) and end > begin
    if span.end is not None:
        return start < window.ends(span.end) and end >= window.begins(span.end)
    return _told(span, window)


def _is_to_come(begin: datetime, begun: datetime, start: datetime) -> bool:
    return start <= begin or start < begun


def _told(span: Span, window: Window) -> bool:
    """Tell whether a to-do without dates is within, by when it was made and completed."""
    told = [window.begins(due) for due in (span.created, span.completed) if due is not None]
    if not told:
        return True
    if span.completed is None:
        return window.end > told[0]
    return window.start <= max(told) and window.end >= min(told)
