"""Days in words and in figures: `tomorrow`, `next friday`, `27 jan`, `27.1.`, `in 3 days`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from tasklark.domain.quick_add import calendar_days as calendar
from tasklark.domain.quick_add.reader import Reader

Again = Literal["day", "year"]
"""After what time the same words mean another day, should the first be past."""

ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}|[0-9]{2}))?")
SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?")
ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)")
YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_SLASHED_IDIOMS = frozenset({"24/7", "9/11", "1/2", "1/3", "2/3", "1/4", "3/4", "50/50"})


@dataclass(frozen=True, slots=True)
class Day:
    """A day that words stand for.

    `at_local` is set where they tell a moment (`in 2 hours`), `part` where they tell a part of
    the day (`tonight`). `weak` words mean a day only at the line's end, or beside a time.
    """

    falls_on: date
    again: Again = "day"
    at_local: datetime | None = None
    part: str | None = None
    weak: bool = False


Reading = tuple[int, Day]


def read(reader: Reader, i: int, *, introduced: bool = False) -> Reading | None:
    """Return the end and the day of the longest phrase at word `i`, or None.

    `introduced` tells that a word such as `on` stands before: months alone count then.
    """
    found = [reading for way in _WAYS if (reading := way(reader, i))]
    if introduced and (month := month_alone(reader, i)):
        found.append(month)
    return max(found, key=lambda reading: reading[0], default=None)


def month_and_day(reader: Reader, i: int, begun: int) -> tuple[int, int, int, bool] | None:
    """Return end, month, day of `jan 27`, `27 jan`, `27. Januar`, `the 27th of january`.

    The last value tells whether it might mean something else (`may 5`).
    """
    months = reader.vocabulary.map("months")
    if (month := months.get(reader.key(i, begun))) is not None:
        after = reader.skip("the", i + 1, begun)
        day, ordinal = day_number(reader, after, begun)
        weak = reader.vocabulary.has("weak", reader.words[i].key) and not ordinal
        return (after + 1, month, day, weak) if day and _exists(month, day) else None
    start = reader.skip("the", i, begun)
    day, ordinal = day_number(reader, start, begun)
    after = reader.skip("of", start + 1, begun) if day else start
    month = months.get(reader.key(after, begun)) if day else None
    if not day or month is None or not _exists(month, day):
        return None
    weak = reader.vocabulary.has("weak", reader.words[after].key) and not ordinal
    return after + 1, month, day, weak


def day_number(reader: Reader, i: int, begun: int) -> tuple[int, bool]:
    """Return the day of the month that word `i` tells, 0 for none, and whether as `27th`, `27.`."""
    key = reader.key(i, begun)
    if ordinal := ORDINAL.fullmatch(key):
        number, told = int(ordinal[1]), True
    elif key.isascii() and key.isdigit() and len(key) <= 2:
        number, told = int(key), reader.words[i].tail == "."
    else:
        return 0, False
    return (number, told) if 1 <= number <= 31 else (0, False)


def _exists(month: int, day: int) -> bool:
    return calendar.day_of(2028, month, day) is not None


def coming(today: date, month: int, day: int) -> date | None:
    """Return the next such day, today included; None when none comes within eight years."""
    years = (calendar.day_of(today.year + n, month, day) for n in range(9))
    return next((found for found in years if found and found >= today), None)


def _relative(reader: Reader, i: int) -> Reading | None:
    weak = reader.vocabulary.has("weak", reader.words[i].key)
    if found := reader.lookup("days_with_part", i, i):
        return found[0], Day(reader.today, part=found[1])
    if found := reader.lookup("days", i, i):
        day = calendar.later(reader.today, found[1], "day")
        return (found[0], Day(day, weak=weak)) if day else None
    if found := reader.lookup("named", i, i):
        day = calendar.named(found[1], reader.today)
        weak = reader.vocabulary.has("weak", reader.phrase(i, i, found[0] - i))
        return (found[0], Day(day, weak=weak)) if day else None
    return None


def _weekday(reader: Reader, i: int) -> Reading | None:
    shifted = {name: reader.skip(name, i, i) for name in ("this", "next")}
    after = max(shifted.values())
    weekday, part = compound(reader, reader.key(after, i))
    if weekday is None:
        return None
    exact = _date(reader, after + 1, i)
    if exact and after == i:
        return exact[0], replace(exact[1], weak=False)
    if shifted["next"] > i:
        day = calendar.weekday_next_week(reader.today, weekday)
    else:
        day = calendar.weekday_after(reader.today, weekday, or_same=shifted["this"] > i)
    key = reader.words[after].key
    weak = after == i and (
        reader.vocabulary.has("weak", key) or reader.vocabulary.has("strict", key)
    )
    return (after + 1, Day(day, part=part, weak=weak)) if day else None


def compound(reader: Reader, key: str) -> tuple[str | None, str | None]:
    """Return weekday and part of the day of `friday`, `Freitagabend`."""
    weekdays = reader.vocabulary.map("weekdays")
    if key in weekdays or len(key) < len("montagfrüh"):
        return weekdays.get(key), None
    for word, part in reader.vocabulary.map("day_parts").items():
        stem = key.removesuffix(word)
        if stem != key and len(stem) > 3 and stem in weekdays:
            return weekdays[stem], part
    return None, None


def _of_calendar(reader: Reader, i: int) -> Reading | None:
    return _date(reader, i, i)


def _date(reader: Reader, i: int, begun: int) -> Reading | None:
    """Return a date with a month in it, in words or figures."""
    if not reader.key(i, begun):
        return None
    return _in_figures(reader, i, begun) or _in_words(reader, i, begun)


def _in_words(reader: Reader, i: int, begun: int) -> Reading | None:
    found = month_and_day(reader, i, begun)
    if found is None:
        return None
    end, month, day, weak = found
    year = reader.key(end, begun)
    if YEAR.fullmatch(year):
        return _with_year(reader, end + 1, (int(year), month, day))
    falls_on = coming(reader.today, month, day)
    return (end, Day(falls_on, "year", weak=weak)) if falls_on else None


def _with_year(reader: Reader, end: int, parts: tuple[int, int, int]) -> Reading | None:
    day = calendar.day_of(*parts)
    return (end, Day(day)) if day and day >= reader.today else None


def _in_figures(reader: Reader, i: int, begun: int) -> Reading | None:
    key = reader.key(i, begun)
    if found := ISO.fullmatch(key):
        return _with_year(reader, i + 1, (int(found[1]), int(found[2]), int(found[3])))
    if found := DOTTED.fullmatch(key):
        closed = found[3] is not None or (
            reader.vocabulary.dotted_dates and reader.words[i].tail.startswith(".")
        )
        if not closed or _numbers_something(reader, i):
            return None
        return _day_month(reader, i, (int(found[1]), int(found[2]), found[3]), weak=False)
    found = SLASHED.fullmatch(key)
    if found is None:
        return None
    one, two = int(found[1]), int(found[2])
    idiom = key in _SLASHED_IDIOMS and begun == i and not _introduced(reader, i)
    if idiom or _numbers_something(reader, i):
        return None
    day_first = reader.day_first if one <= 12 and two <= 12 else one > 12
    day, month = (one, two) if day_first else (two, one)
    return _day_month(reader, i, (day, month, found[3]), weak=found[3] is None)


def _day_month(
    reader: Reader, i: int, parts: tuple[int, int, str | None], *, weak: bool
) -> Reading | None:
    day, month, year = parts
    if year is None and YEAR.fullmatch(reader.key(i + 1, i)) and reader.words[i].tail == ".":
        return _with_year(reader, i + 2, (int(reader.words[i + 1].key), month, day))
    if year is not None:
        return _with_year(reader, i + 1, (int(year) + 2000 * (len(year) == 2), month, day))
    falls_on = coming(reader.today, month, day)
    return (i + 1, Day(falls_on, "year", weak=weak)) if falls_on else None


def _numbers_something(reader: Reader, i: int) -> bool:
    return reader.vocabulary.has("not_after_number", reader.before(i))


def _in_units(reader: Reader, i: int) -> Reading | None:
    """Read `in 3 days`, `in two weeks`, `in half an hour`, `3 days from now`."""
    after = reader.skip("in", i, i)
    amount = _amount(reader, after, i)
    if amount is None:
        return None
    end, day = amount
    later = reader.skip("from_now", end, i)
    return (later, day) if after > i or later > end else None


def _amount(reader: Reader, i: int, begun: int) -> Reading | None:
    if found := reader.lookup("spans_of_minutes", i, begun):
        return _in_minutes(reader, found[0], found[1])
    number = reader.number(i, begun)
    if number:
        unit = reader.vocabulary.map("units").get(reader.key(i + 1, begun))
        minutes = reader.vocabulary.map("minutes").get(reader.key(i + 1, begun))
        if unit:
            day = calendar.later(reader.today, number, unit)
            return (i + 2, Day(day)) if day else None
        return _in_minutes(reader, i + 2, number * minutes) if minutes else None
    joined = re.fullmatch(r"([0-9]{1,4})([a-zäöü]+)", reader.key(i, begun))
    minutes = reader.vocabulary.map("minutes").get(joined[2]) if joined else None
    return _in_minutes(reader, i + 1, int(joined[1]) * minutes) if joined and minutes else None


def _in_minutes(reader: Reader, end: int, minutes: int) -> Reading | None:
    try:
        at = reader.now_local.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    except OverflowError:
        return None
    return end, Day(at.date(), at_local=at)


def _ordinal(reader: Reader, i: int) -> Reading | None:
    """Read `20th`; `the 20th` and `20.` count after a word such as `on` only."""
    at = reader.skip("the", i, i)
    day, told = day_number(reader, at, i)
    needs_introduction = at > i or reader.words[at].key.isdigit()
    if not day or not told or (needs_introduction and not _introduced(reader, i)):
        return None
    months = (calendar.later(reader.today.replace(day=1), n, "month") for n in range(3))
    days = (calendar.day_of(m.year, m.month, day) for m in months if m)
    falls_on = next((found for found in days if found and found >= reader.today), None)
    return (at + 1, Day(falls_on, "day", weak=True)) if falls_on else None


def _introduced(reader: Reader, i: int) -> bool:
    return reader.vocabulary.has("on", reader.before(i))


def _nth_weekday(reader: Reader, i: int) -> Reading | None:
    """Read `first monday of march`, `the last friday of the month`, `letzter Freitag im Mai`."""
    at = reader.skip("the", i, i)
    nth = ordinal(reader, at, i)
    weekday = reader.vocabulary.map("weekdays").get(reader.key(at + 1, i)) if nth else None
    if nth is None or weekday is None:
        return None
    months = [calendar.later(reader.today.replace(day=1), n, "month") for n in range(13)]
    end = reader.skip("of_the_month", at + 2, i)
    if end == at + 2:
        month_at = reader.skip("of", at + 2, i)
        month = reader.vocabulary.map("months").get(reader.key(month_at, i))
        if month_at == at + 2 or month is None:
            return None
        end, months = month_at + 1, [m for m in months if m and m.month == month]
    days = (calendar.nth_weekday(m.year, m.month, nth, weekday) for m in months if m)
    falls_on = next((day for day in days if day and day >= reader.today), None)
    return (end, Day(falls_on, "year")) if falls_on else None


def ordinal(reader: Reader, i: int, begun: int) -> int | None:
    """Return what `first`, `2nd`, `2.`, `last` (-1) count."""
    known: int | None = reader.vocabulary.map("ordinals").get(reader.key(i, begun))
    if known is None:
        number, told = day_number(reader, i, begun)
        return number if told else None
    return known


def _part_of_month(reader: Reader, i: int) -> Reading | None:
    """Read `mid january`, `mid-january`, `end of march`, `Anfang Februar`."""
    months = reader.vocabulary.map("months")
    part, dash, name = reader.key(i, i).partition("-")
    if dash and name in months and part in reader.vocabulary.map("month_parts"):
        return _month_at(reader, i + 1, months[name], reader.vocabulary.map("month_parts")[part])
    found = reader.lookup("month_parts", i, i)
    month = months.get(reader.key(found[0], i)) if found else None
    return _month_at(reader, found[0] + 1, month, found[1]) if found and month else None


def _month_at(reader: Reader, end: int, month: int, part: str) -> Reading | None:
    for year in (reader.today.year, reader.today.year + 1):
        if year > 9999:
            break
        last = calendar.month_end(year, month)
        day = {"start": last.replace(day=1), "middle": last.replace(day=15), "end": last}[part]
        if day >= reader.today:
            return end, Day(day, "year")
    return None


def month_alone(reader: Reader, i: int, *, anywhere: bool = False) -> Reading | None:
    """Read a month as its first day; unless `anywhere`, only where a word as `in` stands before."""
    month = reader.vocabulary.map("months").get(reader.key(i, i))
    if month is None or not (anywhere or reader.vocabulary.has("in_month", reader.before(i))):
        return None
    found = _month_at(reader, i + 1, month, "start")
    weak = reader.vocabulary.has("weak", reader.words[i].key)
    return (found[0], replace(found[1], weak=weak)) if found else None


_WAYS: tuple[Callable[[Reader, int], Reading | None], ...] = (
    _relative,
    _weekday,
    _of_calendar,
    _in_units,
    _ordinal,
    _nth_weekday,
    _part_of_month,
)
