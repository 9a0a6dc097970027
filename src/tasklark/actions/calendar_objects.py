"""The objects of a calendar collection, read: tasks and files, as one person's programs see them.

How much is read is the reader's choice (`Part`). A text that a client put is given back as it is
while it says what the task is; for every other task comes what it takes to write one.
"""

from collections.abc import AsyncIterator, Sequence
from collections.abc import Collection as Several
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import calendars, finding
from tasklark.actions.calendars import TASKS, Collection
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import calendar_alarms, calendar_meaning, ids
from tasklark.domain.access import Operation, require
from tasklark.domain.calendar_objects import Alarm, Facts, Index, Meaning
from tasklark.domain.errors import NotFound
from tasklark.domain.reminders import Anchor, Reminder
from tasklark.domain.tasks import TASK, Task
from tasklark.domain.views import View
from tasklark.storage import calendar_objects as stored
from tasklark.storage import records
from tasklark.storage.engine import Identity, Result, Transaction
from tasklark.storage.wire import Call

SUFFIX = ".ics"
"""What the name of a task ends in that nobody gave another: its id comes before."""
PORTION_ROWS = 1_000
FIRST = UUID(int=0)
KNOWN = 9
"""How many columns every row of a task begins with."""
_FILE = 6
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Part(IntEnum):
    """How much is wanted of each object."""

    TAGS = 0
    ENTRIES = 1
    TEXTS = 2

    @property
    def word(self) -> str:
        """Return what the statements call it."""
        return self.name.lower()


class Window(NamedTuple):
    """A hint: what lies elsewhere for sure is left out. The rest is for the reader to look at."""

    start: datetime | None = None
    end: datetime | None = None
    is_open: bool = False


class Object(NamedTuple):
    """An object of a collection.

    From `Part.ENTRIES` on it has an index, from `Part.TEXTS` on its text (`base`), if there is one.
    Where that is not what is to be served (`is_exact`), `meaning` and `facts` are what the text is
    to say.
    """

    id: UUID
    name: str
    etag: str
    uid: str
    component: str
    created_at: datetime
    updated_at: datetime
    index: Index | None = None  # type: ignore[assignment]  # nobody calls tuple's method
    base: str | None = None
    is_exact: bool = False
    meaning: Meaning | None = None
    facts: Facts | None = None


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
            hint = window or Window()
            return await read(transaction, place, part, "all", tuple(hint))
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
    transaction: Transaction, place: Place, part: Part, which: str, wanted: tuple[Any, ...]
) -> list[Object]:
    """Return tasks and files of a collection, in the order of their ids."""
    tasks = _calls(place, part, which, wanted)
    of_files = () if which == "all" else wanted[: 2 if which == "after" else 1]
    files = stored.FILES[part.word, which](place.owner_id, place.project_id, *of_files)
    *found, told = await transaction.run(*tasks, files)
    objects = await _tasks(transaction, place, part, found)
    objects += [_file(row) for row in told.rows()]
    return objects


async def read_kind(
    transaction: Transaction,
    place: Place,
    part: Part,
    which: str,
    wanted: tuple[Any, ...],
    kind: str,
) -> list[Object]:
    """Return tasks or files of a collection, in the order of their ids."""
    if kind == "tasks":
        found = await transaction.run(*_calls(place, part, which, wanted))
        return await _tasks(transaction, place, part, found)
    statement = stored.FILES[part.word, which]
    (told,) = await transaction.run(statement(place.owner_id, place.project_id, *wanted))
    return [_file(row) for row in told.rows()]


def _calls(place: Place, part: Part, which: str, wanted: tuple[Any, ...]) -> tuple[Call, ...]:
    return stored.reading(part.word, which, *place[:3], *wanted)


async def _tasks(
    transaction: Transaction, place: Place, part: Part, found: Sequence[Result]
) -> list[Object]:
    if part is Part.TAGS:
        return [known_object(row) for row in found[0].rows()]
    exact, others = (result.rows() for result in found)
    if part is Part.ENTRIES:
        objects = [known_object(row)._replace(index=Index.of_json(row[KNOWN])) for row in exact]
        return objects + [_indexed(row) for row in others]
    known = await _resolved(transaction, place, others)
    objects = [
        known_object(row)._replace(
            index=Index.of_json(row[KNOWN]), base=_base(row[KNOWN + 1 : KNOWN + 4]), is_exact=True
        )
        for row in exact
    ]
    return objects + [_stale(place, row, known) for row in others]


def known_object(row: tuple[Any, ...]) -> Object:
    """Return the object of what each row of a task begins with."""
    task_id, name, uid, created_at, updated_at, *tag = row[:KNOWN]
    return Object(task_id, name, etag(*tag), uid, TASKS, created_at, updated_at)


def etag(task: int, text: int, reminders: int, alarms: int) -> str:
    """Return the ETag of a task: of the moments of its parts, in microseconds since 1970.

    Of reminders it is the sum of theirs; 0 stands for what is not there.
    """
    return f"{task:x}-{text:x}-{reminders + alarms:x}"


def _file(row: tuple[Any, ...]) -> Object:
    file_id, name, uid, created_at, stored_at, component = row[:_FILE]
    found = Object(file_id, name, file_etag(stored_at), uid, component, created_at, stored_at)
    if len(row) > _FILE:
        found = found._replace(index=Index.of_json(row[_FILE]))
    if len(row) > _FILE + 1:
        found = found._replace(base=row[_FILE + 1], is_exact=True)
    return found


def file_etag(stored_at: datetime) -> str:
    """Return the ETag of a file that was stored at a moment."""
    return f"f{microseconds(stored_at):x}"


def microseconds(moment: datetime) -> int:
    """Return a moment in microseconds since 1970, exactly."""
    seconds = int(moment.replace(microsecond=0).timestamp())
    return seconds * 1_000_000 + moment.microsecond


def moment(microseconds: int) -> datetime:
    """Return the moment that `microseconds` tells."""
    return _EPOCH + timedelta(microseconds=microseconds)


def loaded_task(row: tuple[Any, ...], first: int) -> Task:
    """Return the task of columns from one on."""
    task: Task = records.loaded(TASK, row[first:])
    return task


def _indexed(row: tuple[Any, ...]) -> Object:
    task = loaded_task(row, KNOWN + 1)
    return known_object(row)._replace(
        index=_index(row[KNOWN], task, calendar_meaning.meaning_of(task))
    )


def _index(kept: Any, task: Task, meaning: Meaning) -> Index:
    stored_index = None if kept is None else Index.of_json(kept)
    return calendar_meaning.index_of(task, meaning, stored_index)


def _base(told: tuple[str | None, Any, Any]) -> str | None:
    """Return a stored text with the person's alarms back in it; None where there is none."""
    text, alarms, is_placed = told
    if text is None or not alarms:
        return text
    chunks = tuple(Alarm(**each) for each in alarms)
    whole: str = calendar_alarms.with_alarms(text, chunks, is_placed=bool(is_placed))
    return whole


def _stale(place: Place, row: tuple[Any, ...], known: Several[str]) -> Object:
    """Return a task whose text is to be written."""
    kept, *told = row[KNOWN : KNOWN + 4]
    said, reminders, parent_uid, blocker_uids = row[KNOWN + 4 : KNOWN + 8]
    task = loaded_task(row, KNOWN + 8)
    parent_uid, blocker_uids = with_unresolved(said, parent_uid, blocker_uids, known)
    meaning = calendar_meaning.meaning_of(
        task,
        loaded_reminders(reminders),
        parent_uid=parent_uid,
        blocked_by_uids=blocker_uids,
        zone=place.zone,
    )
    found = known_object(row)
    return found._replace(
        index=_index(kept, task, meaning),
        base=_base((told[0], told[1], told[2])),
        meaning=meaning,
        facts=Facts(found.uid, task.created_at, task.updated_at, task.completed_at),
    )


def loaded_reminders(told: Sequence[dict[str, Any]] | None) -> list[Reminder]:
    """Return reminders of their JSON."""
    return [
        Reminder.model_construct(
            **{**each, "id": UUID(each["id"]), "anchor": Anchor(each["anchor"])}
        )
        for each in told or ()
    ]


def with_unresolved(
    said: Any, parent_uid: str | None, blocker_uids: Sequence[str], known: Several[str]
) -> tuple[str | None, tuple[str, ...]]:
    """Add to a task's relations those that its text names, and that nothing here answers to."""
    told = said or {}
    named = told.get("parent_uid")
    if parent_uid is None and named is not None and named not in known:
        parent_uid = named
    more = [uid for uid in told.get("blocked_by_uids", ()) if uid not in known]
    return parent_uid, tuple(sorted({*blocker_uids, *more}))


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


def own_names(names: Several[str]) -> list[UUID]:
    """Return the ids of tasks whose names these would be if nobody gave them another."""
    stems = [name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)]
    return [found for stem in stems if (found := ids.parse_id(stem)) and str(found) == stem]


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
            calls = _calls(place, part, "of_ids", (found,))
            objects += await _tasks(transaction, place, part, await transaction.run(*calls))
    return sorted(
        (each._replace(name=f"{each.id}{SUFFIX}") for each in objects), key=lambda each: each.id
    )
