"""Cases of what dates mean in time zones, around clock changes and far from them."""

from bisect import bisect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tasklark.domain import zones
from tasklark.domain.dates import Due, parse_due
from tasklark.domain.errors import Invalid

ZONES = (
    "UTC",
    "Etc/GMT+12",
    "Pacific/Pago_Pago",
    "Pacific/Marquesas",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "Atlantic/Azores",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Tehran",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Antarctica/Troll",
)
"""Every offset there is from UTC-12 to UTC+14, odd ones too; half-hour and two-hour changes."""

YEARS = (2026, 2027)
SPECIAL = (
    ("Pacific/Apia", "2011-12-30T10:00:00"),  # a day that was skipped
    ("America/Sao_Paulo", "2018-11-04T03:00:00"),  # a midnight that was skipped
    ("America/St_Johns", "2010-11-07T02:31:00"),  # a midnight that was shown twice
    ("Asia/Beirut", "2026-03-28T22:00:00"),
    ("Africa/Cairo", "2026-10-29T21:00:00"),
)
_TICK = timedelta(microseconds=1)
_MILLISECOND = timedelta(milliseconds=1)
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEPS = (
    timedelta(0),
    -_TICK,
    timedelta(minutes=-20),
    timedelta(minutes=20),
    timedelta(minutes=70),
    timedelta(hours=-25),
)

TEXTS = (
    "2026-12-01",
    "2026-12-01T09:00",
    "2026-12-01T09:00:00",
    "2026-12-01t09:00:30.5",
    "2026-12-01T09:00:30.123456789",
    "2026-12-01T09:00:00Z",
    "2026-12-01T09:00:00z",
    "2026-12-01T09:00:00.000001+05:45",
    "2026-12-01T23:59:59-12:00",
    "2024-02-29",
    "2100-02-29",
    "2026-02-30",
    "2026-13-01",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59",
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "2026-12-01T24:00",
    "2026-12-01T09:60",
    "2026-12-01T09:00:60",
    "2026-12-01T09:00Z",
    "2026-12-01T09:00:00+24:00",
    "2026-12-01T09:00:00+09:60",
    "2026-12-01T09:00:00.1234567890",
    "2026-12-01 09:00",
    "2026-12-1",
    "20261201",
    " 2026-12-01",
    "2026-12-01\n",
    "",
)


def cases() -> dict[str, Any]:
    """Return the content of dates.json."""
    return {
        "about": [
            "What dates mean in a time zone: src/tasklark/domain/dates.py and zones.py, by Python.",
            "texts: a text, and its canonical form or null. walls: zone, local time, the instant",
            "that it stands for, the first instant that shows it or later. moments: zone, instant,",
            "what clocks show, the day that it is. days: zone, day, its first instant, the first",
            "after it. overdue: zone, date, milliseconds since 1970, whether it is overdue then.",
            "orders: zone, dates soonest first, those that are equal in a list of their own.",
        ],
        "texts": [[text, _canonical(text)] for text in TEXTS],
        "walls": list(_walls()),
        "moments": list(_moments()),
        "days": list(_days()),
        "overdue": list(_overdue()),
        "orders": list(_orders()),
    }


def _canonical(text: str) -> str | None:
    try:
        return str(parse_due(text))
    except Invalid:
        return None


def _walls() -> Iterator[list[str]]:
    for name, turn in _turns():
        zone = ZoneInfo(name)
        for wall in sorted(_around(turn, zone)):
            instant, first = zones.to_instant(wall, zone), zones.first_shown(wall, zone)
            yield [name, str(Due.at_local(wall)), _instant(instant), _instant(first)]


def _moments() -> Iterator[list[str]]:
    for name, turn in _turns():
        zone = ZoneInfo(name)
        midnight = datetime.combine(zones.shown(turn, zone), time())
        for moment in (turn, zones.first_shown(midnight + _DAY, zone)):
            for at in (moment + step for step in _STEPS):
                wall = zones.shown(at, zone)
                yield [name, _instant(at), str(Due.at_local(wall)), str(zones.today(at, zone))]


def _days() -> Iterator[list[str]]:
    for name, turn in _turns():
        zone = ZoneInfo(name)
        for day in (zones.shown(turn, zone).date() + n * _DAY for n in (-1, 0, 1)):
            yield [name, str(day), *map(_instant, zones.day_bounds(day, zone))]


def _overdue() -> Iterator[list[Any]]:
    for name, turn in _turns():
        zone = ZoneInfo(name)
        wall = zones.shown(turn - timedelta(minutes=20), zone)
        days = [Due.on_day(wall.date() + n * _DAY) for n in (-1, 0)]
        for due in (*days, Due.at_local(wall), Due.at_local(wall + _TICK), Due.at_instant(turn)):
            ends = zones.day_bounds(due.sort_at.date(), zone)[1]
            for base in (turn, ends, zones.to_instant(wall, zone)):
                for step in (0, 1):
                    now = (base - _EPOCH) // _MILLISECOND + step
                    overdue = zones.is_overdue(due, _EPOCH + now * _MILLISECOND, zone)
                    yield [name, str(due), now, overdue]


def _orders() -> Iterator[list[Any]]:
    random = Random(4)  # noqa: S311 - not a secret
    for name, turn in _turns():
        zone = ZoneInfo(name)
        walls = sorted(_around(turn, zone))
        dues = [
            *(Due.on_day(zones.shown(turn, zone).date() + n * _DAY) for n in (0, 1)),
            *map(Due.at_local, random.sample(walls, 8)),
            *(Due.at_instant(turn + step) for step in _STEPS),
        ]
        by_key: dict[zones.SortKey, list[str]] = {}
        for due in dues:
            by_key.setdefault(zones.sort_key(due, zone), []).append(str(due))
        yield [name, [by_key[key] for key in sorted(by_key)]]


def _turns() -> Iterator[tuple[str, datetime]]:
    """Give the changes of each zone in the two years, its special one, and a plain moment."""
    for name in ZONES:
        special = (datetime.fromisoformat(at).replace(tzinfo=UTC) for n, at in SPECIAL if n == name)
        plain = datetime(2026, 7, 4, 11, 59, 30, 500, tzinfo=UTC)
        for turn in sorted({*_changes(ZoneInfo(name)), *special, plain}):
            yield name, turn


def _changes(zone: ZoneInfo) -> Iterator[datetime]:
    """Give the changes of the two years, to the minute."""
    start, end = datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[1] + 1, 1, 1, tzinfo=UTC)
    minutes = range(24 * 60 + 1)
    while start < end:
        before = start.astimezone(zone).utcoffset()
        if (start + _DAY).astimezone(zone).utcoffset() != before:
            yield start + timedelta(minutes=bisect(minutes, 0, key=_turned(zone, start)))
        start += _DAY


def _turned(zone: ZoneInfo, start: datetime) -> Callable[[int], bool]:
    before = start.astimezone(zone).utcoffset()
    return lambda m: (start + timedelta(minutes=m)).astimezone(zone).utcoffset() != before


def _around(turn: datetime, zone: ZoneInfo) -> set[datetime]:
    """Return times on the clock around a change, seen from before it and from after it."""
    edges = (zones.shown(turn, zone), zones.shown(turn - _TICK, zone) + _TICK)
    midnights = (datetime.combine(edge.date() + n * _DAY, time()) for edge in edges for n in (0, 1))
    return {edge + step for edge in (*edges, *midnights) for step in _STEPS}


def _instant(moment: datetime) -> str:
    return str(Due.at_instant(moment))
