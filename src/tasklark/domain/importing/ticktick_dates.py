"""Dates as TickTick's backup writes them: always an instant in UTC, whatever the kind of date.

A whole day is written as the instant of its midnight in the row's time zone; 11 December in
Berlin is `2018-12-10T23:00:00+0000`. Seen as well: a space for the T, `Z`, and no offset at all.
"""

import re
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from tasklark.domain.dates import Due, parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.importing.zones import start_of, wall_in, zone_named

_WRITTEN = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?P<clock>[0-9]{2}:[0-9]{2})(?P<seconds>:[0-9]{2}(?:\.[0-9]{1,9})?)?"
    r"(?: ?(?P<offset>[zZ]|(?P<hours>[+-][0-9]{2}):?(?P<minutes>[0-9]{2})))?)?"
)
_NOT_READ = "is not a date that could be read"
_NO_ZONE = "the time zone it was set in is not known"


@dataclass(frozen=True, slots=True)
class Span:
    """What a row says about its dates beside the instants: kind, and the zone they were set in."""

    zone_name: str
    fallback: ZoneInfo | None
    all_day: bool
    floating: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A date, or None where it could not be told for certain; and what the user should know."""

    due: Due | None
    remark: str = ""


def read(written: str, span: Span) -> Reading:
    """Return the date that `written` means in a row, in the kind that it has."""
    moment = _moment(written)
    if moment is None:
        return Reading(None, _NOT_READ)
    if moment.kind == "day":
        return Reading(moment)
    zone = zone_named(span.zone_name) or span.fallback
    if span.all_day:
        return _day(moment, zone)
    if span.floating:
        return _floating(moment, zone)
    if moment.kind == "local":
        return Reading(Due.at_instant(moment.sort_at), "names no time zone; read as UTC")
    return Reading(moment)


def tidied(written: str) -> str:
    """Return a moment in the canonical form, or as written where it is none."""
    moment = _moment(written)
    return written if moment is None else str(moment)


def _moment(written: str) -> Due | None:
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    text = found["day"]
    if found["clock"]:
        text += f"T{found['clock']}{found['seconds'] or ':00'}"
        text += f"{found['hours']}:{found['minutes']}" if found["hours"] else found["offset"] or ""
    try:
        return parse_due(text)
    except Invalid:
        return None


def _day(moment: Due, zone: ZoneInfo | None) -> Reading:
    """Return the day whose midnight `moment` is: in its zone, or else as written."""
    written = moment.sort_at
    wall = wall_in(zone, written) if zone else None
    if zone and wall and start_of(zone, wall.date()) == written:
        return Reading(Due.on_day(wall.date()))
    if written.time() == time():
        return Reading(
            Due.on_day(written.date()), "not a midnight there; taken for the day it names"
        )
    if wall:
        return Reading(
            Due.on_day(wall.date()), "not a midnight; taken for the day it falls on there"
        )
    return Reading(None, _NO_ZONE)


def _floating(moment: Due, zone: ZoneInfo | None) -> Reading:
    wall = wall_in(zone, moment.sort_at) if zone else None
    return Reading(Due.at_local(wall)) if wall else Reading(None, _NO_ZONE)
