"""VTIMEZONE components made from IANA's zones."""

from bisect import bisect_left
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tasklark.domain.recurrence.rules import WEEKDAYS

_YEARS = 12
"""How many years are looked at, at least: a rule is what holds in the last ones of them."""
_SURE = 5
_HORIZON = 2038
_STEP = timedelta(days=3)
_EARLIEST, _LATEST = 1903, 9980


class Change(NamedTuple):
    """Clocks in a zone go from one offset to another when they show `wall`."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool


@lru_cache(maxsize=512)
def definition(zone_name: str, year: int) -> str:
    """Return the VTIMEZONE of a zone, good from a year on, with CRLF.

    What comes at the same time each year is told by a rule from then on. Other changes (Ramadan's,
    say, and those under old laws) are listed one by one, until 2038 or for twelve years.
    """
    first = max(_EARLIEST, min(year - 1, _LATEST))
    zone = ZoneInfo(zone_name)
    begin = datetime(first, 1, 1, tzinfo=UTC)
    changes = _changes(zone, begin, datetime(max(first + _YEARS, _HORIZON), 1, 1, tzinfo=UTC))
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone_name}"]
    lines += _observance([_state(zone, begin)], None)
    for kind in dict.fromkeys(_kind(change) for change in changes):
        alike = [change for change in changes if _kind(change) == kind]
        steady = _steady(alike, changes[-1].wall.year)
        others, ruled = alike[: len(alike) - steady], alike[len(alike) - steady :]
        lines += _observance(others, None) if others else []
        lines += _observance(ruled[:1], _rule(ruled)) if ruled else []
    return "".join(f"{line}\r\n" for line in [*lines, "END:VTIMEZONE"])


def _steady(changes: list[Change], last: int) -> int:
    """Return how many of the latest changes come by one rule, up to the last year."""
    if changes[-1].wall.year != last:
        return 0
    count = 1
    while count < len(changes) and _rule(changes[-count - 1 :]) is not None:
        count += 1
    return count if count >= _SURE else 0


def _state(zone: ZoneInfo, moment: datetime) -> Change:
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    wall = local.replace(tzinfo=None)
    return Change(wall, offset, offset, local.tzname() or "", bool(local.dst()))


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> list[Change]:
    count = (end - begin) // _STEP
    steps = [begin + number * _STEP for number in range(count + 1)]
    return [
        _change(zone, before, after)
        for before, after in pairwise(steps)
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    ]


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> Change:
    """Return the change between two moments, to the second."""
    old = before.astimezone(zone).utcoffset() or timedelta()
    seconds = range(int((after - before).total_seconds()) + 1)
    passed = bisect_left(
        seconds,
        1,
        key=lambda s: (before + timedelta(seconds=s)).astimezone(zone).utcoffset() != old,
    )
    moment = before + timedelta(seconds=passed)
    local = moment.astimezone(zone)
    wall = (moment + old).replace(tzinfo=None)
    new = local.utcoffset() or timedelta()
    return Change(wall, old, new, local.tzname() or "", bool(local.dst()))


def _kind(change: Change) -> tuple[object, ...]:
    return change[1:]


def _rule(changes: list[Change]) -> str | None:
    """Return the rule by which changes come each year, if there is one."""
    walls = [change.wall for change in changes]
    if any(after.year != before.year + 1 for before, after in pairwise(walls)):
        return None
    if len({(wall.month, wall.weekday(), wall.time()) for wall in walls}) != 1:
        return None
    numbers = set.intersection(*({_nth(wall), _last(wall)} for wall in walls)) - {0}
    if not numbers:
        return None
    day = f"{min(numbers)}{WEEKDAYS[walls[0].weekday()]}"
    return f"RRULE:FREQ=YEARLY;BYMONTH={walls[0].month};BYDAY={day}"


def _nth(wall: datetime) -> int:
    return (wall.day - 1) // 7 + 1


def _last(wall: datetime) -> int:
    return -1 if wall.day + 7 > monthrange(wall.year, wall.month)[1] else 0


def _observance(changes: list[Change], rule: str | None) -> list[str]:
    first, *others = changes
    kind = "DAYLIGHT" if first.is_summer else "STANDARD"
    lines = [
        f"BEGIN:{kind}",
        f"DTSTART:{_written(first.wall)}",
        f"TZOFFSETFROM:{_offset(first.before)}",
        f"TZOFFSETTO:{_offset(first.after)}",
    ]
    lines += [f"TZNAME:{first.name}"] if first.name else []
    lines += [rule] if rule else []
    lines += [f"RDATE:{_written(other.wall)}" for other in others]
    return [*lines, f"END:{kind}"]


def _written(wall: datetime) -> str:
    return f"{wall.isoformat(timespec='seconds').replace('-', '').replace(':', '')}"


def _offset(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, rest = ("-" if seconds < 0 else "+"), abs(seconds)
    text = f"{sign}{rest // 3600:02}{rest // 60 % 60:02}"
    return text + (f"{rest % 60:02}" if rest % 60 else "")
