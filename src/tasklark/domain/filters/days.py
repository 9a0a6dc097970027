"""Which day a filter's words mean, for whoever asks."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta

from tasklark.domain.filters.context import Context
from tasklark.domain.filters.tree import (
    PAST,
    Day,
    Edge,
    OnDay,
    Shifted,
    Unit,
    Weekday,
    When,
    Yearly,
)

FIRST = date(MINYEAR + 1, 1, 1)
LAST = date(MAXYEAR - 1, 12, 31)
"""What would lie beyond these days is one of them."""
_WEEK = 7
_MONTHS = 12
_YEARS_TO_A_LEAP_YEAR = 8


def resolved(node: When, context: Context) -> date:
    """Return the day that a term speaks of.

    A day of the week or of the year is today or the next such day; in the terms about what lies
    behind (created, completed, changed) it is today or the last one.
    """
    return _resolved(node.day, context, back=node.field in PAST)


def _resolved(day: Day, context: Context, *, back: bool) -> date:
    today = context.today
    match day:
        case OnDay(day_on):
            return day_on
        case Shifted(amount, unit):
            return shifted(today, amount, unit)
        case Weekday(number):
            ahead = (number - today.weekday()) % _WEEK
            return shifted(today, ahead - _WEEK if back and ahead else ahead, Unit.DAY)
        case Yearly():
            days = _yearly(day, today.year)
            if back:
                return max(d for d in days if d <= today)
            return min(d for d in days if d >= today)
        case Edge(last, which, unit):
            first = _first_day(shifted(today, which, unit), unit, context.week_start)
            return shifted(_first_day_after(first, unit), -1, Unit.DAY) if last else first


def shifted(day: date, amount: int, unit: Unit) -> date:
    """Return the day so many units later; the last of a month that has no such day."""
    if unit in {Unit.DAY, Unit.WEEK}:
        days = amount * (_WEEK if unit is Unit.WEEK else 1)
        number = min(max(day.toordinal() + days, FIRST.toordinal()), LAST.toordinal())
        return date.fromordinal(number)
    months = amount * (_MONTHS if unit is Unit.YEAR else 1)
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    if not FIRST.year <= year <= LAST.year:
        return FIRST if year < FIRST.year else LAST
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _yearly(day: Yearly, year: int) -> Iterator[date]:
    """Yield that day of the years around one; 29 February is there every four or eight."""
    yield from (FIRST, LAST)
    for near in range(year - _YEARS_TO_A_LEAP_YEAR, year + _YEARS_TO_A_LEAP_YEAR + 1):
        if FIRST.year <= near <= LAST.year and day.day <= monthrange(near, day.month)[1]:
            yield date(near, day.month, day.day)


def _first_day(day: date, unit: Unit, week_start: int) -> date:
    if unit is Unit.WEEK:
        return shifted(day, -((day.weekday() - week_start) % _WEEK), Unit.DAY)
    return day.replace(day=1, month=1 if unit is Unit.YEAR else day.month)


def _first_day_after(first: date, unit: Unit) -> date:
    return first + timedelta(_WEEK) if unit is Unit.WEEK else shifted(first, 1, unit)
