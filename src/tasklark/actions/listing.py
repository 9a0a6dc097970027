"""Lists of tasks: a page, or everything, as the JSON that PostgreSQL wrote.

A list of up to `CHUNK` tasks is read at once, by one statement, and kept in memory. A longer one is
read in portions from one snapshot of the database, as fast as the database gives it, into a file:
so a slow reader neither holds a connection nor sees two states mixed.

What one request keeps is bounded: a task is 400 kB of JSON at most (65,536 control characters of
six bytes each, and a title of such), so `CHUNK` of them are 40 MB, once as libpq's result, once as
texts and once as the body. Portions are of 4 MiB unless tasks suddenly grow, and never of more
than `CHUNK` tasks.
"""

import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

from tasklark.actions.portions import Portion, calls, portion
from tasklark.actions.unit_of_work import Door
from tasklark.domain import rank, text
from tasklark.domain.access import Operation, require
from tasklark.domain.dates import parse_due
from tasklark.domain.due_order import UNDATED
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.views import Place, Sort, View
from tasklark.storage import scopes
from tasklark.storage import tasks as stored
from tasklark.storage.engine import Identity
from tasklark.storage.wire import Call

CHUNK = 100
"""Most tasks that are read at a time: what bounds the memory of one request."""
_CHUNK_BYTES = 4 << 20
"""What a portion should come to, judged by the largest task of the one before."""
_FIRST_ROWS = 10
"""Tasks of the first portion, which nothing is known of: 4 MB at most."""
SPOOL_BYTES = 1 << 20
_READ_BYTES = 1 << 16

Read = Callable[[int, Place | None], Awaitable[Portion]]


class Limits(NamedTuple):
    """How many tasks at most: in all, and at a time."""

    all: int
    portion: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some tasks in JSON; `number` names the state of the list, `next_place` tells of more.

    A list that is looked for (`actions.finding`) has the number 0.
    """

    number: int
    tasks: Sequence[bytes]
    next_place: Place | None = None


@dataclass(frozen=True, slots=True)
class Spool:
    """Tasks too many for memory: one JSON array, in a file that goes when it is closed."""

    number: int
    file: IO[bytes]
    next_place: Place | None = None

    def chunks(self) -> Iterator[bytes]:
        """Yield the array in pieces of 64 KiB, then close the file."""
        with self.file as file:
            while piece := file.read(_READ_BYTES):
                yield piece


async def number(door: Door) -> int:
    """Return the number of the latest change in the caller's tasks: the state of every list."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    (found,) = await door.database.read(Identity(caller.account_id), _number(door))
    return _first(found.row())


async def page(door: Door, view: View, limit: int, after: Place | None = None) -> Page | Spool:
    """Return at most `limit` tasks of a list, from its beginning or after a place."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    rows = min(limit, most(view))
    numbered, *found = await door.database.read(
        Identity(caller.account_id), _number(door), *calls(door, view, rows, after)
    )
    first = portion(found, view, rows)
    if first.next_place is None or limit == rows:
        return Page(_first(numbered.row()), first.tasks, first.next_place)
    del found, first  # many megabytes, perhaps, which are read again in portions
    return await _spooled(door, view, limit, after)


async def everything(door: Door, view: View) -> Page | Spool:
    """Return a whole list."""
    caller = door.caller
    if view.is_zoned:
        return await page(door, view, sys.maxsize)
    require(caller, Operation.READ_TASKS)
    call = stored.beginning(view)(caller.account_id, caller.user_id, CHUNK + 1)
    numbered, found = await door.database.read(Identity(caller.account_id), _number(door), call)
    if found.count() <= CHUNK:
        return Page(_first(numbered.row()), found.texts())
    del found  # as above
    return await _spooled(door, view, sys.maxsize, None)


def checked_key(sort: Sort, key: str) -> str:
    """Return a sort key that has been outside, in a form that the database can read.

    Raises `Invalid` when it is no key of this sort.
    """
    text.require_storable("cursor", key)
    if sort is Sort.TITLE or (sort is Sort.DUE_DATE and key == UNDATED):
        return key
    if sort is Sort.DUE_DATE:
        return str(parse_due(key, "cursor"))
    try:
        if sort is Sort.POSITION:
            return rank.require(key)
        return datetime.fromisoformat(key).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        raise Invalid(FieldError("cursor", "names no place in this list")) from None


async def _spooled(door: Door, view: View, limit: int, after: Place | None) -> Spool:
    file: IO[bytes] = SpooledTemporaryFile(SPOOL_BYTES)  # noqa: SIM115 - the reader closes it
    try:
        async with door.database.snapshot(Identity(door.caller.account_id)) as transaction:
            (numbered,) = await transaction.run(_number(door))

            async def read(rows: int, after: Place | None) -> Portion:
                return portion(await transaction.run(*calls(door, view, rows, after)), view, rows)

            more = await fill(file, read, Limits(limit, most(view)), after)
    except BaseException:
        file.close()
        raise
    return Spool(_first(numbered.row()), file, more)


async def fill(file: IO[bytes], read: Read, limits: Limits, after: Place | None) -> Place | None:
    """Write tasks as a JSON array, up to the limit; return the last's place if more follow."""
    rows, left, opening = _FIRST_ROWS, limits.all, b"["
    while True:
        rows = min(rows, left)
        found = await read(rows, after)
        for task in found.tasks:  # one by one, for a join would be a copy of them all
            file.write(opening)
            file.write(task)
            opening = b","
        left -= rows
        after = found.next_place
        if after is None or not left:
            break
        rows = max(1, min(limits.portion, _CHUNK_BYTES // max(map(len, found.tasks))))
    file.write(b"]" if opening == b"," else b"[]")
    file.seek(0)
    return after


def _number(door: Door) -> Call:
    return scopes.total(door.caller.account_id)


def most(view: View) -> int:
    """Return how many rows may be read at a time: two streams are twice as many."""
    return CHUNK // 2 if view.is_zoned else CHUNK


def _first(row: tuple[int, ...] | None) -> int:
    return row[0] if row else 0
