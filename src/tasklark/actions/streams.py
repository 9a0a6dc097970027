"""What one reader of a live stream knows, and is still to be told.

An event is a hint and no data: "project X is at 17". Whoever reads it asks for what is newer than
what they have. So an event that is lost, doubled or late costs nothing, a slow reader is owed one
number for each scope and no more, and there is nothing to resume: a stream begins with all numbers.

A stream holds no database connection while it waits.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from tasklark.domain.access import Caller, Operation, require
from tasklark.domain.errors import TasklarkError, Unavailable
from tasklark.storage import notices
from tasklark.storage.engine import Database
from tasklark.storage.notices import ScopeKey

BEAT_SECONDS = 15.0
"""How long a stream is silent before it says that it lives: proxies close what is silent longer."""
GATHER_SECONDS = 0.05
"""How long changes are gathered before the next are told."""
_RETRY_SECONDS = 1.0

Identify = Callable[[], Awaitable[Caller]]


class Event(NamedTuple):
    """What a stream says, such as `start` or `changed`, as the API names it; `beat` for nothing."""

    name: str
    data: Mapping[str, object]


BEAT = Event("beat", {})


class Watchers:
    """Who waits for which scope."""

    def __init__(self) -> None:
        self._of: dict[ScopeKey, set[Stream]] = {}

    def of(self, scope: ScopeKey) -> Iterable["Stream"]:
        """Return those who wait for a scope."""
        return self._of.get(scope, ())

    def scopes(self) -> list[ScopeKey]:
        """Return the scopes that somebody waits for."""
        return list(self._of)

    def add(self, scope: ScopeKey, stream: "Stream") -> None:
        """Have a stream hear of a scope."""
        self._of.setdefault(scope, set()).add(stream)

    def remove(self, scope: ScopeKey, stream: "Stream") -> None:
        """Have a stream hear of a scope no more."""
        watching = self._of.get(scope, set())
        watching.discard(stream)
        if not watching:
            self._of.pop(scope, None)


class Stream:
    """What one reader knows and is still to be told; `identify` finds out who that is, again."""

    def __init__(
        self, caller: Caller, identify: Identify, database: Database, watchers: Watchers
    ) -> None:
        self.account_id = caller.account_id
        self._own: ScopeKey = (caller.account_id, caller.person_id)
        self._identify = identify
        self._database = database
        self._watchers = watchers
        self._known: dict[ScopeKey, int] = {}
        self._newer: dict[ScopeKey, int] = {}
        self._gone: set[ScopeKey] = set()
        self._present: dict[ScopeKey, set[UUID]] = {}
        self._is_stale = True
        self._is_doubtful = False
        self._is_over = False
        self._reason: str | None = None
        self._wake = asyncio.Event()

    def leave(self) -> None:
        """Wait for nothing more."""
        for scope in self._known:
            self._watchers.remove(scope, self)

    async def events(self) -> AsyncGenerator[Event, None]:
        """Yield events until the stream ends, the last one saying why if there is a reason.

        Raises `Unavailable` when there is no beginning.
        """
        await self._look()
        yield Event("start", {"scopes": self._taken()})
        while not self._is_over:
            self._wake.clear()
            news = await self._news()
            for event in news:
                yield event
            if news:
                await asyncio.sleep(GATHER_SECONDS)
            elif not await self._woken(BEAT_SECONDS):
                yield BEAT
        if self._reason is not None:
            yield Event("end", {"reason": self._reason})

    def hear(self, scope: ScopeKey, number: int) -> None:
        """Take note of how far a scope is."""
        if number <= self._known.get(scope, number):
            return
        self._newer[scope] = max(number, self._newer.get(scope, number))
        if scope == self._own:
            # It tells of projects that are new or gone, own ones and shared ones.
            self._is_stale = True
        self._wake.set()

    def see(self, scope: ScopeKey, person_id: UUID) -> None:
        """Take note of somebody else who looks at a scope now."""
        if person_id != self._own[1]:
            self._present.setdefault(scope, set()).add(person_id)
            self._wake.set()

    def doubt(self) -> None:
        """Have the stream find out what the caller may see before it tells anything more."""
        self._is_stale = True
        self._wake.set()

    def end(self, reason: str | None) -> None:
        """End the stream, soon; without a reason nobody is there to be told."""
        if not self._is_over:
            self._is_over, self._reason = True, reason
        self._wake.set()

    async def check(self) -> None:
        """Find out whether the caller is still who they were, and end the stream if not.

        While that can't be found out, the stream tells nothing.
        """
        try:
            require(await self._identify(), Operation.READ_TASKS)
        except Unavailable:
            self._is_doubtful = True
        except TasklarkError as refused:
            self.end(refused.code)
        else:
            if self._is_doubtful:
                self._is_doubtful = False
                self._wake.set()

    async def _news(self) -> list[Event]:
        if self._is_doubtful or self._is_over:
            return []
        if self._is_stale:
            try:
                await self._look()
            except Unavailable:
                self._is_stale = True
                asyncio.get_running_loop().call_later(_RETRY_SECONDS, self._wake.set)
                return []
        gone, self._gone = self._gone, set()
        present, self._present = self._present, {}
        told: dict[str, object] = {
            "changed": self._taken(),
            "gone": [str(scope_id) for _, scope_id in gone],
            "present": {str(scope[1]): sorted(map(str, who)) for scope, who in present.items()},
        }
        return [Event(name, {"scopes": scopes}) for name, scopes in told.items() if scopes]

    def _taken(self) -> dict[str, int]:
        newer, self._newer = self._newer, {}
        self._known.update(newer)
        return {str(scope_id): number for (_, scope_id), number in newer.items()}

    async def _look(self) -> None:
        """Read which scopes the caller may see, and how far they are.

        What is new is looked at twice: it may have moved between the look and the listening.
        """
        has_new = True
        while has_new:
            self._is_stale = False
            found = await notices.seen(self._database, self.account_id)
            new, lost = found.keys() - self._known.keys(), self._known.keys() - found.keys()
            for scope in new:
                self._known[scope] = -1
                self._watchers.add(scope, self)
            for scope in lost:
                del self._known[scope]
                self._newer.pop(scope, None)
                self._present.pop(scope, None)
                self._watchers.remove(scope, self)
            # A project that has a new owner is a new scope under the id that clients know.
            seen = {scope_id for _, scope_id in self._known}
            self._gone = {scope for scope in self._gone | lost if scope[1] not in seen}
            for scope, number in found.items():
                if number > self._known[scope]:
                    self._newer[scope] = max(number, self._newer.get(scope, number))
            has_new = bool(new)

    async def _woken(self, seconds: float) -> bool:
        """Wait so long at most; tell whether there was something to wake up for."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return False
        return True
