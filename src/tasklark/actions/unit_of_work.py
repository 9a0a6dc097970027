"""The one way in: every action runs here, as somebody, in one transaction, with the only commit.

An action asks (`Work.ask`, a round trip) and writes (`Work.write`, queued); the queue leaves with
the commit as one message, before the answer does. An action that wrote nothing is undone, so what
it locked or numbered on its way to finding nothing to do leaves no trace.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from tasklark.domain.access import Caller
from tasklark.domain.errors import Unavailable
from tasklark.storage.engine import Database, Identity, Result, Transaction
from tasklark.storage.faults import Contended, Duplicate
from tasklark.storage.wire import Call

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 4
"""How often a transaction that lost against another one is run, the first time included."""
_LONGEST_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Door:
    """Where a request comes in: the database, who is asking, and through which surface."""

    database: Database
    caller: Caller
    surface: str


@dataclass(slots=True)
class Work:
    """One action under way."""

    caller: Caller
    surface: str
    _transaction: Transaction
    _writes: list[Call] = field(default_factory=list)
    _kept: bool = False

    async def ask(self, *calls: Call) -> list[Result]:
        """Run calls now and return their results, in order."""
        return await self._transaction.run(*calls)

    def write(self, *calls: Call) -> None:
        """Have calls run with the commit."""
        self._writes += calls

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
    the action raises, with nothing done; `Unavailable` when the database is out of reach, or when
    it kept losing.
    """
    for attempt in range(TRIES):
        try:
            async with door.database.transaction(Identity(door.caller.account_id)) as transaction:
                work = Work(door.caller, door.surface, transaction)
                result = await action(work, *args, **kwargs)
                await work.finish()
                return result
        except (Contended, Duplicate):
            await asyncio.sleep(random.uniform(0, _LONGEST_PAUSE) * attempt)  # noqa: S311 - jitter is no secret
    raise Unavailable
