"""Lists of tasks that are asked for by a filter, a project, a section or a parent.

Other than the list of all own tasks (`actions.listing`), these are of every project that the caller
is in. What a filter names is looked up first, so a filtered list takes two round trips.
"""

import json
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID
from zoneinfo import ZoneInfo

from tasklark.actions import listing, portions, reading
from tasklark.actions.listing import Limits, Page, Spool
from tasklark.actions.portions import Portion
from tasklark.actions.unit_of_work import Door
from tasklark.domain import due_order, filters
from tasklark.domain.access import Operation, require
from tasklark.domain.due_order import Cut
from tasklark.domain.filters import Context, Named, Names, Project
from tasklark.domain.preferences import FILTER, Weekday
from tasklark.domain.views import Place, View
from tasklark.storage import finding as stored
from tasklark.storage.engine import Identity, Result
from tasklark.storage.finding import Asked
from tasklark.storage.wire import Call

_WEEK_STARTS = {Weekday.MONDAY: 0, Weekday.SATURDAY: 5, Weekday.SUNDAY: 6}
_UNNUMBERED = 0
PLACES_MAX = 20_000
"""How many tasks a search gives the places of."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: a list, narrowed by columns (`project_id`, …) and by a filter's text."""

    view: View
    within: Mapping[str, UUID] = field(default_factory=dict)
    filter: str | None = None
    is_saved: bool = False
    """Whether the filter was kept; a name that is no longer there finds nothing then."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that the caller sees by name, with the owners of it all."""

    names: Names
    owner_ids: Collection[int]
    week_start: int


async def saved(door: Door, filter_id: UUID, view: View) -> Search:
    """Return the search that a saved filter stands for. Raises `NotFound`."""
    found = await reading.get(door, FILTER, filter_id)
    return Search(view, filter=json.loads(found.body)["query"], is_saved=True)


async def page(
    door: Door, search: Search, limit: int | None = None, after: Place | None = None
) -> Page | Spool:
    """Return at most `limit` tasks, all without one, from the beginning or after a place.

    Raises `Invalid` for a filter that can't be read, or names what is not there.
    """
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    asked = await _asked(door, search)
    wanted = limit or sys.maxsize
    rows = min(wanted, listing.most(search.view))
    found = await door.database.read(Identity(caller.account_id), *_calls(asked, rows, after))
    first = portions.portion(found, search.view, rows)
    if first.next_place is None or wanted == rows:
        return Page(_UNNUMBERED, first.tasks, first.next_place)
    del found, first  # many megabytes, perhaps, which are read again in portions
    return await _spooled(door, asked, wanted, after)


async def places(door: Door, search: Search) -> dict[tuple[int, UUID], list[UUID]]:
    """Return the ids of all tasks that a search finds, by their owner and project.

    Raises as `page` does.
    """
    require(door.caller, Operation.READ_TASKS)
    asked = await _asked(door, search)
    identity = Identity(door.caller.account_id)
    (found,) = await door.database.read(identity, stored.places(asked, PLACES_MAX))
    by_project: dict[tuple[int, UUID], list[UUID]] = {}
    for owner_id, project_id, task_id in found.rows():
        by_project.setdefault((owner_id, project_id), []).append(task_id)
    return by_project


async def known(door: Door) -> Known:
    """Return what the caller sees by name."""
    caller = door.caller
    results = await door.database.read(
        Identity(caller.account_id),
        stored.projects(caller.account_id),
        stored.sections(caller.account_id),
        stored.people(caller.account_id),
        stored.preferences(caller.account_id, caller.person_id),
    )
    return _known(door, results)


def _known(door: Door, results: Sequence[Result]) -> Known:
    projects, sections, people, preferences = (result.rows() for result in results)
    inbox_id = door.caller.inbox_id
    names = Names(
        projects=[
            Project(project_id, name, parent_id, project_id == inbox_id, is_shared, archived)
            for project_id, name, parent_id, archived, _, is_shared in projects
        ],
        sections=[Named(*row[:2]) for row in sections],
        people=list({Named(*row[:2]): None for row in people}),
    )
    owner_ids = {door.caller.account_id, *(row[4] for row in projects)}
    first_day = Weekday(preferences[0][0]) if preferences else Weekday.MONDAY
    return Known(names, owner_ids, _WEEK_STARTS[first_day])


async def _asked(door: Door, search: Search) -> Asked:
    caller, view = door.caller, search.view
    if search.filter is None:
        return Asked(caller.account_id, caller.user_id, view, search.within)
    filters.parse(search.filter)
    found = await known(door)
    node = filters.parse(search.filter, None if search.is_saved else found.names)
    context = Context(
        datetime.now(UTC),
        ZoneInfo(view.time_zone),
        caller.person_id,
        found.names,
        found.week_start,
    )
    return Asked(
        caller.account_id,
        caller.user_id,
        view,
        search.within,
        (node, context),
        found.owner_ids,
    )


def _calls(asked: Asked, rows: int, after: Place | None) -> tuple[Call, ...]:
    """Return the calls that read so many rows, and one more, which tells of more."""
    view = asked.view
    if view.is_zoned:
        zone = ZoneInfo(view.time_zone)
        bounds = (
            None if after is None else due_order.bounds(after, zone, descending=view.descending)
        )
        return stored.streams(asked, rows + 1, bounds)
    cut = None if after is None else Cut(portions.sort_key(view, after), after.task_id)
    return (stored.found(asked, rows + 1, cut),)


async def _spooled(door: Door, asked: Asked, limit: int, after: Place | None) -> Spool:
    file: IO[bytes] = SpooledTemporaryFile(listing.SPOOL_BYTES)  # noqa: SIM115 - the reader closes it
    try:
        async with door.database.snapshot(Identity(door.caller.account_id)) as transaction:

            async def read(rows: int, after: Place | None) -> Portion:
                results = await transaction.run(*_calls(asked, rows, after))
                return portions.portion(results, asked.view, rows)

            more = await listing.fill(file, read, Limits(limit, listing.most(asked.view)), after)
    except BaseException:
        file.close()
        raise
    return Spool(_UNNUMBERED, file, more)
