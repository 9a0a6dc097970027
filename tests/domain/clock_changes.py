"""Every clock change of every zone from 2020 to 2040, and what it means, told without our code.

A change at one instant from one offset to another, with no other within three days of it, says
all there is to say about the days around it: one line for the time before, one for the time after.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

PARTS = 8
YEARS = (2020, 2041)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Change:
    """Clocks in `zone` go from one offset to another at `at`."""

    zone: ZoneInfo
    at: datetime
    before: timedelta
    after: timedelta

    def shown(self, moment: datetime) -> datetime:
        """Return what clocks show."""
        offset = self.before if moment < self.at else self.after
        return (moment + offset).replace(tzinfo=None)

    def to_instant(self, wall: datetime) -> datetime:
        """Return the instant by RFC 5545, section 3.3.5."""
        changed = self.at.replace(tzinfo=None) + max(self.before, self.after)
        return (wall - (self.before if wall < changed else self.after)).replace(tzinfo=UTC)

    def first_shown(self, wall: datetime) -> datetime:
        """Return the first instant at which a clock shows `wall` or later."""
        early = (wall - self.before).replace(tzinfo=UTC)
        return early if early < self.at else max(self.at, (wall - self.after).replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Part:
    """A share of all zones: their names, how many changes they have in all, and which differ."""

    names: tuple[str, ...]
    in_all: int
    changes: tuple[Change, ...]


@cache
def part(number: int) -> Part:
    """Return one of the `PARTS`; zones without any change stand in it with one that is none."""
    in_all = 0
    different: dict[object, list[Change]] = {}
    for group in _groups(number):
        zone = ZoneInfo(group[0])
        found = list(_changes(zone))
        in_all += len(group) * len(found)
        offset = _offset(zone, datetime(2030, 6, 15, tzinfo=UTC))
        none = Change(zone, datetime(2030, 6, 15, tzinfo=UTC), offset, offset)
        told = tuple((change.at, change.before, change.after) for change in found)
        different.setdefault((offset, told), found or [none])
    changes = tuple(change for same in different.values() for change in same)
    return Part(names(number), in_all, changes)


def names(number: int) -> tuple[str, ...]:
    """Return the names of the zones of one of the `PARTS`."""
    return tuple(name for group in _groups(number) for name in group)


def _groups(number: int) -> list[list[str]]:
    """Return the names of the zones of a part, those together whose data is the same."""
    rules = sorted(_files())
    return [group for rule in rules[number::PARTS] for group in _files()[rule].values()]


@cache
def _files() -> dict[bytes, dict[bytes, list[str]]]:
    """Return the names of all zones by the rule for the future and by all data of their files.

    Zones of one rule stand in one part, for most of them have the same changes from 2020 on. The
    rule is the last line of a file: RFC 9636, section 3.3.
    """
    files: dict[bytes, dict[bytes, list[str]]] = {}
    folder = resources.files("tzdata") / "zoneinfo"
    for name in sorted(available_timezones()):
        data = folder.joinpath(*name.split("/")).read_bytes()
        same_rule = files.setdefault(data.splitlines()[-1], {})
        same_rule.setdefault(data, []).append(name)
    return files


def _changes(zone: ZoneInfo) -> Iterator[Change]:
    """Yield the changes of a zone, found by asking it for every day and then halving the day."""
    start, end = (datetime(year, 1, 1, tzinfo=UTC) for year in YEARS)
    before, latest = _offset(zone, start), start - 3 * DAY
    while start < end:
        after = _offset(zone, start + DAY)
        if after != before:
            low, high = 0, 86_400
            while high - low > 1:
                middle = (low + high) // 2
                if _offset(zone, start + middle * SECOND) == before:
                    low = middle
                else:
                    high = middle
            at = start + high * SECOND
            assert _offset(zone, at) == after, "two changes in a day"
            assert at - latest > 3 * DAY, "two changes in three days"
            yield Change(zone, at, before, after)
            latest = at
        start, before = start + DAY, after


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
