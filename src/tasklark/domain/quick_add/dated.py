"""Dates with a month in them, in words and in figures: `27 jan`, `27.1.`, `1/27`, `2027-01-27`."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from tasklark.domain.quick_add import calendar_days as calendar
from tasklark.domain.quick_add.reader import Reader

Again = Literal["day", "year"]
"""After what time the same words mean another day, should the first be past."""


_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}|[0-9]{2}))?")


_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?")


_ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)")


_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")


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


def read(reader: Reader, i: int, begun: int) -> Reading | None:
    """Return the end and the day of a date at word `i` of a phrase that began at `begun`."""
    if not reader.key(i, begun):
        return None
    return _in_figures(reader, i, begun) or _in_words(reader, i, begun)


def _in_words(reader: Reader, i: int, begun: int) -> Reading | None:
    found = month_and_day(reader, i, begun)
    if found is None:
        return None
    end, month, day, weak = found
    year = reader.key(end, begun)
    if _YEAR.fullmatch(year):
        return _with_year(reader, end + 1, (int(year), month, day))
    falls_on = coming(reader.today, month, day)
    return (end, Day(falls_on, "year", weak=weak)) if falls_on else None


def _in_figures(reader: Reader, i: int, begun: int) -> Reading | None:
    key = reader.key(i, begun)
    if found := _ISO.fullmatch(key):
        return _with_year(reader, i + 1, (int(found[1]), int(found[2]), int(found[3])))
    if found := _DOTTED.fullmatch(key):
        closed = found[3] is not None or (
            reader.vocabulary.dotted_dates and reader.words[i].tail.startswith(".")
        )
        if not closed or _numbers_something(reader, i):
            return None
        return _day_month(reader, i, (int(found[1]), int(found[2]), found[3]), weak=False)
    found = _SLASHED.fullmatch(key)
    if found is None:
        return None
    one, two = int(found[1]), int(found[2])
    idiom = key in _SLASHED_IDIOMS and begun == i and not introduced(reader, i)
    if idiom or _numbers_something(reader, i):
        return None
    day_first = reader.day_first if one <= 12 and two <= 12 else one > 12
    day, month = (one, two) if day_first else (two, one)
    return _day_month(reader, i, (day, month, found[3]), weak=found[3] is None)


def _day_month(
    reader: Reader, i: int, parts: tuple[int, int, str | None], *, weak: bool
) -> Reading | None:
    day, month, year = parts
    if year is None and _YEAR.fullmatch(reader.key(i + 1, i)) and reader.words[i].tail == ".":
        return _with_year(reader, i + 2, (int(reader.words[i + 1].key), month, day))
    if year is not None:
        return _with_year(reader, i + 1, (int(year) + 2000 * (len(year) == 2), month, day))
    falls_on = coming(reader.today, month, day)
    return (i + 1, Day(falls_on, "year", weak=weak)) if falls_on else None


def _with_year(reader: Reader, end: int, parts: tuple[int, int, int]) -> Reading | None:
    day = calendar.day_of(*parts)
    return (end, Day(day)) if day and day >= reader.today else None


def _numbers_something(reader: Reader, i: int) -> bool:
    return reader.vocabulary.has("not_after_number", reader.before(i))


def introduced(reader: Reader, i: int) -> bool:
    """Tell whether a word such as `on` stands before word `i`."""
    return reader.vocabulary.has("on", reader.before(i))


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
    if ordinal := _ORDINAL.fullmatch(key):
        number, told = int(ordinal[1]), True
    elif key.isascii() and key.isdigit() and len(key) <= 2:
        number, told = int(key), reader.words[i].tail == "."
    else:
        return 0, False
    return (number, told) if 1 <= number <= 31 else (0, False)


def ordinal(reader: Reader, i: int, begun: int) -> int | None:
    """Return what `first`, `2nd`, `2.`, `last` (-1) count."""
    known: int | None = reader.vocabulary.map("ordinals").get(reader.key(i, begun))
    if known is None:
        number, told = day_number(reader, i, begun)
        return number if told else None
    return known


def _exists(month: int, day: int) -> bool:
    return calendar.day_of(2028, month, day) is not None


def coming(today: date, month: int, day: int) -> date | None:
    """Return the next such day, today included; None when none comes within eight years."""
    years = (calendar.day_of(today.year + n, month, day) for n in range(9))
    return next((found for found in years if found and found >= today), None)
