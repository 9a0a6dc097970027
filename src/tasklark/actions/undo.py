"""Undo: somebody takes back what they did, from the log, as a new change.

All that one request wrote is one batch. To undo it loses nobody's later edit: what was changed
again stays as it is, and is reported. Undoing an undo does it again.
"""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import moving_back, setting_back, taking_back
from tasklark.actions.taking_back import Taking
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import undoing
from tasklark.domain.access import Caller, Operation, require
from tasklark.domain.errors import Conflict, NotFound
from tasklark.domain.undoing import WORDS, Kept
from tasklark.storage import batches
from tasklark.storage.engine import Identity

PAGE_MAX = 100
LOOK_BACK = 1_000
"""Batches among which the latest that can be undone is looked for."""
_AT_ONCE = 50
LATEST = UUID(int=(1 << 128) - 1)
"""As the place before which to look: the end of the log."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What the caller did at once.

    `undoes` is the batch that it took back, `undone_by` the one that took it back, if that was not
    taken back itself. `records` counts up to `batches.COUNTED`; `changes` are the first few.
    """

    batch_id: UUID
    done_at: str
    surface: str
    undoes: UUID | None
    undone_by: UUID | None
    records: int
    scope_ids: Sequence[UUID]
    changes: Sequence[Any]


class Undone(NamedTuple):
    """What an undo did: its own batch, the one that it took back, and how many records it moved.

    `kept` is what stays as it is, and why.
    """

    batch_id: UUID
    undoes: UUID
    changed: int
    restored: int
    deleted: int
    kept: Sequence[Kept]


class _Passed(Conflict):
    """A batch is undone already."""


async def recent(door: Door, limit: int, before: UUID = LATEST) -> list[Batch]:
    """Return the caller's latest batches, before a place in their list, the latest first.

    In all scopes that they can see now.
    """
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    async with door.database.transaction(Identity(caller.account_id)) as transaction:
        (found,) = await transaction.run(batches.latest(caller.account_id, before, limit))
        ids = [row[0] for row in found.rows()]
        described, links = await transaction.run(
            batches.described(caller.account_id, ids), batches.undoers(caller.account_id, ids)
        )
    undone = undoing.undone(ids, links.rows())
    return [_batch(row, undone) for row in described.rows()]


def _batch(row: tuple[Any, ...], undone: dict[UUID, UUID]) -> Batch:
    batch_id, done_at, surface, undoes, count, scope_ids, told = row
    changes = json.loads(told) if isinstance(told, str) else told or []
    return Batch(
        batch_id, done_at, surface, undoes, undone.get(batch_id), count, scope_ids, changes
    )


async def undo(work: Work, batch_id: UUID | None = None) -> Undone:
    """Take back a batch of the caller's, by default the latest that is no undo and not undone.

    A batch where they don't get any more is passed over by default. Raises `NotFound` for one that
    lies there or is not the caller's, `Conflict` when it is undone already or nothing of it can be
    taken back, `Forbidden`.
    """
    require(work.caller, Operation.WRITE_TASKS)
    if batch_id is not None:
        taking = await _take_back(work, batch_id)
        if not taking.did_something:
            raise _overtaken("this", taking)
        return _undone(work, taking)
    async for candidate in _candidates(work):
        try:
            taking = await work.attempt(partial(_take_back, batch_id=candidate))
        except (_Passed, NotFound):  # by another request, or by whoever closed a project to them
            continue
        if not taking.did_something:
            # Older batches have nothing to do with it: whoever means one of them says which.
            raise _overtaken(f"the latest batch, {candidate},", taking)
        return _undone(work, taking)
    raise Conflict("There is nothing of yours left to undo", code="undo.nothing")


def _overtaken(what: str, taking: Taking) -> Conflict:
    """Return the error for a batch of which all stays as it is; it says why."""
    reasons = dict.fromkeys(WORDS[kept.reason] for kept in taking.kept)
    why = reasons or ["It is as it was before, or deleted for good"]
    return Conflict(
        ". ".join([f"Of {what} there is nothing to take back", *why]), code="undo.overtaken"
    )


def _undone(work: Work, taking: Taking) -> Undone:
    counts = (taking.changed, taking.restored, taking.deleted)
    return Undone(work.batch_id, taking.batch_id, *counts, taking.kept)


async def _take_back(work: Work, batch_id: UUID) -> Taking:
    work.undoes = batch_id
    taking = await taking_back.locked(work, batch_id)
    if not taking.sites:
        raise NotFound("There is no change of yours with this id", code="undo.not_found")
    if await _undone_among(work.caller, [batch_id], work):
        raise _Passed("This is undone already", code="undo.already")
    fates = await taking_back.fates(work, batch_id)
    done = taking_back.but_for_openings(await taking_back.told(work, batch_id), fates)
    for fate in (f for f in fates if f.fate == "deleted"):
        await taking_back.restore(work, taking, fate)
    moved, done = await moving_back.move_back(work, taking, done)
    doomed = [
        await taking_back.doomed(work, taking, fate, moved if fate.fate == "made" else ())
        for fate in fates
        if fate.fate != "deleted"
    ]
    taking.doomed.update(each for what in doomed if what for each in what.ids)
    await setting_back.set_back(work, taking, done)
    for what in doomed:
        if what:
            await taking_back.delete(work, taking, what)
    return taking


async def _candidates(work: Work) -> AsyncIterator[UUID]:
    """Yield the caller's latest batches that are no undo and not undone."""
    before = LATEST
    for _ in range(LOOK_BACK // _AT_ONCE):
        (found,) = await work.ask(batches.latest(work.caller.account_id, before, _AT_ONCE))
        ids = [row[0] for row in found.rows()]
        if not ids:
            return
        (kinds,) = await work.ask(batches.kinds(work.caller.account_id, ids))
        undos = {batch_id for batch_id, undoes in kinds.rows() if undoes is not None}
        undone = await _undone_among(work.caller, ids, work)
        for each in ids:
            if each not in undos and each not in undone:
                yield each
        before = ids[-1]


async def _undone_among(caller: Caller, ids: Sequence[UUID], work: Work) -> dict[UUID, UUID]:
    (links,) = await work.ask(batches.undoers(caller.account_id, list(ids)))
    return undoing.undone(ids, links.rows())
