"""The objects of a calendar collection, read: tasks and files, as one person's programs see them.

How much is read is the reader's choice (`Part`); what rows mean is in `actions/calendar_rows.py`.
"""

from collections.abc import AsyncIterator, Sequence
from collections.abc import Collection as Several
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import calendars, finding
from tasklark.actions.calendar_rows import (
    KNOWN,
    SUFFIX,
    Object,
    exact_object,
    file_object,
    indexed,
    known_object,
    own_names,
    stale,
)
from tasklark.actions.calendars import Collection
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import ids
from tasklark.domain.access import Operation, require
from tasklark.domain.calendar_objects import Index
from tasklark.domain.errors import NotFound
from tasklark.domain.views import View
from tasklark.storage import calendar_objects as stored
from tasklark.storage.engine import Identity, Transaction
from tasklark.storage.wire import Call

__all__ = ["Object", "Part", "Place", "Window", "entries", "entry", "texts"]

PORTION_ROWS = 1_000
FIRST = UUID(int=0)


class Part(IntEnum):
    """How much is wanted of each object: its ETag, what it is searched by, its text, or both."""

    TAGS = 0
    ENTRIES = 1
    TEXTS = 2
    WHOLE = 3

    @property
    def has_index(self) -> bool:
        """Tell whether objects come with what they are searched by."""
        return self in {Part.ENTRIES, Part.WHOLE}

    @property
    def has_text(self) -> bool:
        """Tell whether objects come with their texts."""
        return self >= Part.TEXTS


class Window(NamedTuple):
    """A hint: what lies elsewhere for sure is left out. The rest is for the reader to look at."""

    start: datetime | None = None
    end: datetime | None = None
    is_open: bool = False


class Place(NamedTuple):
    """A collection's rows: whose, of which project, and who asks."""

    owner_id: int
    project_id: UUID
    person_id: UUID
    zone: str


def place_of(door: Door | Work, collection: Collection) -> Place:
    """Return where a collection's rows are, for the one at the door."""
    caller = door.caller
    return Place(collection.owner_id, collection.id, caller.person_id, caller.time_zone)


async def entries(
    door: Door,
    collection: Collection,
    names: Several[str] | None = None,
    *,
    part: Part = Part.TAGS,
    window: Window | None = None,
) -> list[Object]:
    """Return objects of a collection: all, or those of some names; by their ids."""
    require(door.caller, Operation.READ_TASKS)
    if collection.is_filter:
        return await _of_filter(door, collection, names, part)
    place = place_of(door, collection)
    async with door.database.transaction(Identity(door.caller.account_id)) as transaction:
        if names is None:
            if window is None or window == Window():
                return await read(transaction, place, part, "all")
            return await read(transaction, place, part, "within", tuple(window))
        wanted = list(names)
        return await read(transaction, place, part, "named", (wanted, own_names(wanted)))


async def entry(
    door: Door, collection_name: str, object_name: str, part: Part = Part.TEXTS
) -> Object:
    """Return one object. Raises `NotFound`."""
    require(door.caller, Operation.READ_TASKS)
    collection = await calendars.collection(door, collection_name)
    found = await entries(door, collection, [object_name], part=part)
    if not found:
        raise not_found()
    return found[0]


async def texts(door: Door, collection: Collection) -> AsyncIterator[list[Object]]:
    """Yield all objects of a collection with their texts, about a megabyte at once.

    All of them are from one moment.
    """
    require(door.caller, Operation.READ_TASKS)
    if collection.is_filter:
        yield await _of_filter(door, collection, None, Part.TEXTS)
        return
    place = place_of(door, collection)
    async with door.database.snapshot(Identity(door.caller.account_id)) as transaction:
        for kind in ("tasks", "files"):
            after = FIRST
            while True:
                last = await portion(transaction, place, kind, after, PORTION_ROWS)
                if last is None:
                    break
                yield await read_kind(transaction, place, Part.TEXTS, "after", (after, last), kind)
                after = last


async def portion(
    transaction: Transaction, place: Place, kind: str, after: UUID, rows: int
) -> UUID | None:
    """Return the last id of the next portion of tasks or files; None when there are no more."""
    statement = stored.portion if kind == "tasks" else stored.portion_of_files
    (told,) = await transaction.run(statement(place.owner_id, place.project_id, after, rows))
    last: UUID | None = (told.row() or (None,))[0]
    return last


async def read(
    transaction: Transaction, place: Place, part: Part, which: str, wanted: tuple[Any, ...] = ()
) -> list[Object]:
    """Return tasks and files of a collection, in the order of their ids."""
    of_files = ("all", ()) if which in {"all", "within"} else (which, wanted[:1])
    tasks, files = await transaction.run(
        _of_tasks(place, part, which, wanted), _of_files(place, part, *of_files)
    )
    objects = await _objects(transaction, place, part, tasks.rows())
    return objects + [file_object(row) for row in files.rows()]


async def read_kind(
    transaction: Transaction,
    place: Place,
    part: Part,
    which: str,
    wanted: tuple[Any, ...],
    kind: str,
) -> list[Object]:
    """Return tasks or files of a collection, in the order of their ids."""
    call = _of_tasks if kind == "tasks" else _of_files
    (told,) = await transaction.run(call(place, part, which, wanted))
    if kind == "tasks":
        return await _objects(transaction, place, part, told.rows())
    return [file_object(row) for row in told.rows()]


def _of_tasks(place: Place, part: Part, which: str, wanted: tuple[Any, ...]) -> Call:
    statement = stored.TASKS["texts" if part.has_text else "tags", which]
    return statement(*place[:3], *wanted)


def _of_files(place: Place, part: Part, which: str, wanted: tuple[Any, ...]) -> Call:
    statement = stored.FILES["texts" if part.has_text else part.name.lower(), which]
    return statement(place.owner_id, place.project_id, *wanted)


async def _objects(
    transaction: Transaction, place: Place, part: Part, rows: Sequence[tuple[Any, ...]]
) -> list[Object]:
    """Return the objects of the rows of tasks, with what else is wanted of them."""
    if part.has_text:
        objects = await _texts(transaction, place, rows)
    else:
        objects = [known_object(row) for row in rows]
    return await _indexed(transaction, place, objects) if part.has_index else objects


async def _texts(
    transaction: Transaction, place: Place, rows: Sequence[tuple[Any, ...]]
) -> list[Object]:
    """Return objects with their texts, or with what it takes to write those that are not exact."""
    others = [row[0] for row in rows if row[KNOWN] is None]
    if not others:
        return [exact_object(row) for row in rows]
    (told,) = await transaction.run(stored.OF_IDS["stale"](*place[:3], others))
    found = told.rows()
    known = await _resolved(transaction, place, found)
    written = {row[0]: stale(place.zone, row, known) for row in found}
    objects = [written.get(row[0]) if row[KNOWN] is None else exact_object(row) for row in rows]
    return [each for each in objects if each is not None]  # else it is gone since the first look


async def _indexed(
    transaction: Transaction, place: Place, objects: Sequence[Object]
) -> list[Object]:
    """Return objects with their indexes, those that this process does not remember made anew."""
    unknown = [each.id for each in objects if _version(each) not in _INDEXES]
    made: dict[UUID, Index] = {}
    for first in range(0, len(unknown), PORTION_ROWS):
        wanted = (unknown[first : first + PORTION_ROWS],)
        found = await transaction.run(
            *(
                stored.OF_IDS[kind](*place[:3], *wanted)
                for kind in ("exact_entries", "other_entries")
            )
        )
        exact, others = (result.rows() for result in found)
        made |= {row[0]: Index.of_json(row[KNOWN]) for row in exact}
        made |= {row[0]: indexed(row) for row in others}
    complete = []
    for each in objects:
        index = made.get(each.id) or _INDEXES.get(_version(each))
        if index is not None:  # else it changed between the two looks, and is told by the next
            complete.append(each._replace(index=index))
            _remember(_version(each), index)
    return complete


_INDEXES: dict[tuple[UUID, str], Index] = {}
"""Indexes by object and version, of those that were asked for last."""
INDEXES_MAX = 30_000


def _version(each: Object) -> tuple[UUID, str]:
    return each.id, each.etag


def _remember(version: tuple[UUID, str], index: Index) -> None:
    if version not in _INDEXES and len(_INDEXES) >= INDEXES_MAX:
        del _INDEXES[next(iter(_INDEXES))]
    _INDEXES[version] = index


async def _resolved(
    transaction: Transaction, place: Place, rows: Sequence[tuple[Any, ...]]
) -> frozenset[str]:
    """Return which UIDs that texts name are those of tasks in the collection."""
    uids: set[str] = set()
    for row in rows:
        said = row[KNOWN + 4] or {}
        uids |= {said["parent_uid"]} if said.get("parent_uid") else set()
        uids |= set(said.get("blocked_by_uids", ()))
    if not uids:
        return frozenset()
    (found,) = await transaction.run(resolving(place, uids))
    return frozenset(row[0] for row in found.rows())


def resolving(place: Place, uids: Several[str]) -> Call:
    """Return the call that gives (uid, task_id, name) of the tasks that have some UIDs."""
    own = [found for uid in uids if (found := ids.parse_id(uid)) and str(found) == uid]
    return stored.resolved(place.owner_id, place.project_id, list(uids), own)


def not_found() -> NotFound:
    """Return the error for an object that is not there."""
    return NotFound("There is no object of this name", code="calendar.object_not_found")


async def _of_filter(
    door: Door, collection: Collection, names: Several[str] | None, part: Part
) -> list[Object]:
    """Return the tasks that a saved filter finds; each is named by its id."""
    search = await finding.saved(door, collection.id, View(time_zone=door.caller.time_zone))
    places = await finding.places(door, search)
    if names is not None:
        wanted = set(own_names(names))
        places = {key: [i for i in found if i in wanted] for key, found in places.items()}
    objects: list[Object] = []
    async with door.database.transaction(Identity(door.caller.account_id)) as transaction:
        for (owner_id, project_id), found in places.items():
            place = Place(owner_id, project_id, door.caller.person_id, door.caller.time_zone)
            objects += await read_kind(transaction, place, part, "of_ids", (found,), "tasks")
    return sorted(
        (each._replace(name=f"{each.id}{SUFFIX}") for each in objects), key=lambda each: each.id
    )
