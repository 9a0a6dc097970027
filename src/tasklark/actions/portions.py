"""A portion of a list, as one message to the database and back.

Most lists are read from one index in its order. A list by due date in a time zone is read as two
streams, which are merged here (`domain.due_order`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from tasklark.actions.unit_of_work import Door
from tasklark.domain import due_order
from tasklark.domain.dates import parse_due
from tasklark.domain.due_order import Row
from tasklark.domain.views import Place, Sort, View
from tasklark.storage import due_order as streamed
from tasklark.storage import tasks as stored
from tasklark.storage.engine import Result
from tasklark.storage.wire import Call


@dataclass(frozen=True, slots=True)
class Portion:
    """Some tasks in JSON; `next_place` tells of more."""

    tasks: Sequence[bytes]
    next_place: Place | None


def calls(door: Door, view: View, rows: int, after: Place | None) -> tuple[Call, ...]:
    """Return the calls that read so many rows of a list, and one more, which tells of more."""
    params = (door.caller.account_id, door.caller.user_id, rows + 1)
    if view.is_zoned:
        return _streams(view, params, after)
    if after is None:
        return (stored.page(view, after=False)(*params),)
    return (stored.page(view, after=True)(*params, sort_key(view, after), after.task_id),)


def portion(found: Sequence[Result], view: View, rows: int) -> Portion:
    """Return what so many rows of the calls' results are."""
    if view.is_zoned:
        return _merged(found, view, rows)
    (result,) = found
    more = None
    if result.count() > rows:
        _, key, task_id = result.texts_of_row(rows - 1)
        more = Place(key.decode(), UUID(task_id.decode()))
    return Portion(result.texts()[:rows], more)


def _streams(view: View, params: tuple[int, str, int], after: Place | None) -> tuple[Call, ...]:
    instants, others = streamed.streams(view, after=after is not None)
    if after is None:
        return instants(*params), others(*params)
    cuts = due_order.bounds(after, ZoneInfo(view.time_zone), descending=view.descending)
    return instants(*params, *cuts.instants), others(*params, *cuts.others)


def _merged(found: Sequence[Result], view: View, rows: int) -> Portion:
    zone = ZoneInfo(view.time_zone)
    streams = due_order.merged(map(_rows, found), zone, descending=view.descending)
    first = list(islice(streams, rows + 1))
    more = Place(first[rows - 1].due, first[rows - 1].id) if len(first) > rows else None
    return Portion([row.content for row in first[:rows]], more)


def _rows(result: Result) -> Iterator[Row]:
    for number in range(result.count()):
        content, due, task_id = result.texts_of_row(number)
        yield Row(content, due.decode(), UUID(task_id.decode()))


def sort_key(view: View, place: Place) -> str:
    """Return the value of the column that a list is ordered by, at a place in it."""
    if view.sort is not Sort.DUE_DATE or place.key == due_order.UNDATED:
        return place.key
    return parse_due(place.key).sort_at.isoformat()
