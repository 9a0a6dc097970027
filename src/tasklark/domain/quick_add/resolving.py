"""From what the chosen phrases mean to dates: never one in the past."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from tasklark.domain.dates import Due
from tasklark.domain.quick_add import calendar_days as calendar
from tasklark.domain.quick_add import repeats
from tasklark.domain.quick_add.clock import PARTS, Clock
from tasklark.domain.quick_add.dated import Day
from tasklark.domain.quick_add.phrases import Length, Phrase
from tasklark.domain.quick_add.repeats import Repeat
from tasklark.domain.quick_add.result import Kind
from tasklark.domain.recurrence.rules import Rule

T = TypeVar("T")
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class When:
    """What the phrases for dates mean together.

    `fields` are those of the task; `values` are the spans' values by kind; a chosen phrase whose
    kind is missing in `values` leads nowhere (a day after the year 9999, an end before the
    beginning) and stays text.
    """

    fields: dict[str, Any]
    values: dict[Kind, str | int]


def resolve(chosen: Mapping[Kind, Phrase], now_local: datetime) -> When:
    """Return the fields and values that the chosen phrases lead to."""
    meanings = {kind: phrase.meaning for kind, phrase in chosen.items()}
    told = _Told(
        day=_as(Day, meanings.get("date")),
        start=_as(Day, meanings.get("start")),
        until=_as(Day, meanings.get("until")),
        clock=_as(Clock, meanings.get("time")),
        length=_as(Length, meanings.get("count")),
    )
    repeat = _as(Repeat, meanings.get("repeat"))
    when = _repeated(told, repeat, now_local) if repeat else _once(told, now_local)
    if told.clock and told.clock.minutes and "time" in when.values:
        when.fields["duration_minutes"] = told.clock.minutes
    if isinstance(minutes := meanings.get("duration"), int):
        when.fields["duration_minutes"] = when.values["duration"] = minutes
    return when


def _as(kind: type[T], meaning: object) -> T | None:
    return meaning if isinstance(meaning, kind) else None


@dataclass(frozen=True, slots=True)
class _Told:
    day: Day | None
    start: Day | None
    until: Day | None
    clock: Clock | None
    length: Length | None


def _once(told: _Told, now_local: datetime) -> When:
    when = When({}, {})
    if told.start:
        with_clock = None if told.day else told.clock
        begins = moment(told.start, with_clock, now_local)
        if begins:
            when.fields["start_date"] = when.values["start"] = str(begins)
            if with_clock:
                when.values["time"] = f"{_time(told.start, with_clock):%H:%M}"
    if told.day or (told.clock and not told.start):
        due = moment(told.day, told.clock, now_local)
        if due:
            when.fields["due_date"] = str(due)
            if told.day:
                when.values["date"] = _day_value(told, due)
            if told.clock:
                when.values["time"] = f"{_time(told.day, told.clock):%H:%M}"
    return when


def _day_value(told: _Told, due: Due) -> str:
    """Return the value of a date's span: the day, with its time where its own words tell one."""
    if told.day and (told.day.at_local or told.day.part):
        return str(due)
    ends_day = told.clock is not None and told.clock.ends_day
    return (due.sort_at.date() - timedelta(days=ends_day)).isoformat()


def _time(day: Day | None, clock: Clock) -> time:
    return clock.in_part(day.part if day else None).at


def moment(day: Day | None, clock: Clock | None, now_local: datetime) -> Due | None:
    """Return the due date that a day, a time or both tell: the next one, if it is past.

    Midnight belongs to the day that it ends. None when that is after the year 9999.
    """
    if day and day.at_local and clock is None:
        return Due.at_local(day.at_local)
    at = _time(day, clock) if clock else PARTS[day.part] if day and day.part else None
    falls_on: date | None = day.falls_on if day else now_local.date()
    if at is None:
        return Due.on_day(falls_on) if falls_on else None
    if clock and clock.ends_day and day and falls_on:
        falls_on = calendar.later(falls_on, 1, "day")
    if falls_on and datetime.combine(falls_on, at) <= now_local:
        falls_on = calendar.later(falls_on, 1, day.again if day else "day")
    return Due.at_local(datetime.combine(falls_on, at)) if falls_on else None


def _repeated(told: _Told, repeat: Repeat, now_local: datetime) -> When:
    begin = told.start or told.day
    clock = _time(begin, told.clock.in_part(repeat.part)) if told.clock else None
    part = repeat.part or (begin.part if begin else None)
    if clock is None and part:
        clock = PARTS[part]
    if clock is None and begin and begin.at_local:
        clock = begin.at_local.time()
    since_on = begin.falls_on if begin else now_local.date()
    slot = _first(repeat.rule, since_on, clock, now_local)
    if slot is None:
        return When({}, {})
    timed = clock is not None or repeat.rule.frequency == "HOURLY"
    due = Due.at_local(slot) if timed else Due.on_day(slot.date())
    rule, bounds = _bounded(repeats.anchored(repeat.rule, slot.date()), told, due)
    when = When({"due_date": str(due)}, {"repeat": str(repeat.rule), **bounds})
    when.fields["repeat"] = {
        "rule": str(rule),
        "basis": "completion" if repeat.from_completion else "schedule",
        "start": str(due),
        "occurrence": str(due),
    }
    if told.start:
        when.values["start"] = told.start.falls_on.isoformat()
    if told.day and not told.start:
        when.values["date"] = told.day.falls_on.isoformat()
    if told.clock and clock:
        when.values["time"] = f"{clock:%H:%M}"
    return when


def _first(rule: Rule, since_on: date, clock: time | None, now_local: datetime) -> datetime | None:
    if rule.frequency == "HOURLY" and clock is None:
        clock = time(now_local.hour + 1 if now_local.hour < 23 else 0)
        rule = replace(rule, frequency="DAILY")
    return repeats.first_slot(rule, since_on, clock, now_local)


def _bounded(rule: Rule, told: _Told, due: Due) -> tuple[Rule, dict[Kind, str | int]]:
    """Return the rule with its end, and the values of the spans that tell it."""
    first = due.sort_at.date()
    if told.until and told.until.falls_on >= first:
        last: date | None = told.until.falls_on
        kind: Kind = "until"
    elif told.length and told.length.unit is None:
        number = told.length.number
        return replace(rule, count=number), {"count": number}
    elif told.length:
        after = calendar.later(first, told.length.number, told.length.unit or "day")
        last, kind = after and calendar.later(after, -1, "day"), "count"
    else:
        return rule, {}
    if last is None:
        return rule, {}
    timed = due.kind == "local"
    until = Due.at_local(datetime.combine(last, _LAST_SECOND)) if timed else Due.on_day(last)
    return replace(rule, until=until), {kind: last.isoformat()}
