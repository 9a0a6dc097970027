"""A date that keeps its kind: a day, a local time, or an instant.

The three kinds are never turned into each other. A day stays the day that was written, a local
time is met wherever its reader's clock shows it, and an instant is one moment for everybody.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Literal

from tasklark.domain.errors import FieldError, Invalid

Kind = Literal["day", "local", "instant"]

_DAY = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]+))?)?"
_OFFSET = r"(?P<offset>[Zz]|(?P<sign>[+-])(?P<hours>[0-9]{2}):(?P<minutes>[0-9]{2}))"
_DUE = re.compile(f"{_DAY}(?:[Tt]{_TIME}{_OFFSET}?)?")
_LONGEST_PART = 9
_KEPT = 4_096
"""How many dates are kept as read: a write reads its own some three times, a list many alike."""


@dataclass(frozen=True, slots=True)
class Due:
    """A due date, or a start date: its kind, and its place in the order "soonest first".

    `sort_at` is aware and in UTC: an instant itself, a local time read as UTC, a day at its
    midnight read as UTC. Together the two fields hold all there is to the date.
    """

    kind: Kind
    sort_at: datetime

    @classmethod
    def on_day(cls, day: date) -> "Due":
        """Return the due date that is the whole of `day`."""
        return cls("day", datetime.combine(day, time(), UTC))

    @classmethod
    def at_local(cls, wall: datetime) -> "Due":
        """Return the due date at `wall`, a time without a zone, wherever its reader is."""
        return cls("local", wall.replace(tzinfo=UTC, fold=0))

    @classmethod
    def at_instant(cls, moment: datetime, field: str = "due_date") -> "Due":
        """Return the due date at the aware `moment`.

        Raises `Invalid`, which names `field`, when the moment falls outside the years 0001-9999
        in UTC.
        """
        try:
            return cls("instant", moment.astimezone(UTC))
        except OverflowError:
            raise _refused(field, "must lie between the years 0001 and 9999 in UTC") from None

    def __str__(self) -> str:
        """Return the canonical text: it parses back to this very due date."""
        bare = self.sort_at.replace(tzinfo=None)
        if self.kind == "day":
            return bare.date().isoformat()
        return bare.isoformat() + ("Z" if self.kind == "instant" else "")


@lru_cache(_KEPT)
def parse_due(text: str, field: str = "due_date") -> Due:
    """Return the date written in `text`, in one of three forms, for a field of that name.

    A day `2030-02-10`; a local time `2030-02-10T09:00`, seconds and fraction optional; an
    instant after RFC 3339, section 5.6: `2030-02-10T09:00:00+01:00`. Fractions of up to nine
    digits are cut to microseconds. Raises `Invalid`, whose message names the field and never
    repeats the text.
    """
    found = _DUE.fullmatch(text)
    if found is None:
        raise _refused(
            field,
            "must be a day (2030-02-10), a local time (2030-02-10T09:00:00) or an RFC 3339 "
            "date-time with offset (2030-02-10T09:00:00Z)",
        )
    day = _day(found, field)
    if found["hour"] is None:
        return Due.on_day(day)
    wall = datetime.combine(day, _time(found, field))
    if found["offset"] is None:
        return Due.at_local(wall)
    return Due.at_instant(wall.replace(tzinfo=_zone(found, field)), field)


def parse_day(text: str, field: str = "deadline") -> date:
    """Return the day written in `text`, `2030-02-10`, for a field that takes nothing else.

    Raises `Invalid`, whose message names the field and never repeats the text.
    """
    found = _DUE.fullmatch(text)
    if found is None or found["hour"] is not None:
        raise _refused(field, "must be a day without a time (2030-02-10)")
    return _day(found, field)


def _day(found: re.Match[str], field: str) -> date:
    try:
        return date.fromisoformat(found["day"])
    except ValueError:
        raise _refused(field, "names a day that is not in the calendar") from None


def _time(found: re.Match[str], field: str) -> time:
    if found["second"] == "60":
        raise _refused(
            field, "must not name a leap second (60); write 59, or 00 of the next minute"
        )
    if found["offset"] is not None and found["second"] is None:
        raise _refused(field, "needs seconds beside an offset (2030-02-10T09:00:00Z)")
    part = found["part"] or ""
    if len(part) > _LONGEST_PART:
        raise _refused(field, f"must have at most {_LONGEST_PART} digits after the seconds")
    try:
        return time(
            int(found["hour"]),
            int(found["minute"]),
            int(found["second"] or 0),
            int(part[:6].ljust(6, "0")),
        )
    except ValueError:
        raise _refused(
            field, "names a time that no clock shows; 23:59:59 is the last second"
        ) from None


def _zone(found: re.Match[str], field: str) -> timezone:
    if found["sign"] is None:
        return UTC
    hours, minutes = int(found["hours"]), int(found["minutes"])
    if hours > 23 or minutes > 59:
        raise _refused(field, "must have an offset between -23:59 and +23:59")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if found["sign"] == "-" else offset)


def _refused(field: str, message: str) -> Invalid:
    return Invalid(FieldError(field, message))
