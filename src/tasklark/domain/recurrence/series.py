"""The slots of one rule, as times on a wall clock (RFC 5545, section 3.3.10).

Time zones have no part here. A series of days has its slots at midnight.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import TypeVar

from tasklark.domain.recurrence import days
from tasklark.domain.recurrence.rules import Rule

T = TypeVar("T")

LONGEST_PAUSE_YEARS = 100
_MOST_PERIODS, _MOST_YEARS = 3_000, 400  # of a rule with COUNT
_END = datetime.max  # noqa: DTZ901 - a wall clock's time has no zone

Period = tuple[int, Iterable[datetime]]
"""The year in which a period begins, and the slots in it, in order."""


def walls(rule: Rule, start: datetime, since: datetime) -> Iterator[datetime]:
    """Give the slots of the series that begins at `start`, from `since` on, in order.

    All times are without a zone. UNTIL is not looked at. The work before the first slot does not
    grow with the distance between `start` and `since`. The series ends with the year 9999, with
    its COUNT, or where no slot follows within 100 years.
    """
    last = last_of_count(rule, start) if rule.count is not None else _END
    if last is None:
        return
    since = max(since, start)
    reached = since.year
    for year, found in _periods(with_defaults(rule, start), start, since):
        if year - reached > LONGEST_PAUSE_YEARS:
            return
        for wall in found:
            if wall > last:
                return
            if wall >= since:
                reached = year
                yield wall


@lru_cache(maxsize=4096)
def last_of_count(rule: Rule, start: datetime) -> datetime | None:
    """Return the last slot of a rule with COUNT; None when it lies too far away to be counted.

    That is more than 400 years, or 3,000 months or weeks of the rule (months, too, for a rule of
    days or hours), or behind a pause of more than 100 years. Where the calendar ends before, its
    end is returned.
    """
    left = rule.count or 0
    reached = start.year
    periods = _periods(with_defaults(rule, start), start, start)
    for passed, (year, found) in enumerate(periods):
        if passed == _MOST_PERIODS or year - start.year > _MOST_YEARS:
            return None
        if year - reached > LONGEST_PAUSE_YEARS:
            return None
        for wall in found:
            if wall >= start:
                reached = year
                left -= 1
                if left == 0:
                    return wall
    return _END


@lru_cache(maxsize=4096)
def with_defaults(rule: Rule, start: datetime) -> Rule:
    """Return the rule with what it takes from its start: weekday, day, month and time of day."""
    chosen = rule.by_day or rule.month_days or rule.year_days
    if rule.frequency == "YEARLY" and not chosen:
        if rule.week_numbers:
            rule = replace(rule, by_day=((0, start.weekday()),))
        else:
            rule = replace(rule, months=rule.months or (start.month,), month_days=(start.day,))
    elif rule.frequency == "MONTHLY" and not chosen:
        rule = replace(rule, month_days=(start.day,))
    elif rule.frequency == "WEEKLY" and not chosen:
        rule = replace(rule, by_day=((0, start.weekday()),))
    hours = rule.hours if rule.frequency == "HOURLY" else rule.hours or (start.hour,)
    return replace(
        rule,
        hours=hours,
        minutes=rule.minutes or (start.minute,),
        seconds=rule.seconds or (start.second,),
    )


def _periods(rule: Rule, start: datetime, since: datetime) -> Iterator[Period]:
    """Give the periods of the rule, from one that ends after `since` on."""
    if rule.frequency == "HOURLY":
        return _hourly(rule, start, since)
    times = [
        time(hour, minute, second, start.microsecond)
        for hour in rule.hours
        for minute in rule.minutes
        for second in rule.seconds
    ]
    positions = rule.positions
    if rule.frequency == "DAILY":  # a position is one within a day: it chooses among the times
        times, positions = _chosen(times, positions), ()
    if not times:
        return iter(())
    periods = {"YEARLY": _years, "MONTHLY": _months, "WEEKLY": _weeks, "DAILY": _daily}
    return (
        (year, _at(found, times, positions))
        for year, found in periods[rule.frequency](rule, start, since)
    )


def _at(chosen: list[int], times: list[time], positions: tuple[int, ...]) -> Iterable[datetime]:
    if not positions:
        return (datetime.combine(date.fromordinal(day), clock) for day in chosen for clock in times)
    # Days and times count as one list, so that a position is found without building it.
    each = range(len(chosen) * len(times))
    return (
        datetime.combine(date.fromordinal(chosen[i // len(times)]), times[i % len(times)])
        for i in _chosen(each, positions)
    )


def _chosen(slots: Sequence[T], positions: tuple[int, ...]) -> list[T]:
    if not positions:
        return list(slots)
    whole = len(slots)
    indexes = {n - 1 if n > 0 else whole + n for n in positions if abs(n) <= whole}
    return [slots[i] for i in sorted(indexes)]


def _years(rule: Rule, start: datetime, since: datetime) -> Iterator[tuple[int, list[int]]]:
    passed = (since.year - start.year) // rule.interval * rule.interval
    for year in range(start.year + passed, 10_000, rule.interval):
        yield year, days.of_year(rule, year)


def _months(rule: Rule, start: datetime, since: datetime) -> Iterator[tuple[int, list[int]]]:
    first = start.year * 12 + start.month - 1
    passed = (since.year * 12 + since.month - 1 - first) // rule.interval * rule.interval
    for month in range(first + passed, 120_000, rule.interval):
        yield month // 12, days.of_month(rule, month // 12, month % 12 + 1)


def _weeks(rule: Rule, start: datetime, since: datetime) -> Iterator[tuple[int, list[int]]]:
    first = start.toordinal() - (start.weekday() - rule.week_start) % 7
    step = 7 * rule.interval
    passed = (since.toordinal() - first) // step * step
    for day in range(first + passed, date.max.toordinal() + 1, step):
        yield date.fromordinal(day).year, days.of_week(rule, day)


def _daily(rule: Rule, start: datetime, since: datetime) -> Iterator[tuple[int, list[int]]]:
    origin = start.toordinal()
    for year, chosen in _all_months(rule, since):
        yield year, [day for day in chosen if (day - origin) % rule.interval == 0]


def _hourly(rule: Rule, start: datetime, since: datetime) -> Iterator[Period]:
    origin = start.toordinal() * 24 + start.hour
    times = [(minute, second) for minute in rule.minutes for second in rule.seconds]
    times = _chosen(times, rule.positions)
    for year, chosen in _all_months(rule, since) if times else ():
        hours = (
            (date.fromordinal(day), hour)
            for day in chosen
            for hour in rule.hours or range((origin - day * 24) % rule.interval, 24, rule.interval)
            if (day * 24 + hour - origin) % rule.interval == 0
        )
        yield (
            year,
            (
                datetime.combine(day, time(hour, minute, second, start.microsecond))
                for day, hour in hours
                for minute, second in times
            ),
        )


def _all_months(rule: Rule, since: datetime) -> Iterator[tuple[int, list[int]]]:
    for month in range(since.year * 12 + since.month - 1, 120_000):
        yield month // 12, days.of_month(rule, month // 12, month % 12 + 1)
