"""What is new in a calendar collection since a client looked: from the log, as for every client.

From nothing, objects come by their ids, tasks before files, and what changed meanwhile comes once
more at the end. From a cursor on, each object comes once, at its latest change.
"""

from typing import NamedTuple
from uuid import UUID

from tasklark.actions import calendar_objects as objects
from tasklark.actions.calendar_objects import FIRST, Object, Part, Place
from tasklark.actions.calendars import Collection
from tasklark.actions.unit_of_work import Door
from tasklark.domain import sync
from tasklark.domain.access import Operation, require
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.sync import Cursor
from tasklark.storage import calendar_objects as stored
from tasklark.storage.engine import Identity, Transaction

PAGE_MAX = 20_000
"""How many changes are told at once, at most."""
_TEXTS_MAX = 500
"""How many of them with their texts."""
_KINDS = ("tasks", "files")


class Changes(NamedTuple):
    """What changed: objects as they are now, names of what is gone, and how far that is.

    `more` tells that the cursor is not yet the collection's.
    """

    objects: list[Object]
    gone: list[str]
    cursor: Cursor
    more: bool


async def changes(
    door: Door,
    collection: Collection,
    cursor: Cursor | None,
    limit: int,
    *,
    part: Part = Part.TAGS,
) -> Changes:
    """Return at most `limit` changes of a collection after a cursor, from nothing without one.

    Changes that were made at once are told together, so there may be a few more. Raises `Invalid`
    for a cursor that is too old, or of another history.
    """
    require(door.caller, Operation.READ_TASKS)
    if collection.is_filter:
        raise _unfit()
    place = objects.place_of(door, collection)
    limit = max(1, min(limit, _TEXTS_MAX if part.has_text else PAGE_MAX))
    async with door.database.transaction(Identity(door.caller.account_id)) as transaction:
        number = cursor.number if cursor is not None else 0
        (told,) = await transaction.run(stored.scope(*place[:2], number))
        row = told.row()
        if row is None:
            raise _unfit()
        last, mark, known_mark, now = row
        current = Cursor(last, mark or 0, int(now.timestamp()))
        if cursor is None:
            cursor = current._replace(place=sync.Place())
        elif not sync.is_good(cursor, last, known_mark, now):
            raise _unfit()
        if cursor.place is not None:
            return await _beginning(transaction, place, cursor, limit, part)
        return await _news(transaction, place, (cursor, current), limit, part)


async def _beginning(
    transaction: Transaction, place: Place, cursor: Cursor, limit: int, part: Part
) -> Changes:
    """Return the next objects on the first way through a collection."""
    at = cursor.place or sync.Place()
    if part is Part.TAGS and limit == PAGE_MAX and at == sync.Place():
        found = await objects.read(transaction, place, part, "all")
        if len(found) <= limit:
            return Changes(found, [], cursor._replace(place=None), more=False)
    found = []
    while at.phase < len(_KINDS):
        kind = _KINDS[at.phase]
        last = await objects.portion(
            transaction, place, kind, _before(at.record_id), limit - len(found)
        )
        if last is None:
            at = sync.Place(at.phase + 1)
            continue
        wanted = (_before(at.record_id), last)
        found += await objects.read_kind(transaction, place, part, "after", wanted, kind)
        at = sync.after(at.phase, "", last)
        if len(found) >= limit or part.has_text:
            return Changes(found, [], cursor._replace(place=at), more=True)
    return Changes(found, [], cursor._replace(place=None), more=False)


def _before(first: UUID) -> UUID:
    """Return the id after which an id is the first."""
    return FIRST if first == FIRST else UUID(int=first.int - 1)


async def _news(
    transaction: Transaction,
    place: Place,
    span: tuple[Cursor, Cursor],
    limit: int,
    part: Part,
) -> Changes:
    """Return what changed after a cursor."""
    begin, current = span
    owner_id, project_id, person_id = place[:3]
    (told,) = await transaction.run(
        stored.moved(owner_id, project_id, begin.number, person_id, limit)
    )
    rows = told.rows()
    tasks = [row[0] for row in rows if not row[2] and row[3] is None]
    files = [row[0] for row in rows if row[2] and row[3] is None]
    found: list[Object] = []
    for kind, wanted in zip(_KINDS, (tasks, files), strict=True):
        if wanted:
            found += await objects.read_kind(transaction, place, part, "of_ids", (wanted,), kind)
    there = {each.name for each in found}
    # What came and went since the client looked was never there for it.
    gone = [row[3] for row in rows if row[3] is not None and not row[4] and row[3] not in there]
    more = len(rows) >= limit and rows[-1][1] < current.number
    if not more:
        return Changes(found, gone, current, more=False)
    cursor = Cursor(rows[-1][1], rows[-1][5] or 0, current.given_at)
    return Changes(found, gone, cursor, more=True)


def _unfit() -> Invalid:
    return Invalid(
        FieldError("sync_token", "is too old, or of another history; begin anew"),
        code="sync.cursor",
    )
