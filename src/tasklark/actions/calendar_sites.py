"""Where an object is put: its collection, locked, and what is there under its name and UID.

All that a client makes a condition of is looked at behind the lock, so of two that put at once one
comes after the other.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import calendar_objects as objects
from tasklark.actions import calendar_rows as rows
from tasklark.actions import calendars, sites
from tasklark.actions.calendar_objects import Object, Place
from tasklark.actions.calendar_rows import KNOWN
from tasklark.actions.calendars import Collection
from tasklark.actions.sites import Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain.access import Operation
from tasklark.domain.calendar_objects import Alarm, Index, Meaning
from tasklark.domain.errors import Conflict, PreconditionFailed
from tasklark.domain.reminders import Reminder
from tasklark.domain.tasks import Task
from tasklark.storage import calendar_objects as stored
from tasklark.storage import calendar_writes as writes
from tasklark.storage import scopes
from tasklark.storage.wire import Call

ANY = "*"
"""In a condition: whatever is there."""


class Condition(NamedTuple):
    """What must hold of an object before it is written: ETags as they are sent, unquoted.

    `match` are those of which it must have one, `none_match` those of which it must have none.
    """

    match: tuple[str, ...] | None = None
    none_match: tuple[str, ...] | None = None


ALWAYS = Condition()


class Sent(NamedTuple):
    """An object as it was sent: the text that all share, what it says, and one person's alarms.

    `is_exact` tells whether the text is what was sent, byte for byte. What is no task has no
    meaning here.
    """

    text: str
    uid: str
    component: str
    meaning: Meaning | None
    index: Index  # type: ignore[assignment]  # nobody calls tuple's method
    alarms: tuple[Alarm, ...] = ()
    is_exact: bool = True


class Stored(NamedTuple):
    """What became of it: its ETag, None where another text is served than was sent."""

    etag: str | None
    is_new: bool


class UidTaken(Conflict):
    """Another object of the collection has the UID: that of the name `other`."""

    code = "calendar.uid_taken"
    detail = "Another object of this collection has this UID"

    def __init__(self, other: str) -> None:
        self.other = other
        super().__init__()


class HeldTask(NamedTuple):
    """A task as it is, and what was put of it last.

    `is_current` tells whether the text says what the task is. `version` is that of the person's
    reminders, `alarms_version` that which their alarms stand for. `superseded` is the ETag that
    the task had before a copy told of its occurrence, as long as nothing else has changed it.
    `entry` is the index of the text, in JSON.
    """

    known: Object
    task: Task
    version: int
    text: str | None
    text_at: datetime | None
    meaning: Meaning | None
    is_current: bool
    alarms: Sequence[Mapping[str, Any]] | None
    alarms_version: int
    alarms_at: datetime
    are_placed: bool
    reminders: Sequence[Reminder]
    parent_uid: str | None
    blocker_uids: Sequence[str]
    superseded: str | None
    entry: Any


class HeldFile(NamedTuple):
    """A file as it is stored."""

    id: UUID
    stored_at: datetime
    uid: str
    component: str
    text: str
    entry: Any
    created_at: datetime
    task_id: UUID | None

    @property
    def etag(self) -> str:
        """Return its ETag."""
        return rows.file_etag(self.stored_at)


class Spot(NamedTuple):
    """A name in a collection that is locked: what it is the name of, if of anything.

    `known` maps UIDs to the tasks that have them.
    """

    collection: Collection
    site: Site
    place: Place
    name: str
    uid: str
    task: HeldTask | None
    file: HeldFile | None
    known: Mapping[str, UUID]
    awaiting: Sequence[tuple[Any, ...]]

    @property
    def etag(self) -> str | None:
        """Return the ETag of what is there."""
        if self.task is not None:
            return self.task.known.etag
        return None if self.file is None else self.file.etag


async def lock(work: Work, collection: Collection, name: str, uids: Sequence[str] = ()) -> Spot:
    """Lock a collection that the caller may write in, and look at a name.

    The first of the UIDs is the object's own; another object that has it is refused. Raises
    `NotFound`, `Forbidden`, `UidTaken`.
    """
    calendars.require_no_filter(collection)
    place = objects.place_of(work, collection)
    calls = _looks(place, name, uids)
    is_own = collection.owner_id == work.caller.account_id
    site, found = await sites.of_project(
        work, collection.id, Operation.WRITE_TASKS, *(calls if is_own else ())
    )
    if not is_own:
        found = await work.ask(*calls)
    held, filed, resolved, twins, awaiting = (result.rows() for result in found)
    task = held_of(held[0]) if held else None
    file = HeldFile(*filed[0]) if filed else None
    own = uids[0] if uids else None
    others = [row[2] for row in resolved if row[0] == own] + [row[0] for row in twins]
    taken = [other for other in others if other != name]
    if taken:
        raise UidTaken(taken[0])
    known = {row[0]: row[1] for row in reversed(resolved)}
    return Spot(collection, site, place, name, own or "", task, file, known, awaiting)


def _looks(place: Place, name: str, uids: Sequence[str]) -> tuple[Call, ...]:
    owner_id, project_id, person_id = place[:3]
    own = uids[0] if uids else ""
    return (
        stored.held(owner_id, project_id, person_id, [name], rows.own_names([name])),
        writes.file_named(owner_id, project_id, name),
        objects.resolving(place, uids),
        writes.files_of(owner_id, project_id, own),
        writes.awaiting(owner_id, project_id, own),
    )


def held_of(row: tuple[Any, ...]) -> HeldTask:
    """Return the task of a row of `storage.calendar_objects.held`."""
    _, text_at, version, alarms_at = row[KNOWN - 4 : KNOWN]
    text, alarms, are_placed, meaning, reminders, parent_uid, blockers = row[KNOWN + 1 : KNOWN + 8]
    is_current, alarms_version, superseded = row[KNOWN + 8 : KNOWN + 11]
    task = rows.loaded_task(row, KNOWN + 11)
    return HeldTask(
        rows.known_object(row),
        task,
        version,
        text,
        rows.moment(text_at) if text is not None else None,
        None if meaning is None else Meaning.of_json(meaning),
        bool(is_current),
        alarms,
        alarms_version or 0,
        rows.moment(alarms_at),
        bool(are_placed),
        rows.loaded_reminders(reminders),
        parent_uid,
        blockers,
        _before_copy(superseded, task),
        row[KNOWN],
    )


def superseding(etag: str, task: Task) -> str:
    """Return what is kept of the ETag that a task had before the version that it has."""
    return f"{etag} {rows.microseconds(task.updated_at):x}"


def _before_copy(superseded: str | None, task: Task) -> str | None:
    """Return the ETag of `superseding`, if the task has that version still."""
    etag, _, version = (superseded or "").partition(" ")
    return etag if version == f"{rows.microseconds(task.updated_at):x}" else None


def require(condition: Condition, etag: str | None, superseded: str | None = None) -> None:
    """Raise `PreconditionFailed` unless what is there (None: nothing) is what was expected.

    `superseded` is an ETag that counts as the present one.
    """
    if condition.match is not None:
        fits = etag is not None and bool({ANY, etag, superseded} & {*condition.match})
        if not fits:
            raise PreconditionFailed
    unwanted = condition.none_match
    if unwanted is not None and etag is not None and {ANY, etag} & {*unwanted}:
        raise PreconditionFailed


async def next_number(work: Work, site: Site) -> Site:
    """Return the site with another number, for what is logged by itself."""
    (advanced,) = await work.ask(scopes.advance(site.owner_id, site.scope_id, 1))
    row = advanced.row()
    return site if row is None else site._replace(number=row[1], at=row[2])


def moved(work: Work, site: Site) -> None:
    """Have it told that something changed under the site's number, though nothing is logged."""
    scope = (site.owner_id, site.scope_id)
    work.moved[scope] = max(site.number, work.moved.get(scope, site.number))
