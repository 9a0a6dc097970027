"""The slots of a task's series: its rule's, its RDATEs besides, without its EXDATEs.

Slots of a series of instants keep their time on the wall of the series' zone: nine o'clock stays
nine o'clock. A time that clocks skip is read by the offset before the change, one that they show
twice is the first (RFC 5545, section 3.3.5); of slots that fall on one instant thereby, one is
left. Days and local times have no zone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush, merge
from itertools import islice, takewhile
from operator import attrgetter
from zoneinfo import ZoneInfo

from tasklark.domain import zones
from tasklark.domain.dates import Due, Kind
from tasklark.domain.recurrence.repeats import Repeat
from tasklark.domain.recurrence.series import walls

# Clocks never jump by more than a day, so no slot from further back falls behind a point in time.
_LONGEST_JUMP = timedelta(days=2)
_sort_at = attrgetter("sort_at")


def after(repeat: Repeat, time_zone: str | None, date: Due) -> Iterator[Due]:
    """Give the slots that come strictly after `date`, in order and each once.

    `time_zone` is the zone of a series of instants, by its IANA name; None stands for UTC.
    """
    return (slot for slot in _from(repeat, time_zone, date) if slot.sort_at > date.sort_at)


def between(repeat: Repeat, time_zone: str | None, first: Due, last: Due, limit: int) -> list[Due]:
    """Return the slots from `first` to `last`, both included: at most `limit`, the soonest."""
    found = _from(repeat, time_zone, first)
    return list(islice(takewhile(lambda slot: slot.sort_at <= last.sort_at, found), limit))


def is_slot(repeat: Repeat, time_zone: str | None, date: Due) -> bool:
    """Tell whether the series has a slot at `date`."""
    return date.kind == repeat.start.kind and next(_from(repeat, time_zone, date), None) == date


def wall_of(date: Due, time_zone: str | None) -> datetime:
    """Return what a clock shows at a date: an instant in its zone, others as they are written."""
    if date.kind == "instant":
        return zones.shown(date.sort_at, ZoneInfo(time_zone or "UTC"))
    return date.sort_at.replace(tzinfo=None)


def at_wall(kind: Kind, wall: datetime, time_zone: str | None) -> Due:
    """Return the date of a kind at what a clock shows; the inverse of `wall_of`."""
    if kind == "day":
        return Due.on_day(wall.date())
    if kind == "local":
        return Due.at_local(wall)
    return Due(kind, zones.to_instant(wall, ZoneInfo(time_zone or "UTC")))


def _from(repeat: Repeat, time_zone: str | None, date: Due) -> Iterator[Due]:
    """Give the slots at `date` and after it."""
    by_rule = _instants if repeat.start.kind == "instant" else _written
    listed = (slot for slot in repeat.rdates if slot.sort_at >= date.sort_at)
    last = None
    for slot in merge(by_rule(repeat, time_zone, date), listed, key=_sort_at):
        if slot != last and slot not in repeat.exdates:
            yield slot
        last = slot


def _written(repeat: Repeat, _time_zone: str | None, date: Due) -> Iterator[Due]:
    until = repeat.rule.until
    for wall in walls(repeat.rule, wall_of(repeat.start, None), wall_of(date, None)):
        slot = Due(repeat.start.kind, wall.replace(tzinfo=UTC))
        if until is not None and slot.sort_at > until.sort_at:
            return
        yield slot


def _instants(repeat: Repeat, time_zone: str | None, date: Due) -> Iterator[Due]:
    start, until = repeat.start.sort_at, repeat.rule.until
    since = max(start, date.sort_at)
    last = None
    for instant in _in_order(repeat, ZoneInfo(time_zone or "UTC"), since):
        if until is not None and instant > until.sort_at:
            return
        if instant >= since and instant != last:
            yield Due("instant", instant)
        last = instant


def _in_order(repeat: Repeat, zone: ZoneInfo, since: datetime) -> Iterator[datetime]:
    """Give the instants of the rule's slots in order, some from before `since`, some twice.

    Of two times on the wall the later may be the earlier instant: where clocks skip from two to
    three, half past two stands for half past three, and three o'clock comes before it.
    """
    start = zones.shown(repeat.start.sort_at, zone)
    waiting: list[datetime] = []
    for wall in walls(repeat.rule, start, zones.shown(since, zone) - _LONGEST_JUMP):
        # The start may be the second showing of its time; it is itself all the same.
        instant = repeat.start.sort_at if wall == start else zones.to_instant(wall, zone)
        heappush(waiting, instant)
        reached = zones.first_shown(wall, zone)
        while waiting and waiting[0] <= reached:
            yield heappop(waiting)
    while waiting:
        yield heappop(waiting)
