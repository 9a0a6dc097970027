"""Days of the calendar, counted from another day. None stands for a day beyond the year 9999."""

from calendar import monthrange
from datetime import date, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def day_of(year: int, month: int, day: int) -> date | None:
    """Return that day, or None when the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def later(day: date, count: int, unit: str) -> date | None:
    """Return the day `count` units (day, week, fortnight, month, quarter, year) after `day`.

    Where a month is too short, its last day.
    """
    try:
        if unit in _DAYS:
            return day + timedelta(days=count * _DAYS[unit])
        month = day.year * 12 + day.month - 1 + count * _MONTHS[unit]
        year, month = month // 12, month % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return None


_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def weekday_after(day: date, weekday: str, *, or_same: bool = False) -> date | None:
    """Return the first such weekday after `day`, or `day` itself if `or_same` and it is one."""
    ahead = (WEEKDAYS.index(weekday) - day.weekday()) % 7
    return later(day, ahead or (0 if or_same else 7), "day")


def weekday_next_week(day: date, weekday: str) -> date | None:
    """Return that weekday of the week after `day`'s; weeks begin on Monday."""
    return later(day, 7 - day.weekday() + WEEKDAYS.index(weekday), "day")


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def nth_weekday(year: int, month: int, nth: int, weekday: str) -> date | None:
    """Return the nth such weekday of a month, -1 the last; None when the month has fewer."""
    first, length = monthrange(year, month)
    start = (WEEKDAYS.index(weekday) - first) % 7 + 1
    found = list(range(start, length + 1, 7))
    if nth == -1:
        return date(year, month, found[-1])
    return date(year, month, found[nth - 1]) if 1 <= nth <= len(found) else None


def named(name: str, today: date) -> date | None:
    """Return the day that a name of the tables' `named` stands for; never one before `today`."""
    if name in _OF_THE_WEEK:
        return _of_the_week(name, today)
    following = later(today.replace(day=1), 1, "month")
    middle = today if today.day <= 15 else following
    quarter = later(today.replace(day=1), 3 - (today.month - 1) % 3, "month")
    found: dict[str, date | None] = {
        "month end": month_end(today.year, today.month),
        "next month": following,
        "next month end": following and month_end(following.year, following.month),
        "mid month": middle and middle.replace(day=15),
        "next quarter": quarter,
        "year end": date(today.year, 12, 31),
        "next year": day_of(today.year + 1, 1, 1),
    }
    return found[name]


def _of_the_week(name: str, today: date) -> date | None:
    weekday, weeks = _OF_THE_WEEK[name]
    if weeks:
        return weekday_next_week(today, weekday)
    if name == "weekend" and WEEKDAYS[today.weekday()] == "SU":
        return today
    return weekday_after(today, weekday, or_same=True)


_OF_THE_WEEK = {
    "weekend": ("SA", 0),
    "next weekend": ("SA", 1),
    "next week": ("MO", 1),
    "week end": ("FR", 0),
    "next week end": ("FR", 1),
}
