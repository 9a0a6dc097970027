"""Values of iCalendar (RFC 5545, section 3.3): text, durations, dates as they are written."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tasklark.domain.dates import Due, parse_due

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNSAFE = re.compile(r"[\\;,\n]")
_ITEM = re.compile(r"(?:\\.|[^\\,])*", re.DOTALL)
_DURATION = re.compile(
    r"([+-]?)P(?=[0-9T])(?:([0-9]{1,6})W)?(?:([0-9]{1,6})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,8})H)?(?:([0-9]{1,8})M)?(?:([0-9]{1,10})S)?)?"
)
_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")


def unescape(value: str) -> str:
    """Return the text that a TEXT value stands for."""
    return _ESCAPED.sub(_plain, value) if "\\" in value else value


def _plain(found: re.Match[str]) -> str:
    character = found[1]
    if character in "nN":
        return "\n"
    return character if character in '\\;,:"' else found[0]


def escape(text: str) -> str:
    """Return the TEXT value for a text; the inverse of `unescape`."""
    return _UNSAFE.sub(lambda found: "\\n" if found[0] == "\n" else "\\" + found[0], text)


def items(value: str) -> list[str]:
    """Return the raw items of a value that is a list of texts, still escaped."""
    if "\\" not in value:
        return value.split(",")
    found, place = [], 0
    while True:
        item = _ITEM.match(value, place)
        end = item.end() if item else place
        found.append(value[place:end])
        if end >= len(value) or value[end] != ",":
            return found
        place = end + 1


class Span(NamedTuple):
    """A duration: days on the calendar (weeks are seven), then exact seconds. Both may be < 0."""

    days: int
    seconds: int

    @property
    def whole(self) -> timedelta:
        """The duration where each day has 24 hours."""
        return timedelta(days=self.days, seconds=self.seconds)


def span(value: str) -> Span | None:
    """Return the duration in a value; None when it is none."""
    found = _DURATION.fullmatch(value.strip().upper())
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    sign = -1 if found[1] == "-" else 1
    return Span(sign * (weeks * 7 + days), sign * (hours * 3600 + minutes * 60 + seconds))


def duration(minutes: int) -> str:
    """Return the duration of a number of minutes as it is written."""
    sign, rest = ("-" if minutes < 0 else ""), abs(minutes)
    days, rest = divmod(rest, 1440)
    hours, rest = divmod(rest, 60)
    time = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (rest, "M")) if number)
    if not days and not time:
        return "PT0S"
    return f"{sign}P{f'{days}D' if days else ''}{f'T{time}' if time else ''}"


def date(value: str) -> Due | None:
    """Return the day, local time or UTC instant in a value; None when it is none.

    A leap second is the second before it.
    """
    found = _DATE.fullmatch(value.strip())
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    try:
        if found[4] is None:
            return Due("day", datetime(year, month, day, tzinfo=UTC))
        hour, minute, second = (
            int(found[4]),
            int(found[5]),
            min(int(found[6]), 59 + (found[6] > "60")),
        )
        wall = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return Due("instant" if found[7] else "local", wall)


def written(due: Due) -> str:
    """Return a date as it is written: a day, a local time or an instant in UTC."""
    bare = due.sort_at.replace(tzinfo=None)
    if due.kind == "day":
        return bare.date().isoformat().replace("-", "")
    text = bare.replace(microsecond=0).isoformat().replace("-", "").replace(":", "")
    return text + ("Z" if due.kind == "instant" else "")


def parsed(text: str) -> Due:
    """Return the date in a canonical text of `domain.dates`, cut to whole seconds."""
    due = parse_due(text)
    return Due(due.kind, due.sort_at.replace(microsecond=0))
