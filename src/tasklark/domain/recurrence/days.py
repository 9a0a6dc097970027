"""The days that a rule chooses within one year, month or week (RFC 5545, section 3.3.10).

Days are counted as `date.toordinal` counts them. Where several BY parts choose days, a day needs
to be chosen by each of them.
"""

from calendar import isleap, monthrange
from collections.abc import Iterable
from datetime import MAXYEAR, date
from functools import lru_cache

from tasklark.domain.recurrence.rules import Rule

_LAST = date.max.toordinal()


def of_week(rule: Rule, first: int) -> list[int]:
    """Return the days chosen in the week that begins on the day `first`, in order."""
    days = sorted(first + (weekday - first + 1) % 7 for _, weekday in rule.by_day)
    if rule.months:
        days = [day for day in days if date.fromordinal(min(day, _LAST)).month in rule.months]
    return days if days and days[-1] <= _LAST else [day for day in days if day <= _LAST]


def of_month(rule: Rule, year: int, month: int) -> list[int]:
    """Return the days chosen in a month, in order; all of them where no part chooses."""
    if rule.months and month not in rule.months:
        return []
    first, length = _month(year, month)
    days: set[int] | None = None
    if rule.month_days:
        days = _counted(first, length, rule.month_days)
    if rule.by_day:
        days = _both(days, _weekdays(first, length, rule))
    if rule.year_days:
        days = _both(
            days, _counted(*_year(year), rule.year_days) & set(range(first, first + length))
        )
    return list(range(first, first + length)) if days is None else sorted(days)


def of_year(rule: Rule, year: int) -> list[int]:
    """Return the days chosen in a calendar year, in order."""
    first, length = _year(year)
    months = [_month(year, month) for month in rule.months or range(1, 13)]
    days: set[int] | None = None
    if rule.year_days:
        days = _counted(first, length, rule.year_days)
    if rule.week_numbers:
        days = _both(days, _of_weeks(rule, year))
    if rule.month_days:
        days = _both(days, _union(_counted(*month, rule.month_days) for month in months))
    if rule.by_day:
        spans = months if rule.months else [(first, length)]
        days = _both(days, _union(_weekdays(*span, rule) for span in spans))
    elif rule.months and not rule.month_days:
        days = _both(days, _union(set(range(first, first + length)) for first, length in months))
    return sorted(days or ())


def _year(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), 366 if isleap(year) else 365


@lru_cache(maxsize=4096)
def _month(year: int, month: int) -> tuple[int, int]:
    return date(year, month, 1).toordinal(), monthrange(year, month)[1]


def _both(days: set[int] | None, others: set[int]) -> set[int]:
    return others if days is None else days & others


def _union(sets: Iterable[set[int]]) -> set[int]:
    return set().union(*sets)


def _counted(first: int, length: int, numbers: Iterable[int]) -> set[int]:
    """Return the days of a span by their numbers: 1 is its first, -1 its last."""
    return {first + (n - 1 if n > 0 else length + n) for n in numbers if abs(n) <= length}


def _weekdays(first: int, length: int, rule: Rule) -> set[int]:
    days: set[int] = set()
    for nth, weekday in rule.by_day:
        found = range(first + (weekday - first + 1) % 7, first + length, 7)
        if nth == 0:
            days.update(found)
        elif abs(nth) <= len(found):
            days.add(found[nth - 1 if nth > 0 else nth])
    return days


def _of_weeks(rule: Rule, year: int) -> set[int]:
    """Return the days of a calendar year in the weeks chosen, of its own weeks or a neighbour's.

    A week belongs to the year that has at least four of its days, so the days around New Year may
    be in a week of the year before or after.
    """
    first, length = _year(year)
    days: set[int] = set()
    for week_year in range(year - 1, year + 2):
        begin, end = _week_one(week_year, rule), _week_one(week_year + 1, rule)
        for week in _counted(0, (end - begin) // 7, rule.week_numbers):
            days.update(range(begin + 7 * week, begin + 7 * week + 7))
    return days & set(range(first, first + length))


def _week_one(year: int, rule: Rule) -> int:
    # The calendar's rhythm of 400 years is 20,871 weeks: it tells about the year after the last.
    beyond = year > MAXYEAR
    fourth = date(year - 400 * beyond, 1, 4).toordinal() + 146_097 * beyond
    return fourth - (fourth - 1 - rule.week_start) % 7
