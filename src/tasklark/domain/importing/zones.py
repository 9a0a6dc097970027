"""Time zones by the names that files use (IANA), and wall clocks in them."""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

_NAME = re.compile(r"[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}")
_NAME_MAX = 64


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo | None:
    """Return the zone of that IANA name; None when there is none."""
    if len(name) > _NAME_MAX or not _NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def instant_in(zone: ZoneInfo, wall: datetime) -> datetime | None:
    """Return the UTC instant at which clocks in `zone` show `wall`, a time without a zone.

    The earlier of two (RFC 5545, section 3.3.5); None when clocks skip that time.
    """
    try:
        instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        return instant if instant.astimezone(zone).replace(tzinfo=None) == wall else None
    except OverflowError:
        return None


def start_of(zone: ZoneInfo, day: date) -> datetime | None:
    """Return the UTC instant at which `day` begins in `zone`, also where clocks skip midnight.

    None when that falls outside the years 0001-9999.
    """
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:
        return None


def wall_in(zone: ZoneInfo, instant: datetime) -> datetime | None:
    """Return what clocks in `zone` show at an aware instant, without the zone.

    None when that falls outside the years 0001-9999.
    """
    try:
        return instant.astimezone(zone).replace(tzinfo=None, fold=0)
    except OverflowError:
        return None
