"""Calendar collections: the projects that a person sees, as their calendar programs list them.

A saved filter is a collection too, which is only read. A project is found under its id, or under
the name that the program chose which made it.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import records, sites
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import ids
from tasklark.domain.access import Operation, Role, require
from tasklark.domain.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from tasklark.domain.projects import PROJECT
from tasklark.domain.sync import Cursor
from tasklark.storage import calendars as stored
from tasklark.storage.engine import Identity, Result

TASKS = "VTODO"
"""The component of tasks: what a project holds unless somebody asked for something else."""
COMPONENTS = frozenset({TASKS, "VEVENT", "VJOURNAL"})
"""What a collection can be made for."""
FILTER_PREFIX = "filter-"
NAME_MAX = 200
"""Longest name of a collection or object in its address, in Unicode code points."""
PROPERTIES_MAX = 5_000
PROPERTIES_BYTES = 4 << 20
"""How many properties an account can keep, and how many bytes all of them can have."""


class Collection(NamedTuple):
    """A calendar collection as one person has it.

    `owner_name` is None for what is the person's own. `cursor` tells how far the collection is;
    None for a filter, of which nothing counts the changes. `properties` are those that clients keep
    at it, by name.
    """

    id: UUID
    owner_id: int
    name: str
    display_name: str
    description: str | None
    color: str
    position: str
    role: Role
    owner_name: str | None
    is_inbox: bool
    is_filter: bool
    components: frozenset[str]
    cursor: Cursor | None
    properties: Mapping[str, str]


class NewCollection(NamedTuple):
    """What a collection is to be: the project's fields, what it holds, properties to keep at it."""

    values: Mapping[str, Any] = {}
    components: frozenset[str] = frozenset({TASKS})
    properties: Mapping[str, str] = {}


class Resource(NamedTuple):
    """Where a property is kept: at a collection, or with a person; `part` is something within."""

    id: UUID
    part: str = ""


async def home(door: Door) -> list[Collection]:
    """Return the collections that the caller sees, in their order; filters come last."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    account = (caller.account_id, caller.person_id)
    seen, kept = await door.database.read(
        Identity(caller.account_id), stored.home(*account), stored.filters(*account, None)
    )
    found = [_of_project(door, row) for row in seen.rows()]
    return found + [_of_filter(door, row) for row in kept.rows() if row[-1]]


async def collection(door: Door, name: str) -> Collection:
    """Return the collection of a name. Raises `NotFound`."""
    require(door.caller, Operation.READ_TASKS)
    identity = Identity(door.caller.account_id)
    (found,) = await door.database.read(identity, looked_up(door, name))
    return of_rows(door, name, found)


def looked_up(door: Door | Work, name: str) -> Any:
    """Return the call that finds a collection by name; `of_rows` takes what it gives."""
    caller = door.caller
    account = (caller.account_id, caller.person_id)
    filter_id = _filter_id(name)
    if filter_id is not None:
        return stored.filters(*account, filter_id)
    return stored.one(*account, name, ids.parse_id(name))


def of_rows(door: Door | Work, name: str, found: Result) -> Collection:
    """Return the collection that `looked_up` found. Raises `NotFound`."""
    row = found.row()
    if row is None:
        raise NotFound("There is no collection of this name", code="calendar.not_found")
    return _of_project(door, row) if _filter_id(name) is None else _of_filter(door, row)


async def make(work: Work, name: str, wanted: NewCollection) -> None:
    """Make a project that is found under a name.

    One that is to hold no tasks is archived from the beginning: the web app has nothing to show of
    it. Raises `Conflict` for a name that is taken, `Invalid`.
    """
    caller = work.caller
    require_name(name)
    if not wanted.components or not COMPONENTS.issuperset(wanted.components):
        raise Invalid(FieldError("components", f"must be some of {', '.join(sorted(COMPONENTS))}"))
    # Whoever makes a collection of this name waits here.
    _, (taken,) = await sites.own_space(
        work,
        Operation.MANAGE_PROJECT,
        stored.named(caller.account_id, caller.person_id, name, ids.parse_id(name)),
    )
    if taken.count() or name.startswith(FILTER_PREFIX):
        raise Conflict("There is a collection of this name", code="calendar.exists")
    values = {"name": name, **wanted.values, "archived": TASKS not in wanted.components}
    made = await records.create(work, PROJECT, values)
    work.write(
        stored.free_name(caller.account_id, caller.person_id, name),
        stored.insert(
            caller.account_id, made.record.id, caller.person_id, name, sorted(wanted.components)
        ),
    )
    await _set_properties(work, Resource(made.record.id), wanted.properties)


async def remove(work: Work, name: str) -> None:
    """Put a collection's project into the trash.

    Raises `NotFound`, `Forbidden` for somebody who does not own it, `Conflict` for the Inbox.
    """
    found = await held(work, name)
    require_no_filter(found)
    await records.delete(work, PROJECT, found.id)


async def set_properties(
    work: Work,
    resource: Resource,
    values: Mapping[str, Any],
    properties: Mapping[str, str | None],
) -> None:
    """Change fields of a collection's project, and what the caller keeps at a resource; or nothing.

    A property that is None is removed. Raises `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
    """
    if values:
        await records.change(work, PROJECT, resource.id, values)
    await _set_properties(work, resource, properties)


async def properties(door: Door, resources: Sequence[UUID]) -> Mapping[Resource, Mapping[str, str]]:
    """Return what the caller keeps at resources and at what is within them."""
    account_id = door.caller.account_id
    call = stored.properties(account_id, list(resources))
    (found,) = await door.database.read(Identity(account_id), call)
    return {Resource(resource, part): told for resource, part, told in found.rows()}


async def held(work: Work, name: str) -> Collection:
    """Return the collection of a name, within an action. Raises `NotFound`."""
    require(work.caller, Operation.READ_TASKS)
    (found,) = await work.ask(looked_up(work, name))
    return of_rows(work, name, found)


def require_no_filter(found: Collection) -> None:
    """Raise `Forbidden` for a filter: what it shows is changed where it is."""
    if found.is_filter:
        raise Forbidden(
            "A saved filter is only read; change the task in its own list", code="project.role"
        )


def tag(found: Collection, tags: Sequence[str] = ()) -> str:
    """Return what differs between any two states of a collection.

    Of a filter it is made of the ETags and names of all that is in it.
    """
    if found.cursor is not None:
        return f"{found.cursor.number}-{found.cursor.mark}"
    return sha256("\0".join(tags).encode()).hexdigest()[:32]


def require_name(name: str) -> None:
    """Raise `Invalid` for what can't be the name of a collection or object."""
    fits = 0 < len(name) <= NAME_MAX and name not in {".", ".."}
    if not fits or "/" in name or any(unicodedata.category(c) in {"Cc", "Cs"} for c in name):
        raise Invalid(
            FieldError("name", f"must have 1 to {NAME_MAX} characters, no controls and no /"),
            code="calendar.name",
        )


async def _set_properties(
    work: Work, resource: Resource, properties: Mapping[str, str | None]
) -> None:
    if not properties:
        return
    require(work.caller, Operation.ORGANISE)
    account_id = work.caller.account_id
    calls = [
        stored.remove_property(account_id, *resource, name)
        if xml is None
        else stored.set_property(account_id, *resource, name, xml)
        for name, xml in properties.items()
    ]
    *_, counted = await work.ask(*calls, stored.count_properties(account_id))
    number, size = counted.row() or (0, 0)
    if number > PROPERTIES_MAX or size > PROPERTIES_BYTES:
        raise Invalid(
            FieldError("properties", f"must be at most {PROPERTIES_MAX} in all, and no more data")
        )
    work.keep()


def _filter_id(name: str) -> UUID | None:
    if not name.startswith(FILTER_PREFIX):
        return None
    return ids.parse_id(name.removeprefix(FILTER_PREFIX))


def _of_project(door: Door | Work, row: tuple[Any, ...]) -> Collection:
    (project_id, owner_id, chosen, name, description, color, position, role, owner_name) = row[:9]
    components, number, mark, kept, now = row[9:]
    return Collection(
        project_id,
        owner_id,
        chosen or str(project_id),
        name,
        description,
        color,
        position,
        Role(role),
        owner_name,
        is_inbox=project_id == door.caller.inbox_id,
        is_filter=False,
        components=frozenset(components),
        cursor=Cursor(number, mark or 0, _seconds(now)),
        properties=kept or {},
    )


def _of_filter(door: Door | Work, row: tuple[Any, ...]) -> Collection:
    filter_id, name, color, position, kept, _ = row
    return Collection(
        filter_id,
        door.caller.account_id,
        f"{FILTER_PREFIX}{filter_id}",
        name,
        None,
        color,
        position,
        Role.VIEWER,
        None,
        is_inbox=False,
        is_filter=True,
        components=frozenset({TASKS}),
        cursor=None,
        properties=kept or {},
    )


def _seconds(now: datetime) -> int:
    return int(now.timestamp())
