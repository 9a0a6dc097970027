"""How a component repeats: its rule, its single dates and what became of them, as tasks have it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from tasklark.domain.calendar_objects import Repetition
from tasklark.domain.calendar_repetition import told
from tasklark.domain.dates import Due
from tasklark.domain.errors import Invalid
from tasklark.domain.occurrences import Fate
from tasklark.domain.recurrence.cleaning import MOST_LISTED, clean
from tasklark.domain.recurrence.repeats import Repeat, parse_repeat
from tasklark.domain.recurrence.rules import Rule
from tasklark.domain.recurrence.series import walls
from tasklark.domain.recurrence.slots import after, at_wall, wall_of
from tasklark.surfaces.caldav.ical import dates
from tasklark.surfaces.caldav.ical.dates import Times
from tasklark.surfaces.caldav.ical.limits import MOST_STEPS
from tasklark.surfaces.caldav.ical.tree import Calendar, Component

OF_DUE = "X-TASKLARK-OF"
"""A parameter of RRULE: with the value DUE, the rule's days are those of DUE, not of DTSTART."""
ONCE = "FREQ=DAILY;COUNT=1"
"""The rule of a series that has single dates only."""

_SHIFTED_DAYS = range(1, 29)


class Series(NamedTuple):
    """A series at its open occurrence, which is due at `due`; `fates` are of other slots.

    Where no slot is left, `ended_as` tells what became of the last one, which is `due` then.
    """

    repetition: Repetition
    due: Due
    fates: dict[Due, Fate]
    ended_as: Fate | None = None


def series(calendar: Calendar, times: Times) -> Series | None:
    """Return the series of a calendar's main component; None where a task can't repeat like that.

    All its dates are due dates: where DTSTART is another day, rule and dates are shifted from it.
    """
    item, due = calendar.main, times.due
    rules = item.all("RRULE")
    if due is None or not dates.repeats(item) or len(rules) > 1 or item.first("EXRULE"):
        return None
    if not times.is_known:
        return None
    try:
        text = rules[0].value if rules else ONCE
        is_of_due = bool(rules) and rules[0].parameter(OF_DUE) == "DUE"
        repeat = _placed(text, times.start or due, due, times.zone, is_of_due)
        rdates = listed(calendar, "RDATE", times)
        fates = dict.fromkeys(listed(calendar, "EXDATE", times), Fate.SKIPPED)
        if not (rdates or fates or calendar.overrides):
            return Series(told(repeat, times.zone, due), due, {})
        repeat = replace(repeat, rdates=_few(rdates, repeat))
        return _opened(repeat, fates, calendar, times)
    except Invalid:
        return None


def rule_at(rule: str, start: Due, times: Times, *, is_of_due: bool) -> str:
    """Return the canonical rule that a text says beside its dates. Raises `Invalid`."""
    return str(_placed(rule, start, times.due or start, times.zone, is_of_due).rule)


@lru_cache(maxsize=4096)
def _placed(rule: str, start: Due, due: Due, zone: str | None, is_of_due: bool) -> Repeat:
    repeat = _based(rule, due, zone)
    return repeat if is_of_due else _in_place(repeat, start, due, zone)


def _based(rule: str, due: Due, zone: str | None) -> Repeat:
    return parse_repeat(clean({"rule": rule}, due, zone))


def _in_place(repeat: Repeat, start: Due, due: Due, zone: str | None) -> Repeat:
    """Return the series with its weekdays moved from DTSTART's day to DUE's, if that is needed."""
    rule, first, last = repeat.rule, wall_of(start, zone).date(), wall_of(due, zone).date()
    days = (last - first).days
    if days == 0 or not rule.chooses or _falls_on(rule, last) or not _falls_on(rule, first):
        return repeat
    if rule.frequency == "WEEKLY":
        by_day = sorted((nth, (weekday + days) % 7) for nth, weekday in rule.by_day)
        rule = replace(rule, by_day=tuple(by_day), week_start=(rule.week_start + days) % 7)
    elif rule.frequency == "MONTHLY" and not rule.by_day:
        moved = tuple(day + days for day in rule.month_days)
        if not all(day in _SHIFTED_DAYS for day in (*rule.month_days, *moved)):
            return repeat
        rule = replace(rule, month_days=moved)
    return replace(repeat, rule=rule)


def _falls_on(rule: Rule, day: object) -> bool:
    wall = datetime(day.year, day.month, day.day)  # type: ignore[attr-defined]  # noqa: DTZ001
    plain = replace(rule, count=None, until=None, interval=1, hours=(), minutes=(), seconds=())
    return next(walls(plain, wall, wall), None) == wall


def listed(calendar: Calendar, name: str, times: Times) -> list[Due]:
    """Return the dates of RDATE or EXDATE as slots. Raises `Invalid`."""
    lines = calendar.main.all(name)
    return [slot_of(m.due, times) for line in lines for m in dates.moments(line, calendar)]


def slot_of(date: Due, times: Times) -> Due:
    """Return the due date that goes with a date of a series, which begins with DTSTART.

    A day in a series of times is the time on it. Where DTSTART is of another kind than the due
    date, what is of the kind of the due date is one.
    """
    due, start = times.due or date, times.start or times.due or date
    if start == due or start.kind != due.kind == date.kind:
        return _at_time(date, due, times.zone)
    at = _at_time(date, start, times.zone)
    return dates.shifted(at, dates.between(start, due, times.zone), due, times.zone)


def date_of(slot: Due, times: Times) -> Due:
    """Return the date of a series that stands for a slot; the inverse of `slot_of`."""
    due, start = times.due or slot, times.start or times.due or slot
    if start == due or start.kind != due.kind:
        return slot
    return dates.shifted(slot, dates.between(due, start, times.zone), start, times.zone)


def _at_time(date: Due, like: Due, zone: str | None) -> Due:
    if date.kind != "day" or like.kind == "day":
        return date
    wall = datetime.combine(date.sort_at.date(), wall_of(like, zone).time())
    return at_wall(like.kind, wall, zone)


def _few(found: list[Due], repeat: Repeat) -> tuple[Due, ...]:
    ahead = {date for date in found if date.sort_at >= repeat.start.sort_at}
    if len(ahead) > MOST_LISTED:
        raise Invalid
    return tuple(sorted(ahead, key=lambda date: date.sort_at))


def told_alone(calendar: Calendar, times: Times) -> Iterator[tuple[Due, Component, Fate | None]]:
    """Give the components of single occurrences: the slot, and what became of it."""
    for item in calendar.overrides:
        line = item.first("RECURRENCE-ID")
        if line is not None:
            yield slot_of(dates.moment(line, calendar).due, times), item, _fate(item)


def _opened(repeat: Repeat, fates: dict[Due, Fate], calendar: Calendar, times: Times) -> Series:
    zone = times.zone
    moved: dict[Due, Component] = {}
    for slot, item, fate in told_alone(calendar, times):
        if fate is None:
            moved[slot] = item
        else:
            fates[slot] = fate
    opened, last = None, repeat.start
    for slot in islice(_slots(repeat, zone), MOST_STEPS):
        if slot not in fates:
            opened = slot
            break
        last = slot
    at = opened or last
    here = replace(repeat, occurrence=at, exdates=_few([*fates], replace(repeat, start=at)))
    due = at
    if at in moved:
        due = dates.times(moved[at], calendar).due or at
    passed = {slot: fate for slot, fate in fates.items() if slot.sort_at >= repeat.start.sort_at}
    ended_as = fates.get(last) if opened is None else None
    return Series(told(here, zone, due), due, passed, ended_as)


def _slots(repeat: Repeat, zone: str | None) -> Iterator[Due]:
    return chain((repeat.start,), after(repeat, zone, repeat.start))


def _fate(item: Component) -> Fate | None:
    status = (item.value("STATUS") or "").strip().upper()
    if status == "CANCELLED":
        return Fate.SKIPPED
    is_done = status == "COMPLETED" or item.first("COMPLETED") is not None
    return Fate.DONE if is_done or item.value("PERCENT-COMPLETE") == "100" else None
