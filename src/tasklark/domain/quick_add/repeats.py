"""Repetitions in words, read into rules: `every other tuesday`, `jeden letzten Freitag`."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from tasklark.domain.quick_add import dated, days
from tasklark.domain.quick_add.calendar_days import WEEKDAYS
from tasklark.domain.quick_add.reader import Reader
from tasklark.domain.recurrence.rules import Rule, parse_rule
from tasklark.domain.recurrence.series import walls

_WORKDAYS = tuple((0, day) for day in range(5))
_UNITS: dict[str, Rule] = {
    "day": Rule("DAILY"),
    "week": Rule("WEEKLY"),
    "fortnight": Rule("WEEKLY", interval=2),
    "month": Rule("MONTHLY"),
    "quarter": Rule("MONTHLY", interval=3),
    "year": Rule("YEARLY"),
}
_WIDEST = {"YEARLY": 100}
_WIDEST_OTHER = 1_000
_MOST_LISTED = 7
_LONGEST_SUFFIX = 3
_EN_DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule, whether it counts from completion, and the part of the day if it told one."""

    rule: Rule
    from_completion: bool = False
    part: str | None = None
    weak: bool = False


def read(reader: Reader, i: int) -> tuple[int, Repeat] | None:
    """Return the end and the repetition of the longest phrase at word `i`, or None."""
    if found := reader.lookup("repeats", i, i):
        weak = reader.vocabulary.has("weak", reader.words[i].key)
        return _detailed(reader, found[0], i, Repeat(parse_rule(found[1]), weak=weak))
    if each := _listed(reader, reader.skip("on", i, i), i, "weekdays_each"):
        return each[0], Repeat(_weekly(each[1]), weak=False)
    if not reader.vocabulary.has("every", reader.words[i].key):
        return _of_every_month(reader, i)
    from_completion = reader.words[i].tail == "!"
    found = _counted(reader, i + 1, i) or _nth(reader, i + 1, i) or _named(reader, i + 1, i)
    if found is None:
        return None
    end, repeat = found
    done = reader.skip("after_completion", end, i)
    if done > end:
        end, from_completion = done, True
    return end, replace(repeat, from_completion=from_completion)


def _of_every_month(reader: Reader, i: int) -> tuple[int, Repeat] | None:
    """Read `on the 20th of every month`, `am letzten Freitag jedes Monats`."""
    found = _nth(reader, reader.skip("the", reader.skip("on", i, i), i), i, monthly=True)
    if found is None:
        return None
    end = found[0]
    starts = range(max(i + 1, end - _LONGEST_SUFFIX), end)
    told = any(reader.skip("of_every_month", at, i) == end for at in starts)
    return found if told else None


def _counted(reader: Reader, i: int, begun: int) -> tuple[int, Repeat] | None:
    """Read `2 weeks on mon and thu`, `other day`, `month on the 31st`, `4 hours`."""
    number, at = reader.number(i, begun), i + 1
    if number is None:
        number = reader.vocabulary.map("every_nth").get(reader.key(i, begun))
    if number is None:
        nth = dated.ordinal(reader, i, begun)
        number, at = (nth, i + 1) if nth and nth > 1 else (1, i)
    unit = reader.vocabulary.map("units").get(reader.key(at, begun))
    rule = _UNITS.get(unit or "")
    if rule is None and reader.vocabulary.map("minutes").get(reader.key(at, begun)) == 60:
        rule = Rule("HOURLY")
    if rule is None or reader.skip("of_the_month", at + 1, begun) > at + 1:
        return None
    interval = number * rule.interval
    if not 1 <= interval <= _WIDEST.get(rule.frequency, _WIDEST_OTHER):
        return None
    return _detailed(reader, at + 1, begun, Repeat(replace(rule, interval=interval)))


def _detailed(reader: Reader, i: int, begun: int, repeat: Repeat) -> tuple[int, Repeat]:
    """Read on: `every week` may go on with `on friday`, `every month` with `on the 15th`."""
    at = max(reader.skip("on", i, begun), i)
    rule, end = repeat.rule, i
    chosen: Rule | None = None
    if rule.frequency == "WEEKLY" and not rule.by_day:
        listed = _listed(reader, at, begun, "weekdays") if at > i else None
        listed = listed or _listed(reader, i, begun, "weekdays_each")
        if listed:
            end, chosen = listed[0], replace(rule, by_day=_weekdays(listed[1]))
    elif rule.frequency == "MONTHLY" and at > i:
        inner = _nth(reader, reader.skip("the", at, begun), begun, monthly=True)
        if inner and inner[1].rule.frequency == "MONTHLY":
            end, chosen = inner[0], replace(inner[1].rule, interval=rule.interval)
    elif rule.frequency == "YEARLY" and at > i:
        on = dated.month_and_day(reader, at, begun)
        if on:
            end, chosen = on[0], replace(_yearly(on[1], on[2]), interval=rule.interval)
    return (end, replace(repeat, rule=chosen, weak=False)) if chosen else (end, repeat)


def _nth(reader: Reader, i: int, begun: int, *, monthly: bool = False) -> tuple[int, Repeat] | None:
    """Read `last friday`, `other tuesday`, `15th`, `1st and 15th`, `last day of the month`."""
    on = dated.month_and_day(reader, i, begun)
    if on and not monthly:
        return on[0], Repeat(_yearly(on[1], on[2]))
    nth = dated.ordinal(reader, i, begun)
    apart = reader.vocabulary.map("every_nth").get(reader.key(i, begun))
    weekday = reader.vocabulary.map("weekdays").get(reader.key(i + 1, begun))
    if weekday and (nth or apart):
        return _nth_weekday(reader, i + 2, begun, _Nth(nth, apart, weekday, monthly))
    if nth and reader.vocabulary.map("units").get(reader.key(i + 1, begun)) == "day":
        end = reader.skip("of_the_month", i + 2, begun)
        return end, Repeat(_on_month_days([nth]))
    if nth and (end := reader.skip("workday", i + 1, begun)) > i + 1:
        end = reader.skip("of_the_month", end, begun)
        return end, Repeat(Rule("MONTHLY", by_day=_WORKDAYS, positions=(nth,)))
    return _month_days(reader, i, begun)


@dataclass(frozen=True, slots=True)
class _Nth:
    nth: int | None
    apart: int | None
    weekday: str
    monthly: bool


def _nth_weekday(reader: Reader, i: int, begun: int, told: _Nth) -> tuple[int, Repeat] | None:
    """`every other friday` counts weeks, `every last friday` is one of each month.

    A German `zweiten` counts weeks unless `im Monat` follows; an English `second` is the month's.
    """
    day = WEEKDAYS.index(told.weekday)
    end = reader.skip("of_the_month", i, begun)
    of_a_month = end > i or told.monthly
    months: tuple[int, ...] = ()
    if end == i and (of := reader.skip("of", i, begun)) > i:
        month = reader.vocabulary.map("months").get(reader.key(of, begun))
        if month:
            end, months, of_a_month = of + 1, (month,), True
    apart = told.apart
    if apart is None and told.nth and reader.words[i - 2].tail == ".":
        apart = told.nth if told.nth > 1 else None  # "jeden 2. Dienstag"
    if apart and not of_a_month:
        return i, Repeat(Rule("WEEKLY", interval=apart, by_day=((0, day),)))
    if told.nth is None or not -1 <= told.nth <= 5:
        return None
    every = Rule("YEARLY" if months else "MONTHLY", months=months, by_day=((told.nth, day),))
    return end, Repeat(every)


def _named(reader: Reader, i: int, begun: int) -> tuple[int, Repeat] | None:
    """Read `weekday`, `mon and thu`, `mon-fri`, `weekend`, `morning`, `january`."""
    if (end := reader.skip("workday", i, begun)) > i:
        return end, Repeat(_weekly(list(WEEKDAYS[:5])))
    if (end := reader.skip("weekend", i, begun)) > i:
        return end, Repeat(_weekly(["SA"]))
    if listed := _listed(reader, i, begun, "weekdays"):
        return listed[0], Repeat(_weekly(listed[1]))
    if part := reader.lookup("day_parts", i, begun):
        return part[0], Repeat(Rule("DAILY"), part=part[1])
    compound, part_name = days.compound(reader, reader.key(i, begun))
    if compound:
        return i + 1, Repeat(_weekly([compound]), part=part_name)
    month = reader.vocabulary.map("months").get(reader.key(i, begun))
    return (i + 1, Repeat(_yearly(month, 1))) if month else None


def _listed(reader: Reader, i: int, begun: int, table: str) -> tuple[int, list[str]] | None:
    """Read weekdays: `mon`, `mon, wed and fri`, `mon-fri`, `monday to friday`."""
    names = reader.vocabulary.map(table)
    found: list[str] = []
    end = at = i
    while len(found) < _MOST_LISTED:
        key = reader.key(at, begun)
        first, dash, last = key.replace(_EN_DASH, "-").partition("-")
        if dash and first in names and last in names:
            found += _range(names[first], names[last])
        elif key in names:
            found.append(names[key])
        else:
            break
        end = at + 1
        to = reader.skip("to", end, begun)
        if to > end and reader.key(to, begun) in names:
            found += _range(found[-1], names[reader.key(to, begun)])
            end = to + 1
        at = reader.skip("and", end, begun)
    return (end, found) if found else None


def _range(first: str, last: str) -> list[str]:
    start = WEEKDAYS.index(first)
    return [WEEKDAYS[(start + n) % 7] for n in range((WEEKDAYS.index(last) - start) % 7 + 1)]


def _month_days(reader: Reader, i: int, begun: int) -> tuple[int, Repeat] | None:
    """Read `31st`, `1st and 15th`, `15. und 30.`."""
    numbers: list[int] = []
    end = at = i
    while len(numbers) < _MOST_LISTED:
        number, told = dated.day_number(reader, at, begun)
        if not told:
            break
        numbers.append(number)
        end = at + 1
        at = reader.skip("the", reader.skip("and", end, begun), begun)
    end = reader.skip("of_the_month", end, begun) if numbers else end
    return (end, Repeat(_on_month_days(numbers))) if numbers else None


def _on_month_days(numbers: list[int]) -> Rule:
    """Return the rule for days of the month; a day that a month lacks falls on its last one."""
    if len(numbers) == 1 and numbers[0] in (29, 30):
        return Rule("MONTHLY", month_days=tuple(range(28, numbers[0] + 1)), positions=(-1,))
    return Rule("MONTHLY", month_days=tuple(sorted({-1 if n == 31 else n for n in numbers})))


def _yearly(month: int, day: int) -> Rule:
    return Rule("YEARLY", months=(month,), month_days=(-1 if (month, day) == (2, 29) else day,))


def _weekly(names: list[str]) -> Rule:
    return Rule("WEEKLY", by_day=_weekdays(names))


def _weekdays(names: list[str]) -> tuple[tuple[int, int], ...]:
    return tuple((0, day) for day in sorted({WEEKDAYS.index(name) for name in names}))


def first_slot(rule: Rule, since_on: date, clock: time | None, after: datetime) -> datetime | None:
    """Return the rule's first slot from `since_on` on, after the moment `after` if timed."""
    start = datetime.combine(since_on, clock or time())
    once = replace(rule, interval=1, count=None, until=None)
    for slot in walls(once, start, start):
        if clock is None or slot > after:
            return slot
    return None


def anchored(rule: Rule, start: date) -> Rule:
    """Return the rule with what keeps it from leaving out months that its start's day lacks."""
    bare = not (rule.by_day or rule.month_days)
    if rule.frequency == "MONTHLY" and bare and start.day > 28:
        return replace(_on_month_days([start.day]), interval=rule.interval)
    if rule.frequency == "YEARLY" and bare and (start.month, start.day) == (2, 29):
        return replace(_yearly(2, 29), interval=rule.interval)
    return rule
