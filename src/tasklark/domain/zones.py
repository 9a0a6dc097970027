"""What a date means where its reader is: days, clock changes and order in a time zone.

Three rules, exact for every zone and every clock change (docs/decisions/dates.md):

- A day begins at the first instant at which clocks show that day, or a later one, and lasts until
  the next begins. So days tile the time line: a day that clocks skip is empty, and a day that has
  begun isn't left again when clocks go back across its midnight.
- A local time stands for one instant by RFC 5545, section 3.3.5: where clocks skip it, by the
  offset before they did; where they show it twice, for the first.
- What would lie outside the years 0001-9999 is the nearest moment within.
"""

import re
import zoneinfo
from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from functools import cache
from importlib import resources

from tasklark.domain.dates import Due
from tasklark.domain.errors import FieldError, Invalid

_LONGEST_NAME = 64
_AN_OFFSET = re.compile(r"(utc|gmt|z)?\s*[+-]\s*[0-9:.]+", re.IGNORECASE)
_ALIKE = 0.8

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)

SortKey = tuple[datetime, datetime]
"""An instant in UTC, and what a clock shows then."""


@cache
def tzdata_version() -> str:
    """Return which release of the time zone database runs here, as IANA names it: `2026a`."""
    source = resources.files("tzdata") / "zoneinfo" / "tzdata.zi"
    with source.open(encoding="ascii") as lines:
        return lines.readline().removeprefix("# version ").strip()


def clean_zone(name: str, field: str = "time_zone") -> str:
    """Return the IANA name of a time zone, spelled as IANA does; letters may differ in case.

    Old names stay what they are: who wrote Asia/Calcutta reads Asia/Calcutta. Raises `Invalid`,
    whose message names the field and, where one is close, another zone.
    """
    known = _names().get(name.lower()) if name.isascii() else None
    if known is not None:
        return known
    if _AN_OFFSET.fullmatch(name):
        raise _refused(field, "an offset from UTC alone doesn't tell when clocks change")
    near = _suggestion(name)
    raise _refused(field, f"did you mean {near}?" if near else "no zone has a name like this one")


@cache
def _names() -> dict[str, str]:
    """Return all names of zones by their lower case; Factory is a zone that isn't set yet."""
    return {name.lower(): name for name in zoneinfo.available_timezones() if name != "Factory"}


def all_names() -> list[str]:
    """Return the names of all zones."""
    return sorted(_names().values())


@cache
def _cities() -> dict[str, str]:
    """Return the names of zones that are places by their last part, in lower case."""
    places = sorted(name for key, name in _names().items() if not key.startswith("etc/"))
    return {name.lower().rsplit("/")[-1]: name for name in places}


def _suggestion(name: str) -> str | None:
    """Return the zone that was meant, perhaps: its place has been misspelled, or stands alone."""
    if len(name) > _LONGEST_NAME:
        return None
    place = "_".join(name.lower().split()).rpartition("/")[2]
    near = get_close_matches(place, _cities(), 1, _ALIKE)
    return _cities()[near[0]] if near else None


def _refused(field: str, why: str) -> Invalid:
    must = "must be the name of an IANA time zone, such as Europe/Berlin or UTC"
    return Invalid(FieldError(field, f"{must}; {why}"))


def shown(moment: datetime, zone: tzinfo) -> datetime:
    """Return what clocks in `zone` show at an aware moment, as a time without a zone."""
    try:
        return moment.astimezone(zone).replace(tzinfo=None, fold=0)
    except OverflowError:
        return _nearest(moment).replace(tzinfo=None)


def to_instant(wall: datetime, zone: tzinfo) -> datetime:
    """Return the one instant, in UTC, for which a time without a zone stands in `zone`.

    RFC 5545, section 3.3.5: a time that clocks skip is read by the offset before the gap (half
    past two becomes half past three), one that they show twice is the first of the two.
    """
    return _utc(wall.replace(tzinfo=zone, fold=0))


def first_shown(wall: datetime, zone: tzinfo) -> datetime:
    """Return the first instant, in UTC, at which clocks in `zone` show `wall` or a later time.

    It differs from `to_instant` where clocks skip `wall`: it is then the moment of the change.
    Never decreases when `wall` grows.
    """
    instant = to_instant(wall, zone)
    before_change = _utc(wall.replace(tzinfo=zone, fold=1))
    if before_change >= instant:  # shown once, or twice
        return instant
    start = before_change.replace(microsecond=0)
    seconds = range(int((instant - start).total_seconds()) + 1)
    passed = bisect_left(seconds, wall, key=lambda s: shown(start + s * _SECOND, zone))
    return start + passed * _SECOND


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the first instant of `day` in `zone` and the first after it, both in UTC.

    They are equal for a day that clocks skip, such as 2011-12-30 in Pacific/Apia.
    """
    begin = first_shown(_midnight(day), zone)
    return begin, _LAST if day == date.max else first_shown(_midnight(day + _DAY), zone)


def today(now: datetime, zone: tzinfo) -> date:
    """Return the day that it is in `zone` at an aware moment: the one whose bounds hold it."""
    try:
        local = now.astimezone(zone)
    except OverflowError:
        return _nearest(now).date()
    day = local.date()
    while local.fold and day < date.max and first_shown(_midnight(day + _DAY), zone) <= now:
        day += _DAY  # clocks went back across midnight
    return day


def day_of(due: Due, zone: tzinfo) -> date:
    """Return the day on which something is due: as written, or of an instant, where one reads."""
    return today(due.sort_at, zone) if due.kind == "instant" else due.sort_at.date()


def is_due_on(due: Due, day: date, zone: tzinfo) -> bool:
    """Tell whether something is due on `day` in the reader's `zone`."""
    return day_of(due, zone) == day


def is_overdue(due: Due, now: datetime, zone: tzinfo) -> bool:
    """Tell whether the time is up: the whole day is over, or the moment has passed.

    A day is overdue from the first instant after it; a time from right after its moment, which
    for a local time is `to_instant` in the reader's `zone`.
    """
    if due.kind == "day":
        return day_bounds(due.sort_at.date(), zone)[1] <= now
    if due.kind == "local":
        return to_instant(_wall(due), zone) < now
    return due.sort_at < now


def overdue_walls(now: datetime, zone: tzinfo) -> tuple[datetime, datetime, datetime]:
    """Return (before, spared, until): which local times are overdue in `zone`, for a statement.

    Those below `before`, except from `spared` to below `until`: clocks skipped these shortly
    before `now`, and the instants for which they stand still lie ahead. At most times there are
    none, and `spared` equals `until`. Agrees with `is_overdue` from the year 2 to 9998.
    """
    wall = shown(now, zone)
    if not 1 < now.year < 9999:
        return wall, wall, wall
    skipped = now.astimezone(UTC).replace(tzinfo=None) + _offset(now - _DAY, zone)
    if skipped < wall and to_instant(skipped, zone) == now:
        return wall, skipped, shown(first_shown(skipped, zone), zone)
    start = wall.replace(microsecond=0)
    if to_instant(start, zone) + _SECOND <= now:  # shown for the second time: up to where?
        ahead = range(int(_DAY.total_seconds()) + 1)
        seconds = bisect_left(ahead, now, key=lambda s: to_instant(start + s * _SECOND, zone))
        wall = start + seconds * _SECOND
    return wall, wall, wall


def sort_key(due: Due, zone: tzinfo) -> SortKey:
    """Return the place of a date in the order "soonest first" as read in `zone`.

    An instant stands at its moment; a local time where clocks first show it or a later one; a day
    at its beginning, before the times of that day. Among equals what a clock shows decides, then
    (not here) the id. In UTC this is the order of `Due.sort_at`. In every zone instants keep the
    order of their `sort_at`, and so do days and local times among themselves.
    """
    if due.kind == "instant":
        return due.sort_at, shown(due.sort_at, zone)
    return first_shown(_wall(due), zone), _wall(due)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _wall(due: Due) -> datetime:
    return due.sort_at.replace(tzinfo=None)


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _utc(local: datetime) -> datetime:
    try:
        return local.astimezone(UTC)
    except OverflowError:
        return _nearest(local)


def _nearest(moment: datetime) -> datetime:
    """Return the end of the time line that an aware moment near it lies at."""
    return _FIRST if moment.year == 1 else _LAST
