"""A recurrence rule (RFC 5545, section 3.3.10): read, checked, and written in one canonical way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import prod
from typing import Literal

from tasklark.domain.dates import Due
from tasklark.domain.errors import FieldError, Invalid

Frequency = Literal["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]

LONGEST_RULE = 500
MOST_SLOTS = 5_000  # of a rule with COUNT
MOST_TIMES_A_DAY = 288
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_FREQUENCIES: Mapping[str, Frequency] = {
    "YEARLY": "YEARLY",
    "MONTHLY": "MONTHLY",
    "WEEKLY": "WEEKLY",
    "DAILY": "DAILY",
    "HOURLY": "HOURLY",
}
_WIDEST_INTERVAL = {"YEARLY": 100}
_WIDEST_OTHER_INTERVAL = 1000
_NUMBER = re.compile(r"[+-]?[0-9]{1,5}")
_BY_DAY = re.compile(r"(?P<nth>[+-]?[0-9]{1,2})?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(?P<day>[0-9]{8})(?:T(?P<time>[0-9]{6})(?P<utc>Z)?)?")

# Each list of numbers: the field, the lowest, the highest, and whether counting from the end is on.
_LISTS: Mapping[str, tuple[str, int, int, bool]] = {
    "BYMONTH": ("months", 1, 12, False),
    "BYWEEKNO": ("week_numbers", 1, 53, True),
    "BYYEARDAY": ("year_days", 1, 366, True),
    "BYMONTHDAY": ("month_days", 1, 31, True),
    "BYHOUR": ("hours", 0, 23, False),
    "BYMINUTE": ("minutes", 0, 59, False),
    "BYSECOND": ("seconds", 0, 59, False),
    "BYSETPOS": ("positions", 1, 366, True),
}
_CHOOSING = [field for field, *_ in _LISTS.values() if field != "positions"]
_PARTS = frozenset({*_LISTS, "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})
# The table of section 3.3.10: parts that a frequency has no meaning for.
_MEANINGLESS: Mapping[Frequency, frozenset[str]] = {
    "YEARLY": frozenset(),
    "MONTHLY": frozenset({"BYWEEKNO", "BYYEARDAY"}),
    "WEEKLY": frozenset({"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY"}),
    "DAILY": frozenset({"BYWEEKNO", "BYYEARDAY"}),
    "HOURLY": frozenset({"BYWEEKNO"}),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE value; each list is sorted and has nothing twice, and an empty one was not given.

    A day of `by_day` is (which one, weekday): (0, 0) is every Monday, (-1, 4) the last Friday.
    Weekdays count from Monday, 0.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: Due | None = None
    week_start: int = 0
    months: tuple[int, ...] = ()
    week_numbers: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()

    @property
    def chooses(self) -> bool:
        """Tell whether a BY part, BYSETPOS apart, chooses months, days or times."""
        return any(getattr(self, field) for field in ("by_day", *_CHOOSING))

    def __str__(self) -> str:
        """Return the canonical text: it parses back to this very rule."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={re.sub('[-:]', '', str(self.until))}")
        for name, (field, *_) in _LISTS.items():
            if name == "BYHOUR" and self.by_day:
                days = ",".join(f"{n or ''}{WEEKDAYS[day]}" for n, day in self.by_day)
                parts.append(f"BYDAY={days}")
            if numbers := getattr(self, field):
                parts.append(f"{name}={','.join(map(str, numbers))}")
        if self.week_start:
            parts.append(f"WKST={WEEKDAYS[self.week_start]}")
        return ";".join(parts)


def parse_rule(text: str) -> Rule:
    """Return the rule in `text`: an RRULE value, with or without `RRULE:` before it, in any case.

    Raises `Invalid` for `repeat.rule` when it breaks RFC 5545, section 3.3.10, repeats more often
    than the limits above, or has a part that is not of that section. The message never repeats
    the text.
    """
    if len(text) > LONGEST_RULE:
        raise refused(f"must have at most {LONGEST_RULE} characters")
    parts = _split(text.strip().upper().removeprefix("RRULE:"))
    frequency = _FREQUENCIES.get(parts.get("FREQ", ""))
    if frequency is None:
        raise refused("needs FREQ=YEARLY, MONTHLY, WEEKLY, DAILY or HOURLY")
    if _MEANINGLESS[frequency] & parts.keys():
        names = ", ".join(sorted(_MEANINGLESS[frequency]))
        raise refused(f"must not have {names} with FREQ={frequency}")
    widest = _WIDEST_INTERVAL.get(frequency, _WIDEST_OTHER_INTERVAL)
    rule = Rule(
        frequency,
        interval=_whole(parts.get("INTERVAL", "1"), "INTERVAL", widest),
        count=_whole(parts["COUNT"], "COUNT", MOST_SLOTS) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_start=_week_start(parts.get("WKST", "MO")),
        by_day=_days(parts["BYDAY"]) if "BYDAY" in parts else (),
        **{
            field: _numbers(parts[name], name)
            for name, (field, *_) in _LISTS.items()
            if name in parts
        },
    )
    _require_sense(rule)
    return rule


def refused(message: str) -> Invalid:
    """Return the error that says what is wrong with a rule."""
    return Invalid(FieldError("repeat.rule", message))


def _split(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in filter(None, text.split(";")):
        name, equals, value = part.partition("=")
        if not equals or name not in _PARTS:
            raise refused("must be made of the parts of RFC 5545: " + ", ".join(sorted(_PARTS)))
        if name in parts:
            raise refused("must not have the same part twice")
        parts[name] = value
    return parts


def _whole(value: str, name: str, highest: int) -> int:
    if not re.fullmatch("[0-9]{1,6}", value) or not 1 <= int(value) <= highest:
        raise refused(f"{name} must be a whole number from 1 to {highest}")
    return int(value)


def _numbers(value: str, name: str) -> tuple[int, ...]:
    _, low, high, from_end = _LISTS[name]
    texts = value.split(",")
    if all(map(_NUMBER.fullmatch, texts)):
        numbers = sorted(set(map(int, texts)))
        if all(low <= (abs(n) if from_end else n) <= high for n in numbers):
            return tuple(numbers)
    ends = f", or -{high} to -{low} from the end" if from_end else ""
    raise refused(f"{name} must list whole numbers from {low} to {high}{ends}")


def _week_start(value: str) -> int:
    if value not in WEEKDAYS:
        raise refused("WKST must be one of " + ", ".join(WEEKDAYS))
    return WEEKDAYS.index(value)


def _days(value: str) -> tuple[tuple[int, int], ...]:
    days: set[tuple[int, int]] = set()
    for text in value.split(","):
        found = _BY_DAY.fullmatch(text)
        if found is None or (found["nth"] and not 1 <= abs(int(found["nth"])) <= 53):
            raise refused("BYDAY must list weekdays (MO), each with 1 to 53 or -1 to -53 before it")
        days.add((int(found["nth"] or 0), WEEKDAYS.index(found["day"])))
    return tuple(sorted(days, key=lambda day: (day[1], day[0])))


def _until(value: str) -> Due:
    found = _UNTIL.fullmatch(value)
    try:
        if found and found["time"] is None:
            return Due.on_day(datetime.strptime(value, "%Y%m%d").date())  # noqa: DTZ007 - a day
        if found:
            moment = datetime.strptime(value[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - set below
            return Due("instant" if found["utc"] else "local", moment.replace(tzinfo=UTC))
    except ValueError:
        pass
    raise refused("UNTIL must be a day (20301231) or a date-time (20301231T225959Z)")


def _require_sense(rule: Rule) -> None:
    if rule.count is not None and rule.until is not None:
        raise refused("must not have both COUNT and UNTIL")
    if any(nth for nth, _ in rule.by_day):
        if rule.frequency not in ("MONTHLY", "YEARLY"):
            raise refused("BYDAY must have numbers with FREQ=MONTHLY or YEARLY only")
        if rule.week_numbers:
            raise refused("BYDAY must not have numbers beside BYWEEKNO")
    if rule.positions and not rule.chooses:
        raise refused("BYSETPOS needs another BY part beside it")
    hours = len(rule.hours) or (24 if rule.frequency == "HOURLY" else 1)
    if prod((hours, len(rule.minutes) or 1, len(rule.seconds) or 1)) > MOST_TIMES_A_DAY:
        raise refused(f"must not repeat more than {MOST_TIMES_A_DAY} times a day")
