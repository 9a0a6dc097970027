"""Search: the tasks that hold all words of a query, the best first, with what was found shown."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from tasklark.actions.unit_of_work import Door
from tasklark.domain import searching
from tasklark.domain.access import Operation, require
from tasklark.domain.searching import Query, Range, Rank, Snippet
from tasklark.storage import search as stored
from tasklark.storage.engine import Identity


class Hit(NamedTuple):
    """A task in JSON (UTF-8), how well it matches, and where."""

    task: bytes
    rank: Rank
    title: Sequence[Range]
    description: Snippet | None
    comment: Snippet | None


async def search(door: Door, text: str, limit: int, *, archived: bool = False) -> list[Hit]:
    """Return at most `limit` tasks with all words of `text` that the caller sees, the best first.

    `archived` is whether those of archived projects count as well. Raises `Forbidden`, `Invalid`.
    """
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    query = searching.parse(text)
    call = stored.found(caller.account_id, query, limit, datetime.now(UTC), archived=archived)
    (result,) = await door.database.read(Identity(caller.account_id), call)
    tasks = result.texts()
    return [
        Hit(task, Rank(rank), *_shown(query, *texts))
        for task, (_, rank, *texts) in zip(tasks, result.rows(), strict=True)
    ]


def _shown(
    query: Query, title: str, description: str | None, comment: str | None
) -> tuple[Sequence[Range], Snippet | None, Snippet | None]:
    return (
        searching.highlights(title, query),
        searching.snippet(description or "", query),
        searching.snippet(comment or "", query),
    )
