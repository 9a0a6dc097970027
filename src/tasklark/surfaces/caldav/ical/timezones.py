"""Time zones of calendar objects: what a TZID stands for, whoever wrote it.

A TZID is the name of an IANA zone, with or without an Olson prefix; or one of Windows; or any text
whose VTIMEZONE says what it means. A zone of that last kind is the IANA zone with the same clock if
there is one, and else is read by its VTIMEZONE alone.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tasklark.domain import zones
from tasklark.domain.errors import Invalid
from tasklark.surfaces.caldav.ical.observances import Observances, observances
from tasklark.surfaces.caldav.ical.tree import Calendar, Component
from tasklark.surfaces.caldav.ical.windows_zones import ZONES as WINDOWS

_UTC_NAMES = frozenset({"utc", "etc/utc", "zulu", "etc/zulu", "gmt", "etc/gmt", "uct", "etc/uct"})
_PLACE = re.compile(r"[^,;/()]{3,}")
_SAMPLES = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=7 * week) for week in range(120)]
_LONGEST_ID = 255


class Zone(NamedTuple):
    """What a TZID stands for: an IANA zone by its name, or else a VTIMEZONE's own clock."""

    name: str | None
    own: Observances | None = None

    def to_instant(self, wall: datetime) -> datetime:
        """Return the instant, in UTC, at which clocks show a time."""
        if self.own is not None:
            return self.own.to_instant(wall)
        return zones.to_instant(wall, ZoneInfo(self.name or "UTC"))


def zone_of(tzid: str, calendar: Calendar) -> Zone | None:
    """Return the zone of a TZID in a calendar; None when nobody knows it."""
    if name := named(tzid):
        return Zone(None if name.lower() in _UTC_NAMES else name)
    definition = definition_of(tzid, calendar)
    return None if definition is None else _defined(calendar.raw(definition), tzid)


def definition_of(tzid: str, calendar: Calendar) -> Component | None:
    """Return the VTIMEZONE of that TZID in a calendar, if it has one."""
    found = (each for each in calendar.root.within("VTIMEZONE") if each.value("TZID") == tzid)
    return next(found, None)


@lru_cache(maxsize=4096)
def named(tzid: str) -> str | None:
    """Return the IANA name that a TZID is or ends in, or that Windows' name stands for."""
    text = tzid.strip().strip("\"'")
    if len(text) > _LONGEST_ID:
        return None
    if text in WINDOWS:
        return WINDOWS[text]
    parts = text.strip("/").split("/")
    tails = range(max(0, len(parts) - 3), len(parts)) if text.startswith("/") else (0,)
    for begin in tails:
        try:
            return zones.clean_zone("/".join(parts[begin:]))
        except Invalid:
            continue
    return None


@lru_cache(maxsize=512)
def _defined(raw: str, tzid: str) -> Zone | None:
    found = observances(raw)
    if found is None:
        return None
    for hint in found.hints:
        if name := named(hint):
            return Zone(name)
    name = _with_clock_of(found, tzid)
    return Zone(name) if name else Zone(None, found)


def _with_clock_of(own: Observances, tzid: str) -> str | None:
    """Return the IANA zone whose clock shows the same from 2026 on; one that the TZID names."""
    alike = _by_clock().get(tuple(own.offset_at(sample) for sample in _SAMPLES), [])
    places = {place.strip().lower().replace(" ", "_") for place in _PLACE.findall(tzid)}
    for name in alike:
        if name.rpartition("/")[2].lower() in places:
            return name
    return alike[0] if alike else None


@cache
def _by_clock() -> dict[tuple[timedelta, ...], list[str]]:
    """Return the zones by what their clocks show: those that Windows knows first."""
    known = list(dict.fromkeys(WINDOWS.values()))
    others = sorted(_PLACES - set(known))
    found: dict[tuple[timedelta, ...], list[str]] = {}
    for name in [*known, *others]:
        zone = ZoneInfo(name)
        clock = tuple(sample.astimezone(zone).utcoffset() or timedelta() for sample in _SAMPLES)
        found.setdefault(clock, []).append(name)
    return found


_CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe")
_PLACES = frozenset(
    name
    for name in zones.all_names()
    if name.startswith((*(f"{each}/" for each in _CONTINENTS), "Indian/", "Pacific/"))
)
