"""When events keep somebody busy: periods, and the VFREEBUSY that tells them (RFC 5545, 3.6.4)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from tasklark.domain.dates import Due
from tasklark.surfaces.caldav.ical import occurrences, values
from tasklark.surfaces.caldav.ical.filters import TimeRange
from tasklark.surfaces.caldav.ical.lines import folded
from tasklark.surfaces.caldav.ical.occurrences import Occurrence
from tasklark.surfaces.caldav.ical.spans import Window
from tasklark.surfaces.caldav.ical.tree import Calendar
from tasklark.surfaces.caldav.ical.writing import head

BUSY, TENTATIVE = "BUSY", "BUSY-TENTATIVE"


class Period(NamedTuple):
    """A time, and how busy it is: sorted by that first."""

    kind: str
    start: datetime
    end: datetime


def periods(calendar: Calendar, within: TimeRange, zone: str, most: int) -> list[Period]:
    """Return at most so many periods of an event that lie within a time range, cut to it."""
    window = Window.of(within, zone)
    return list(islice(_periods(calendar, window), most))


def _periods(calendar: Calendar, window: Window) -> Iterator[Period]:
    for each in occurrences.within(calendar, window):
        kind = _kind(each)
        if kind is None:
            continue
        start, end = _bounds(each, window)
        start, end = max(start, window.start), min(end, window.end)
        if start < end:
            yield Period(kind, start, end)


def _kind(found: Occurrence) -> str | None:
    """Return how busy an event makes; None for one that leaves its time free."""
    is_free = (found.item.value("TRANSP") or "").strip().upper() == "TRANSPARENT"
    status = (found.item.value("STATUS") or "").strip().upper()
    if found.item.name != "VEVENT" or is_free or status == "CANCELLED":
        return None
    return TENTATIVE if status == "TENTATIVE" else BUSY


def _bounds(found: Occurrence, window: Window) -> tuple[datetime, datetime]:
    """Return when an event begins and ends; a day without an end lasts for the day."""
    start, end, duration = found.span.start, found.span.end, found.span.duration
    assert start is not None  # noqa: S101 - events without are in no window
    begin = window.begins(start)
    if end is not None:
        return begin, window.begins(end)
    return begin, begin + duration if duration else window.ends(start)


def calendar(found: Iterable[Period], within: TimeRange, at: datetime) -> str:
    """Return the calendar that tells of periods, those that touch as one."""
    assert within.start is not None  # noqa: S101 - who asks names both ends
    assert within.end is not None  # noqa: S101 - and this one too
    lines = [*head(), "BEGIN:VFREEBUSY", f"DTSTAMP:{_written(at)}"]
    lines += [f"DTSTART:{_written(within.start)}", f"DTEND:{_written(within.end)}"]
    for each in _joined(sorted(found)):
        kind = "" if each.kind == BUSY else f";FBTYPE={each.kind}"
        lines.append(f"FREEBUSY{kind}:{_written(each.start)}/{_written(each.end)}")
    return "".join(map(folded, [*lines, "END:VFREEBUSY", "END:VCALENDAR"]))


def _joined(found: Iterable[Period]) -> Iterator[Period]:
    last: Period | None = None
    for each in found:
        if last is not None and each.kind == last.kind and each.start <= last.end:
            last = last._replace(end=max(last.end, each.end))
            continue
        if last is not None:
            yield last
        last = each
    if last is not None:
        yield last


def _written(at: datetime) -> str:
    return values.written(Due.at_instant(at.replace(microsecond=0)))
