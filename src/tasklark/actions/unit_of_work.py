"""The one way in: every action runs here, as somebody, in one transaction, with the only commit.

An action asks (`Work.ask`, a round trip) and writes (`Work.write`, queued); the queue leaves with
the commit as one message, before the answer does. An action that wrote nothing is undone, so what
it locked or numbered on its way to finding nothing to do leaves no trace.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from tasklark.domain import ids
from tasklark.domain.access import Caller
from tasklark.domain.errors import Conflict, TasklarkError, Unavailable
from tasklark.storage.engine import Database, Identity, Result, Transaction
from tasklark.storage.faults import Contended, Duplicate
from tasklark.storage.records import TABLES
from tasklark.storage.wire import Call, once, statement

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 4
"""How often a transaction that lost against another one is run, the first time included."""
_LONGEST_PAUSE = 0.05

_PART = statement("part", "SAVEPOINT part")
# Not to be prepared: an aborted transaction, which these two end, prepares nothing.
_TAKE_BACK = once("ROLLBACK TO SAVEPOINT part")
_END = once("RELEASE SAVEPOINT part")

_KEYS = {f"{table}_pkey": name for name, table in TABLES.items()}
"""The noun of each key that a client may choose."""

ScopeKey = tuple[int, UUID]
"""A scope: its owner and its id."""


def _nobody_listens(_moved: Mapping[ScopeKey, int]) -> None:
    """Announce changes to nobody: where a process has no open streams, the operator's for one."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a request comes in: the database, who is asking, and through which surface.

    `announce` is told which scopes have moved, to which numbers, once that is committed.
    """

    database: Database
    caller: Caller
    surface: str
    announce: Callable[[Mapping[ScopeKey, int]], None] = _nobody_listens


@dataclass(slots=True)
class Work:
    """One action under way.

    All that it writes is one batch of the log, which its author can undo. `moved` are the scopes
    that it wrote in, by their owner and id, with the number of their latest change.
    """

    caller: Caller
    surface: str
    _transaction: Transaction
    batch_id: UUID = field(default_factory=ids.new_id)
    undoes: UUID | None = None
    moved: dict[ScopeKey, int] = field(default_factory=dict)
    _writes: list[Call] = field(default_factory=list)
    _kept: bool = False

    async def ask(self, *calls: Call) -> list[Result]:
        """Run calls now, after all writes so far, and return their results, in order."""
        before, self._writes = self._writes, []
        self._kept = self._kept or bool(before)
        results = await self._transaction.run(*before, *calls)
        return results[len(before) :]

    def write(self, *calls: Call) -> None:
        """Have calls run with the commit."""
        self._writes += calls

    async def attempt(self, action: Callable[["Work"], Awaitable[T]]) -> T:
        """Run a part of this action; when it refuses, undo that part alone and raise its refusal.

        What the part had the database do before it refused is as if it had not been. A part that
        met a key that is there already is run once more: by then it can see whose the key is. If
        it can't, raises `Conflict`.
        """
        try:
            return await self._part(action)
        except Duplicate:
            pass
        try:
            return await self._part(action)
        except Duplicate as error:
            taken = id_taken(error)
            if taken is None:
                raise
            raise taken from error

    async def _part(self, action: Callable[["Work"], Awaitable[T]]) -> T:
        await self.ask(_PART())
        before, self._kept = (self._kept, dict(self.moved)), False
        try:
            result = await action(self)
            wrote = self.wrote
            await self.ask(*(() if wrote else (_TAKE_BACK(),)), _END())
        except TasklarkError:
            self._writes = []
            await self._transaction.run(_TAKE_BACK(), _END())
            self._kept, self.moved = before
            raise
        self._kept = before[0] or wrote
        if not wrote:
            self.moved = before[1]  # the numbers that it took are taken back with it
        return result

    def keep(self) -> None:
        """Have what was asked so far committed, although nothing is queued: the asking wrote."""
        self._kept = True

    @property
    def wrote(self) -> bool:
        """Tell whether there is anything to commit."""
        return bool(self._writes) or self._kept

    def present(self, key: UUID) -> None:
        """Name a key of the directory, so that the next calls may see whose it is."""
        self._transaction.become(Identity(key=key))

    async def finish(self) -> None:
        """Commit if anything was written; the caller's transaction undoes the rest."""
        if self.wrote:
            await self._transaction.commit(*self._writes)


async def perform(
    door: Door,
    action: Callable[Concatenate[Work, P], Awaitable[T]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Run an action as the door's caller and return what it returns, committed.

    Runs it again, from its beginning, when its transaction lost against another one. Raises what
    the action raises, with nothing done; `Conflict` when an id is taken by what the caller can't
    see; `Unavailable` when the database is out of reach, or when it kept losing.
    """
    met: set[str] = set()
    for attempt in range(TRIES):
        try:
            async with door.database.transaction(Identity(door.caller.account_id)) as transaction:
                work = Work(door.caller, door.surface, transaction)
                result = await action(work, *args, **kwargs)
                await work.finish()
            if work.wrote and work.moved:
                door.announce(work.moved)
            return result
        except Duplicate as error:
            # Whoever has the key has committed, so the second look found it, if it can be seen.
            if error.constraint in met and (taken := id_taken(error)):
                raise taken from error
            met.add(error.constraint)
        except Contended:
            pass
        await asyncio.sleep(random.uniform(0, _LONGEST_PAUSE) * attempt)  # noqa: S311 - jitter is no secret
    raise Unavailable


def id_taken(error: Duplicate) -> Conflict | None:
    """Return what a key that is there already means, if it is the id of a record."""
    noun = _KEYS.get(error.constraint)
    if noun is None:
        return None
    return Conflict(f"This id is taken by another {noun}", code=f"{noun}.id_taken")
