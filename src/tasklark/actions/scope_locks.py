"""Locks for work that writes in several scopes: all taken first, in the order of all who do so.

Two that took theirs as they went, each in its own order, could wait for each other.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tasklark.actions.unit_of_work import Work
from tasklark.domain import ids
from tasklark.storage import sync as stored

Words = tuple[str | None, Mapping[str, Any]]
"""What a client says of one record: its id, and its fields."""


def mentioned(said: Iterable[Words]) -> set[UUID]:
    """Return all ids in a client's words, whatever they may be of."""
    texts = (text for record_id, given in said for text in (record_id, *given.values()))
    found = (ids.parse_id(text) for text in texts if isinstance(text, str))
    return {each for each in found if each is not None}


async def lock(work: Work, found: Iterable[UUID]) -> None:
    """Lock the scopes of all records among ids, the caller's own and its Inbox.

    For a label that is all that the caller owns: its name is on tasks anywhere.

    Whoever is asked to write where this did not look (a record that was made a moment ago, say)
    waits there as ever.
    """
    caller = work.caller
    await work.ask(stored.lock(caller.account_id, [*found, caller.inbox_id], caller.person_id))


async def lock_all(work: Work, found: Iterable[UUID] = ()) -> None:
    """Lock all scopes that the caller owns, and those of all records among ids."""
    caller = work.caller
    await work.ask(stored.lock_all(caller.account_id, list(found), caller.person_id))
