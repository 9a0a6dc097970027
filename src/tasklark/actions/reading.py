"""Records as JSON, one or a page, of whatever noun: what the caller may see, and nothing else."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from tasklark.actions import sites
from tasklark.actions.unit_of_work import Door
from tasklark.domain.access import Operation, require
from tasklark.domain.nouns import Noun
from tasklark.storage import readings
from tasklark.storage.engine import Identity

FIRST = UUID(int=0)
"""The place before every record."""


class Json(NamedTuple):
    """A record as PostgreSQL writes it in JSON (UTF-8), and its version."""

    body: bytes
    version: str


class Page(NamedTuple):
    """Some records in JSON; `next_id` is where the following page begins after, None at the end."""

    records: Sequence[bytes]
    next_id: UUID | None


class By(NamedTuple):
    """The column that all records of a page have in common, and its value."""

    column: str
    value: UUID


async def get(door: Door, noun: Noun, record_id: UUID) -> Json:
    """Return a record that the caller may see. Raises `NotFound`.

    Also where two others share one with this id: neither must pass for the other.
    """
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    (found,) = await door.database.read(
        Identity(caller.account_id), readings.one(noun)(caller.account_id, record_id)
    )
    row = found.texts_of_row()
    if not row or (found.count() > 1 and row[2] != b"t"):
        raise sites.not_found(noun)
    return Json(row[0], row[1].decode())


async def page(
    door: Door, noun: Noun, limit: int, after: UUID = FIRST, by: By | None = None
) -> Page:
    """Return at most `limit` records that the caller may see, in the order of their ids."""
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    value = () if by is None else (by.value,)
    call = readings.page(noun, by.column if by else None)(
        caller.account_id, limit + 1, after, *value
    )
    (found,) = await door.database.read(Identity(caller.account_id), call)
    bodies = found.texts()[:limit]
    more = found.count() > limit
    return Page(bodies, UUID(found.texts_of_row(limit - 1)[1].decode()) if more else None)
