"""Lists by due date as their reader's clock and calendar order them, page by page.

`zones.sort_key` orders instants as they lie in time, and days and local times as they are written,
each like its own index (`sort_at`, then id). So a list is two streams, each read in the order of
its index, merged by that key; and a page goes on where `bounds` cuts each stream.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from heapq import merge
from typing import NamedTuple
from uuid import UUID

from tasklark.domain.dates import Due, parse_due
from tasklark.domain.views import Place
from tasklark.domain.zones import SortKey, first_shown, shown, sort_key

UNDATED = "infinity"
"""The key of a task without a due date, after all others."""

_BEGINNING = "-infinity"
_LOWEST, _HIGHEST = UUID(int=0), UUID(int=2**128 - 1)
_FIRST, _LAST = datetime.combine(date.min, time.min), datetime.combine(date.max, time.max)
_TICK = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)
_DAY_SECONDS = 86_400


class Row(NamedTuple):
    """A row of a list: its content, the text of its due date or `UNDATED`, and its id."""

    content: bytes
    due: str
    id: UUID


class Cut(NamedTuple):
    """Where a stream goes on: with the rows beyond this `sort_at` and id, both excluded."""

    sort_at: str
    id: UUID


class Bounds(NamedTuple):
    """Where both streams go on: instants, and all else (days, local times, undated)."""

    instants: Cut
    others: Cut


OrderKey = tuple[bool, datetime, datetime, UUID]


def order_key(due: str, task_id: UUID, zone: tzinfo) -> OrderKey:
    """Return the place of a task in the list as read in `zone`, undated last, equals by id."""
    if due == UNDATED:
        return True, _LAST.replace(tzinfo=UTC), _LAST, task_id
    return False, *_place(due, zone), task_id


@lru_cache(4096)
def _place(due: str, zone: tzinfo) -> SortKey:
    """Return what the order asks of a date; many tasks of a list are due at the same time."""
    return sort_key(parse_due(due), zone)


def merged(
    streams: Iterable[Iterable[Row]], zone: tzinfo, *, descending: bool = False
) -> Iterable[Row]:
    """Return the rows of streams that are each in order as one that is in the order of `zone`."""

    def key(row: Row) -> OrderKey:
        return order_key(row.due, row.id, zone)

    return merge(*streams, key=key, reverse=descending)


def bounds(place: Place, zone: tzinfo, *, descending: bool = False) -> Bounds:
    """Return where both streams go on after a place, whose key is a due date or `UNDATED`.

    Raises `Invalid` when the key is neither.
    """
    if place.key == UNDATED:
        return Bounds(Cut(UNDATED, _HIGHEST), Cut(UNDATED, place.task_id))
    due = parse_due(place.key, "cursor")
    own = Cut(due.sort_at.isoformat(), place.task_id)
    if due.kind == "instant":
        return Bounds(own, _among_others(due, place.task_id, zone, descending))
    return Bounds(_among_instants(due, place.task_id, zone, descending), own)


def _among_others(due: Due, task_id: UUID, zone: tzinfo, descending: bool) -> Cut:
    """Return where days and local times go on after an instant."""
    wall = shown(due.sort_at, zone)
    first = first_shown(wall, zone)
    if first == due.sort_at:
        return Cut(_text(wall), task_id)
    if first > due.sort_at:  # the beginning of time, where clocks show nothing yet
        return Cut(_BEGINNING, _HIGHEST)
    # Shown for the second time: all that clocks showed before they went back lies behind.
    start = wall.replace(microsecond=0)
    ahead = min(_DAY_SECONDS, int((_LAST - start).total_seconds())) + 1
    passed = bisect_left(
        range(ahead), due.sort_at, key=lambda s: first_shown(start + s * _SECOND, zone)
    )
    if passed == ahead:
        return _past(_LAST, descending)
    return _up_to(start + passed * _SECOND, descending)


def _among_instants(due: Due, task_id: UUID, zone: tzinfo, descending: bool) -> Cut:
    """Return where instants go on after a day or a local time."""
    moment, wall = sort_key(due, zone)
    bare = moment.replace(tzinfo=None)
    showing = shown(moment, zone)
    if showing == wall:
        return Cut(_text(bare), task_id)
    if showing > wall:  # clocks skip it
        return _up_to(bare, descending)
    return _past(bare, descending)  # the end of time


def _up_to(sort_at: datetime, descending: bool) -> Cut:
    """Return the cut right before all rows of a `sort_at`."""
    if descending:
        return Cut(_text(sort_at), _LOWEST)
    return Cut(_BEGINNING if sort_at == _FIRST else _text(sort_at - _TICK), _HIGHEST)


def _past(sort_at: datetime, descending: bool) -> Cut:
    """Return the cut right after all rows of a `sort_at`, which is the last there is."""
    return Cut(UNDATED, _LOWEST) if descending else Cut(_text(sort_at), _HIGHEST)


def _text(sort_at: datetime) -> str:
    return sort_at.replace(tzinfo=UTC).isoformat()
