"""What the index of an object tells of a calendar-query: yes, no, or nothing (None)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import lru_cache

from tasklark.domain.calendar_objects import Index, Repetition
from tasklark.domain.dates import Due, parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.recurrence import slots
from tasklark.domain.recurrence.cleaning import clean
from tasklark.domain.recurrence.repeats import Repeat, parse_repeat
from tasklark.surfaces.caldav.ical import dates
from tasklark.surfaces.caldav.ical.collations import is_match
from tasklark.surfaces.caldav.ical.filters import CompFilter, PropFilter, TimeRange
from tasklark.surfaces.caldav.ical.spans import Span, Window, is_within

_MARGIN = timedelta(days=2)
_DATED = {"DTSTART": "start", "DUE": "due", "COMPLETED": "completed", "CREATED": "created"}
_WITHOUT_TEXT = frozenset({"VTIMEZONE"})


def matches(wanted: CompFilter, index: Index, zone: str) -> bool | None:
    """Tell whether an object matches, as far as its index can tell."""
    if wanted.name != "VCALENDAR" or wanted.is_absent:
        return False
    if wanted.within is not None or wanted.props:
        return None
    return _all(_of_object(each, index, zone) for each in wanted.comps)


def _of_object(wanted: CompFilter, index: Index, zone: str) -> bool | None:
    if wanted.name in _WITHOUT_TEXT:
        return None
    if wanted.name != index.component:
        return wanted.is_absent
    if wanted.is_absent:
        return False
    told: list[bool | None] = []
    if wanted.props or wanted.within:
        if not index.is_plain:
            return None
        told += [_of_property(each, index, zone) for each in wanted.props]
        if False not in told and wanted.within is not None:
            told.append(_is_within(index, Window.of(wanted.within, zone)))
    return _all([*told, *(None for _ in wanted.comps)])


def _all(told: Iterable[bool | None]) -> bool | None:
    found = set(told)
    return False if False in found else None if None in found else True


def _of_property(wanted: PropFilter, index: Index, zone: str) -> bool | None:
    if wanted.name not in index.properties:
        return wanted.is_absent
    if wanted.is_absent:
        return False
    if wanted.params:
        return None
    if wanted.text is not None:
        is_told = wanted.name == "STATUS" and index.status is not None
        return is_match(wanted.text, index.status or "") if is_told else None
    return True if wanted.within is None else _is_dated(wanted.name, wanted.within, index, zone)


def _is_dated(name: str, within: TimeRange, index: Index, zone: str) -> bool | None:
    date = getattr(index, _DATED[name]) if name in _DATED else None
    return None if date is None else Window.of(within, zone).holds(parse_due(date))


def _is_within(index: Index, window: Window) -> bool:
    span = Span(
        _date(index.start),
        _date(index.due),
        None if index.duration_seconds is None else timedelta(seconds=index.duration_seconds),
        _date(index.completed),
        _date(index.created),
    )
    if is_within(index.component, span, window):
        return True
    anchor = span.end or _end(span) or span.start
    if index.repeat is None or anchor is None:
        return False
    return any(
        is_within(index.component, _at(span, anchor, slot, index.zone), window)
        for slot in _slots(index.repeat, anchor, index.zone, window, span)
    )


def _date(text: str | None) -> Due | None:
    return None if text is None else parse_due(text)


def _end(span: Span) -> Due | None:
    if span.start is None or span.duration is None:
        return None
    return Due(span.start.kind, span.start.sort_at + span.duration)


def _at(span: Span, anchor: Due, slot: Due, zone: str | None) -> Span:
    """Return the dates of a to-do when it is due at another slot."""
    if span.start is None:
        return span._replace(end=slot)
    start = dates.shifted(slot, dates.between(anchor, span.start, zone), span.start, zone)
    return span._replace(start=start, end=slot if span.end is not None else None)


def _slots(
    repeat: Repetition, anchor: Due, zone: str | None, window: Window, span: Span
) -> Iterator[Due]:
    """Give the slots of a series that may be within a window."""
    series = _series(repeat, anchor, zone)
    if series is None:
        return
    length = abs(anchor.sort_at - span.start.sort_at) if span.start else timedelta()
    try:
        first, last = window.start - length - _MARGIN, window.end + length + _MARGIN
    except OverflowError:
        first, last = max(window.start, anchor.sort_at), window.end
    for slot in slots.after(series, zone, Due(anchor.kind, max(first, anchor.sort_at))):
        if slot.sort_at > last:
            return
        yield slot


@lru_cache(maxsize=4096)
def _series(repeat: Repetition, anchor: Due, zone: str | None) -> Repeat | None:
    listed = {"rdates": list(repeat.rdates), "exdates": list(repeat.exdates)}
    try:
        return parse_repeat(clean({"rule": repeat.rule, **listed}, anchor, zone))
    except Invalid:
        return None
