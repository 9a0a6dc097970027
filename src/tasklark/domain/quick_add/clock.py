"""Times of day and durations: `9am`, `at 9`, `14 Uhr`, `halb neun`, `noon`, `for 30 min`."""

import re
from dataclasses import dataclass, replace
from datetime import time

from tasklark.domain.quick_add import days
from tasklark.domain.quick_add.reader import Reader

DURATION_MAX = 525_600
"""Longest duration, in minutes: a year."""
PARTS = {
    "morning": time(9),
    "forenoon": time(10),
    "noon": time(12),
    "afternoon": time(15),
    "evening": time(19),
    "night": time(21),
}
"""The time that a part of the day stands for."""
_LATE_PARTS = ("afternoon", "evening", "night")
_PM_UP_TO = 6
_LAST_HOUR_OF_A_DURATION = 12
_LONGEST = 4
_EN_DASH = "\N{EN DASH}"

_FIGURES = re.compile(r"([0-9]{1,2})(?:([:.])([0-9]{2}))?(am|pm|a\.m|p\.m|uhr|h)?")
_HOUR_H_MINUTE = re.compile(r"([0-9]{1,2})h([0-9]{2})")
_MERIDIEMS = ("am", "pm", "a.m", "p.m")
_AMOUNT = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,2})?)([a-z]*)")
_HOURS_AND_MINUTES = re.compile(r"([0-9]{1,2})h([0-9]{1,2})(?:m|min)?")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day.

    `half` tells that the words leave open which half of the day is meant; `ends_day` marks the
    word midnight, which is the end of the day that it stands beside; `minutes` is how long it
    lasts, where the words tell an end too.
    """

    at: time
    weak: bool = False
    half: bool = False
    ends_day: bool = False
    minutes: int | None = None

    def in_part(self, part: str | None) -> "Clock":
        """Return the time as it is meant within a part of the day: 8 in the evening is 20:00."""
        if self.half and part in _LATE_PARTS and self.at.hour < 12:
            return replace(self, at=self.at.replace(hour=self.at.hour + 12), half=False)
        return self


Reading = tuple[int, Clock]


def read(reader: Reader, i: int) -> Reading | None:
    """Return the end and the time of the longest phrase at word `i`, or None."""
    if found := reader.lookup("part_phrases", i, i):
        weak = reader.vocabulary.has("weak", reader.phrase(i, i, found[0] - i))
        return _also_told(reader, found[0], i, found[1]) or (
            found[0],
            Clock(PARTS[found[1]], weak=weak),
        )
    if reader.words[i].key[:1] == "@" and len(reader.words[i].key) > 1:
        behind = _told(reader.behind_sign(i, _LONGEST), 0, 0)
        return (i + behind[0], behind[1]) if behind else None
    after = reader.skip("at", i, i)
    meant_for = reader.skip("for", i, i) if after == i else i
    clock = _told(reader, max(after, meant_for), i)
    if clock and meant_for > i and (clock[1].weak or duration(reader, i)):
        return None  # "a table for 6", "for 2h"
    if clock and (part := reader.lookup("part_phrases", clock[0], i)):
        return part[0], replace(clock[1].in_part(part[1]), weak=False)
    return clock


def beside_day(reader: Reader, i: int, begun: int) -> Reading | None:
    """Return end and time of what follows a day: `morning`, `evening at 8`, `9` never alone."""
    part = reader.lookup("day_parts", i, begun)
    if part is None or reader.vocabulary.listed("not_before_word", reader.words[i].key, ""):
        return None
    return _also_told(reader, part[0], begun, part[1]) or (part[0], Clock(PARTS[part[1]]))


def _also_told(reader: Reader, i: int, begun: int, part: str) -> Reading | None:
    clock = _told(reader, reader.skip("at", i, begun), begun)
    return (clock[0], replace(clock[1].in_part(part), weak=False)) if clock else None


def from_to(reader: Reader, i: int) -> Reading | None:
    """Return end and time of `2-3pm`, `from 2pm to 3:30pm`, `14-16 Uhr`, `14:00-15:30`."""
    at = reader.skip("at", i, i)
    first, dash, last = reader.key(at, i).replace(_EN_DASH, "-").partition("-")
    end = at + 1
    if not dash:
        second = reader.skip("between_times", end, i)
        last, end = (reader.key(second, i), second + 1) if second > end else ("", end)
    begins, finishes = _FIGURES.fullmatch(first), _FIGURES.fullmatch(last)
    if begins is None or finishes is None:
        return None
    suffix = finishes[4]
    if suffix is None:
        suffix, end = _suffix(reader, end, i)
    if suffix is None and not (begins[2] == finishes[2] == ":"):
        return None
    until = _minute_of_day(finishes, suffix)
    since = _minute_of_day(begins, begins[4] or suffix)
    if since is not None and until is not None and begins[4] is None and since > until:
        since = _minute_of_day(begins, "am")  # "11-1pm"
    if since is None or until is None or since >= until:
        return None
    return end, Clock(time(since // 60, since % 60), minutes=until - since)


def _minute_of_day(found: re.Match[str], suffix: str | None) -> int | None:
    hour, minute = int(found[1]), int(found[3] or 0)
    told = (
        _of_half_day(0, hour, minute, suffix)
        if suffix in _MERIDIEMS and suffix
        else _clock(0, hour, minute)
    )
    return told[1].at.hour * 60 + told[1].at.minute if told else None


def _told(reader: Reader, i: int, begun: int) -> Reading | None:
    """Read a time; whether it is introduced shows in whether `i` lies past `begun`."""
    key = reader.key(i, begun)
    introduced = i > begun
    if not key:
        return None
    if word := reader.lookup("clock_words", i, begun):
        weak = not introduced and reader.vocabulary.has("weak", key)
        at = time.fromisoformat(word[1])
        return word[0], Clock(at, weak=weak, ends_day=at == time())
    if shift := reader.lookup("clock_shifts", i, begun):
        return _shifted(reader, shift, i, begun)
    if found := _HOUR_H_MINUTE.fullmatch(key):
        if introduced or int(found[1]) > _LAST_HOUR_OF_A_DURATION:
            return _clock(i + 1, int(found[1]), int(found[2]))
        return None
    found = _FIGURES.fullmatch(key) or _FIGURES.fullmatch(_hour_in_words(reader, i, begun))
    return _figures(reader, i, begun, found) if found else None


def _hour_in_words(reader: Reader, i: int, begun: int) -> str:
    """Return the figures of the `three` in `at three`; '' for `at a`, and where nothing leads."""
    number = reader.vocabulary.map("numbers").get(reader.key(i, begun), 0)
    told = number > 1 or reader.vocabulary.has("hour_one", reader.key(i, begun))
    return str(number) if told and i > begun else ""


def _shifted(reader: Reader, shift: tuple[int, int], i: int, begun: int) -> Reading | None:
    hour = reader.number(shift[0], begun)
    if hour is None or not 1 <= hour <= 24:
        return None
    minutes = (hour * 60 + shift[1]) % 1440
    end = reader.skip("o_clock", shift[0] + 1, begun)
    clock = Clock(time(minutes // 60, minutes % 60), weak=i == begun, half=hour <= 12)
    if i > begun and reader.vocabulary.has("at_pm", reader.words[i - 1].key):
        clock = clock.in_part("afternoon" if hour <= _PM_UP_TO else None)
    return end, clock


def _figures(reader: Reader, i: int, begun: int, found: re.Match[str]) -> Reading | None:
    hour, minute, suffix = int(found[1]), int(found[3] or 0), found[4]
    introduced, end = i > begun, i + 1
    if suffix is None:
        suffix, end = _suffix(reader, i + 1, begun)
    if suffix in _MERIDIEMS:
        return _of_half_day(end, hour, minute, suffix)
    if suffix == "uhr":
        more = reader.key(end, begun)
        if found[2] is None and len(more) == 2 and more.isascii() and more.isdigit():
            minute, end = int(more), end + 1
        return _clock(end, hour, minute, half=hour <= 12)
    numbered = reader.vocabulary.has("not_after_number", reader.before(i))
    hours = suffix == "h" and (found[2] or hour > _LAST_HOUR_OF_A_DURATION)
    if not introduced and not hours and (found[2] != ":" or numbered):
        return None
    weak = found[2] is None and suffix is None
    clock = _clock(end, hour, minute, weak=weak, half=1 <= hour <= 12)
    if found[2] == ":" or suffix == "h":
        return clock
    if clock and 1 <= hour <= _PM_UP_TO and reader.vocabulary.has("at_pm", reader.words[begun].key):
        return end, clock[1].in_part("afternoon")
    return clock


def _suffix(reader: Reader, i: int, begun: int) -> tuple[str | None, int]:
    """Return what the word after the figures makes of them, and the end."""
    key = reader.key(i, begun)
    if reader.vocabulary.has("o_clock", key):
        return "uhr", i + 1
    if key in _MERIDIEMS:
        # "um 9 am Montag": the German word for "on"
        if key == "am" and reader.vocabulary.has("on", key) and _a_day(reader, i + 1, begun):
            return None, i
        return key, i + 1
    return None, i


def _a_day(reader: Reader, i: int, begun: int) -> bool:
    return bool(reader.key(i, begun)) and days.read(reader, i, introduced=True) is not None


def _of_half_day(end: int, hour: int, minute: int, meridiem: str) -> Reading | None:
    if not 1 <= hour <= 12:
        return None
    return _clock(end, hour % 12 + 12 * meridiem.startswith("p"), minute)


def _clock(
    end: int, hour: int, minute: int, *, weak: bool = False, half: bool = False
) -> Reading | None:
    if hour > 23 or minute > 59:
        return None
    return end, Clock(time(hour, minute), weak=weak, half=half)


def duration(reader: Reader, i: int) -> tuple[int, int, bool] | None:
    """Return end, minutes and weakness of `for 30 min`, `1h30`, `2 Stunden`, or None."""
    start = reader.skip("for", i, i)
    introduced = start > i
    found = amount(reader, start, i, short=introduced)
    if found is None or not 1 <= found[1] <= DURATION_MAX:
        return None
    if not introduced and (
        reader.vocabulary.has("not_after_duration", reader.before(i))
        or (reader.key(i, i) in reader.vocabulary.map("numbers") and not _a_span(reader, i))
    ):
        return None
    return found[0], found[1], not introduced and found[0] > i + 1


def _a_span(reader: Reader, i: int) -> bool:
    return reader.lookup("spans_of_minutes", i, i) is not None


def amount(reader: Reader, i: int, begun: int, *, short: bool) -> tuple[int, int] | None:
    """Return end and minutes of an amount of time; `short` allows `5m`, and `20h` as a duration."""
    if named := reader.lookup("spans_of_minutes", i, begun):
        return named
    key = reader.key(i, begun)
    if found := _HOURS_AND_MINUTES.fullmatch(key):
        hours = int(found[1])
        fits = (short or hours <= _LAST_HOUR_OF_A_DURATION) and int(found[2]) < 60
        return (i + 1, hours * 60 + int(found[2])) if fits else None
    units = reader.vocabulary.map("minutes")
    found = _AMOUNT.fullmatch(key)
    end, number, unit = i + 1, reader.number(i, begun) or 0.0, ""
    if found:
        number, unit = float(found[1].replace(",", ".")), found[2]
    if not unit:
        end, unit = i + 2, reader.key(i + 1, begun)
    elif not short and (unit == "m" or (unit == "h" and number > _LAST_HOUR_OF_A_DURATION)):
        return None
    minutes = number * units.get(unit, 0)
    if not minutes or minutes != int(minutes):
        return None
    if units[unit] == 60 and (rest := _and_minutes(reader, end, begun)):
        return rest[0], int(minutes) + rest[1]
    return end, int(minutes)


def _and_minutes(reader: Reader, i: int, begun: int) -> tuple[int, int] | None:
    """Read the `30 min` of `1 hour 30 min`."""
    at = reader.skip("and", i, begun)
    found = _AMOUNT.fullmatch(reader.key(at, begun))
    if found is None or not found[1].isdigit():
        return None
    unit, end = (found[2], at + 1) if found[2] else (reader.key(at + 1, begun), at + 2)
    fits = reader.vocabulary.map("minutes").get(unit) == 1 and int(found[1]) < 60
    return (end, int(found[1])) if fits else None
