"""A task as a calendar object can say it, and what a changed object asks to set in the task."""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tasklark.domain import rank, zones
from tasklark.domain.calendar_objects import NO_TITLE, AlarmTime, Index, Meaning, Repetition
from tasklark.domain.calendar_repetition import told
from tasklark.domain.dates import Due, parse_due
from tasklark.domain.recurrence.repeats import parse_repeat
from tasklark.domain.reminders import Anchor, Reminder
from tasklark.domain.tasks import Task, TaskStatus

# What no calendar object can hold, and what XML can't carry; CR is read as a line end.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UTC_NAMES = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu", "UCT", "Etc/UCT"})
_OF_APPLE = datetime(2001, 1, 1, tzinfo=UTC)
_EARLIEST = int((datetime(1970, 1, 1, tzinfo=UTC) - _OF_APPLE).total_seconds())
_LATEST = 2**31 - 1
# Lists that were spaced anew have keys of four digits, and come before those made by a moment.
_SPACED = {"d": -2_000_000_000, "e": -2_000_000_000 + 62**4}
_DIGITS = {digit: number for number, digit in enumerate(rank.DIGITS)}
_STATUS = {
    TaskStatus.TODO: "NEEDS-ACTION",
    TaskStatus.IN_PROGRESS: "IN-PROCESS",
    TaskStatus.DONE: "COMPLETED",
    TaskStatus.CANCELLED: "CANCELLED",
}


def meaning_of(
    task: Task,
    reminders: Iterable[Reminder] = (),
    *,
    parent_uid: str | None = None,
    blocked_by_uids: Collection[str] = (),
    zone: str = "UTC",
) -> Meaning:
    """Return what a calendar object says of a task, with one person's reminders.

    UIDs are those that the text is to name: those of relations that nobody could resolve, too.
    `zone` is the person's, for reminders at local times: an object has them as instants.
    """
    due, start = _whole(task.due_date), _whole(task.start_date)
    start = None if start == due else start
    is_in_zone = any(date is not None and date.kind == "instant" for date in (due, start))
    own_zone = task.time_zone if is_in_zone and task.time_zone not in _UTC_NAMES else None
    return Meaning(
        title=_title(task.title),
        description=_prose(task.description) or None if task.description else None,
        status=task.status,
        priority=task.priority,
        due_date=None if due is None else str(due),
        start_date=None if start is None else str(start),
        time_zone=own_zone,
        repeat=_repetition(task, due, own_zone),
        duration_minutes=task.duration_minutes,
        labels=tuple(sorted({_prose(name) for name in task.labels})),
        url=task.links[0]["url"] if task.links else None,
        sort_order=sort_order(task),
        parent_uid=parent_uid,
        blocked_by_uids=tuple(sorted(blocked_by_uids)),
        alarms=_alarms(reminders, start is not None, task, ZoneInfo(zone)),
        completed_at=task.completed_at,
    )


def _prose(text: str) -> str:
    lined = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub("", lined)


def _title(text: str) -> str:
    return _prose(text).strip() or NO_TITLE


def _whole(text: str | None) -> Due | None:
    if text is None:
        return None
    due = parse_due(text)
    return Due(due.kind, due.sort_at.replace(microsecond=0))


def _repetition(task: Task, due: Due | None, zone: str | None) -> Repetition | None:
    if task.repeat is None or due is None:
        return None
    return told(parse_repeat(task.repeat), zone, due)


def _alarms(
    reminders: Iterable[Reminder], has_start: bool, task: Task, zone: ZoneInfo
) -> tuple[AlarmTime, ...]:
    found = set()
    is_twice = task.start_date is not None and not has_start
    for reminder in reminders:
        if reminder.at is not None:
            at = _whole(reminder.at)
            if at is not None and at.kind == "local":
                wall = at.sort_at.replace(tzinfo=None)
                at = Due("instant", zones.to_instant(wall, zone))
            found.add(AlarmTime(str(at)))
        elif reminder.anchor == Anchor.DUE or has_start:
            found.add(AlarmTime(None, reminder.minutes_before, reminder.anchor))
        elif is_twice:  # the start date is the due date, and an object tells it once
            found.add(AlarmTime(None, reminder.minutes_before, Anchor.DUE))
    return tuple(sorted(found, key=lambda alarm: alarm.place))


def sort_order(task: Task) -> int | None:
    """Return a task's place in manual order as Apple writes it: seconds since 2001.

    None where that is when it was made, as a place that isn't told is read. Never falls from one
    task to the next in order; places within one second are one.
    """
    if task.position == rank.at(task.created_at):
        return None
    return number_of(task.position)


def number_of(position: str) -> int:
    """Return the number for a place: never less than that of a place before."""
    head = position[:1]
    value = 0
    for digit in position[1 : 1 + _length(head)]:
        value = value * len(_DIGITS) + _DIGITS[digit]
    if head == "g":
        return min(_EARLIEST + value // 1000, _LATEST)
    if head in _SPACED:
        return min(_SPACED[head] + value, _EARLIEST - 1)
    return _LATEST if head > "g" else _EARLIEST - 1 if head == "f" else _SPACED["d"] - 1


def _length(head: str) -> int:
    return ord(head) - ord("a") + 1 if "a" <= head <= "z" else 0


def position_of(number: int) -> str:
    """Return the place for a number; of numbers that `number_of` gives, one of theirs."""
    if number >= _EARLIEST:
        return rank.at(_OF_APPLE + timedelta(seconds=number))
    head = "e" if number >= _SPACED["e"] else "d"
    most = len(_DIGITS) ** _length(head) - 1
    value = min(max(0, number - _SPACED[head]), most)
    text = ""
    for _ in range(_length(head)):
        value, digit = divmod(value, len(_DIGITS))
        text = rank.DIGITS[digit] + text
    return head + text


def values_of(task: Task | None, before: Meaning | None, after: Meaning) -> dict[str, Any]:
    """Return what to set in a task where an object says otherwise than before.

    Dates, repetition and status are not among them: they go together (`calendar_series`). Nor are
    relations and reminders, which are other records.
    """
    told = {
        name: getattr(after, name)
        for name in ("title", "description", "priority", "duration_minutes")
        if before is None or getattr(before, name) != getattr(after, name)
    }
    if before is None or before.labels != after.labels:
        told["labels"] = _labels(task, before, after)
    if (before.url if before else None) != after.url:
        others = task.links[1:] if task is not None else []
        own = [{"url": after.url, "title": None}] if after.url is not None else []
        told["links"] = [*own, *others]
    if after.sort_order != (before.sort_order if before else None):
        told["position"] = _position(task, after.sort_order)
    return told


def _position(task: Task | None, number: int | None) -> str:
    if number is not None:
        return position_of(number)
    return rank.at(task.created_at if task is not None else _OF_APPLE)


def _labels(task: Task | None, before: Meaning | None, after: Meaning) -> list[str]:
    """Return the task's labels, less those taken out, and those added after them."""
    had = set(before.labels) if before is not None else set()
    kept = [name for name in (task.labels if task else []) if name not in had - set(after.labels)]
    return [*kept, *(name for name in after.labels if name not in had and name not in kept)]


def index_of(task: Task, meaning: Meaning, stored: Index | None) -> Index:
    """Return the index of a task's object; `stored` is that of the text it has, if it has one."""
    told = {
        "DESCRIPTION": meaning.description,
        "PRIORITY": meaning.priority,
        "DTSTART": meaning.start_date or (meaning.repeat and meaning.due_date),
        "DUE": meaning.due_date,
        "RRULE": meaning.repeat,
        "RDATE": meaning.repeat and meaning.repeat.rdates,
        "EXDATE": meaning.repeat and meaning.repeat.exdates,
        "CATEGORIES": meaning.labels,
        "URL": meaning.url,
        "X-APPLE-SORT-ORDER": meaning.sort_order,
        "RELATED-TO": meaning.parent_uid or meaning.blocked_by_uids,
        "ESTIMATED-DURATION": meaning.duration_minutes,
        "COMPLETED": meaning.status is TaskStatus.DONE,
        "PERCENT-COMPLETE": meaning.status is TaskStatus.DONE,
    }
    always = {"UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SUMMARY", "STATUS"}
    others = (stored.properties if stored else frozenset()) - told.keys() - {"DURATION"}
    there = {name for name, value in told.items() if value not in (None, False, (), "")}
    completed_at = task.completed_at if meaning.status is TaskStatus.DONE else None
    return Index(
        "VTODO",
        frozenset(always | others | there),
        _STATUS[meaning.status],
        start=meaning.start_date or (meaning.due_date if meaning.repeat else None),
        due=meaning.due_date,
        completed=_instant(completed_at),
        created=_instant(task.created_at),
        zone=meaning.time_zone,
        repeat=meaning.repeat,
    )


def _instant(at: datetime | None) -> str | None:
    return None if at is None else str(Due.at_instant(at.replace(microsecond=0)))
