"""What a calendar object means: from the lines of a VTODO to the words of tasks."""

from datetime import datetime

from tasklark.domain import fields
from tasklark.domain.calendar_objects import NO_TITLE, AlarmTime, Meaning
from tasklark.domain.dates import Due
from tasklark.domain.errors import Invalid
from tasklark.domain.labels import clean_name, name_key
from tasklark.domain.occurrences import Fate
from tasklark.domain.tasks import DURATION_MAX, LABELS_MAX, URL_MAX, Priority, TaskStatus
from tasklark.domain.text import DESCRIPTION_MAX, TITLE_MAX
from tasklark.surfaces.caldav.ical import alarms, dates, values
from tasklark.surfaces.caldav.ical.lines import Property
from tasklark.surfaces.caldav.ical.series import series
from tasklark.surfaces.caldav.ical.tree import Calendar, Component

MOST_BLOCKERS = 100
_STATUS = {
    "NEEDS-ACTION": TaskStatus.TODO,
    "IN-PROCESS": TaskStatus.IN_PROGRESS,
    "COMPLETED": TaskStatus.DONE,
    "CANCELLED": TaskStatus.CANCELLED,
}
_SORT_ORDERS = range(-(2**31), 2**31)


def read(calendar: Calendar) -> Meaning:
    """Return what a calendar object of VTODOs says of a task. Raises `Invalid` for bad dates."""
    item = calendar.main
    when = dates.times(item, calendar)
    found = series(calendar, when)
    due, start, state = when.due, when.start, status(item)
    if found is not None and due is not None:
        if start is not None and found.due != due:
            distance = dates.between(due, start, when.zone)
            start = dates.shifted(found.due, distance, start, when.zone)
        due = found.due
        if found.ended_as is not None:
            state = TaskStatus.DONE if found.ended_as is Fate.DONE else TaskStatus.CANCELLED
    start = None if start == due else start
    is_in_zone = any(date is not None and date.kind == "instant" for date in (due, start))
    fates = found.fates if found else {}
    parents, blockers = _relations(item)
    return Meaning(
        title=title(item.value("SUMMARY")),
        description=_description(item.value("DESCRIPTION")),
        status=state,
        priority=priority(item.value("PRIORITY")),
        due_date=_text(due),
        start_date=_text(start),
        time_zone=when.zone if is_in_zone else None,
        repeat=found.repetition if found else None,
        duration_minutes=_minutes(item.value("ESTIMATED-DURATION")),
        labels=tuple(sorted(labels_of(item).values())),
        url=link(item.value("URL")),
        sort_order=_whole(item.value("X-APPLE-SORT-ORDER")),
        parent_uid=parents,
        blocked_by_uids=blockers,
        alarms=reminders(item, has_start=start is not None),
        completed_at=_completed_at(item.value("COMPLETED")),
        done_slots=_slots(fates, Fate.DONE),
        skipped_slots=_slots(fates, Fate.SKIPPED),
    )


def title(value: str | None) -> str:
    """Return the title in a SUMMARY, cut to what a title may have."""
    found = values.unescape(value).strip() if value else ""
    return found[:TITLE_MAX].rstrip() or NO_TITLE


def _description(value: str | None) -> str | None:
    found = values.unescape(value) if value else ""
    return found[:DESCRIPTION_MAX] or None


def status(item: Component) -> TaskStatus:
    """Return how far a to-do has come: done, if any of three properties says so."""
    told = (item.value("STATUS") or "").strip().upper()
    if told == "CANCELLED":
        return TaskStatus.CANCELLED
    percent = (item.value("PERCENT-COMPLETE") or "").strip()
    if told == "COMPLETED" or percent == "100" or item.first("COMPLETED") is not None:
        return TaskStatus.DONE
    if not told and percent.isdigit() and 0 < int(percent[:3]) < 100:
        return TaskStatus.IN_PROGRESS
    return _STATUS.get(told, TaskStatus.TODO)


def priority(value: str | None) -> Priority | None:
    """Return the step that a PRIORITY stands for: 1 to 4 high, 5 medium, 6 to 9 low."""
    number = _whole(value) or 0
    if not 1 <= number <= 9:
        return None
    if number == 5:
        return Priority.MEDIUM
    return Priority.HIGH if number < 5 else Priority.LOW


def labels_of(item: Component) -> dict[str, str]:
    """Return the labels in all CATEGORIES of a component, by what makes them one label.

    What can't be a label stays in the text alone.
    """
    found: dict[str, str] = {}
    for line in item.all("CATEGORIES"):
        for raw in values.items(line.value):
            name = label(raw)
            if name is not None and len(found) < LABELS_MAX:
                found.setdefault(name_key(name), name)
    return found


def label(raw: str) -> str | None:
    """Return the label that an item of CATEGORIES is, if it can be one."""
    try:
        return clean_name("labels", values.unescape(raw))
    except Invalid:
        return None


def link(value: str | None) -> str | None:
    """Return a URL that a task may have as its link."""
    try:
        (found,) = fields.links(1, URL_MAX)("links", [{"url": value}])
    except Invalid:
        return None
    return str(found["url"])


def relation(line: Property) -> tuple[str, str] | None:
    """Return type and UID of a RELATED-TO; None where it names no UID."""
    kind = (line.parameter("VALUE") or "TEXT").upper()
    uid = values.unescape(line.value).strip()
    if kind not in ("TEXT", "UID") or not uid:
        return None
    return (line.parameter("RELTYPE") or "PARENT").upper(), uid


def _relations(item: Component) -> tuple[str | None, tuple[str, ...]]:
    found = [told for line in item.all("RELATED-TO") if (told := relation(line))]
    parents = [uid for kind, uid in found if kind == "PARENT"]
    blockers = {uid for kind, uid in found if kind == "DEPENDS-ON"}
    return (parents[0] if parents else None), tuple(sorted(blockers)[:MOST_BLOCKERS])


def reminders(item: Component, *, has_start: bool) -> tuple[AlarmTime, ...]:
    """Return the reminders that the alarms of a component mean."""
    found = {alarms.meant(alarm, has_start=has_start) for alarm in item.within("VALARM")}
    return tuple(sorted(filter(None, found), key=lambda alarm: alarm.place))


def _minutes(value: str | None) -> int | None:
    length = values.span(value) if value else None
    minutes = int(length.whole.total_seconds()) // 60 if length else 0
    return minutes if 1 <= minutes <= DURATION_MAX else None


def _whole(value: str | None) -> int | None:
    text = (value or "").strip()
    if not text.lstrip("+-").isdecimal() or len(text) > 11:
        return None
    try:
        number = int(text)
    except ValueError:
        return None
    return number if number in _SORT_ORDERS else None


def _completed_at(value: str | None) -> datetime | None:
    found = values.date(value) if value else None
    return found.sort_at if found else None


def _text(due: Due | None) -> str | None:
    return None if due is None else str(due)


def _slots(fates: dict[Due, Fate], wanted: Fate) -> tuple[str, ...]:
    found = [slot for slot, fate in fates.items() if fate is wanted]
    return tuple(str(slot) for slot in sorted(found, key=lambda slot: slot.sort_at))
