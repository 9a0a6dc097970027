"""Days in words: `tomorrow`, `next friday`, `in 3 days`, `the 20th`, `mid january`."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tasklark.domain.quick_add import calendar_days as calendar
from tasklark.domain.quick_add import dated
from tasklark.domain.quick_add.dated import Day, Reading
from tasklark.domain.quick_add.reader import Reader


def read(reader: Reader, i: int, *, introduced: bool = False) -> Reading | None:
    """Return the end and the day of the longest phrase at word `i`, or None.

    `introduced` tells that a word such as `on` stands before: months alone count then.
    """
    found = [reading for way in _WAYS if (reading := way(reader, i))]
    if introduced and (month := month_alone(reader, i)):
        found.append(month)
    return max(found, key=lambda reading: reading[0], default=None)


def _relative(reader: Reader, i: int) -> Reading | None:
    weak = reader.vocabulary.has("weak", reader.words[i].key)
    if found := reader.lookup("days_with_part", i, i):
        return found[0], Day(reader.today, part=found[1])
    if found := reader.lookup("days", i, i):
        if reader.skip("end_of_day", i, i) == found[0] and reader.key(found[0], i):
            exact = _weekday(reader, found[0])  # "end of day friday"
            if exact:
                return exact[0], replace(exact[1], weak=False)
        day = calendar.later(reader.today, found[1], "day")
        return (found[0], Day(day, weak=weak)) if day else None
    if found := reader.lookup("named", i, i):
        weekday = reader.vocabulary.map("weekdays").get(reader.key(found[0], i))
        if weekday and found[1] == "next week":
            next_week = calendar.weekday_next_week(reader.today, weekday)
            return (found[0] + 1, Day(next_week)) if next_week else None
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
    exact = dated.read(reader, after + 1, i)
    if exact and after == i:
        return exact[0], replace(exact[1], weak=False)
    behind = reader.lookup("named", after + 1, i)
    if behind and behind[1] == "next week":  # "monday next week"
        next_week = calendar.weekday_next_week(reader.today, weekday)
        return (behind[0], Day(next_week, part=part)) if next_week else None
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
    return dated.read(reader, i, i)


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
    day, told = dated.day_number(reader, at, i)
    needs_introduction = at > i or reader.words[at].key.isdigit()
    if not day or not told or (needs_introduction and not dated.introduced(reader, i)):
        return None
    months = (calendar.later(reader.today.replace(day=1), n, "month") for n in range(3))
    days = (calendar.day_of(m.year, m.month, day) for m in months if m)
    falls_on = next((found for found in days if found and found >= reader.today), None)
    return (at + 1, Day(falls_on, "day", weak=True)) if falls_on else None


def _nth_weekday(reader: Reader, i: int) -> Reading | None:
    """Read `first monday of march`, `the last friday of the month`, `letzter Freitag im Mai`."""
    at = reader.skip("the", i, i)
    nth = dated.ordinal(reader, at, i)
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
