"""Phrases of a line: each place that may mean a date, a time, a repetition or a duration."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasklark.domain.quick_add import clock, dated, days, repeats
from tasklark.domain.quick_add.clock import Clock
from tasklark.domain.quick_add.dated import Day
from tasklark.domain.quick_add.reader import Reader
from tasklark.domain.quick_add.repeats import Repeat
from tasklark.domain.quick_add.result import Kind
from tasklark.domain.recurrence.rules import MOST_SLOTS

_TIMES = re.compile(r"([0-9]{1,4})x")


@dataclass(frozen=True, slots=True)
class Length:
    """`for 3 weeks` (a number and a unit), or `for 10 times` (no unit)."""

    number: int
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words `first` up to `last` (not included) may be a `kind` with this meaning.

    A `weak` one counts only where a person would mean it: at the line's end, at its start before
    a colon, or beside another. `also_due` marks `bis Freitag`: an end beside a repetition, the
    due date otherwise; `also_start` marks `ab Montag`.
    """

    first: int
    last: int
    kind: Kind
    meaning: Day | Clock | Repeat | Length | int
    weak: bool = False
    also_due: bool = False
    needs_repeat: bool = False


def read(reader: Reader) -> Iterator[Phrase]:
    """Yield the phrases from left to right; none overlaps another."""
    i, day_ended = 0, None
    while i < len(reader.words):
        if not reader.keys[i] or not reader.may_begin(i):
            i, day_ended = i + 1, None
            continue
        found = [*_at(reader, i)]
        if day_ended is not None and day_ended[0] == i and (part := _part_of(reader, day_ended)):
            found.append(part)
        if not found:
            i += 1
            continue
        # max() takes the first of the longest: the order of `_at` decides among equals
        phrase = max(found, key=lambda one: one.last)
        yield phrase
        i = phrase.last
        is_day = phrase.kind in {"date", "repeat", "start"} or phrase.also_due
        day_ended = (i, phrase.first) if is_day else None


def _part_of(reader: Reader, ended: tuple[int, int]) -> Phrase | None:
    """Read the part of the day behind a day: `tomorrow morning`, `Freitag Abend um 8`."""
    found = clock.beside_day(reader, *ended)
    return Phrase(ended[0], found[0], "time", found[1]) if found else None


def _at(reader: Reader, i: int) -> Iterator[Phrase]:
    if repeat := repeats.read(reader, i):
        yield Phrase(i, repeat[0], "repeat", repeat[1], weak=repeat[1].weak)
    yield from _bounds(reader, i)
    yield from _due(reader, i)
    time = clock.from_to(reader, i) or clock.read(reader, i)
    if time and not _one_of_several(reader, i, time[0]):
        yield Phrase(i, time[0], "time", time[1], weak=time[1].weak)
    if duration := clock.duration(reader, i):
        end, minutes, weak = duration
        yield Phrase(i, end, "duration", minutes, weak=weak)


def _one_of_several(reader: Reader, first: int, end: int) -> bool:
    """Tell whether another time is named too: `morgens und abends`, `at 9 or 10`."""
    before = reader.before(first)
    if reader.vocabulary.has("and", before) or reader.vocabulary.has("or", before):
        return True
    at = max(reader.skip(name, end, first) for name in ("or", "and"))
    return at > end and bool(reader.key(at, first)) and clock.read(reader, at) is not None


def _due(reader: Reader, i: int) -> Iterator[Phrase]:
    if _ends_range(reader, i):
        return
    after = max(reader.skip("on", i, i), reader.skip("for", i, i))
    if after > i:
        inner = days.read(reader, after, introduced=True) if reader.key(after, i) else None
        if inner and not _ruled_out(reader, after, inner[0], introduced=True):
            weak = inner[1].weak and (reader.skip("for", i, i) > i or _a_number(reader, after))
            yield Phrase(i, inner[0], "date", inner[1], weak=weak)
        return
    day = days.read(reader, i)
    start = i
    if day is None and (start := reader.skip("in_month", i, i)) > i:
        day = days.month_alone(reader, start) if reader.key(start, i) else None
    if day and not _ruled_out(reader, i, day[0], introduced=False):
        strict = reader.vocabulary.has("strict", reader.words[i].key)
        if not (strict and day[1].weak and not _time_follows(reader, day[0], i)):
            yield Phrase(i, day[0], "date", day[1], weak=day[1].weak)


def _ends_range(reader: Reader, i: int) -> bool:
    """Tell whether word `i` goes on with a range, as in `Montag bis Freitag`."""
    return reader.skip("to", i, i) > i and reader.before(i) in reader.vocabulary.map("weekdays")


def _a_number(reader: Reader, i: int) -> bool:
    """Tell whether the day is told by a number alone: `on the 5th` may go on with `floor`."""
    return dated.day_number(reader, reader.skip("the", i, i), i)[0] > 0


def _time_follows(reader: Reader, i: int, begun: int) -> bool:
    return bool(reader.key(i, begun)) and clock.read(reader, i) is not None


def _ruled_out(reader: Reader, first: int, end: int, *, introduced: bool) -> bool:
    """Tell whether a word beside the day shows that it is none: `the friday`, `sun cream`."""
    words, vocabulary = reader.words, reader.vocabulary
    key = words[first].key
    before = "" if introduced else reader.before(first)
    if before and (vocabulary.has("not_after", before) or before in vocabulary.map("ordinals")):
        return True
    if not introduced and first and _ends_range(reader, first - 1):
        return True
    listed = reader.before(first)
    if listed and vocabulary.listed("not_after_word", key, listed):
        return True
    if end - first > 1:
        return False
    text = words[first].text
    if (vocabulary.has("lower_only", key) and text != key) or (
        vocabulary.has("capital_only", key) and text == key
    ):
        return True
    following = reader.key(end, first)
    return vocabulary.listed("not_before_word", key, following) or _alternative(reader, end, first)


def _alternative(reader: Reader, i: int, begun: int) -> bool:
    """Tell whether another day follows: `monday or tuesday`, `friday to sunday`, `sat & sun`."""
    at = max(reader.skip(name, i, begun) for name in ("or", "and", "to"))
    known = reader.vocabulary
    key = reader.key(at, begun) if at > i else ""
    return bool(key) and (key in known.map("weekdays") or key in known.map("days"))


def _bounds(reader: Reader, i: int) -> Iterator[Phrase]:
    """Read what bounds a repetition: `until dec 31`, `starting monday`, `for 3 weeks`."""
    after = reader.skip("until", i, i)
    if after > i and (day := _day(reader, after, i)) and not _ends_range(reader, i):
        due = reader.skip("on", i, i) > i
        yield Phrase(i, day[0], "until", day[1], also_due=due, needs_repeat=not due)
    for table in ("starting", "starting_beside_repeat"):
        after = reader.skip(table, i, i)
        if after > i and (day := _day(reader, after, i)):
            yield Phrase(i, day[0], "start", day[1], needs_repeat=table != "starting")
    yield from _lengths(reader, i)


def _lengths(reader: Reader, i: int) -> Iterator[Phrase]:
    """Read how long a repetition goes on: `10 times`, `5x`, `for 3 weeks`."""
    start = reader.skip("for", i, i)
    number = reader.number(start, i)
    joined = reader.key(start, i)
    if (found := _TIMES.fullmatch(joined)) and 1 <= int(found[1]) <= MOST_SLOTS:
        yield Phrase(i, start + 1, "count", Length(int(found[1])), needs_repeat=True)
    if not number:
        return
    if number <= MOST_SLOTS and (end := reader.skip("times", start + 1, i)) > start + 1:
        yield Phrase(i, end, "count", Length(number), needs_repeat=True)
    unit = reader.vocabulary.map("units").get(reader.key(start + 1, i))
    if unit and start > i:
        yield Phrase(i, start + 2, "count", Length(number, unit), needs_repeat=True)


def _day(reader: Reader, i: int, begun: int) -> tuple[int, Day] | None:
    if not reader.key(i, begun):
        return None
    found = days.read(reader, i) or days.month_alone(reader, i, anywhere=True)
    return None if found is None or found[1].at_local else found
