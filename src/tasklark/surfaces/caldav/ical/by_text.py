"""Whether the text of an object matches a calendar-query (RFC 4791, section 9.7)."""

from datetime import datetime, timedelta

from tasklark.domain.dates import Due
from tasklark.domain.errors import Invalid
from tasklark.surfaces.caldav.ical import dates, occurrences, values
from tasklark.surfaces.caldav.ical.collations import is_match
from tasklark.surfaces.caldav.ical.filters import CompFilter, ParamFilter, PropFilter, TimeRange
from tasklark.surfaces.caldav.ical.lines import Property
from tasklark.surfaces.caldav.ical.occurrences import Occurrence
from tasklark.surfaces.caldav.ical.spans import Window
from tasklark.surfaces.caldav.ical.tree import Calendar, Component


def matches(wanted: CompFilter, calendar: Calendar, zone: str) -> bool:
    """Tell whether an object matches. Raises `Invalid` for an unknown collation."""
    return _by_text(wanted, calendar.root, calendar, zone)


def _by_text(wanted: CompFilter, part: Component, calendar: Calendar, zone: str) -> bool:
    if wanted.name != part.name or wanted.is_absent:
        return False
    if wanted.within is not None and not _takes_place(part, calendar, wanted.within, zone):
        return False
    if not all(_has(each, part, calendar, zone) for each in wanted.props):
        return False
    return all(_holds(each, part, calendar, zone) for each in wanted.comps)


def _holds(wanted: CompFilter, part: Component, calendar: Calendar, zone: str) -> bool:
    inner = list(part.within(wanted.name))
    if wanted.is_absent:
        return not inner
    if wanted.name == "VALARM" and wanted.within is not None:
        rest = wanted._replace(within=None)
        window = Window.of(wanted.within, zone)
        return any(
            _by_text(rest, each, calendar, zone) and _rings(each, part, calendar, window)
            for each in inner
        )
    return any(_by_text(wanted, each, calendar, zone) for each in inner)


def _takes_place(part: Component, calendar: Calendar, within: TimeRange, zone: str) -> bool:
    window = Window.of(within, zone)
    found = occurrences.within(calendar, window)
    if any(part in (calendar.root, each.item) for each in found):
        return True
    # What follows a rule that nobody can follow may take place whenever.
    return part is calendar.main and not occurrences.is_followed(calendar)


def _rings(alarm: Component, item: Component, calendar: Calendar, window: Window) -> bool:
    """Tell whether an alarm rings within a window."""
    trigger = alarm.first("TRIGGER")
    length = values.span(trigger.value) if trigger else None
    if trigger is None:
        return False
    if length is None:
        moment = values.date(trigger.value)
        return moment is not None and _echoes(alarm, window.begins(moment), window)
    at_end = (trigger.parameter("RELATED") or "START").upper() == "END"
    margin = abs(length.whole) + timedelta(days=2)
    try:
        wide = window._replace(start=window.start - margin, end=window.end + margin)
    except OverflowError:
        wide = window
    return any(
        _echoes(alarm, window.begins(anchor) + length.whole, window)
        for each in occurrences.within(calendar, wide)
        if each.item is item and (anchor := _anchor(each, at_end=at_end)) is not None
    )


def _anchor(found: Occurrence, *, at_end: bool) -> Due | None:
    start, end = found.span.start, found.span.end
    if at_end and end is None and start is not None and found.span.duration:
        return Due(start.kind, start.sort_at + found.span.duration)
    return (end or start) if at_end else (start or end)


def _echoes(alarm: Component, first: datetime, window: Window) -> bool:
    """Tell whether an alarm that rings first at a moment, and again, does so within a window."""
    count = (alarm.value("REPEAT") or "").strip()
    pause = values.span(alarm.value("DURATION") or "")
    times = min(int(count), 100) if count.isdecimal() and len(count) < 6 and pause else 0
    step = pause.whole if pause else timedelta()
    return any(window.start <= first + n * step < window.end for n in range(times + 1))


def _has(wanted: PropFilter, part: Component, calendar: Calendar, zone: str) -> bool:
    lines = part.all(wanted.name)
    if wanted.is_absent:
        return not lines
    return any(_is(wanted, line, calendar, zone) for line in lines)


def _is(wanted: PropFilter, line: Property, calendar: Calendar, zone: str) -> bool:
    if wanted.text is not None and not is_match(wanted.text, values.unescape(line.value)):
        return False
    if wanted.within is not None and not _dated_within(line, calendar, wanted.within, zone):
        return False
    return all(_has_parameter(each, line) for each in wanted.params)


def _dated_within(line: Property, calendar: Calendar, within: TimeRange, zone: str) -> bool:
    window = Window.of(within, zone)
    try:
        return any(window.holds(each.due) for each in dates.moments(line, calendar))
    except Invalid:
        return False


def _has_parameter(wanted: ParamFilter, line: Property) -> bool:
    value = line.parameter(wanted.name.upper())
    if wanted.is_absent or value is None:
        return wanted.is_absent and value is None
    return wanted.text is None or is_match(wanted.text, value)
