"""Lists of tasks: a page, or everything, as the JSON that PostgreSQL wrote."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

from tasklark.actions.unit_of_work import Door
from tasklark.domain import text
from tasklark.domain.access import Operation, require
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.views import Place, Sort, View
from tasklark.storage import projects
from tasklark.storage import tasks as stored
from tasklark.storage.engine import Identity, Transaction
from tasklark.storage.wire import Call

CHUNK = 250
"""Tasks read at a time where everything is asked for: what bounds the memory of one request."""
_SPOOL_BYTES = 1 << 20
_READ_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Page:
    """Some tasks in JSON; `number` names the state of the list, `next_place` tells of more."""

    number: int
    tasks: Sequence[bytes]
    next_place: Place | None = None


@dataclass(frozen=True, slots=True)
class Spool:
    """A list too long for memory: one JSON array, in a file that goes when it is closed."""

    number: int
    file: IO[bytes]

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


async def page(door: Door, view: View, limit: int, after: Place | None = None) -> Page:
    """Return at most `limit` tasks of a list, from its beginning or after a place."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    numbered, found = await door.database.read(
        Identity(caller.account_id), _number(door), _rows(door, view, limit + 1, after)
    )
    tasks = found.texts()
    more = _place(view, tasks[limit - 1]) if len(tasks) > limit else None
    return Page(_first(numbered.row()), tasks[:limit], more)


async def everything(door: Door, view: View) -> Page | Spool:
    """Return a whole list: in memory when it is short, else spooled to a file.

    A long list is read in chunks from one snapshot of the database, as fast as the database gives
    it, so that a slow reader neither holds a connection nor sees two states mixed.
    """
    start = await page(door, view, CHUNK)
    if start.next_place is None:
        return start
    identity = Identity(door.caller.account_id)
    async with door.database.snapshot(identity) as transaction:
        (numbered,) = await transaction.run(_number(door))
        file: IO[bytes] = SpooledTemporaryFile(_SPOOL_BYTES)  # noqa: SIM115 - the reader closes it
        try:
            await _fill(file, door, view, transaction)
        except BaseException:
            file.close()
            raise
        return Spool(_first(numbered.row()), file)


def checked_key(sort: Sort, key: str) -> str:
    """Return a sort key that has been outside, in a form that the database can read.

    Raises `Invalid` when it is no key of this sort.
    """
    text.require_storable("cursor", key)
    if sort is Sort.TITLE or (sort is Sort.DUE_DATE and key == stored.UNDATED):
        return key
    try:
        return datetime.fromisoformat(key).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        raise Invalid(FieldError("cursor", "names no place in this list")) from None


async def _fill(file: IO[bytes], door: Door, view: View, transaction: Transaction) -> None:
    after: Place | None = None
    opening = b"["
    while True:
        (found,) = await transaction.run(_rows(door, view, CHUNK, after))
        tasks = found.texts()
        if tasks:
            file.write(opening + b",".join(tasks))
            opening = b","
        if len(tasks) < CHUNK:
            break
        after = _place(view, tasks[-1])
    file.write(b"]" if opening == b"," else b"[]")
    file.seek(0)


def _number(door: Door) -> Call:
    return projects.change_number(door.caller.account_id, door.caller.inbox_id)


def _rows(door: Door, view: View, rows: int, after: Place | None) -> Call:
    params = (door.caller.account_id, door.caller.user_id, rows)
    if after is None:
        return stored.page(view, after=False)(*params)
    return stored.page(view, after=True)(*params, after.key, after.task_id)


def _place(view: View, task: bytes) -> Place:
    fields = json.loads(task)
    if view.sort is Sort.TITLE:
        key = text.sort_key(fields["title"])
    elif view.sort is Sort.DUE_DATE:
        key = str(stored.due_sort_at(fields["due_date"]))
    else:
        key = fields["created_at"]
    return Place(key, UUID(fields["id"]))


def _first(row: tuple[int, ...] | None) -> int:
    return row[0] if row else 0
