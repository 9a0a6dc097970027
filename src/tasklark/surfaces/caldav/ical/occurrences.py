"""The occurrences of an object of any kind within a window: those of its rule, and those apart.

Work is bounded, whatever the rule: its slots are reached by arithmetic, never counted up from its
beginning, and of rules that only say "every so many seconds" just those in the window are looked
at. A rule that nobody can follow (`is_followed` is False) has the first occurrence alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice, takewhile
from typing import NamedTuple

from tasklark.domain import zones
from tasklark.domain.dates import Due
from tasklark.domain.errors import Invalid
from tasklark.domain.recurrence import slots
from tasklark.domain.recurrence.cleaning import clean
from tasklark.domain.recurrence.repeats import Repeat, parse_repeat
from tasklark.surfaces.caldav.ical import dates, values
from tasklark.surfaces.caldav.ical.limits import MOST_STEPS
from tasklark.surfaces.caldav.ical.spans import Span, Window, is_within
from tasklark.surfaces.caldav.ical.tree import Calendar, Component

_STEADY = re.compile(
    r"FREQ=(?P<unit>SECONDLY|MINUTELY|HOURLY)(?:;INTERVAL=(?P<step>[0-9]{1,9}))?"
    r"(?:;COUNT=(?P<count>[0-9]{1,9}))?(?:;UNTIL=(?P<until>[0-9TZ]+))?"
)
_UNITS = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3600}
_ORDER = ("FREQ", "INTERVAL", "COUNT", "UNTIL")
_CHANGE = timedelta(hours=3)
_DAY = timedelta(days=1)


class Occurrence(NamedTuple):
    """One occurrence: the component that tells of it, its slot if it has one, and its dates."""

    item: Component
    slot: Due | None
    span: Span


def span_of(item: Component, calendar: Calendar) -> Span:
    """Return the dates of a component as they stand in it. Raises `Invalid`."""
    found: dict[str, Due | None] = {}
    ends = "DUE" if item.name == "VTODO" else "DTEND"
    for name in ("DTSTART", ends, "COMPLETED", "CREATED"):
        line = item.first(name)
        found[name] = dates.moment(line, calendar).due if line else None
    length = values.span(item.value("DURATION") or "")
    return Span(
        found["DTSTART"],
        found[ends],
        length.whole if length and found[ends] is None else None,
        found["COMPLETED"],
        found["CREATED"],
    )


def within(calendar: Calendar, window: Window) -> Iterator[Occurrence]:
    """Give the occurrences of an object within a window; at most about 20,000 are looked at."""
    main = calendar.main
    span = span_of(main, calendar)
    anchor = span.start or span.end
    told: set[Due] = set()
    for item in calendar.overrides:
        line = item.first("RECURRENCE-ID")
        slot = _like(dates.moment(line, calendar).due, anchor) if line else None
        told |= {slot} if slot else set()
        own = span_of(item, calendar)
        if is_within(item.name, own, window):
            yield Occurrence(item, slot, own)
    if anchor is None or not dates.repeats(main):
        if is_within(main.name, span, window):
            yield Occurrence(main, None, span)
        return
    told |= {_like(each, anchor) for each in _all(calendar, "EXDATE")}
    for slot in _near(calendar, anchor, window, span):
        moved = shifted(span, anchor, slot, dates.times(main, calendar).zone)
        if slot not in told and is_within(main.name, moved, window):
            yield Occurrence(main, slot, moved)


def shifted(span: Span, anchor: Due, slot: Due, zone: str | None) -> Span:
    """Return the dates of a series as they are at a slot."""
    if slot == anchor:
        return span
    if span.start is None:
        return span._replace(end=slot)
    if span.end is None:
        return span._replace(start=slot)
    distance = dates.between(span.start, span.end, zone)
    return span._replace(start=slot, end=dates.shifted(slot, distance, span.end, zone))


def is_followed(calendar: Calendar) -> bool:
    """Tell whether a rule, if an object has one, can be followed."""
    span = span_of(calendar.main, calendar)
    anchor = span.start or span.end
    if anchor is None:
        return True
    zone = dates.times(calendar.main, calendar).zone
    return all(
        _repeat(rule.value, anchor, zone) is not None or _steady(rule.value) is not None
        for rule in calendar.main.all("RRULE")
    )


def _all(calendar: Calendar, name: str) -> list[Due]:
    lines = calendar.main.all(name)
    return [moment.due for line in lines for moment in dates.moments(line, calendar)]


def _like(date: Due, anchor: Due | None) -> Due:
    """Return a day as the slot on it, in a series of times."""
    if anchor is None or date.kind != "day" or anchor.kind == "day":
        return date
    at = datetime.combine(date.sort_at.date(), anchor.sort_at.time(), UTC)
    return Due(anchor.kind, at)


def _near(calendar: Calendar, anchor: Due, window: Window, span: Span) -> Iterator[Due]:
    """Give the slots of a series that may be within a window, in order and each once."""
    length = span.duration or timedelta()
    if span.start is not None and span.end is not None:
        length = max(length, abs(span.end.sort_at - span.start.sort_at))
    first, last = _edges(anchor, window, length)
    zone = dates.times(calendar.main, calendar).zone
    rules = [_slots(rule.value, anchor, zone, first) for rule in calendar.main.all("RRULE")]
    singles = sorted({anchor, *_all(calendar, "RDATE")}, key=_place)
    seen: Due | None = None
    found = merge(*rules, [slot for slot in singles if slot.sort_at >= first], key=_place)
    for slot in islice(takewhile(lambda slot: slot.sort_at <= last, found), MOST_STEPS):
        if slot != seen:
            yield slot
        seen = slot


def _edges(anchor: Due, window: Window, length: timedelta) -> tuple[datetime, datetime]:
    """Return the first and the last place at which a slot may be within a window."""
    first, last = _moved(window.start, -length), _moved(window.end, length)
    if anchor.kind == "instant":
        return first, last
    # On the clock of the query; clocks change by some hours, and a day began with its midnight.
    jump = _CHANGE if anchor.kind == "local" else _DAY
    begin, end = (zones.shown(edge, window.zone).replace(tzinfo=UTC) for edge in (first, last))
    return _moved(begin, -jump), _moved(end, jump)


def _place(slot: Due) -> datetime:
    return slot.sort_at


def _moved(moment: datetime, distance: timedelta) -> datetime:
    try:
        return moment + distance
    except OverflowError:
        return moment


def _slots(rule: str, anchor: Due, zone: str | None, first: datetime) -> Iterable[Due]:
    """Return the slots of one rule from a moment on."""
    repeat = _repeat(rule, anchor, zone)
    if repeat is None:
        return _regular(rule, anchor, first)
    since = max(first, anchor.sort_at)
    return slots.after(repeat, zone, Due(anchor.kind, _moved(since, -datetime.resolution)))


def _repeat(rule: str, anchor: Due, zone: str | None) -> Repeat | None:
    try:
        return parse_repeat(clean({"rule": rule}, anchor, zone))
    except Invalid:
        return None


def _steady(rule: str) -> re.Match[str] | None:
    parts = [part for part in rule.strip().upper().split(";") if part]
    names = [part.partition("=")[0] for part in parts]
    if any(name not in _ORDER for name in names):
        return None
    ordered = sorted(parts, key=lambda part: _ORDER.index(part.partition("=")[0]))
    return _STEADY.fullmatch(";".join(ordered))


def _regular(rule: str, anchor: Due, first: datetime) -> Iterator[Due]:
    """Give the slots of a rule that only says how far they are apart, from a moment on."""
    found = _steady(rule)
    if found is None or anchor.kind == "day":
        return
    step = timedelta(seconds=_UNITS[found["unit"]] * max(1, int(found["step"] or 1)))
    passed = max(0, -((anchor.sort_at - first) // step))
    until = values.date(found["until"]) if found["until"] else None
    last = until.sort_at + (_DAY if until.kind == "day" else timedelta()) if until else None
    for number in range(passed, int(found["count"] or 10**12)):
        try:
            at = anchor.sort_at + number * step
        except OverflowError:
            return
        if last is not None and at > last:
            return
        yield replace(anchor, sort_at=at)
