"""History: what happened to a record and in a project, and a project as it was at a moment."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from tasklark.actions import sites
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import nouns
from tasklark.domain.access import Operation, require
from tasklark.domain.errors import Conflict, NotFound
from tasklark.domain.fields import refused
from tasklark.domain.history import Key, Past, State, rewound, state
from tasklark.domain.nouns import Noun
from tasklark.domain.registry import NOUNS
from tasklark.storage import history, projects, records
from tasklark.storage.engine import Identity, Result, Transaction

PAGE_MAX = 200
CHANGES_MAX = 100_000
"""How many changes later than a moment are walked back."""
RECORDS_MAX = 20_000
"""How many records a project may have, its trash included, to be shown as it was."""
_AT_ONCE = 2_000
_END = 2**62
_KINDS = ("project", "section", "task", "comment", "reminder", "occurrence")


class Place(NamedTuple):
    """A place in a history: the entry before the page."""

    moment: datetime
    number: int


class WidePlace(NamedTuple):
    """A place in the history of several projects: the entry before the page, and its project."""

    moment: datetime
    number: int
    project_id: UUID


class Page(NamedTuple):
    """Some entries in JSON, the latest first."""

    entries: Sequence[bytes]
    next_place: Place | None


class WidePage(NamedTuple):
    """Some entries of several projects in JSON, the latest first."""

    entries: Sequence[bytes]
    next_place: WidePlace | None


class ProjectThen(NamedTuple):
    """A project as it was: the number of its latest change then, and its records by noun."""

    number: int
    records: Mapping[str, list[State]]


async def of_record(
    door: Door, noun: Noun, record_id: UUID, limit: int, before: Place | None = None
) -> Page:
    """Return what happened to a record, in all places where it was that the caller may see.

    Raises `NotFound`, `Forbidden`.
    """
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    moment, number = before or ("infinity", 0)
    call = history.of_record(
        caller.account_id, caller.person_id, record_id, noun.name, moment, number, limit + 1
    )
    (found,) = await door.database.read(Identity(caller.account_id), call)
    if before is None and not found.count():
        await _require_there(door, noun, record_id)
    return _page(found, limit)


async def _require_there(door: Door, noun: Noun, record_id: UUID) -> None:
    caller = door.caller
    async with door.database.transaction(Identity(caller.account_id)) as transaction:
        work = Work(caller, door.surface, transaction)
        own, shared = await work.ask(
            records.find(noun)(caller.account_id, record_id),
            records.find_shared(noun)(caller.account_id, record_id),
        )
        if not own.count() and not shared.count():
            raise await sites.absent(work, noun, record_id)


async def of_project(door: Door, project_id: UUID, limit: int, before: Place | None = None) -> Page:
    """Return what happened in a project. Raises `NotFound`, `Forbidden`."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    async with door.database.transaction(Identity(caller.account_id)) as transaction:
        owner_id = await _owner(transaction, door, project_id)
        number = before.number if before else _END
        call = history.of_project(
            caller.account_id, caller.person_id, owner_id, project_id, number, limit + 1
        )
        (found,) = await transaction.run(call)
    return _page(found, limit)


async def of_account(door: Door, limit: int, before: WidePlace | None = None) -> WidePage:
    """Return what happened in all projects that the caller is in. Raises `Forbidden`."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    place = before or ("infinity", 0, caller.person_id)
    call = history.of_account(caller.account_id, caller.person_id, *place, limit + 1)
    (found,) = await door.database.read(Identity(caller.account_id), call)
    rows = found.rows()
    following = None
    if len(rows) > limit:
        _, moment, number, project_id = rows[limit - 1]
        following = WidePlace(datetime.fromisoformat(moment), number, project_id)
    return WidePage(found.texts()[:limit], following)


def _page(found: Result, limit: int) -> Page:
    rows = found.rows()
    place = None
    if len(rows) > limit:
        _, moment, number = rows[limit - 1]
        place = Place(datetime.fromisoformat(moment), number)
    return Page(found.texts()[:limit], place)


async def _owner(transaction: Transaction, door: Door, project_id: UUID) -> int:
    (found,) = await transaction.run(projects.site(door.caller.account_id, project_id))
    row = found.row()
    if row is None:
        raise NotFound("There is no project with this id", code="project.not_found")
    return int(row[0])


async def as_it_was(door: Door, project_id: UUID, moment: datetime) -> ProjectThen:
    """Return a project with all that was in it at an aware moment, what was in the trash left out.

    Raises `NotFound` for a project that is not there, or was not; `Invalid` for a moment that has
    not come yet; `Conflict` when too much is there or has changed since. What was deleted for good
    is not shown any more.
    """
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise refused("moment", "must lie between the years 0001 and 9999 in UTC") from None
    if moment > datetime.now(UTC):
        raise refused("moment", "must not lie in the future")
    async with door.database.snapshot(Identity(caller.account_id)) as transaction:
        owner_id = await _owner(transaction, door, project_id)
        (turned,) = await transaction.run(history.turn(owner_id, project_id, moment))
        (number,) = turned.row() or (0,)
        (counted,) = await transaction.run(
            history.count_later(owner_id, project_id, number, CHANGES_MAX + 1)
        )
        if counted.row() == (CHANGES_MAX + 1,):
            raise Conflict(
                f"More than {CHANGES_MAX:,} changes have been made since; choose a later moment",
                code="project.too_much_since",
            )
        states = await _present(transaction, owner_id, project_id, caller.person_id)
        await _walk_back(transaction, (owner_id, project_id, number), states)
        _drop_what_was_not_there(states, moment)
        _drop_reminders_of_others(states, caller.person_id)
        if ("project", project_id) not in states:
            raise NotFound("This project was not there at this moment", code="project.not_yet")
        await _tell_closings(transaction, owner_id, states, moment)
    by_noun: dict[str, list[State]] = {name: [] for name in _KINDS}
    for (name, _), found in states.items():
        by_noun.get(name, []).append(found)
    return ProjectThen(number, by_noun)


async def _present(
    transaction: Transaction, owner_id: int, project_id: UUID, person_id: UUID
) -> dict[Key, State]:
    states: dict[Key, State] = {}
    for noun in (NOUNS[name] for name in _KINDS):
        rows = RECORDS_MAX + 1 - len(states)
        (found,) = await transaction.run(
            history.present(noun)(owner_id, project_id, person_id, rows)
        )
        if found.count() == rows:
            raise Conflict(
                f"The project has more than {RECORDS_MAX:,} records, its trash included,"
                " which is too much to show as it was",
                code="project.too_large",
            )
        # Elsewhere than in the loop that serves everybody: a thousand take some 30 ms.
        states |= await asyncio.to_thread(_states, noun, found)
    return states


def _states(noun: Noun, found: Result) -> dict[Key, State]:
    loaded = (records.loaded(noun, row) for row in found.rows())
    return {(noun.name, record.id): state(record) for record in loaded}


async def _walk_back(
    transaction: Transaction, since: tuple[int, UUID, int], states: dict[Key, State]
) -> None:
    place: tuple[int, str] = (_END, "")
    while True:
        (found,) = await transaction.run(history.later(*since, *place, _AT_ONCE))
        rows = found.rows()
        await asyncio.to_thread(rewound, states, [Past(*row[:6]) for row in rows])
        if len(rows) < _AT_ONCE:
            return
        place = (rows[-1][6], rows[-1][2])


def _drop_what_was_not_there(states: dict[Key, State], moment: datetime) -> None:
    told = nouns.timestamp(moment.astimezone(UTC))
    for key, found in list(states.items()):
        made = datetime.fromisoformat(found["created_at"])
        if found["deleted_at"] is not None or nouns.timestamp(made.astimezone(UTC)) > told:
            del states[key]


def _drop_reminders_of_others(states: dict[Key, State], person_id: UUID) -> None:
    """Drop those that left with a moved task, and came back with the log."""
    for key, found in list(states.items()):
        if key[0] == "reminder" and found["person_id"] != str(person_id):
            del states[key]


async def _tell_closings(
    transaction: Transaction, owner_id: int, states: dict[Key, State], moment: datetime
) -> None:
    """Tell when tasks had been done that were done then and are not any more."""
    asked = [
        key[1]
        for key, found in states.items()
        if key[0] == "task" and found["completed"] and found["completed_at"] is None
    ]
    if asked:
        (found,) = await transaction.run(history.closings(owner_id, asked, moment))
        for task_id, at in found.rows():
            if at is not None:
                states["task", task_id]["completed_at"] = nouns.timestamp(at)
