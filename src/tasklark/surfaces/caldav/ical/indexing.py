"""What is kept of an object when it is put, so that queries need not read its text."""

from datetime import date

from tasklark.domain.calendar_objects import Index
from tasklark.domain.dates import Due
from tasklark.surfaces.caldav.ical import dates
from tasklark.surfaces.caldav.ical.limits import MOST_DATES, refused
from tasklark.surfaces.caldav.ical.occurrences import span_of
from tasklark.surfaces.caldav.ical.series import series
from tasklark.surfaces.caldav.ical.tree import Calendar


def index(calendar: Calendar) -> Index:
    """Return the index of an object. Raises `Invalid` for dates that are none."""
    _require_dates(calendar)
    item = calendar.main
    span = span_of(item, calendar)
    times = dates.times(item, calendar)
    repeats = dates.repeats(item)
    found = series(calendar, times) if repeats and item.name == "VTODO" else None
    is_alone = not calendar.overrides and item.first("EXDATE") is None
    # By the RFC a rule is DTSTART's; a task has it as its due date's (`series`).
    is_one = times.start is None or times.due is None or _day(times.start) == _day(times.due)
    status = item.value("STATUS")
    return Index(
        item.name,
        frozenset(line.name for line in item.properties),
        status.strip().upper() if status else None,
        start=_text(span.start),
        due=_text(span.end),
        duration_seconds=int(span.duration.total_seconds()) if span.duration is not None else None,
        completed=_text(span.completed),
        created=_text(span.created),
        zone=times.zone,
        repeat=found.repetition if found else None,
        is_plain=is_alone and (not repeats or (found is not None and is_one)),
    )


def _day(due: Due) -> date:
    return due.sort_at.date()


def _require_dates(calendar: Calendar) -> None:
    """Raise `Invalid` for dates that nobody could read later on, or too many of them."""
    listed = [line for name in ("RDATE", "EXDATE") for line in calendar.main.all(name)]
    if sum(line.value.count(",") + 1 for line in listed) > MOST_DATES:
        raise refused(f"must list at most {MOST_DATES} dates in RDATE and EXDATE")
    apart = [line for item in calendar.overrides for line in item.all("RECURRENCE-ID")]
    for line in (*listed, *apart):
        dates.moments(line, calendar)
    for item in calendar.overrides:
        span_of(item, calendar)


def _text(due: Due | None) -> str | None:
    return None if due is None else str(due)
